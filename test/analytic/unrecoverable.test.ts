import { describe, expect, it } from "vitest";
import { unrecoverablePerHostFailure } from "../../src/analytic/unrecoverable.js";
import type { System } from "../../src/scenario/model/system.js";
import { auditSystem, exponential } from "../support/audit-regimes.js";
import { exposure } from "../support/exposure.js";
import { constant, systemOf } from "../support/system-of.js";

const relative = (value: number, reference: number) => Math.abs(value / reference - 1);

/** SI and MI of one size on one host, all durations alike. */
function twoClasses(multiple: number, count: number, rate: number, duration: number): System {
  return systemOf({
    per: "class",
    baseInterval: 10,
    classes: [
      { count, duration: constant(duration) },
      { count, multiple, duration: constant(duration) },
    ],
    rates: [
      [multiple === 2 ? 0 : rate, rate],
      [rate, multiple === 2 ? 0 : rate],
    ],
    delay: constant(0.5),
  });
}

describe("what a host failure loses, by instants", () => {
  it("MI2 loses 4 messages, not the 5 that cross: its flush saves one in five", () => {
    // 10/s · 0.5 s cross each line; every second time they are flushed 4 s before the next line is covered.
    const { byClass, value } = unrecoverablePerHostFailure(twoClasses(2, 2, 10, 4));
    expect(relative(byClass![1], 4)).toBeLessThan(1e-12);
    // What MI2 sends to SI is never flushed: 5, at every second line.
    expect(relative(value, 6.5)).toBeLessThan(1e-12);
  });

  it.each([
    [0, 24, 12],
    [1, 23.1, 11.1],
    [2, 22.2, 10.2],
    [4, 20.4, 8.4],
  ])("with MI3 and durations of %d s, %d of the 24 that cross", (duration, all, ofMi3) => {
    const { value, byClass } = unrecoverablePerHostFailure(twoClasses(3, 6, 18, duration));
    expect(relative(value, all)).toBeLessThan(1e-12);
    expect(relative(byClass![1], ofMi3)).toBeLessThan(1e-12);
  });

  it.each([
    [0.01, 0],
    [8, 0],
    [80, 0],
    [0.01, 6],
    [0.2, 6],
  ])(
    "is the sum over the ages of checkpoints, less what flushes save: delays of %d s, durations of %d s",
    (delay, duration) => {
      const system = auditSystem({ delay: exponential(delay), durations: [duration, duration] });
      // In the sum a flush saves what it could only save of delays below T0.
      const accuracy = duration > 0 ? 1e-6 : 1e-9;
      expect(
        relative(unrecoverablePerHostFailure(system).value, exposure(system, { delay, duration })),
      ).toBeLessThan(accuracy);
    },
  );
});
