import { describe, expect, it } from "vitest";
import { runReplication, totalsLayout } from "../../src/montecarlo/replication/replication.js";
import { type EngineMode, replicationPlan } from "../../src/montecarlo/replication/replication-plan.js";
import type { Distribution } from "../../src/scenario/model/distribution.js";
import { type MeasureUnit, measures } from "../../src/scenario/model/measures.js";
import type { System } from "../../src/scenario/model/system.js";
import { constant, systemOf } from "../support/system-of.js";

/** Distributions that a power of two scales without rounding: all but the lognormal one. */
function scaled(law: Distribution, factor: number): Distribution {
  const { kind, ...parameters } = law;
  const times = Object.entries(parameters).map(([name, value]) => [name, value * factor]);
  return { kind, ...Object.fromEntries(times) } as Distribution;
}

/** A system with all its times multiplied by a factor, all its rates divided by it. */
function systemAt(factor: number, clock: Distribution): System {
  const law = (distribution: Distribution) => scaled(distribution, factor);
  const system = systemOf({
    baseInterval: 10 * factor,
    classes: [
      { multiple: 1, count: 5, pause: 0.5 * factor, duration: law({ kind: "uniform", low: 0, high: 3 }) },
      { multiple: 2, count: 4, phase: 1, duration: law({ kind: "exponential", mean: 2 }) },
      { multiple: 3, count: 3, pause: 0.25 * factor, duration: law(constant(4)) },
    ],
    rates: [
      [40, 10, 5],
      [10, 6, 2],
      [5, 2, 1],
    ].map((row) => row.map((rate) => rate / factor)),
    per: "class",
    delay: {
      within: law({ kind: "exponential", mean: 0.25 }),
      across: law({ kind: "uniform", low: 0.5, high: 1 }),
    },
    clock: { error: law(clock) },
    hosts: { count: 3 },
    failures: { vm: 1e-4 / factor, host: 1e-5 / factor },
    recovery: { restart: 30 * factor, bandwidth: 2 ** 27 / factor, replaySpeedup: 3 },
  });
  return system;
}

/** By what a measure is multiplied when time is. */
function scaleOf(unit: MeasureUnit, factor: number): number {
  if (unit === "s") return factor;
  return unit.endsWith("/s") ? 1 / factor : 1;
}

const clocks: readonly Distribution[] = [
  constant(0),
  { kind: "uniform", low: 0, high: 0.5 },
  { kind: "normal", mean: 0.1, sd: 4 },
];

describe.each<EngineMode>(["event", "span"])("a unit of time, by %s", (mode) => {
  it.each(clocks)("leaves counts alone and scales times to the last bit: clock error $kind", (clock) => {
    const run = (factor: number) => {
      const system = systemAt(factor, clock);
      const plan = replicationPlan(system, 20_000, mode);
      const { values, messages } = runReplication(system, {
        seed: "scaling",
        replication: 0,
        plan,
      });
      return { values, messages, plan, slots: totalsLayout(system).slots };
    };
    const once = run(1);
    expect(once.messages).toBeGreaterThan(10_000);
    for (const factor of [2, 0.25]) {
      const then = run(factor);
      expect(then.plan).toEqual(once.plan);
      expect(then.messages).toBe(once.messages);
      for (const [slot, { measure }] of once.slots.entries()) {
        const { unit } = measures.find(({ key }) => key === measure)!;
        const [numerator, denominator] = once.values.subarray(2 * slot, 2 * slot + 2);
        const [scaledNumerator, scaledDenominator] = then.values.subarray(2 * slot, 2 * slot + 2);
        // A count, a time, or a time that is integrated over time.
        expect([numerator, numerator! * factor, numerator! * factor ** 2]).toContain(scaledNumerator);
        expect([denominator, denominator! * factor]).toContain(scaledDenominator);
        const ratio = (numerator! / denominator!) * scaleOf(unit, factor);
        expect(scaledNumerator! / scaledDenominator!, measure).toBe(ratio);
      }
    }
  });
});
