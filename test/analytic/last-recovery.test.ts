import { describe, expect, it } from "vitest";
import { intervalsSinceDue } from "../../src/analytic/due-sets.js";
import { hostRecoveryLast, lastRecoveryFrom } from "../../src/analytic/last-recovery.js";
import { lastRestoreTime } from "../../src/analytic/recovery.js";
import type { System } from "../../src/scenario/model/system.js";
import { constant, type SystemShape, systemOf } from "../support/system-of.js";

const GiB = 2 ** 30;
const recovery = { restart: 5, bandwidth: GiB / 4, replaySpeedup: 2 };

/** So few messages that every VM advances by its own clock. */
const silent = (classes: number) => Array.from({ length: classes }, () => Array(classes).fill(1e-12));

/** Clock errors spread evenly over so many seconds, new at each index: two advances differ by a triangular law. */
const spread = 4;
const uniform = { kind: "uniform", low: 0, high: spread } as const;

const skewed: SystemShape = {
  baseInterval: 40,
  classes: [
    { count: 3 },
    { count: 5, multiple: 2, image: 2 * GiB },
    { count: 4, multiple: 3, phase: 1 },
    { count: 2, multiple: 3, phase: 1, image: 3 * GiB },
  ],
  rates: silent(4),
  clock: { error: uniform },
  recovery,
};

/** Chance that two advances differ by at most `x`. */
function triangular(x: number): number {
  const part = Math.max(0, 1 - Math.abs(x) / spread) ** 2 / 2;
  return x < 0 ? part : 1 - part;
}

/** `∫ (1 − Π_c F_c(t)^clocks) dt` for the last VM of these classes, `since` so many intervals from their checkpoints. */
function meanOfLast(
  system: System,
  classes: readonly { readonly index: number; readonly clocks: number }[],
  since: (index: number) => number,
): number {
  const { baseInterval } = system;
  const rho = system.recovery.replaySpeedup;
  const restored = (index: number) => lastRestoreTime(system, system.classes[index]);
  const least = Math.max(...classes.map(({ index }) => restored(index)));
  const most = least + (3 * baseInterval + spread) / rho;
  const steps = 20_000;
  let mean = least;
  for (let step = 0; step < steps; step++) {
    const t = least + ((most - least) * (step + 0.5)) / steps;
    const done = classes.reduce((chance, { index, clocks }) => {
      const replayed = rho * (t - restored(index)) - since(index) * baseInterval;
      return chance * (since(index) === 0 ? 1 : triangular(replayed) ** clocks);
    }, 1);
    mean += ((1 - done) * (most - least)) / steps;
  }
  return mean;
}

