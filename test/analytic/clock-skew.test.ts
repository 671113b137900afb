import { describe, expect, it } from "vitest";
import { advanceLaws, advanceTime, earlyCheckpointRatio } from "../../src/analytic/clock-skew.js";
import { normalCdf } from "../../src/analytic/numerics/error-function.js";
import type { Distribution } from "../../src/scenario/model/distribution.js";
import {
  constant,
  type SystemShape,
  systemOf,
  thousandVmsShape,
  threeClassesSkewedShape,
} from "../support/system-of.js";
import { earlyPerSender, earlyWithoutContagion, earlyWithoutDelay } from "../support/wrong-twins-of-skew.js";

const relative = (value: number, reference: number) => Math.abs(value / reference - 1);

/** One class that talks to itself, `rate` messages per second to each VM. */
const oneClass = (error: Distribution, delay: Distribution, rate: number, shape: Partial<SystemShape> = {}) =>
  systemOf({ classes: [{ count: 1000 }], rates: [[rate]], clock: { error }, delay, ...shape });

/** The mean field of one class, stepped by Runge and Kutta with a delay state: nothing shared with the code under test. */
function rungeKutta(cdf: (t: number) => number, rate: number, delay: number, low: number, high: number) {
  const steps = 100_000;
  const step = (high - low) / steps;
  // H and, for an exponential delay, y = E[x(t − D)].
  const slope = (t: number, hazard: number, y: number): [number, number] => {
    const x = cdf(t) - (1 - cdf(t)) * Math.expm1(-hazard);
    return delay > 0 ? [rate * y, (x - y) / delay] : [rate * x, 0];
  };
  let [t, hazard, y, early, gain] = [low, 0, 0, 0, 0];
  for (let n = 0; n < steps; n++) {
    const a = slope(t, hazard, y);
    const b = slope(t + step / 2, hazard + (step / 2) * a[0], y + (step / 2) * a[1]);
    const c = slope(t + step / 2, hazard + (step / 2) * b[0], y + (step / 2) * b[1]);
    const d = slope(t + step, hazard + step * c[0], y + step * c[1]);
    const middle = hazard + (step / 4) * (a[0] + b[0]);
    const next = hazard + (step / 6) * (a[0] + 2 * b[0] + 2 * c[0] + d[0]);
    const gainAt = (s: number, h: number) => (1 - cdf(s)) * -Math.expm1(-h);
    const rateAt = (s: number, h: number, k: readonly number[]) => (1 - cdf(s)) * k[0] * Math.exp(-h);
    early +=
      (step / 6) * (rateAt(t, hazard, a) + 4 * rateAt(t + step / 2, middle, c) + rateAt(t + step, next, d));
    gain += (step / 6) * (gainAt(t, hazard) + 4 * gainAt(t + step / 2, middle) + gainAt(t + step, next));
    y += (step / 6) * (a[1] + 2 * b[1] + 2 * c[1] + d[1]);
    hazard = next;
    t += step;
  }
  return { early, gain };
}

