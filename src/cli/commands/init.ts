import type { Command } from "commander";
import {
  type CommandDefinition,
  examples,
  type ReportOptions,
  setOption,
  terminalFor,
} from "./command-definition.js";

export interface InitOptions extends Pick<ReportOptions, "json" | "set"> {
  readonly force?: true;
}

/** `vmqsc init`. */
export const initCommand: CommandDefinition = {
  name: "init",
  summary: "a commented starter scenario",
  reportsOnScenario: false,
  define(command, terminal) {
    command
      .argument("[file]", "where to write it, as JSON if its name ends in .json; standard output without")
      .addOption(setOption())
      .option("--json", "the scenario as one JSON object on standard output")
      .option("--force", "overwrite the file")
      .addHelpText(
        "after",
        examples("vmqsc init my.yaml", "vmqsc init --set hosts.count=8 | vmqsc plan -", "vmqsc init --json"),
      )
      .action(async (file: string | undefined, options: InitOptions, command: Command) => {
        const { writeStarter } = await import("../reports/init.js");
        await writeStarter(terminalFor(command, terminal), file, options);
      });
  },
};
