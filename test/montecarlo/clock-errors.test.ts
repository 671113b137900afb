import { describe, expect, it } from "vitest";
import { populationFrom } from "../../src/montecarlo/population.js";
import { openStream } from "../../src/montecarlo/random/random-stream.js";
import { type ClockErrors, drawnClockErrors } from "../../src/montecarlo/sources/clock-errors.js";
import type { Clock } from "../../src/scenario/model/system.js";
import { uniform } from "../support/audit-regimes.js";

/** Seven VMs on three hosts, in turn: no two neighbours share one. */
const hostOf = [0, 1, 2, 0, 1, 2, 0];
const population = populationFrom(
  [{ multiple: 1, phase: 0, count: hostOf.length }],
  3,
  Int32Array.from(hostOf),
);
const indices = [1, 2, 3, 4];

function clocks(scope: Clock["scope"], redraw: Clock["redraw"], error: Clock["error"] = uniform(-0.2, 0.3)) {
  const streams = (purpose: string) => openStream(`clock errors of each ${scope}`, 0, purpose);
  return drawnClockErrors({ error, scope, redraw }, population, streams);
}

/** The errors of every VM at each of some indices. */
function errorsOf(clockErrors: ClockErrors, asked = indices): readonly (readonly number[])[] {
  return asked.map((k) => {
    const errors = new Float64Array(population.vmCount).fill(Number.NaN);
    clockErrors.fill(k, errors);
    return Array.from(errors);
  });
}

const distinct = (values: Iterable<number>) => new Set(values).size;

describe("clock errors drawn once", () => {
  it.each(["vm", "host"] as const)("are the same at every index, with a clock for each %s", (scope) => {
    const [first, ...later] = errorsOf(clocks(scope, "once"));
    expect(later).toEqual([first, first, first]);
  });

  it("are not changed by what becomes of an array that they were filled into", () => {
    const clockErrors = clocks("vm", "once");
    const errors = new Float64Array(population.vmCount);
    clockErrors.fill(1, errors);
    const first = Array.from(errors);
    errors.fill(7);
    clockErrors.fill(2, errors);
    expect(Array.from(errors)).toEqual(first);
  });
});

describe("clock errors drawn at each index", () => {
  it.each(["vm", "host"] as const)(
    "are the same in whatever order, and however often, they are asked for, with a clock for each %s",
    (scope) => {
      const [first, second, third] = errorsOf(clocks(scope, "each-index"));
      expect(errorsOf(clocks(scope, "each-index"), [3, 1, 1, 2])).toEqual([third, first, first, second]);
    },
  );

  it.each(["vm", "host"] as const)("are others at every index, with a clock for each %s", (scope) => {
    const errors = errorsOf(clocks(scope, "each-index"));
    for (let vm = 0; vm < population.vmCount; vm++) {
      expect(distinct(errors.map((atIndex) => atIndex[vm]))).toBe(indices.length);
    }
  });
});

describe.each(["once", "each-index"] as const)("clock errors drawn %s", (redraw) => {
  it("differ from VM to VM with a clock for each", () => {
    for (const errors of errorsOf(clocks("vm", redraw))) expect(distinct(errors)).toBe(population.vmCount);
  });

  it("are alike within a host and differ between hosts, with a clock for each host", () => {
    for (const errors of errorsOf(clocks("host", redraw))) {
      const ofHost = [0, 1, 2].map((host) => errors[hostOf.indexOf(host)]);
      expect(distinct(ofHost)).toBe(3);
      expect(errors).toEqual(hostOf.map((host) => ofHost[host]));
    }
  });

  it.each<Clock["error"]>([
    uniform(-0.2, 0.3),
    { kind: "normal", mean: 0.1, sd: 0.2 },
    { kind: "exponential", mean: 0.1 },
    { kind: "constant", value: 0.25 },
  ])("lie within the bounds they state: $kind", (error) => {
    const clockErrors = clocks("vm", redraw, error);
    const errors = errorsOf(clockErrors).flat();
    expect(Math.min(...errors)).toBeGreaterThanOrEqual(clockErrors.low);
    expect(Math.max(...errors)).toBeLessThanOrEqual(clockErrors.high);
  });

  it("state the bounds of a uniform error as they are given", () => {
    const { low, high } = clocks("vm", redraw);
    expect([low, high]).toEqual([-0.2, 0.3]);
  });
});
