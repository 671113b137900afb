import { type CommandDefinition, csvOption } from "./command-definition.js";

/** `vmqsc measures`. */
export const measuresCommand: CommandDefinition = {
  name: "measures",
  summary: "the catalogue of measures: key, symbol, unit, meaning, equation, rule",
  reportsOnScenario: false,
  examples: ["vmqsc measures", "vmqsc measures --csv > measures.csv"],
  load: async () => (await import("../reports/measures.js")).reportMeasures,
  define(command) {
    command.option("--json", "one JSON object").addOption(csvOption("the table as CSV"));
  },
};
