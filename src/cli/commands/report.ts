import { type CommandDefinition, scenarioArgument } from "./command-definition.js";

/** `vmqsc report`. */
export const reportCommand: CommandDefinition = {
  name: "report",
  summary: "one page of HTML: plan, validation, comparison, pictures, formulas with your numbers",
  argument: ["<scenario>", scenarioArgument],
  options: {
    output: "write to this file, .html (default: standard output)",
    force: "overwrite the file",
    seed: "",
    messages: "end validation and comparison after so many messages each",
    maxTime:
      "end validation and comparison after so much time each, e.g. 30 or 2min (default: 20; with --messages: none)",
    skipComparison: "leave other schemes out: of a large system each of their replications takes minutes",
    workers: "",
    set: "",
  },
  examples: [
    "vmqsc report cloud -o cloud.html",
    "vmqsc report my.yaml --set baseInterval=30s --max-time 5min -o report.html",
    "vmqsc report paper --messages 1e6 -o paper.html   # the same figures on every machine",
  ],
  exitCodes: "0 done, 1 a mistake in the call or the scenario, 2 a closed form and its estimate disagree",
  load: async () => (await import("../reports/report.js")).reportPage,
};
