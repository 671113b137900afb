import type { DomainWarning } from "../analytic/figure.js";
import type { Estimate } from "../montecarlo/estimation/estimate.js";
import { arithmetic, fingerprint } from "../montecarlo/parallel/fingerprint.js";
import { type Common, type NamedShard, refuseOthersThanOneRun } from "../montecarlo/parallel/merge-shards.js";
import { replicationsOfShare, type Share } from "../montecarlo/parallel/replication-share.js";
import type { SweepResult } from "../pictures/results/sweep-charts.js";
import { gridCoordinates, type PointRange } from "../planning/sweep.js";
import type { SweepAxis } from "../planning/sweep-axis.js";
import type { MeasureKey } from "../scenario/model/measures.js";
import type { System } from "../scenario/model/system.js";
import { version } from "../version.js";
import { UsageError } from "./terminal.js";

const format = "vmqsc sweep shard";

/** The points of one share of a sweep, with all that it takes to put the shares together; plain data. */
interface SweepShard {
  readonly format: typeof format;
  readonly version: string;
  /** Checksum of the elementary functions that it was worked out with. */
  readonly arithmetic: string;
  readonly scenario: string;
  readonly fingerprint: string;
  readonly axes: readonly (Omit<SweepAxis, "values"> & { readonly values: readonly number[] })[];
  readonly measures: readonly MeasureKey[];
  /** How points are simulated; absent where none is. */
  readonly simulation?: object;
  readonly shard: Share;
  /** By point of the share: by measure its value, null where there is none, and whether it lies outside its domain. */
  readonly points: readonly {
    readonly values: readonly (number | null)[];
    readonly outside: readonly number[];
    readonly estimates?: readonly (Estimate | null)[];
  }[];
  readonly warnings: readonly DomainWarning[];
}

/** The points of one share of a grid, all neighbours. @throws {ScenarioError} where a share would be empty */
export function pointsOfShare(share: Share, points: number): PointRange {
  const { first, count } = replicationsOfShare(share, points, "point");
  return { first, end: first + count };
}

/** What a share of a sweep has found. */
export function sweepShardOf(
  { sweep, estimates }: SweepResult,
  share: Share,
  system: System,
  simulation: object | undefined,
): SweepShard {
  const { first, end } = pointsOfShare(share, sweep.length);
  return {
    format,
    version,
    arithmetic: arithmetic(),
    scenario: system.name,
    fingerprint: fingerprint(system),
    axes: sweep.axes.map((axis) => ({ ...axis, values: [...axis.values] })),
    measures: sweep.measures,
    simulation,
    shard: share,
    points: Array.from({ length: end - first }, (_, place) => ({
      values: sweep.columns.map((column) => column[first + place]),
      outside: sweep.outside.map((column) => column[first + place]),
      estimates: estimates?.[place].map((estimate) => estimate ?? null),
    })),
    warnings: sweep.warnings,
  };
}

/** Whether a value read from JSON is a share of a sweep. */
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

/**
 * Puts the shares of a sweep together, in any order.
 *
 * @throws {ScenarioError} when they are not exactly those of one sweep, naming the ones at fault
 */
export function mergeSweepShards(named: readonly NamedShard[]): SweepResult {
  const shards = named.map(({ name, shard }) => {
    if (!isSweepShard(shard))
      throw new UsageError(`${name} must be a shard of a sweep like ${named[0].name}, and is none`);
    return { name, shard };
  });
  refuseOthersThanOneRun(shards, common);
  const [first] = shards;
  const inOrder = [...shards].sort((one, other) => one.shard.shard.number - other.shard.shard.number);
  const points = inOrder.flatMap(({ shard }) => shard.points);
  return resultOf(
    first.shard,
    points,
    shards.flatMap(({ shard }) => shard.warnings),
  );
}

function resultOf(
  { axes: written, measures }: SweepShard,
  points: SweepShard["points"],
  warnings: readonly DomainWarning[],
): SweepResult {
  const axes: SweepAxis[] = written.map((axis) => ({ ...axis, values: Float64Array.from(axis.values) }));
  const kinds = new Map(warnings.map((warning) => [warning.reason.replace(/[\d.]+/g, "#"), warning]));
  const simulated = points[0]?.estimates !== undefined;
  return {
    sweep: {
      axes,
      measures,
      length: points.length,
      columns: measures.map((_, column) =>
        Float64Array.from(points, ({ values }) => values[column] ?? Number.NaN),
      ),
      outside: measures.map((_, column) => Uint8Array.from(points, ({ outside }) => outside[column])),
      warnings: [...kinds.values()],
      coordinates: (point) => gridCoordinates(axes, point),
    },
    points: points.length,
    estimates: simulated
      ? points.map(({ estimates = [] }) => estimates.map((estimate) => estimate ?? undefined))
      : undefined,
  };
}
