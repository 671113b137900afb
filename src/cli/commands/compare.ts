import { type CommandDefinition, reporting, traceReading } from "./command-definition.js";

/** `vmqsc compare`. */
export const compareCommand: CommandDefinition = {
  name: "compare",
  summary: "VM_QSC beside other schemes of rollback recovery, on identical events, with paired differences",
  argument: [
    "[scenario]",
    "a scenario or a script: a file (YAML or JSON), - for standard input, or built in",
  ],
  options: {
    schemes:
      "schemes beside VM_QSC, with commas between (default: coordinated,bcs,fdas,log-optimistic,log-all; beyond 200 VMs without fdas)",
    list: "every scheme there is: what it does, what it guarantees, how certain its rules are",
    measures: "measures to show, with commas between (default: all that tell schemes apart)",
    work: "a job of that much work, with failures that happen (default: job.work of the scenario)",
    seed: "",
    confidence: "of each interval",
    precision:
      "stop when the set-back after a host failure is known to this share for every scheme (default: 0.05; with --messages or --replications: none)",
    messages: "run the replications that bring so many messages, about",
    replications: "",
    maxTime:
      "stop after so much time, e.g. 30 or 2min (default: 60; with --messages or --replications: none)",
    workers: "",
    shard: "run one share of the replications, e.g. 3/100; with --json, for vmqsc merge (docs/cluster.md)",
    trace: "instead of drawn traffic, a recorded trace, at another phase in each replication",
    ...traceReading,
    ...reporting,
  },
  conflicts: { trace: ["shard"], work: ["trace"] },
  plots: "draw the schemes side by side",
  examples: [
    "vmqsc compare paper",
    "vmqsc compare cloud --schemes coordinated,bcs,fdas,log-all,log-optimistic --max-time 5min",
    "vmqsc compare pattern.yaml --schemes bcs,fdas,hmnr --json",
    "vmqsc compare --list",
  ],
  exitCodes: "2: a closed form and its estimate disagree",
  load: async () => (await import("../reports/compare.js")).reportComparison,
};
