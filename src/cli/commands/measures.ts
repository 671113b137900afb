import { type Command, Option } from "commander";
import type { Terminal } from "../terminal.js";
import { examples, plainCommand, terminalFor } from "./report-command.js";

export interface MeasuresOptions {
  readonly json?: true;
  readonly csv?: true;
}

/** `vmqsc measures`. */
export function measuresCommand(terminal: Terminal): Command {
  return plainCommand("measures", "the catalogue of measures: key, symbol, unit, meaning, equation, rule")
    .option("--json", "one JSON object")
    .addOption(new Option("--csv", "the table as CSV").conflicts("json"))
    .addHelpText("after", examples("vmqsc measures", "vmqsc measures --csv > measures.csv"))
    .action(async (options: MeasuresOptions, command: Command) => {
      const { reportMeasures } = await import("../reports/measures.js");
      reportMeasures(terminalFor(command, terminal), options);
    });
}
