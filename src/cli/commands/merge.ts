import { type CommandDefinition, reporting } from "./command-definition.js";

/** `vmqsc merge`. */
export const mergeCommand: CommandDefinition = {
  name: "merge",
  summary: "the result of one run, to the last bit, from the shards that made it up",
  argument: ["<shards...>", "files written by vmqsc simulate --shard, in any order"],
  options: { json: reporting.json, csv: reporting.csv },
  examples: [
    "vmqsc merge 1.json 2.json 3.json",
    "vmqsc merge shards/*.json --json",
    "vmqsc simulate cloud --replications 300 --shard 1/3 --json > 1.json",
  ],
  load: async () => (await import("../reports/merge.js")).reportMerge,
};
