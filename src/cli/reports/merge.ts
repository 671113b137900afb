import { mergeShards, type NamedShard } from "../../montecarlo/parallel/merge-shards.js";
import { readSource } from "../../scenario/reading/read-source.js";
import type { FormOptions } from "../options.js";
import { printReport } from "../print-report.js";
import { simulationCsv, simulationJson, simulationText } from "../render/simulation-run.js";
import type { Terminal } from "../terminal.js";
import { UsageError } from "../usage-error.js";

/** Merges shards and prints what one run of all of them would have printed. */
export function reportMerge(terminal: Terminal, files: readonly string[], options: FormOptions): void {
  const { scenario, classes, hosts, ...run } = mergeShards(files.map(readShard));
  printReport(terminal, options, {
    json: () => simulationJson(run, { classes, hosts }),
    csv: () => simulationCsv(run),
    text: (style) => simulationText(run, scenario, style),
  });
}

function readShard(name: string): NamedShard {
  const text = readSource(name, name);
  try {
    return { name, shard: JSON.parse(text) };
  } catch {
    // An empty or truncated file is what a machine that died leaves behind.
    throw new UsageError(
      `${name} must be a whole shard of vmqsc simulate --shard, and is no JSON; run it again`,
    );
  }
}
