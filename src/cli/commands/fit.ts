import { Option } from "commander";
import { storagePrices } from "../option-values.js";
import { type CommandDefinition, csvOption, setOption } from "./command-definition.js";
import { addTraceOptions, traceArgument } from "./trace-options.js";

/** `vmqsc fit`. */
export const fitCommand: CommandDefinition = {
  name: "fit",
  summary: "a scenario from a message trace (CSV, or spans in JSON)",
  reportsOnScenario: false,
  examples: [
    'vmqsc fit trace.csv --multiples "gateway=1,*=4" -o fitted.yaml',
    "vmqsc fit trace.csv | vmqsc ratio -",
    "vmqsc fit trace.csv --by node --csv > nodes.csv",
  ],
  load: async () => (await import("../reports/fit.js")).reportFit,
  define(command) {
    addTraceOptions(command)
      .argument("<trace>", traceArgument)
      .option(
        "--multiples <list>",
        'PATTERN=MULTIPLE, the first that fits a node counts, or multiples to propose from (default: "1,2,4")',
      )
      .addOption(
        new Option("--by <what>", "a class for each multiple (default), pattern or node").choices([
          "multiple",
          "pattern",
          "node",
        ]),
      )
      .option("--base-interval <time>", "T0 of the scenario, e.g. 30s (default: 60 s)")
      .option(
        "--image <sizes>",
        'what a checkpoint writes, to propose by: 2GiB for all, or "db-*=8GiB,*=2GiB"',
      )
      .option(
        "--storage <prices>",
        "to propose by cost: per GiB written and per GiB-hour held, write=0.05,hold=0.0002",
        storagePrices,
      )
      .option("-o, --output <file>", "write the scenario there instead of standard output")
      .option("--force", "with --output: overwrite the file")
      .addOption(setOption())
      .option("--json", "one JSON object: the scenario and the fit")
      .addOption(csvOption("the table of classes as CSV"));
  },
};
