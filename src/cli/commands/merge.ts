import { type CommandDefinition, csvOption } from "./command-definition.js";

/** `vmqsc merge`. */
export const mergeCommand: CommandDefinition = {
  name: "merge",
  summary: "the result of one run, to the last bit, from the shards that made it up",
  reportsOnScenario: false,
  examples: [
    "vmqsc merge 1.json 2.json 3.json",
    "vmqsc merge shards/*.json --json",
    "vmqsc simulate cloud --replications 300 --shard 1/3 --json > 1.json",
  ],
  load: async () => (await import("../reports/merge.js")).reportMerge,
  define(command) {
    command
      .argument("<shards...>", "files written by vmqsc simulate --shard, in any order")
      .option("--json", "one JSON object: SI base units, full precision")
      .addOption(csvOption("the table as CSV"));
  },
};
