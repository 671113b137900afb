import { Option } from "commander";
import { share } from "../option-values.js";
import { type CommandDefinition, collect, scenarioArgument, strictOption } from "./command-definition.js";
import {
  maxTimeOption,
  measuresOption,
  messagesOption,
  precisionOption,
  seedOption,
  workersOption,
} from "./run-options.js";

/** `vmqsc sweep`. */
export const sweepCommand: CommandDefinition = {
  name: "sweep",
  summary: "a table over a grid of scenarios",
  reportsOnScenario: true,
  plots: "draw the measures over the grid",
  examples: [
    "vmqsc sweep paper --vary classes.MI2.multiple=1:10:1",
    "vmqsc sweep cloud --vary baseInterval=15s,30s,60s --measures waste,stableLogPeakBytes --csv",
    "vmqsc sweep paper --vary classes.MI2.multiple=2,4 --vary traffic.rates.SI.MI2=1:3:0.5 --simulate",
    "vmqsc sweep cloud --vary hosts.placement=spread,packed --measures crossHostRatio,senderCopiesMean",
  ],
  exitCodes: "0 done, 1 a mistake in the call or the scenario, 3 with --strict a figure outside its domain",
  load: async () => (await import("../reports/sweep.js")).reportSweep,
  define(command) {
    command
      .argument("<scenario>", scenarioArgument)
      .requiredOption(
        "--vary <path=values>",
        "PATH=FROM:TO:STEP or PATH=a,b,c, numbers or words; repeat it for a grid",
        collect,
      )
      .addOption(measuresOption(" (default: stableLogRatio)"))
      .option("--simulate", "add the Monte Carlo estimate and its interval")
      .addOption(seedOption("with --simulate: "))
      .addOption(
        precisionOption(
          "with --simulate: stop each point at this relative half-width of all its measures, e.g. 0.001",
        ),
      )
      .addOption(
        messagesOption(
          "with --simulate: run the replications of each point that bring so many messages, about",
        ),
      )
      .addOption(
        maxTimeOption(
          "with --simulate: time for each point (default: 2; 60 with --precision, no limit with --messages)",
        ),
      )
      .addOption(workersOption("with --simulate: "))
      .addOption(
        new Option(
          "--shard <number/of>",
          "work out one share of the points, e.g. 3/100, as JSON for vmqsc merge (docs/cluster.md)",
        )
          .argParser(share)
          .conflicts(["csv", "plot"]),
      )
      .addOption(strictOption("where a figure lies outside the domain of its formula"));
  },
};
