import { describe, expect, it } from "vitest";
import { advanceCells } from "../../src/analytic/advance-cells.js";
import { advanceField } from "../../src/analytic/clock-skew.js";
import { coverLags, lineLags } from "../../src/analytic/line-lag.js";
import { hostKinds } from "../../src/analytic/placement.js";
import { constant, type SystemShape, systemOf } from "../support/system-of.js";

const uniform = (low: number, high: number) => ({ kind: "uniform", low, high }) as const;

/** Two hosts with clocks of their own: a VM of the first class on one, and one of the second on the other. */
const twoHosts = (durations: readonly [number, number], shape: Partial<SystemShape> = {}) =>
  systemOf({
    classes: [
      { count: 1, duration: constant(durations[0]) },
      { count: 1, multiple: 2, duration: constant(durations[1]) },
    ],
    rates: [
      [0, 1e-12],
      [0, 0],
    ],
    baseInterval: 100,
    clock: { error: uniform(0, 1), scope: "host" },
    hosts: { count: 2, placement: { kind: "packed" } },
    ...shape,
  });

/** Means and covariances over the errors of two hosts, evenly spread over 0 to 1. */
function overErrors(moment: (one: number, other: number) => number) {
  const steps = 1000;
  let [mean, withOne, withOther] = [0, 0, 0];
  for (let n = 0; n < steps; n++) {
    for (let m = 0; m < steps; m++) {
      const [one, other] = [(n + 0.5) / steps, (m + 0.5) / steps];
      const value = moment(one, other) / steps ** 2;
      mean += value;
      withOne += value * (one - 0.5);
      withOther += value * (other - 0.5);
    }
  }
  return { mean, withOne, withOther };
}

describe("clocks shared by the VMs of a host", () => {
  it.each([
    [0.3, 0.2],
    [0, 0],
    [1.5, 0.25],
    [0.1, 0.7],
  ] as const)("are exact where durations are certain and nothing is sent: %d s and %d s", (first, second) => {
    const system = twoHosts([first, second]);
    const established = [
      overErrors((one) => one + first),
      overErrors((one, other) => Math.max(one + first, other + second)),
    ];
    const covered = [overErrors((one, other) => Math.max(one + first, other)), established[1]];
    for (const index of [1, 2]) {
      expect(Math.abs(lineLags(system).at(index) - established[index - 1].mean)).toBeLessThan(1e-6);
      expect(Math.abs(coverLags(system).at(index) - covered[index - 1].mean)).toBeLessThan(1e-6);
    }
    const { mean, whenDue, whenNotDue } = coverLags(system).covariances;
    const close = (value: number, wanted: number) => expect(Math.abs(value - wanted)).toBeLessThan(1e-6);
    close(mean[0], (covered[0].withOne + covered[1].withOne) / 2);
    close(mean[1], (covered[0].withOther + covered[1].withOther) / 2);
    close(whenDue[0], (covered[0].withOne + covered[1].withOne) / 2);
    close(whenDue[1], covered[1].withOther);
    close(whenNotDue[1], covered[0].withOther);
  });

  it("hold lines up by random durations too", () => {
    const steps = 4000;
    const system = systemOf({
      classes: [
        { count: 1, duration: uniform(0.2, 0.6) },
        { count: 1, multiple: 2, duration: constant(0.3) },
      ],
      rates: [
        [0, 1e-12],
        [0, 0],
      ],
      baseInterval: 100,
      clock: { error: uniform(0, 1), scope: "host" },
      hosts: { count: 2 },
    });
    // The mean of the larger of two: ∫ (1 − F_1 F_2), where an error with a uniform duration has a trapeze as its density.
    const ofClock = (t: number) => Math.min(1, Math.max(0, t));
    const square = (t: number) => (t < 0 ? 0 : t < 1 ? t ** 2 / 2 : t - 0.5);
    const withDuration = (t: number) => (square(t - 0.2) - square(t - 0.6)) / 0.4;
    let [alone, together] = [0, 0];
    for (let n = 0; n < steps; n++) {
      const t = (2 * (n + 0.5)) / steps;
      alone += (2 / steps) * (1 - withDuration(t) * ofClock(t));
      together += (2 / steps) * (1 - withDuration(t) * ofClock(t - 0.3));
    }
    expect(Math.abs(coverLags(system).at(1) - alone)).toBeLessThan(1e-4);
    expect(Math.abs(coverLags(system).at(2) - together)).toBeLessThan(1e-4);
    expect(Math.abs(lineLags(system).at(1) - 0.9)).toBeLessThan(1e-4);
  });

  it.each([
    ["each its own classes", { count: 6, placement: { kind: "packed" } }],
    ["all alike", { count: 3, placement: { kind: "spread" } }],
  ] as const)("and messages from other hosts bring VMs forward one by one: %s", (_name, hosts) => {
    const system = systemOf({
      classes: [
        { count: 6, duration: constant(0) },
        { count: 12, multiple: 2, duration: constant(0) },
      ],
      rates: [
        [10, 20],
        [30, 10],
      ],
      baseInterval: 100,
      clock: { error: uniform(0, 1), scope: "host" },
      delay: { kind: "exponential", mean: 0.1 },
      hosts,
    });
    const { field, cells } = advanceField(system);
    const { cellOf } = advanceCells(system);
    const kinds = hostKinds(system);
    const steps = 4000;
    let cover = 0;
    const covariances = new Float64Array(2);
    /** By cell: `∫ G (1 − F) ds` and `∫ F ds` until now, where `F = 1 − exp(−∫ h)` is the chance of a message. */
    const passed = cells.map(() => [0, 0]);
    for (let n = 0; n < steps; n++) {
      const t = (n + 0.5) / steps;
      const moved = cells.map((_, cell) => -Math.expm1(-field!.hazard(cell, t)));
      const passHalfAStep = () => {
        for (const [cell, sums] of passed.entries()) {
          sums[0] += (t * (1 - moved[cell])) / steps / 2;
          sums[1] += moved[cell] / steps / 2;
        }
      };
      passHalfAStep();
      // P(all VMs of a host have advanced by t) = G + (1 − G) Π F_c^n_c
      const byMessages = kinds.map(({ counts }, kind) =>
        [...counts].reduce((chance, [c, count]) => chance * moved[cellOf(c, kind)] ** count, 1),
      );
      const reached = byMessages.map((chance) => t + (1 - t) * chance);
      const all = reached.reduce((product, chance, kind) => product * chance ** kinds[kind].hosts.length, 1);
      cover += (1 - all) / steps;
      // E[T; all VMs of its host by t] = t P(all) − ∫_0^t P(T <= s, all by t) ds
      kinds.forEach(({ counts, hosts: alike }, kind) => {
        for (const [c, count] of counts) {
          const cell = cellOf(c, kind);
          const others = moved[cell] > 0 ? byMessages[kind] / moved[cell] : 0;
          const early = t * reached[kind] - passed[cell][0] - (t + (1 - t) * others) * passed[cell][1];
          const share = (alike.length * count) / system.classes[c].count;
          covariances[c] += (share * all * (cells[cell].law.mean - early / reached[kind])) / steps;
        }
      });
      passHalfAStep();
    }
    for (const index of [1, 2]) expect(Math.abs(coverLags(system).at(index) - cover)).toBeLessThan(1e-5);
    covariances.forEach((value, c) => {
      expect(Math.abs(coverLags(system).covariances.mean[c] - value)).toBeLessThan(1e-5);
    });
    // It makes a difference.
    expect(coverLags(system).at(2)).toBeLessThan(0.95 * (system.hosts.count / (system.hosts.count + 1)));
  });
});