describe("early advances", () => {
  it("has the specification's values for its reference system", () => {
    const early = advanceLaws(systemOf(thousandVmsShape)).map((law) => law.early);
    expect(early.map((value) => Math.floor(value * 1e4) / 1e4)).toEqual([0.0614, 0.0345, 0.0233]);
  });

  it("has the specification's values for its system of 100 VMs", () => {
    const system = systemOf(threeClassesSkewedShape);
    expect(earlyCheckpointRatio(system).byClass!.map((value) => Number(value.toFixed(4)))).toEqual([
      0.0615, 0.0345, 0.0233,
    ]);
    expect(Number(advanceTime(system).value.toFixed(4))).toBe(0.049);
  });

  it("is a matter of traffic per VM: ten times the VMs and the flows change nothing", () => {
    const many = advanceLaws(systemOf(thousandVmsShape));
    const few = advanceLaws(
      systemOf({
        ...thousandVmsShape,
        classes: threeClassesSkewedShape.classes,
        rates: threeClassesSkewedShape.rates,
      }),
    );
    for (const [c, law] of many.entries()) expect(relative(few[c].early, law.early)).toBeLessThan(1e-12);
  });

  it.each([
    [
      "uniform error, no delay",
      { kind: "uniform", low: 0, high: 0.1 },
      0,
      40,
      (t: number) => t / 0.1,
      0,
      0.1,
    ],
    [
      "uniform error, exponential delay",
      { kind: "uniform", low: 0, high: 0.1 },
      0.02,
      60,
      (t: number) => t / 0.1,
      0,
      0.1,
    ],
    [
      "exponential error, no delay",
      { kind: "exponential", mean: 0.05 },
      0,
      30,
      (t: number) => -Math.expm1(-t / 0.05),
      0,
      2,
    ],
    [
      "exponential error and delay",
      { kind: "exponential", mean: 0.05 },
      0.1,
      10,
      (t: number) => -Math.expm1(-t / 0.05),
      0,
      2,
    ],
    ["strong contagion", { kind: "uniform", low: 0, high: 0.1 }, 0.001, 5000, (t: number) => t / 0.1, 0, 0.1],
    ["contagion from the far tail", { kind: "normal", mean: 0, sd: 1 }, 0.05, 20, normalCdf, -8.6, 8.6],
  ] as const)("agrees with Runge and Kutta: %s", (_name, error, mean, rate, cdf, low, high) => {
    const delay: Distribution = mean > 0 ? { kind: "exponential", mean } : constant(0);
    const reference = rungeKutta(cdf, rate, mean, low, high);
    const [law] = advanceLaws(oneClass(error, delay, rate));
    expect(relative(law!.early, reference.early)).toBeLessThan(2e-7);
    const errorMean = { uniform: 0.05, exponential: 0.05, normal: 0 }[error.kind];
    expect(relative(errorMean - law!.mean, reference.gain)).toBeLessThan(2e-7);
  });

  it("follows a fixed delay: nothing comes early in less time than it takes", () => {
    const error: Distribution = { kind: "uniform", low: 0, high: 0.1 };
    const [late] = advanceLaws(oneClass(error, constant(0.1), 1000));
    expect(late!.early).toBe(0);
    // One generation only: H = r (t − d)²/(2w) past d, as no message is sent early enough for a second.
    const [law] = advanceLaws(oneClass(error, constant(0.06), 20));
    const steps = 200_000;
    let early = 0;
    for (let n = 0; n < steps; n++) {
      const t = 0.06 + (0.04 * (n + 0.5)) / steps;
      const hazard = (20 * (t - 0.06) ** 2) / 0.2;
      early += ((0.04 / steps) * (1 - t / 0.1) * 20 * (t - 0.06) * Math.exp(-hazard)) / 0.1;
    }
    expect(relative(law!.early, early)).toBeLessThan(2e-6);
  });

  it.each<[string, Distribution, Distribution]>([
    [
      "normal error, uniform delay",
      { kind: "normal", mean: 0, sd: 0.05 },
      { kind: "uniform", low: 0.01, high: 0.03 },
    ],
    [
      "lognormal error and delay",
      { kind: "lognormal", mean: 0.05, sd: 0.05 },
      { kind: "lognormal", mean: 0.02, sd: 0.02 },
    ],
    ["normal error, fixed delay", { kind: "normal", mean: 0.2, sd: 0.05 }, constant(0.03)],
  ])("balances what is advanced early against who is late: %s", (_name, error, delay) => {
    // For any law: E[T] by its survival is the mean that comes with it.
    const [law] = advanceLaws(oneClass(error, delay, 40));
    let integral = -1;
    let square = 1;
    const steps = 400_000;
    for (let n = 0; n < steps; n++) {
      const t = -1 + (4 * (n + 0.5)) / steps;
      integral += (4 / steps) * law!.notReached(t);
      square += (4 / steps) * 2 * t * law!.notReached(t);
    }
    expect(Math.abs(integral - law!.mean)).toBeLessThan(2e-5 * 0.05);
    expect(relative(law!.variance, square - integral ** 2)).toBeLessThan(1e-3);
    expect(law!.early).toBeGreaterThan(0.1);
    expect(law!.variance).toBeLessThan(0.05 ** 2);
  });

  it("is certain when all clocks agree", () => {
    const [law] = advanceLaws(oneClass(constant(0.3), { kind: "exponential", mean: 0.1 }, 1000));
    expect([law!.early, law!.mean, law!.variance, law!.reached(0.3), law!.notReached(0.29)]).toEqual([
      0, 0.3, 0, 1, 1,
    ]);
  });

  it("is the clock's own law when messages take longer than all errors", () => {
    const [law] = advanceLaws(oneClass({ kind: "uniform", low: -0.1, high: 0.3 }, constant(2), 100));
    expect(law!.early).toBe(0);
    expect(law!.mean).toBe(0.1);
    expect(relative(law!.variance, 0.16 / 12)).toBeLessThan(1e-15);
  });

  it("keeps no spread from one index to the next for clocks with a lasting error, but for what messages add", () => {
    const error: Distribution = { kind: "uniform", low: 0, high: 0.1 };
    const quiet = oneClass(error, constant(2), 1, { clock: { error, redraw: "once" } });
    expect(advanceLaws(quiet)[0].redrawnVariance).toBe(0);
    const busy = oneClass(error, constant(0), 40, { clock: { error, redraw: "once" } });
    const [law] = advanceLaws(busy);
    expect(law!.redrawnVariance).toBeGreaterThan(0);
    expect(law!.redrawnVariance).toBeLessThan(law!.variance);
  });

  it("leaves the VMs of one host to their common clock", () => {
    const error: Distribution = { kind: "uniform", low: 0, high: 0.1 };
    const shape = { clock: { error, scope: "host" }, hosts: { count: 1 } } as const;
    expect(advanceLaws(oneClass(error, constant(0), 1000, shape))[0].early).toBe(0);
    const two = oneClass(error, constant(0), 40, { ...shape, hosts: { count: 2 } });
    const each = oneClass(error, constant(0), 40);
    expect(advanceLaws(two)[0].early).toBeGreaterThan(0);
    expect(advanceLaws(two)[0].early).toBeLessThan(advanceLaws(each)[0].early);
  });

  it("scales with the unit of time", () => {
    const shape = thousandVmsShape;
    const seconds = advanceLaws(systemOf(shape));
    const milliseconds = advanceLaws(
      systemOf({
        ...shape,
        baseInterval: shape.baseInterval * 1000,
        rates: shape.rates.map((row) => row.map((rate) => rate / 1000)),
        delay: { kind: "exponential", mean: 50 },
        clock: { error: { kind: "uniform", low: 0, high: 100 } },
      }),
    );
    seconds.forEach((law, c) => {
      expect(relative(milliseconds[c].early, law.early)).toBeLessThan(1e-10);
      expect(relative(milliseconds[c].mean, 1000 * law.mean)).toBeLessThan(1e-10);
      expect(relative(milliseconds[c].variance, 1e6 * law.variance)).toBeLessThan(1e-10);
    });
  });

  it("differs from its wrong twins where they should show", () => {
    const system = oneClass({ kind: "uniform", low: 0, high: 0.1 }, { kind: "exponential", mean: 0.01 }, 60);
    const { early } = advanceLaws(system)[0];
    expect(earlyWithoutContagion(system)[0]).toBeLessThan(0.95 * early);
    expect(earlyWithoutDelay(system)[0]).toBeGreaterThan(1.05 * early);
    expect(earlyPerSender(system)[0]).toBe(1);
  });
});
