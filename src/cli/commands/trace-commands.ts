import { type CommandDefinition, reporting, traceArgument, traceReading } from "./command-definition.js";

export const traceCommands: Readonly<Record<string, CommandDefinition>> = {
  fit: {
    summary: "a scenario from a message trace (CSV, or spans in JSON)",
    argument: ["<trace>", traceArgument],
    options: {
      ...traceReading,
      multiples:
        'PATTERN=MULTIPLE, the first that fits a node counts, or multiples to propose from (default: "1,2,4")',
      classBy: "a class for each multiple (default), pattern or node",
      baseInterval: "T0 of the scenario, e.g. 30s (default: 60 s)",
      image: 'what a checkpoint writes, to propose by: 2GiB for all, or "db-*=8GiB,*=2GiB"',
      storage: "to propose by cost: per GiB written and per GiB-hour held, write=0.05,hold=0.0002",
      output: "write the scenario there instead of standard output",
      force: "with --output: overwrite the file",
      set: "",
      json: "one JSON object: the scenario and the fit",
      csv: "the table of classes as CSV",
    },
    examples: [
      'vmqsc fit trace.csv --multiples "gateway=1,*=4" -o fitted.yaml',
      "vmqsc fit trace.csv | vmqsc ratio -",
      "vmqsc fit trace.csv --by node --csv > nodes.csv",
    ],
    load: async () => (await import("../reports/fit.js")).reportFit,
  },
  replay: {
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
  },
};
