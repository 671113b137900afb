import type { Command } from "commander";
import type { Terminal } from "../terminal.js";
import { examples, plainCommand, terminalFor } from "./report-command.js";

/** `vmqsc init`. */
export function initCommand(terminal: Terminal): Command {
  return plainCommand("init", "a commented starter scenario")
    .argument("[file]", "where to write it; standard output without")
    .option("--force", "overwrite the file")
    .addHelpText("after", examples("vmqsc init my.yaml", "vmqsc init | vmqsc ratio -"))
    .action(async (file: string | undefined, options: { force?: true }, command: Command) => {
      const { writeStarter } = await import("../reports/init.js");
      writeStarter(terminalFor(command, terminal), file, options.force ?? false);
    });
}
