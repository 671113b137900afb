import { Option } from "commander";
import { share, workTime } from "../option-values.js";
import type { CommandDefinition } from "./command-definition.js";
import {
  confidenceOption,
  maxTimeOption,
  messagesOption,
  precisionOption,
  replicationsOption,
  seedOption,
  workersOption,
} from "./run-options.js";
import { addTraceOptions } from "./trace-options.js";

/** `vmqsc compare`. */
export const compareCommand: CommandDefinition = {
  name: "compare",
  summary: "VM_QSC beside other schemes of rollback recovery, on identical events, with paired differences",
  reportsOnScenario: true,
  plots: "draw the schemes side by side",
  examples: [
    "vmqsc compare paper",
    "vmqsc compare cloud --schemes coordinated,bcs,fdas,log-all,log-optimistic --max-time 5min",
    "vmqsc compare my.yaml --work 10h --measures runTime,efficiency,redone",
    "vmqsc compare pattern.yaml --schemes bcs,fdas,hmnr --json",
    "vmqsc compare --list",
  ],
  exitCodes: "2: a closed form and its estimate disagree",
  load: async () => (await import("../reports/compare.js")).reportComparison,
  define(command) {
    command
      .argument(
        "[scenario]",
        "a scenario or a script: a file (YAML or JSON), - for standard input, or built in",
      )
      .option(
        "--schemes <list>",
        "schemes beside VM_QSC, with commas between (default: coordinated,bcs,fdas,log-optimistic,log-all; beyond 200 VMs without fdas)",
      )
      .option("--list", "every scheme there is: what it does, what it guarantees, how certain its rules are")
      .option(
        "--measures <list>",
        "measures to show, with commas between (default: all that tell schemes apart)",
      )
      .addOption(
        new Option(
          "--work <time>",
          "a job of that much work, with failures that happen (default: job.work of the scenario)",
        )
          .argParser(workTime)
          .conflicts("trace"),
      )
      .addOption(seedOption())
      .addOption(confidenceOption("of each interval"))
      .addOption(
        precisionOption(
          "stop when the set-back after a host failure is known to this share for every scheme (default: 0.05; with --messages or --replications: none)",
        ),
      )
      .addOption(messagesOption("run the replications that bring so many messages, about"))
      .addOption(replicationsOption())
      .addOption(
        maxTimeOption(
          "stop after so much time, e.g. 30 or 2min (default: 60; with --messages or --replications: none)",
        ),
      )
      .addOption(workersOption())
      .addOption(
        new Option(
          "--shard <number/of>",
          "run one share of the replications, e.g. 3/100; with --json, for vmqsc merge (docs/cluster.md)",
        ).argParser(share),
      )
      .addOption(
        new Option(
          "--trace <file>",
          "instead of drawn traffic, a recorded trace, at another phase in each replication",
        ).conflicts("shard"),
      );
    addTraceOptions(command);
  },
};
