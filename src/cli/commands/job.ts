import { type CommandDefinition, reporting, scenarioArgument } from "./command-definition.js";

/** `vmqsc job`. */
export const jobCommand: CommandDefinition = {
  name: "job",
  summary: "how long a job takes when failures strike: closed form, estimate, quantiles",
  argument: ["<scenario>", scenarioArgument],
  options: {
    work: "what the job would take if nothing held it up, e.g. 720h (default: job.work of the scenario)",
    failures:
      "recorded failures instead of drawn ones: CSV with the time since the job began, and a host or a VM such as web3",
    audit: "run the jobs message by message, and look for what is lost at each failure, which then happens",
    seed: "",
    confidence: "of each interval",
    margin: "relative difference from the closed form that still counts as equal (default: 0.01)",
    precision: "stop when the mean run time is known to this share (default: 0.0025; with --jobs: none)",
    jobs: "run so many jobs, or a few more",
    maxTime: "stop after so much time, e.g. 30 or 2min (default: 60; with --jobs: none)",
    workers: "",
    ...reporting,
  },
  plots: "draw the distribution of the run time",
  examples: [
    "vmqsc job cloud --work 720h",
    "vmqsc job my.yaml --work 30d --set 'failures.law={ weibull: { shape: 0.7 } }'",
    "vmqsc job my.yaml --work 168h --failures outages.csv --json",
  ],
  exitCodes: "2: closed form and simulation disagree",
  load: async () => (await import("../reports/job.js")).reportJob,
};
