import { type Command, Option } from "commander";
import { type CommandDefinition, examples, terminalFor } from "./command-definition.js";

export interface MergeOptions {
  readonly json?: true;
  readonly csv?: true;
}

/** `vmqsc merge`. */
export const mergeCommand: CommandDefinition = {
  name: "merge",
  summary: "the result of one run, to the last bit, from the shards that made it up",
  reportsOnScenario: false,
  define(command, terminal) {
    command
      .argument("<shards...>", "files written by vmqsc simulate --shard, in any order")
      .option("--json", "one JSON object: SI base units, full precision")
      .addOption(new Option("--csv", "the table as CSV").conflicts("json"))
      .addHelpText(
        "after",
        examples(
          "vmqsc merge 1.json 2.json 3.json",
          "vmqsc merge shards/*.json --json",
          "vmqsc simulate cloud --replications 300 --shard 1/3 --json > 1.json",
        ),
      )
      .action(async (files: readonly string[], options: MergeOptions, command: Command) => {
        const { reportMerge } = await import("../reports/merge.js");
        reportMerge(terminalFor(command, terminal), files, options);
      });
  },
};
