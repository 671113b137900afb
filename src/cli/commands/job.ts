import { Option } from "commander";
import { numberBetween, wholeNumber, workTime } from "../option-values.js";
import { type CommandDefinition, scenarioArgument } from "./command-definition.js";
import {
  confidenceOption,
  maxTimeOption,
  precisionOption,
  seedOption,
  workersOption,
} from "./run-options.js";

/** `vmqsc job`. */
export const jobCommand: CommandDefinition = {
  name: "job",
  summary: "how long a job takes when failures strike: closed form, estimate, quantiles",
  reportsOnScenario: true,
  plots: "draw the distribution of the run time",
  examples: [
    "vmqsc job cloud --work 720h",
    "vmqsc job my.yaml --work 30d --set 'failures.law={ weibull: { shape: 0.7 } }'",
    "vmqsc job my.yaml --work 168h --failures outages.csv --json",
  ],
  exitCodes: "2: closed form and simulation disagree",
  load: async () => (await import("../reports/job.js")).reportJob,
  define(command) {
    command
      .argument("<scenario>", scenarioArgument)
      .addOption(
        new Option(
          "--work <time>",
          "what the job would take if nothing held it up, e.g. 720h (default: job.work of the scenario)",
        ).argParser(workTime),
      )
      .option(
        "--failures <file>",
        "recorded failures instead of drawn ones: CSV with the time since the job began, and a host or a VM such as web3",
      )
      .option(
        "--audit",
        "run the jobs message by message, and look for what is lost at each failure, which then happens",
      )
      .addOption(seedOption())
      .addOption(confidenceOption("of each interval"))
      .addOption(
        new Option(
          "--margin <share>",
          "relative difference from the closed form that still counts as equal (default: 0.01)",
        ).argParser(numberBetween("--margin", 0, 1)),
      )
      .addOption(
        precisionOption(
          "stop when the mean run time is known to this share (default: 0.0025; with --jobs: none)",
        ),
      )
      .option("--jobs <count>", "run so many jobs, or a few more", wholeNumber("--jobs", 2))
      .addOption(maxTimeOption("stop after so much time, e.g. 30 or 2min (default: 60; with --jobs: none)"))
      .addOption(workersOption());
  },
};
