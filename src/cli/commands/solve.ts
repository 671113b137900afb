import { type CommandDefinition, reporting, scenarioArgument } from "./command-definition.js";

/** `vmqsc solve`. */
export const solveCommand: CommandDefinition = {
  name: "solve",
  summary: "the inverse questions: what meets a target, what is best; with the proof",
  argument: ["<scenario>", scenarioArgument],
  options: {
    target: "MEASURE<=VALUE or MEASURE>=VALUE, e.g. stableLogRatio<=0.1; of several, all must hold",
    by: "with --target: the number to change, e.g. classes.batch.multiple; classes.NAME.share is the share of all messages that the class receives, the other classes keeping their proportions",
    best: "what is best: the base interval, the multiples or the phases; with --target under these",
    strict: "where nothing meets the target, or a figure lies outside its domain",
    ...reporting,
  },
  conflicts: { best: ["by"] },
  examples: [
    "vmqsc solve cloud --target 'stableLogRatio<=0.1' --by classes.batch.multiple",
    "vmqsc solve cloud --target 'stableLogPeakBytes<=64GiB' --by baseInterval",
    "vmqsc solve paper --target 'stableLogRatio<=10%' --by classes.MI2.share",
    "vmqsc solve cloud --best baseInterval",
    "vmqsc solve cloud --best multiples --target 'stableLogRatio<=0.2' --target 'hostRollback<=4min'",
  ],
  exitCodes:
    "0 answered, 1 a mistake in the call or the scenario, 3 with --strict nothing meets the target, or a figure of the answer lies outside its domain",
  load: async () => (await import("../reports/solve.js")).reportSolution,
};
