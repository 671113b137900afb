import { type Command, Option } from "commander";
import type { Share } from "../../montecarlo/parallel/replication-share.js";
import { numberBetween, seedText, share, wholeNumber } from "../option-values.js";
import {
  type CommandDefinition,
  examples,
  type ReportOptions,
  scenarioArgument,
  terminalFor,
} from "./command-definition.js";

export interface SimulateOptions extends ReportOptions {
  readonly seed?: string;
  readonly confidence?: number;
  readonly precision?: number;
  readonly messages?: number;
  readonly replications?: number;
  readonly shard?: Share;
  readonly maxTime?: string;
  readonly measures?: string;
  readonly workers?: number;
  readonly mode?: "span" | "event";
  readonly planOnly?: true;
  readonly audit?: true;
}

/** `vmqsc simulate`. */
export const simulateCommand: CommandDefinition = {
  name: "simulate",
  summary: "Monte Carlo estimates with intervals, from a run of the full protocol",
  reportsOnScenario: true,
  define(command, terminal) {
    command
      .argument("<scenario>", scenarioArgument)
      .option(
        "--seed <text>",
        "names the random streams: the same seed gives the same result to the last bit (default: vmqsc)",
        seedText,
      )
      .option("--confidence <share>", "of the intervals (default: 0.99)", numberBetween("--confidence", 0, 1))
      .option(
        "--precision <share>",
        "stop at this relative half-width of η, if no budget ends before (default: 0.001; with --messages or --replications: none)",
        numberBetween("--precision", 0, 1),
      )
      .option(
        "--messages <count>",
        "run the replications that bring so many messages, about",
        wholeNumber("--messages"),
      )
      .option(
        "--replications <count>",
        "run so many replications, instead of --messages",
        wholeNumber("--replications", 2, "since intervals come from their spread"),
      )
      .option(
        "--max-time <seconds>",
        "stop after so much time, e.g. 30 or 2min; where that is depends on the machine (default: 60; with --messages or --replications: none)",
      )
      .option("--measures <list>", "show these measures only: keys of `vmqsc measures`, with commas between")
      .option(
        "--plan-only",
        "run nothing but a trial: the third of precision, confidence and budget from two, and the time it will take",
      )
      .option(
        "--audit",
        "keep every message of small runs, let all VMs and hosts fail, and look for what is lost",
      )
      .option(
        "--workers <count>",
        "threads; the result is the same for any (default: as many as pay)",
        wholeNumber("--workers"),
      )
      .addOption(
        new Option(
          "--mode <how>",
          "span (default) draws quiet spans at once, event goes message by message",
        ).choices(["span", "event"]),
      )
      .option(
        "--shard <number/of>",
        "run one share of the replications, e.g. 3/100; with --json, for vmqsc merge (docs/cluster.md)",
        share,
      )
      .addHelpText(
        "after",
        examples(
          "vmqsc simulate paper",
          "vmqsc simulate paper --seed spring --precision 0.0005 --confidence 0.99",
          "vmqsc simulate cloud --max-time 20 --measures stableLogRatio,lineLag --json",
          "vmqsc simulate paper --plan-only --precision 0.0001 --confidence 0.95",
          "vmqsc simulate cloud --replications 5000 --shard 3/100 --json > 3.json",
          "vmqsc simulate paper --audit --set traffic.delay=100ms",
        ),
      )
      .action(async (scenario: string, options: SimulateOptions, command: Command) => {
        if (options.audit) {
          const { reportAudit } = await import("../reports/audit.js");
          return reportAudit(terminalFor(command, terminal), scenario, options);
        }
        if (options.planOnly) {
          const { reportForecast } = await import("../reports/forecast.js");
          return reportForecast(terminalFor(command, terminal), scenario, options);
        }
        const { reportSimulation } = await import("../reports/simulate.js");
        await reportSimulation(terminalFor(command, terminal), scenario, options);
      });
  },
};
