import { type CommandDefinition, traceArgument, traceReading } from "./command-definition.js";

/** `vmqsc fit`. */
export const fitCommand: CommandDefinition = {
  name: "fit",
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
};
