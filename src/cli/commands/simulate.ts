import {
  type CommandDefinition,
  measureKeys,
  reporting,
  scenarioArgument,
  traceReading,
} from "./command-definition.js";

/** `vmqsc simulate`. */
export const simulateCommand: CommandDefinition = {
  name: "simulate",
  summary: "Monte Carlo estimates with intervals, from a run of the full protocol",
  argument: ["<scenario>", scenarioArgument],
  options: {
    seed: "",
    confidence: "of the intervals",
    precision:
      "stop at this relative half-width of η, if no budget ends before (default: 0.001; with --messages or --replications: none)",
    messages: "run the replications that bring so many messages, about",
    replications: "",
    maxTime:
      "stop after so much time, e.g. 30 or 2min; where that is depends on the machine (default: 60; with --messages or --replications: none)",
    measures: `${measureKeys}, to show these alone`,
    planOnly:
      "run nothing but a trial: the third of precision, confidence and budget from two, and the time it will take",
    audit: "keep every message of small runs, let all VMs and hosts fail, and look for what is lost",
    workers: "",
    mode: "",
    shard: "run one share of the replications, e.g. 3/100; with --json, for vmqsc merge (docs/cluster.md)",
    trace:
      "instead of Poisson traffic, a recorded trace put together anew from pieces of itself in each replication",
    ...traceReading,
    ...reporting,
  },
  conflicts: { trace: ["audit", "planOnly", "shard", "precision", "mode"] },
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
    if (trace !== undefined) return (await import("../reports/simulate.js")).reportResampled;
    if (planOnly) return (await import("../reports/forecast.js")).reportForecast;
    return (await import("../reports/simulate.js")).reportSimulation;
  },
};
