import { mergedTotals, mergeShards, type NamedShard } from "../../montecarlo/parallel/merge-shards.js";
import { isShard } from "../../montecarlo/parallel/shard.js";
import { readSource } from "../../scenario/reading/read-source.js";
import { mergedComparison } from "../../validation/comparison-report.js";
import type { FormOptions } from "../options.js";
import { printReport, type ReportForms } from "../print-report.js";
import { comparisonForms } from "../render/comparison-text.js";
import { simulationForms } from "../render/simulation-run.js";
import { isSweepShard, mergeSweepShards } from "../sweep-shard.js";
import { type Terminal, UsageError } from "../terminal.js";
import { printSweep } from "./sweep.js";

/** Merges shards and prints what one run of all of them would have printed. */
export function reportMerge(terminal: Terminal, files: readonly string[], options: FormOptions): void {
  const shards = files.map(readShard);
  if (isSweepShard(shards[0]?.shard)) printSweep(terminal, mergeSweepShards(shards), options);
  else printReport(terminal, options, isComparison(shards[0]?.shard) ? compared(shards) : simulated(shards));
}

function compared(shards: readonly NamedShard[]): ReportForms {
  const merged = mergedTotals(shards);
  return comparisonForms(mergedComparison(merged), (style) => `${style.heading(merged.first.scenario)}\n\n`);
}

function simulated(shards: readonly NamedShard[]): ReportForms {
  const { scenario, classes, hosts, ...run } = mergeShards(shards);
  return simulationForms(run, scenario, { classes, hosts });
}

/** Whether a shard is one of `vmqsc compare`: its totals are of schemes. */
function isComparison(shard: unknown): boolean {
  return isShard(shard) && shard.layout.slots[0]?.scheme !== undefined;
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
