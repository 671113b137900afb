import { timeOption, wholeNumber } from "../option-values.js";
import { type CommandDefinition, collect, setOption } from "./command-definition.js";
import { seedOption } from "./run-options.js";
import { addTraceOptions } from "./trace-options.js";

/** `vmqsc diagram`. */
export const diagramCommand: CommandDefinition = {
  name: "diagram",
  summary: "the space-time picture of a run: checkpoints, messages, recovery lines, failures",
  reportsOnScenario: false,
  examples: [
    "vmqsc diagram figure3 -o figure3.svg",
    "vmqsc diagram paper --vms SI1,MI1 --fail SI1@90s -o paper.png",
    "vmqsc diagram figure3 --scheme fdas -o fdas.svg",
    "vmqsc diagram my.yaml --trace messages.csv --from 55s --until 65s -o trace.svg",
    "vmqsc diagram figure3 -o figure3.json   # for trace viewers; .log for ShiViz",
  ],
  load: async () => (await import("../reports/diagram.js")).reportDiagram,
  define(command) {
    command
      .argument(
        "<run>",
        "a script (figure2 and figure3 are built in) or a scenario: a file, or a built-in name",
      )
      .option("-o, --output <file>", "write to this file: .svg, .png, .json (trace events) or .log (ShiViz)")
      .option("--force", "overwrite the file")
      .option(
        "--scheme <key>",
        "the scheme that plays the run (default: vmqsc; vmqsc compare --list has them)",
      )
      .option(
        "--from <time>",
        "begin of the window, e.g. 60s (default: shortly before the first base boundary of a scenario, 0 s of a script)",
        timeOption("--from"),
      )
      .option(
        "--until <time>",
        "its end (default: that of the script, or as much as can be told apart, at most four base intervals)",
        timeOption("--until"),
      )
      .option(
        "--vms <list>",
        "of a scenario: VMs such as web1, or whole classes, with commas between (default: two of each class)",
      )
      .option(
        "--fail <what@time>",
        "of a scenario: a VM or a host fails then, e.g. web1@90s; repeatable",
        collect,
      )
      .addOption(seedOption())
      .addOption(setOption())
      .option("--width <pixels>", "of the picture (default: 900)", wholeNumber("--width", 300))
      .option(
        "--trace <file>",
        "instead of drawn traffic, a recorded trace on the VMs of the scenario; its first message is sent at 0 s",
      );
    addTraceOptions(command);
  },
};
