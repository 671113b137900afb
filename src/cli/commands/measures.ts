import { type Command, Option } from "commander";
import { type CommandDefinition, examples, terminalFor } from "./command-definition.js";

export interface MeasuresOptions {
  readonly json?: true;
  readonly csv?: true;
}

/** `vmqsc measures`. */
export const measuresCommand: CommandDefinition = {
  name: "measures",
  summary: "the catalogue of measures: key, symbol, unit, meaning, equation, rule",
  reportsOnScenario: false,
  define(command, terminal) {
    command
      .option("--json", "one JSON object")
      .addOption(new Option("--csv", "the table as CSV").conflicts("json"))
      .addHelpText("after", examples("vmqsc measures", "vmqsc measures --csv > measures.csv"))
      .action(async (options: MeasuresOptions, command: Command) => {
        const { reportMeasures } = await import("../reports/measures.js");
        reportMeasures(terminalFor(command, terminal), options);
      });
  },
};
