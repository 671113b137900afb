import { type CommandDefinition, reporting, scenarioArgument } from "./command-definition.js";

/** `vmqsc plan`. */
export const planCommand: CommandDefinition = {
  name: "plan",
  summary: "the capacity plan: every closed form, with peaks, and what to change first",
  argument: ["<scenarios...>", `${scenarioArgument}; of several, each beside the first`],
  options: {
    against: "as one more scenario: side by side, with the differences; --set changes all of them",
    simulate: "add Monte Carlo estimates of what lies outside the domain of its formula",
    seed: "with --simulate: ",
    confidence: "with --simulate: of each interval",
    precision:
      "with --simulate: stop when each of these is known to this share (default: 0.01; with --messages or --replications: none)",
    messages: "with --simulate: run the replications that bring so many messages, about",
    replications: "with --simulate: ",
    maxTime:
      "with --simulate: stop after so much time (default: 60; with --messages or --replications: none)",
    workers: "with --simulate: ",
    mode: "with --simulate: ",
    strict: "where a figure lies outside the domain of its formula",
    ...reporting,
  },
  plots: "draw storage and memory over a hyperperiod, and the waste over the base interval",
  examples: [
    "vmqsc plan cloud",
    "vmqsc plan cloud --set baseInterval=10min --json",
    "vmqsc plan my.yaml --csv > plan.csv",
    "vmqsc plan now.yaml next.yaml",
    'vmqsc plan paper --set "traffic.pattern={ onOff: { on: 2s, off: 18s } }" --simulate',
  ],
  exitCodes: "0 done, 1 a mistake in the call or the scenario, 3 with --strict a figure outside its domain",
  load: async () => (await import("../reports/plan.js")).reportPlan,
};
