import { type CommandDefinition, scenarioArgument, traceReading } from "./command-definition.js";

export const pageCommands: Readonly<Record<string, CommandDefinition>> = {
  diagram: {
    summary: "the space-time picture of a run: checkpoints, messages, recovery lines, failures",
    argument: [
      "<run>",
      "a script (figure2 and figure3 are built in) or a scenario: a file, or a built-in name",
    ],
    options: {
      output: "write to this file: .svg, .png, .json (trace events) or .log (ShiViz)",
      force: "overwrite the file",
      scheme: "the scheme that plays the run (default: vmqsc; vmqsc compare --list has them)",
      from: "begin of the window, e.g. 60s (default: shortly before the first base boundary of a scenario, 0 s of a script)",
      until:
        "its end (default: that of the script, or as much as can be told apart, at most four base intervals)",
      vms: "of a scenario: VMs such as web1, or whole classes, with commas between (default: two of each class)",
      fail: "of a scenario: a VM or a host fails then, e.g. web1@90s; repeatable",
      seed: "",
      set: "",
      trace:
        "instead of drawn traffic, a recorded trace on the VMs of the scenario; its first message is sent at 0 s",
      ...traceReading,
    },
    examples: [
      "vmqsc diagram figure3 -o figure3.svg",
      "vmqsc diagram paper --vms SI1,MI1 --fail SI1@90s -o paper.png",
      "vmqsc diagram figure3 --scheme fdas -o fdas.svg",
      "vmqsc diagram my.yaml --trace messages.csv --from 55s --until 65s -o trace.svg",
      "vmqsc diagram figure3 -o figure3.json   # for trace viewers; .log for ShiViz",
    ],
    load: async () => (await import("../reports/diagram.js")).reportDiagram,
  },
  report: {
    summary: "one page of HTML: plan, validation, comparison, pictures, formulas with your numbers",
    argument: ["<scenario>", scenarioArgument],
    options: {
      output: "write to this file, .html (default: standard output)",
      force: "overwrite the file",
      seed: "",
      messages: "end validation and comparison after so many messages each",
      maxTime:
        "end validation and comparison after so much time each, e.g. 30 or 2min (default: 20; with --messages: none)",
      skipComparison: "leave other schemes out: of a large system each of their replications takes minutes",
      workers: "",
      set: "",
    },
    examples: [
      "vmqsc report cloud -o cloud.html",
      "vmqsc report my.yaml --set baseInterval=30s --max-time 5min -o report.html",
      "vmqsc report paper --messages 1e6 -o paper.html   # the same figures on every machine",
    ],
    exitCodes: "2 a closed form and its estimate disagree",
    load: async () => (await import("../reports/report.js")).reportPage,
  },
  serve: {
    summary: "the planner, a page for the browser: plans as you type, simulates and validates",
    argument: ["[scenario]", `to begin with: ${scenarioArgument}`],
    options: { port: "of 127.0.0.1 (default: one that is free)" },
    examples: ["vmqsc serve", "vmqsc serve cloud --port 8080"],
    load: async () => (await import("../reports/serve.js")).servePlanner,
  },
  init: {
    summary: "a commented starter scenario",
    argument: ["[file]", "where to write it, as JSON if its name ends in .json; standard output without"],
    options: {
      set: "",
      json: "the scenario as one JSON object on standard output",
      force: "overwrite the file",
    },
    examples: ["vmqsc init my.yaml", "vmqsc init --set hosts.count=8 | vmqsc plan -", "vmqsc init --json"],
    load: async () => (await import("../reports/init.js")).writeStarter,
  },
  schema: {
    summary: "the JSON Schema of a scenario, for editors",
    options: { json: "as it is anyway" },
    examples: ["vmqsc schema > vmqsc.schema.json"],
    load: async () => (await import("../reports/init.js")).printSchema,
  },
  measures: {
    summary: "the catalogue of measures: key, symbol, unit, meaning, equation, rule",
    options: { json: "one JSON object", csv: "the table as CSV" },
    examples: ["vmqsc measures", "vmqsc measures --csv > measures.csv"],
    load: async () => (await import("../reports/measures.js")).reportMeasures,
  },
};
