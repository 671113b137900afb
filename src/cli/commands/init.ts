import type { Command } from "commander";
import { type CommandDefinition, examples, terminalFor } from "./command-definition.js";

/** `vmqsc init`. */
export const initCommand: CommandDefinition = {
  name: "init",
  summary: "a commented starter scenario",
  reportsOnScenario: false,
  define(command, terminal) {
    command
      .argument("[file]", "where to write it; standard output without")
      .option("--force", "overwrite the file")
      .addHelpText("after", examples("vmqsc init my.yaml", "vmqsc init | vmqsc ratio -"))
      .action(async (file: string | undefined, options: { force?: true }, command: Command) => {
        const { writeStarter } = await import("../reports/init.js");
        writeStarter(terminalFor(command, terminal), file, options.force ?? false);
      });
  },
};
