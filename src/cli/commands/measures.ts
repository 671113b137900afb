import type { CommandDefinition } from "./command-definition.js";

/** `vmqsc measures`. */
export const measuresCommand: CommandDefinition = {
  name: "measures",
  summary: "the catalogue of measures: key, symbol, unit, meaning, equation, rule",
  options: { json: "one JSON object", csv: "the table as CSV" },
  examples: ["vmqsc measures", "vmqsc measures --csv > measures.csv"],
  load: async () => (await import("../reports/measures.js")).reportMeasures,
};
