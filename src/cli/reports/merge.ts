import { mergedTotals, mergeShards, type NamedShard } from "../../montecarlo/parallel/merge-shards.js";
import { isShard } from "../../montecarlo/parallel/shard.js";
import { readSource } from "../../scenario/reading/read-source.js";
import { mergedComparison } from "../../validation/comparison-report.js";
import type { FormOptions } from "../options.js";
import { printReport } from "../print-report.js";
import { comparisonCsv, comparisonJson, comparisonText } from "../render/comparison-text.js";
import { simulationCsv, simulationJson, simulationText } from "../render/simulation-run.js";
import { isSweepShard, mergeSweepShards } from "../sweep-shard.js";
import { type Terminal, UsageError } from "../terminal.js";
import { printSweep } from "./sweep.js";

/** Merges shards and prints what one run of all of them would have printed. */
export function reportMerge(terminal: Terminal, files: readonly string[], options: FormOptions): void {
  const shards = files.map(readShard);
  if (isSweepShard(shards[0]?.shard)) {
    printSweep(terminal, mergeSweepShards(shards), options);
    return;
  }
  if (isComparison(shards[0]?.shard)) {
    printComparison(terminal, shards, options);
    return;
  }
  const { scenario, classes, hosts, ...run } = mergeShards(shards);
  printReport(terminal, options, {
    json: () => simulationJson(run, { classes, hosts }),
    csv: () => simulationCsv(run),
    text: (style) => simulationText(run, scenario, style),
  });
}

/** Whether a shard is one of `vmqsc compare`: its totals are of schemes. */
function isComparison(shard: unknown): boolean {
  return isShard(shard) && shard.layout.slots[0]?.scheme !== undefined;
}

function printComparison(terminal: Terminal, shards: readonly NamedShard[], options: FormOptions): void {
  const merged = mergedTotals(shards);
  const report = mergedComparison(merged);
  printReport(terminal, options, {
    json: () => comparisonJson(report, undefined),
    csv: () => comparisonCsv(report, undefined),
    text: (style) => comparisonText(report, `${style.heading(merged.first.scenario)}\n\n`, undefined, style),
  });
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
