import { type CommandDefinition, traceReading } from "./command-definition.js";

/** `vmqsc diagram`. */
export const diagramCommand: CommandDefinition = {
  name: "diagram",
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
    width: "of the picture (default: 900)",
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
};
