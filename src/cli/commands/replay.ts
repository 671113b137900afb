import { Option } from "commander";
import { type CommandDefinition, csvOption, setOption } from "./command-definition.js";
import { confidenceOption, seedOption } from "./run-options.js";
import { addTraceOptions, traceArgument } from "./trace-options.js";

/** `vmqsc replay`. */
export const replayCommand: CommandDefinition = {
  name: "replay",
  summary: "the protocol run on a recorded trace, at every phase of the checkpoint grid",
  reportsOnScenario: false,
  plots: "draw the stable-log ratio over the phases of the grid",
  examples: [
    "vmqsc replay trace.csv --scenario fitted.yaml",
    "vmqsc replay trace.csv --scenario fitted.yaml --set baseInterval=10s --json",
    "vmqsc replay trace.csv --scenario fitted.yaml --measures volatileLogMean,volatileLogPeak",
    'vmqsc replay trace.csv --multiples "gateway=1,*=4" --base-interval 5s',
  ],
  load: async () => (await import("../reports/replay.js")).reportReplay,
  define(command) {
    addTraceOptions(command)
      .argument("<trace>", traceArgument)
      .option(
        "--scenario <file>",
        "the scenario, whose classes say by `nodes` or by name which nodes are theirs",
      )
      .addOption(
        new Option("--multiples <list>", "instead of a scenario: as in vmqsc fit").conflicts("scenario"),
      )
      .option("--base-interval <time>", "T0, e.g. 30s (default: the scenario's, or 60 s)")
      .addOption(confidenceOption("of the interval at phase 0"))
      .addOption(seedOption())
      .option(
        "--measures <list>",
        "play the trace on the engine too, with delays and clock errors, and put these measures, or all, beside Poisson traffic",
      )
      .addOption(setOption())
      .option("--json", "one JSON object: SI base units, full precision")
      .addOption(csvOption("the figures as CSV"));
  },
};
