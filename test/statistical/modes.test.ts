import { describe, expect, it } from "vitest";
import { criticalValue } from "../../src/montecarlo/estimation/interval.js";
import { runReplication, totalsLayout } from "../../src/montecarlo/replication/replication.js";
import { type EngineMode, replicationPlan } from "../../src/montecarlo/replication/replication-plan.js";
import type { SlotKey, TotalSlot } from "../../src/montecarlo/replication/totals.js";
import type { System } from "../../src/scenario/model/system.js";
import { falseAlarm } from "../support/agreement.js";
import { engineRegimes } from "../support/engine-regimes.js";

const replications = 300;

/** Numerator and denominator of every slot, replication by replication. */
interface Runs {
  readonly numerators: readonly Float64Array[];
  readonly denominators: readonly Float64Array[];
}

function runsOf(system: System, mode: EngineMode): Runs {
  const plan = replicationPlan(system, 1, mode);
  const slots = totalsLayout(system).slots.length;
  const table = () => Array.from({ length: slots }, () => new Float64Array(replications));
  const runs = { numerators: table(), denominators: table() };
  for (let replication = 0; replication < replications; replication++) {
    const { values } = runReplication(system, { seed: `law of ${mode}`, replication, plan });
    for (let slot = 0; slot < slots; slot++) {
      runs.numerators[slot][replication] = withoutRounding(values[2 * slot]);
      runs.denominators[slot][replication] = values[2 * slot + 1];
    }
  }
  return runs;
}

/**
 * Measures whose numerators are counts over classes, or come of the clocks and durations alone: span mode has their
 * law, where of amounts by VM and of time averages it has the expectation given the counts.
 */
const sameLaw: ReadonlySet<SlotKey> = new Set<SlotKey>([
  "stableLogRatio",
  "messageRate",
  "crossHostRatio",
  "stableLogRate",
  "flushBurst",
  "stableLogPeak",
  "earlyCheckpointRatio",
  "advanceTime",
  "lineLag",
  "inTransitPerLine",
]);

describe.each(engineRegimes)("%s: span and event mode have one law", (_name, system) => {
  const { slots } = totalsLayout(system);
  const span = runsOf(system, "span");
  const event = runsOf(system, "event");
  const named = slots.map((slot, place) => ({ name: slotName(slot), measure: slot.measure, place }));

  it("the same mean of every measure, by class, by host and by index", () => {
    const apart = named.filter(({ place }) => distance(ratio(span, place), ratio(event, place)) > reach);
    expect(apart.map(({ name }) => name)).toEqual([]);
  });

  it("the same distribution of every count and of every time of clocks and lines", () => {
    const counts = named.filter(({ measure }) => sameLaw.has(measure));
    const apart = counts.filter(
      ({ place }) => gap(span.numerators[place], event.numerators[place]) > widestGap,
    );
    expect(apart.map(({ name }) => name)).toEqual([]);
  });

  it("the same variance of them", () => {
    const counts = named.filter(({ measure }) => sameLaw.has(measure));
    const apart = counts.filter(
      ({ place }) => distance(spread(span.numerators[place]), spread(event.numerators[place])) > reach,
    );
    expect(apart.map(({ name }) => name)).toEqual([]);
  });

  it("and enough replications to see 3 % of what is written, 70 % of a variance", () => {
    const written = slots.findIndex(({ measure }) => measure === "stableLogRatio");
    const { mean, standardError } = ratio(event, written);
    expect(reach * standardError).toBeLessThanOrEqual(0.03 * mean);
    const variance = spread(event.numerators[written]);
    expect(reach * variance.standardError).toBeLessThanOrEqual(0.7 * variance.mean);
  });
});

interface Value {
  readonly mean: number;
  readonly standardError: number;
}

const reach = criticalValue(falseAlarm, replications - 1);

/** Ratio of the means of numerator and denominator, with its linearised standard error. */
function ratio({ numerators, denominators }: Runs, slot: number): Value {
  const base = mean(denominators[slot]);
  const value = mean(numerators[slot]) / base;
  const residuals = numerators[slot].map(
    (numerator, r) => (numerator - value * denominators[slot][r]) / base,
  );
  return { mean: value, standardError: Math.sqrt(mean(residuals.map((x) => x * x)) / (replications - 1)) };
}

/** Variance, with the standard error that the fourth moment gives. */
function spread(values: Float64Array): Value {
  const centre = mean(values);
  const squares = values.map((value) => (value - centre) ** 2);
  const variance = mean(squares);
  const fourth = mean(squares.map((square) => (square - variance) ** 2));
  return { mean: variance, standardError: Math.sqrt(fourth / (replications - 1)) };
}

/** How far two estimates are apart, in standard errors of their difference; rounding counts as nothing. */
function distance(one: Value, other: Value): number {
  const difference = Math.abs(one.mean - other.mean);
  if (Number.isNaN(one.mean) && Number.isNaN(other.mean)) return 0;
  if (difference <= 1e-9 * Math.abs(one.mean)) return 0;
  return difference / Math.hypot(one.standardError, other.standardError);
}

/** Kolmogorov and Smirnov: the widest gap between two empirical distributions, times the root of their sizes. */
function gap(one: Float64Array, other: Float64Array): number {
  const [a, b] = [one, other].map((values) => values.toSorted());
  let widest = 0;
  for (let i = 0, j = 0; i < a!.length && j < b!.length; ) {
    const at = Math.min(a![i], b![j]);
    while (i < a!.length && a![i] <= at) i++;
    while (j < b!.length && b![j] <= at) j++;
    widest = Math.max(widest, Math.abs(i / a!.length - j / b!.length));
  }
  return widest * Math.sqrt((a!.length * b!.length) / (a!.length + b!.length));
}

/** Sums of shares of a count are that count but for rounding, which must neither break ties nor have a variance. */
function withoutRounding(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

/** `P(gap > x) < 2 exp(−2 x²)`. */
const widestGap = Math.sqrt(-Math.log(falseAlarm / 2) / 2);

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function slotName({ measure, classIndex, host, atIndex }: TotalSlot): string {
  const part = { "class ": classIndex, "host ": host, "index ": atIndex };
  return [
    measure,
    ...Object.entries(part).flatMap(([what, at]) => (at === undefined ? [] : [what + at])),
  ].join(" ");
}
