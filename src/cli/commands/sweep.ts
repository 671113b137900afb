import type { Command } from "commander";
import { numberBetween, wholeNumber } from "../option-values.js";
import {
  type CommandDefinition,
  collect,
  examples,
  type ReportOptions,
  scenarioArgument,
  terminalFor,
} from "./command-definition.js";

export interface SweepOptions extends ReportOptions {
  readonly vary: readonly string[];
  readonly measures?: string;
  readonly simulate?: true;
  readonly seed?: string;
  readonly precision?: number;
  readonly messages?: number;
  readonly maxTime?: string;
  readonly workers?: number;
}

/** `vmqsc sweep`. */
export const sweepCommand: CommandDefinition = {
  name: "sweep",
  summary: "a table over a grid of scenarios",
  reportsOnScenario: true,
  define(command, terminal) {
    command
      .argument("<scenario>", scenarioArgument)
      .requiredOption(
        "--vary <path=values>",
        "PATH=FROM:TO:STEP or PATH=a,b,c; repeat it for a grid",
        collect,
      )
      .option("--measures <list>", "keys of `vmqsc measures`, with commas between (default: stableLogRatio)")
      .option("--simulate", "add the Monte Carlo estimate and its interval")
      .option("--seed <text>", "with --simulate: names the random streams")
      .option(
        "--precision <share>",
        "with --simulate: stop each point at this relative half-width of all its measures, e.g. 0.001",
        numberBetween("--precision", 0, 1),
      )
      .option(
        "--messages <count>",
        "with --simulate: run the replications of each point that bring so many messages, about",
        wholeNumber("--messages"),
      )
      .option(
        "--max-time <seconds>",
        "with --simulate: time for each point (default: 2; 60 with --precision, no limit with --messages)",
      )
      .option(
        "--workers <count>",
        "with --simulate: threads; the result is the same for any (default: as many as pay)",
        wholeNumber("--workers"),
      )
      .addHelpText(
        "after",
        examples(
          "vmqsc sweep paper --vary classes.MI2.multiple=1:10:1",
          "vmqsc sweep cloud --vary baseInterval=15s,30s,60s --measures waste,stableLogPeakBytes --csv",
          "vmqsc sweep paper --vary classes.MI2.multiple=2,4 --vary traffic.rates.SI.MI2=1:3:0.5 --simulate",
          "vmqsc sweep cloud --vary clock.error=1ms,10ms --measures lineLag --simulate --precision 0.01 --csv",
        ),
      )
      .action(async (scenario: string, options: SweepOptions, command: Command) => {
        const { reportSweep } = await import("../reports/sweep.js");
        await reportSweep(terminalFor(command, terminal), scenario, options);
      });
  },
};
