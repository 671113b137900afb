import {
  type CommandDefinition,
  measureKeys,
  reporting,
  scenarioArgument,
  traceReading,
} from "./command-definition.js";

/** `vmqsc validate`. */
export const validateCommand: CommandDefinition = {
  name: "validate",
  summary: "closed form beside Monte Carlo estimate, row by row, with a verdict",
  argument: ["<scenario>", scenarioArgument],
  options: {
    seed: "",
    margin: "relative difference that still counts as equal (default: 0.01)",
    confidence: "of all rows together",
    messages: "give up after so many messages",
    maxTime:
      "give up after so much time, e.g. 30 or 2min; when that is depends on the machine (default: 60; with --messages: none)",
    measures: `${measureKeys}, to judge these alone`,
    workers: "",
    mode: "",
    strict: "unless every row agrees",
    trace: "play a recorded trace too, and put it beside closed form and Poisson traffic",
    ...traceReading,
    ...reporting,
  },
  plots: "draw the estimates against the formulas, in standard errors",
  examples: [
    "vmqsc validate paper",
    "vmqsc validate cloud --margin 0.02 --max-time 60",
    "vmqsc validate my.yaml --json | jq .verdict",
  ],
  exitCodes:
    "0 no row disagrees, 1 a mistake in the call or the scenario, 2 a row disagrees, 3 with --strict not every row agrees",
  load: async () => (await import("../reports/validate.js")).reportValidation,
};
