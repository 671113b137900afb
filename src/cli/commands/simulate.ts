import { Option } from "commander";
import { share } from "../option-values.js";
import { type CommandDefinition, scenarioArgument } from "./command-definition.js";
import {
  confidenceOption,
  maxTimeOption,
  measuresOption,
  messagesOption,
  modeOption,
  precisionOption,
  replicationsOption,
  seedOption,
  workersOption,
} from "./run-options.js";
import { addTraceOptions } from "./trace-options.js";

/** `vmqsc simulate`. */
export const simulateCommand: CommandDefinition = {
  name: "simulate",
  summary: "Monte Carlo estimates with intervals, from a run of the full protocol",
  reportsOnScenario: true,
  plots: "draw the estimates against the formulas, in standard errors",
  examples: [
    "vmqsc simulate paper",
    "vmqsc simulate paper --seed spring --precision 0.0005 --confidence 0.99",
    "vmqsc simulate cloud --max-time 20 --measures stableLogRatio,lineLag --json",
    "vmqsc simulate paper --plan-only --precision 0.0001 --confidence 0.95",
    "vmqsc simulate cloud --replications 5000 --shard 3/100 --json > 3.json",
    "vmqsc simulate fitted.yaml --trace trace.csv",
    "vmqsc simulate paper --audit --set traffic.delay=100ms",
  ],
  load: async ({ audit, trace, planOnly }) => {
    if (audit) return (await import("../reports/audit.js")).reportAudit;
    if (trace !== undefined) return (await import("../reports/simulate-trace.js")).reportResampled;
    if (planOnly) return (await import("../reports/forecast.js")).reportForecast;
    return (await import("../reports/simulate.js")).reportSimulation;
  },
  define(command) {
    command
      .argument("<scenario>", scenarioArgument)
      .addOption(seedOption())
      .addOption(confidenceOption("of the intervals"))
      .addOption(
        precisionOption(
          "stop at this relative half-width of η, if no budget ends before (default: 0.001; with --messages or --replications: none)",
        ),
      )
      .addOption(messagesOption("run the replications that bring so many messages, about"))
      .addOption(replicationsOption())
      .addOption(
        maxTimeOption(
          "stop after so much time, e.g. 30 or 2min; where that is depends on the machine (default: 60; with --messages or --replications: none)",
        ),
      )
      .addOption(measuresOption(", to show these alone"))
      .option(
        "--plan-only",
        "run nothing but a trial: the third of precision, confidence and budget from two, and the time it will take",
      )
      .option(
        "--audit",
        "keep every message of small runs, let all VMs and hosts fail, and look for what is lost",
      )
      .addOption(workersOption())
      .addOption(modeOption())
      .addOption(
        new Option(
          "--shard <number/of>",
          "run one share of the replications, e.g. 3/100; with --json, for vmqsc merge (docs/cluster.md)",
        ).argParser(share),
      )
      .addOption(
        new Option(
          "--trace <file>",
          "instead of Poisson traffic, a recorded trace put together anew from pieces of itself in each replication",
        ).conflicts(["audit", "planOnly", "shard", "precision", "mode"]),
      );
    addTraceOptions(command);
  },
};