describe("the time until the last VM is back after a host failure (E14)", () => {
  it("weighs each line by how long it reigns", () => {
    const system = systemOf({
      baseInterval: 30,
      classes: [
        { image: 4 * GiB },
        { multiple: 2, image: 4 * GiB, duration: constant(25) },
        { multiple: 3, phase: 1 },
      ],
      rates: silent(3),
      recovery,
    });
    // Every second line is covered 25 s late: before it a line reigns for 55 s, after it for 5 s.
    const { value, byClass } = hostRecoveryLast(system);
    expect(value).toBeCloseTo(((36 + 39 + 36) * 55 + (24 + 21 + 39) * 5) / 180, 12);
    expect(byClass![0]).toBeCloseTo(21, 12);
    expect(byClass![1]).toBeCloseTo(21 + (15 * 55) / 60, 12);
    expect(byClass![2]).toBeCloseTo(9 + (15 * (5 + 2 * 55 + 55 + 2 * 5)) / 180, 12);
  });

  it("keeps no record of a period that no line sees", () => {
    const system = systemOf({
      baseInterval: 30,
      classes: [{ image: 4 * GiB }, { multiple: 1_000_000_000, image: 4 * GiB }],
      rates: silent(2),
      recovery,
    });
    const { value, byClass } = hostRecoveryLast(system);
    // Of 4,096 lines the k-th is k base intervals from its checkpoint, whose replay takes 15 s each.
    expect(byClass![0]).toBeCloseTo(21, 12);
    expect(value).toBeCloseTo(21 + (15 * 4097) / 2, 6);
    expect(byClass![1]).toBeCloseTo(value, 6);
  });

  it("is, line by line, the latest of all VMs whose two advances differ", () => {
    const system = systemOf(skewed);
    const { value, byClass } = hostRecoveryLast(system);
    const all = system.classes.map(({ index, count }) => ({ index, clocks: count }));
    const over = (classes: typeof all) => {
      const lines = [1, 2, 3, 4, 5, 6].map((k) =>
        meanOfLast(system, classes, (index) => intervalsSinceDue(system.classes[index], k)),
      );
      return lines.reduce((sum, one) => sum + one, 0) / lines.length;
    };
    // The law of a difference is tabulated at 512 points, and looked at at 64 instants.
    const close = 1e-3 * spread;
    expect(Math.abs(value - over(all))).toBeLessThan(close);
    for (const one of all) expect(Math.abs(byClass![one.index] - over([one]))).toBeLessThan(close);
  });

  it("is that of a given line, too, where all groups took their checkpoints at other times", () => {
    const system = systemOf(skewed);
    const from = lastRecoveryFrom(system);
    const all = system.classes.map(({ index, count }) => ({ index, clocks: count }));
    for (const [si, mi2, mi3] of [
      [0, 1, 1],
      [0, 1, 2],
      [0, 0, 2],
      [1, 1, 0],
      [0, 0, 0],
    ]) {
      const expected = meanOfLast(system, all, (index) => [si, mi2, mi3, mi3][index]);
      expect(Math.abs(from([si, mi2, mi3]) - expected)).toBeLessThan(1e-3 * spread);
    }
  });

  it("counts the VMs of a host once where they share its clock", () => {
    const shape = { ...skewed, rates: silent(1), hosts: { count: 4 } };
    const alone = hostRecoveryLast(systemOf({ ...shape, classes: [{ count: 4, multiple: 2 }] }));
    const hosts = hostRecoveryLast(
      systemOf({ ...shape, classes: [{ count: 8, multiple: 2 }], clock: { error: uniform, scope: "host" } }),
    );
    expect(hosts.value).toBeCloseTo(alone.value, 3);
    expect(hosts.byClass![0]).toBeCloseTo(alone.byClass![0], 3);
    expect(hosts.value).toBe(hosts.byClass![0]);
  });

  it("has a host's clock decide by whichever of its VMs is the last", () => {
    // Images and replays that meet within what two advances differ by.
    const system = systemOf({
      ...skewed,
      classes: [
        { count: 2, image: 5.875 * GiB },
        { count: 2, multiple: 2, image: 0.75 * GiB },
      ],
      rates: silent(2),
      clock: { error: uniform, scope: "host" },
      hosts: { count: 2 },
    });
    const [si, mi2] = system.classes.map((one) => lastRestoreTime(system, one));
    expect([si, mi2 + 40 / 2]).toEqual([28.5, 28]);
    const alone = meanOfLast(system, [{ index: 1, clocks: 2 }], () => 1);
    const { value } = hostRecoveryLast(system);
    // SI is back after 28.5 s for certain, so that the last of MI2 before that is no matter.
    const before = Array.from(
      { length: 2500 },
      (_, at) => triangular(2 * (26 + (at + 0.5) / 1000 - 28)) ** 2,
    );
    const late = alone + before.reduce((sum, chance) => sum + chance / 1000, 0);
    expect(Math.abs(value - (late + si) / 2)).toBeLessThan(1e-3 * spread);
  });

  it("knows no difference between the advances of a clock whose error stays", () => {
    const { value } = hostRecoveryLast(
      systemOf({
        ...skewed,
        classes: [{ count: 9, multiple: 2 }],
        rates: silent(1),
        clock: { error: uniform, redraw: "once" },
      }),
    );
    expect(value).toBeCloseTo(9 + 40 / 2 / 2, 5);
  });
});
