import {
  type CommandDefinition,
  measureKeys,
  reporting,
  scenarioArgument,
  traceReading,
} from "./command-definition.js";

export const scenarioCommands: Readonly<Record<string, CommandDefinition>> = {
  ratio: {
    summary: "the stable-log ratio η: exactly, by class, by bytes, and what moves it",
    argument: ["[scenario]", scenarioArgument],
    options: {
      classes: "instead of a file: NAME=MULTIPLExCOUNT, with commas between",
      rates: "with --classes: FROM>TO=RATE, with commas between; 1/s unless a unit is given",
      per: "with --classes: how rates are meant (default: receiver)",
      ...reporting,
    },
    examples: [
      "vmqsc ratio paper",
      "vmqsc ratio cloud --set classes.batch.multiple=6 --json",
      'vmqsc ratio --classes SI=1x2,MI2=2x2 --rates "SI>SI=4,SI>MI2=2,MI2>SI=2,MI2>MI2=1"',
    ],
    load: async () => (await import("../reports/ratio.js")).reportRatio,
  },
  plan: {
    summary: "the capacity plan: every closed form, with peaks, and what to change first",
    argument: ["<scenarios...>", `${scenarioArgument}; of several, each beside the first`],
    options: {
      against: "as one more scenario: side by side, with the differences; --set changes all of them",
      simulate: "add Monte Carlo estimates of what lies outside the domain of its formula",
      seed: "with --simulate: ",
      confidence: "with --simulate: of each interval",
      precision:
        "with --simulate: stop when each of these is known to this share (default: 0.01; with --messages or --replications: none)",
      messages: "with --simulate: run the replications that bring so many messages, about",
      replications: "with --simulate: ",
      maxTime:
        "with --simulate: stop after so much time (default: 60; with --messages or --replications: none)",
      workers: "with --simulate: ",
      mode: "with --simulate: ",
      strict: "where a figure lies outside the domain of its formula",
      ...reporting,
    },
    plots: "draw storage and memory over a hyperperiod, and the waste over the base interval",
    examples: [
      "vmqsc plan cloud",
      "vmqsc plan cloud --set baseInterval=10min --json",
      "vmqsc plan my.yaml --csv > plan.csv",
      "vmqsc plan now.yaml next.yaml",
      'vmqsc plan paper --set "traffic.pattern={ onOff: { on: 2s, off: 18s } }" --simulate',
    ],
    exitCodes: "0 done, 1 a mistake in the call or the scenario, 3 with --strict a figure outside its domain",
    load: async () => (await import("../reports/plan.js")).reportPlan,
  },
  simulate: {
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
    conflicts: {
      trace: ["audit", "planOnly", "shard", "precision", "mode"],
      audit: ["planOnly", "shard", "precision", "replications", "maxTime", "measures", "workers", "plot"],
      // What it says is of the whole run, and of η.
      planOnly: ["shard", "measures", "plot"],
      shard: ["plot"],
    },
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
  },
  merge: {
    summary: "the result of one run, to the last bit, from the shards that made it up",
    argument: ["<shards...>", "files written by vmqsc simulate --shard, in any order"],
    options: { json: reporting.json, csv: reporting.csv },
    examples: [
      "vmqsc merge 1.json 2.json 3.json",
      "vmqsc merge shards/*.json --json",
      "vmqsc simulate cloud --replications 300 --shard 1/3 --json > 1.json",
    ],
    load: async () => (await import("../reports/merge.js")).reportMerge,
  },
  validate: {
    summary: "closed form beside Monte Carlo estimate, row by row, with a verdict",
    argument: ["<scenario>", scenarioArgument],
    options: {
      seed: "",
      margin: "relative difference that still counts as equal (default: 0.01)",
      confidence: "of all rows together",
      messages: "give up after so many messages",
      maxTime:
        "give up after so much time, e.g. 30 or 2min; when that is depends on the machine (default: 60; with --messages: none)",
      measures: `${measureKeys}, to judge these alone`,
      workers: "",
      mode: "",
      strict: "unless every row agrees",
      trace: "play a recorded trace too, and put it beside closed form and Poisson traffic",
      ...traceReading,
      ...reporting,
    },
    plots: "draw the estimates against the formulas, in standard errors",
    examples: [
      "vmqsc validate paper",
      "vmqsc validate cloud --margin 0.02 --max-time 60",
      "vmqsc validate my.yaml --json | jq .verdict",
    ],
    exitCodes:
      "0 no row disagrees, 1 a mistake in the call or the scenario, 2 a row disagrees, 3 with --strict not every row agrees",
    load: async () => (await import("../reports/validate.js")).reportValidation,
  },
  compare: {
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
    conflicts: { trace: ["shard"], work: ["trace"], shard: ["plot"], list: ["plot"] },
    plots: "draw the schemes side by side",
    examples: [
      "vmqsc compare paper",
      "vmqsc compare cloud --schemes coordinated,bcs,fdas,log-all,log-optimistic --max-time 5min",
      "vmqsc compare pattern.yaml --schemes bcs,fdas,hmnr --json",
      "vmqsc compare --list",
    ],
    exitCodes: "2: a closed form and its estimate disagree",
    load: async () => (await import("../reports/compare.js")).reportComparison,
  },
  sweep: {
    summary: "a table over a grid of scenarios",
    argument: ["<scenario>", scenarioArgument],
    options: {
      vary: "PATH=FROM:TO:STEP or PATH=a,b,c, numbers or words; repeat it for a grid",
      measures: `${measureKeys} (default: stableLogRatio)`,
      simulate: "add the Monte Carlo estimate and its interval",
      seed: "with --simulate: ",
      precision:
        "with --simulate: stop each point at this relative half-width of all its measures, e.g. 0.001",
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
  },
  solve: {
    summary: "the inverse questions: what meets a target, what is best; with the proof",
    argument: ["<scenario>", scenarioArgument],
    options: {
      target: "MEASURE<=VALUE or MEASURE>=VALUE, e.g. stableLogRatio<=0.1; of several, all must hold",
      by: "with --target: the number to change, e.g. classes.batch.multiple; classes.NAME.share is the share of all messages that the class receives, the other classes keeping their proportions",
      best: "what is best: the base interval, the multiples or the phases; with --target under these",
      strict: "where nothing meets the target, or a figure lies outside its domain",
      ...reporting,
    },
    conflicts: { best: ["by"] },
    examples: [
      "vmqsc solve cloud --target 'stableLogRatio<=0.1' --by classes.batch.multiple",
      "vmqsc solve cloud --target 'stableLogPeakBytes<=64GiB' --by baseInterval",
      "vmqsc solve paper --target 'stableLogRatio<=10%' --by classes.MI2.share",
      "vmqsc solve cloud --best baseInterval",
      "vmqsc solve cloud --best multiples --target 'stableLogRatio<=0.2' --target 'hostRollback<=4min'",
    ],
    exitCodes:
      "0 answered, 1 a mistake in the call or the scenario, 3 with --strict nothing meets the target, or a figure of the answer lies outside its domain",
    load: async () => (await import("../reports/solve.js")).reportSolution,
  },
  job: {
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
    conflicts: { audit: ["confidence", "margin", "precision", "maxTime", "workers", "plot"] },
    plots: "draw the distribution of the run time",
    examples: [
      "vmqsc job cloud --work 720h",
      "vmqsc job my.yaml --work 30d --set 'failures.law={ weibull: { shape: 0.7 } }'",
      "vmqsc job my.yaml --work 168h --failures outages.csv --json",
    ],
    exitCodes: "2: closed form and simulation disagree",
    load: async () => (await import("../reports/job.js")).reportJob,
  },
};
