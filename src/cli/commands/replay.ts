import { type CommandDefinition, reporting, traceArgument, traceReading } from "./command-definition.js";

/** `vmqsc replay`. */
export const replayCommand: CommandDefinition = {
  name: "replay",
  summary: "the protocol run on a recorded trace, at every phase of the checkpoint grid",
  argument: ["<trace>", traceArgument],
  options: {
    ...traceReading,
    scenario: "the scenario, whose classes say by `nodes` or by name which nodes are theirs",
    multiples: "instead of a scenario: as in vmqsc fit",
    baseInterval: "T0, e.g. 30s (default: the scenario's, or 60 s)",
    confidence: "of the interval at phase 0",
    seed: "",
    measures:
      "play the trace on the engine too, with delays and clock errors, and put these measures, or all, beside Poisson traffic",
    ...reporting,
    csv: "the figures as CSV",
  },
  conflicts: { multiples: ["scenario"] },
  plots: "draw the stable-log ratio over the phases of the grid",
  examples: [
    "vmqsc replay trace.csv --scenario fitted.yaml",
    "vmqsc replay trace.csv --scenario fitted.yaml --set baseInterval=10s --json",
    "vmqsc replay trace.csv --scenario fitted.yaml --measures volatileLogMean,volatileLogPeak",
    'vmqsc replay trace.csv --multiples "gateway=1,*=4" --base-interval 5s',
  ],
  load: async () => (await import("../reports/replay.js")).reportReplay,
};
