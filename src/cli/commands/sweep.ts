import { type CommandDefinition, measureKeys, reporting, scenarioArgument } from "./command-definition.js";

/** `vmqsc sweep`. */
export const sweepCommand: CommandDefinition = {
  name: "sweep",
  summary: "a table over a grid of scenarios",
  argument: ["<scenario>", scenarioArgument],
  options: {
    vary: "PATH=FROM:TO:STEP or PATH=a,b,c, numbers or words; repeat it for a grid",
    measures: `${measureKeys} (default: stableLogRatio)`,
    simulate: "add the Monte Carlo estimate and its interval",
    seed: "with --simulate: ",
    precision: "with --simulate: stop each point at this relative half-width of all its measures, e.g. 0.001",
    messages: "with --simulate: run the replications of each point that bring so many messages, about",
    maxTime:
      "with --simulate: time for each point (default: 2; 60 with --precision, no limit with --messages)",
    workers: "with --simulate: ",
    shard: "work out one share of the points, e.g. 3/100, as JSON for vmqsc merge (docs/cluster.md)",
    strict: "where a figure lies outside the domain of its formula",
    ...reporting,
  },
  required: "vary",
  conflicts: { shard: ["csv", "plot"] },
  plots: "draw the measures over the grid",
  examples: [
    "vmqsc sweep paper --vary classes.MI2.multiple=1:10:1",
    "vmqsc sweep cloud --vary baseInterval=3min,5min,10min --measures waste,stableLogPeakBytes --csv",
    "vmqsc sweep paper --vary classes.MI2.multiple=2,4 --vary traffic.rates.SI.MI2=1:3:0.5 --simulate",
    "vmqsc sweep cloud --vary hosts.placement=spread,packed --measures crossHostRatio,senderCopiesMean",
  ],
  exitCodes: "0 done, 1 a mistake in the call or the scenario, 3 with --strict a figure outside its domain",
  load: async () => (await import("../reports/sweep.js")).reportSweep,
};
