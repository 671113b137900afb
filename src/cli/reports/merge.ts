import { mergedTotals, mergeShards, type NamedShard } from "../../montecarlo/parallel/merge-shards.js";
import { isShard } from "../../montecarlo/parallel/shard.js";
import { readSource } from "../../scenario/reading/read-source.js";
import { mergedComparison } from "../../validation/comparison-report.js";
import type { FormOptions } from "../options.js";
import { printReport } from "../print-report.js";
import { comparisonForms } from "../render/comparison-text.js";
import { simulationForms } from "../render/simulation-run.js";
import type { Paint } from "../render/table.js";
import { isSweepShard, mergeSweepShards } from "../sweep-shard.js";
import { type Terminal, UsageError } from "../terminal.js";
import { printSweep } from "./sweep.js";

export function reportMerge(terminal: Terminal, files: readonly string[], options: FormOptions) {
  const shards = files.map(readShard);
  const first = shards[0]?.shard;
  if (isSweepShard(first)) return printSweep(terminal, mergeSweepShards(shards), options);
  // The totals of `vmqsc compare` are of schemes.
  if (isShard(first) && first.layout.slots[0]?.scheme !== undefined) {
    const merged = mergedTotals(shards);
    const title = (style: Paint) => `${style.heading(merged.first.scenario)}\n\n`;
    return printReport(terminal, options, comparisonForms(mergedComparison(merged), title));
  }
  const { scenario, classes, hosts, ...run } = mergeShards(shards);
  printReport(terminal, options, simulationForms(run, scenario, { classes, hosts }));
}

function readShard(name: string): NamedShard {
  const text = readSource(name, name);
  try {
    return { name, shard: JSON.parse(text) };
  } catch {
    // An empty or truncated file is what a machine that died leaves behind.
    throw new UsageError(
      `${name} must be a whole shard of vmqsc simulate, compare or sweep --shard, and is no JSON; run it again`,
    );
  }
}
