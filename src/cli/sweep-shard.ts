import { arithmetic, fingerprint } from "../montecarlo/parallel/fingerprint.js";
import { type Common, type NamedShard, refuseOthersThanOneRun } from "../montecarlo/parallel/merge-shards.js";
import { replicationsOfShare, type Share } from "../montecarlo/parallel/replication-share.js";
import type { SweepResult } from "../pictures/results/sweep-charts.js";
import { gridCoordinates, type PointRange } from "../planning/sweep.js";
import type { SweepAxis } from "../planning/sweep-axis.js";
import type { System } from "../scenario/model/system.js";
import { version } from "../version.js";
import { UsageError } from "./terminal.js";

const format = "vmqsc sweep shard";

/** The points of one share of a grid, all neighbours. @throws {ScenarioError} where a share would be empty */
export function pointsOfShare(share: Share, points: number): PointRange {
  const { first, count } = replicationsOfShare(share, points, "point");
  return { first, end: first + count };
}

/** What a share of a sweep has found, with all that it takes to put the shares together; plain data. */
export function sweepShardOf(
  { sweep, estimates }: SweepResult,
  share: Share,
  system: System,
  simulation: object | undefined,
) {
  const { first, end } = pointsOfShare(share, sweep.length);
  return {
    format,
    version,
    /** Checksum of the elementary functions that it was worked out with. */
    arithmetic: arithmetic(),
    scenario: system.name,
    fingerprint: fingerprint(system),
    axes: sweep.axes.map((axis) => ({ ...axis, values: [...axis.values] })),
    measures: sweep.measures,
    simulation,
    shard: share,
    /** By measure: its values at the points of the share, null in JSON where there is none, and where its form need not hold. */
    columns: sweep.columns.map((column): (number | null)[] => [...column.subarray(first, end)]),
    outside: sweep.outside.map((column) => [...column.subarray(first, end)]),
    /** By point, then by measure. */
    estimates: estimates?.map((point) => point.map((estimate) => estimate ?? null)),
    warnings: sweep.warnings,
  };
}

type SweepShard = ReturnType<typeof sweepShardOf>;

export function isSweepShard(value: unknown): value is SweepShard {
  return typeof value === "object" && value !== null && "format" in value && value.format === format;
}

/** What all shares of a sweep have in common, in the words of the sentence that refuses another. */
const common: Common<SweepShard> = [
  ["version", (shard) => shard.version],
  ["arithmetic (run all shards on one release of Node)", (shard) => shard.arithmetic],
  ["scenario", (shard) => [shard.scenario, shard.fingerprint]],
  ["grid", (shard) => shard.axes],
  ["choice of measures", (shard) => shard.measures],
  ["simulation", (shard) => shard.simulation ?? "none"],
  ["number of shards", (shard) => shard.shard.of],
];

/** Puts the shares of a sweep together. @throws {ScenarioError} naming those that do not belong together */
export function mergeSweepShards(named: readonly NamedShard[]): SweepResult {
  const shards = named.map(({ name, shard }) => {
    if (isSweepShard(shard)) return { name, shard };
    throw new UsageError(`${name} must be a shard of a sweep like ${named[0].name}, and is none`);
  });
  refuseOthersThanOneRun(shards, common);
  const all = shards.map(({ shard }) => shard);
  const inOrder = all.toSorted((one, other) => one.shard.number - other.shard.number);
  const { axes: written, measures, estimates } = all[0];
  const axes: SweepAxis[] = written.map((axis) => ({ ...axis, values: Float64Array.from(axis.values) }));
  const columns = measures.map((_, m) =>
    Float64Array.from(
      inOrder.flatMap((shard) => shard.columns[m]),
      (value) => value ?? Number.NaN,
    ),
  );
  // One of each kind of reason: those that differ in their numbers alone are one kind.
  const warnings = new Map(
    all
      .flatMap((shard) => shard.warnings)
      .map((warning) => [warning.reason.replace(/[\d.]+/g, "#"), warning]),
  );
  const points = columns[0].length;
  return {
    sweep: {
      axes,
      measures,
      length: points,
      columns,
      outside: measures.map((_, m) => Uint8Array.from(inOrder.flatMap((shard) => shard.outside[m]))),
      warnings: [...warnings.values()],
      coordinates: (point) => gridCoordinates(axes, point),
    },
    points,
    estimates:
      estimates &&
      inOrder.flatMap((shard) => shard.estimates ?? []).map((point) => point.map((one) => one ?? undefined)),
  };
}
