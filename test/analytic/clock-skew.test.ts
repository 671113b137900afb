import { describe, expect, it } from "vitest";
import {
  advanceField,
  advanceLaws,
  advanceTable,
  advanceTime,
  type CellLaw,
  earlyCheckpointRatio,
} from "../../src/analytic/clock-skew.js";
import { lawVariance } from "../../src/analytic/numerics/distribution-laws.js";
import type { Distribution } from "../../src/scenario/model/distribution.js";
import { steppedAdvances } from "../support/stepped-advances.js";
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

const uniform = (low: number, high: number) => ({ kind: "uniform", low, high }) as const;
const exponential = (mean: number) => ({ kind: "exponential", mean }) as const;
const normal = (mean: number, sd: number) => ({ kind: "normal", mean, sd }) as const;

/** Three classes, the first and the last of which do not talk to each other. */
const three = {
  classes: [{ count: 12 }, { count: 20 }, { count: 8 }],
  rates: [
    [3, 12, 0],
    [20, 5, 9],
    [0, 14, 2],
  ],
};
const packed = { count: 4, placement: { kind: "packed" } } as const;

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

  it.each<[string, SystemShape, readonly [number, number], number]>([
    ["fixed delays", { ...three, clock: { error: uniform(0, 0.1) }, delay: constant(0.02) }, [0, 0.1], 500],
    [
      "fixed delays, lasting errors",
      { ...three, clock: { error: uniform(-0.1, 0.1), redraw: "once" }, delay: constant(0.01) },
      [-0.1, 0.1],
      1000,
    ],
    [
      "exponential errors, uniform delays",
      { ...three, clock: { error: exponential(0.05) }, delay: uniform(0.01, 0.03) },
      [0, 1.2],
      2400,
    ],
    [
      "normal errors, exponential delays",
      { ...three, clock: { error: normal(0.2, 0.05), redraw: "once" }, delay: exponential(0.02) },
      [-0.23, 0.63],
      2000,
    ],
    [
      "clocks of unlike hosts",
      {
        ...three,
        hosts: packed,
        clock: { error: uniform(0, 0.1), scope: "host", redraw: "once" },
        delay: { within: constant(0.02), across: exponential(0.05) },
      },
      [0, 0.1],
      500,
    ],
    [
      "clocks of unlike hosts, uniform delays within",
      {
        ...three,
        hosts: packed,
        clock: { error: uniform(0, 0.1), scope: "host" },
        delay: { within: uniform(0.01, 0.02), across: exponential(0.01) },
      },
      [0, 0.1],
      500,
    ],
    [
      "clocks of VMs, shorter delays within hosts",
      {
        ...three,
        hosts: packed,
        clock: { error: normal(0, 0.05) },
        delay: { within: exponential(0.01), across: uniform(0.043, 0.086) },
      },
      [-0.43, 0.43],
      1000,
    ],
    [
      "strong contagion",
      {
        classes: [{ count: 1000 }],
        rates: [[5000]],
        clock: { error: uniform(0, 0.1) },
        delay: exponential(0.001),
      },
      [0, 0.1],
      8000,
    ],
    [
      "contagion from the far tail",
      { classes: [{ count: 1000 }], rates: [[20]], clock: { error: normal(0, 1) }, delay: exponential(0.05) },
      [-8.6, 8.6],
      8000,
    ],
  ])("agrees with Runge and Kutta: %s", (name, shape, [low, high], steps) => {
    // Where all begins with a share of 1e-17, its logarithm is known less well.
    const tolerance = name === "contagion from the far tail" ? 5e-8 : 1e-9;
    const system = systemOf(shape);
    const { cells, laws } = advanceField(system);
    const stepped = steppedAdvances(system, [low, high], steps);
    const spread = Math.sqrt(lawVariance(system.clock.error));
    expect(cells.length).toBe(stepped.length);
    cells.forEach(({ law, earlyFromOtherHosts }, cell) => {
      const { notReached, earlyAcross, ...figures } = stepped[cell];
      for (const [figure, value] of Object.entries(figures)) {
        const scale =
          { mean: spread, earlyCovariance: spread, variance: spread ** 2, redrawnVariance: spread ** 2 }[
            figure
          ] ?? value;
        const found = law[figure as keyof typeof figures];
        expect(Math.abs(found - value), figure).toBeLessThan(tolerance * scale);
      }
      if (system.hosts.count > 1) expect(relative(earlyFromOtherHosts, earlyAcross)).toBeLessThan(1e-9);
      notReached.forEach((value, n) => {
        const t = low + ((high - low) * n) / steps;
        expect(Math.abs(law.notReached(t) - value)).toBeLessThan(5 * tolerance);
        expect(law.reached(t)).toBe(1 - law.notReached(t));
      });
    });
    // What a class does is what its VMs do.
    laws.forEach((law, c) => {
      const own = cells.filter(({ classIndex }) => classIndex === c);
      const over = (value: (cell: CellLaw) => number) =>
        own.reduce((sum, cell) => sum + cell.count * value(cell), 0) / system.classes[c].count;
      const square = over((cell) => cell.law.variance + cell.law.mean ** 2);
      expect(Math.abs(law.mean - over((cell) => cell.law.mean))).toBeLessThan(1e-15);
      expect(Math.abs(law.variance - (square - law.mean ** 2))).toBeLessThan(1e-14 * square);
      for (const figure of ["early", "redrawnVariance", "earlyCovariance", "missing"] as const) {
        expect(
          relative(
            law[figure],
            over((cell) => cell.law[figure]),
          ),
        ).toBeLessThan(1e-14);
      }
      for (const t of [low, (low + high) / 3, (low + high) / 2, high]) {
        expect(Math.abs(law.notReached(t) - over((cell) => cell.law.notReached(t)))).toBeLessThan(1e-15);
        expect(Math.abs(law.reached(t) - over((cell) => cell.law.reached(t)))).toBeLessThan(1e-15);
      }
    });
  });

  it("follows a fixed delay: nothing comes early in less time than it takes", () => {
    const [late] = advanceLaws(oneClass(uniform(0, 0.1), constant(0.1), 1000));
    expect(late.early).toBe(0);
  });

  it.each<[string, Distribution, Distribution]>([
    [
      "lognormal error and delay",
      { kind: "lognormal", mean: 0.05, sd: 0.05 },
      { kind: "lognormal", mean: 0.02, sd: 0.02 },
    ],
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
    const { laws, cells, field } = advanceField(oneClass(constant(0.3), exponential(0.1), 1000));
    const [{ reached, notReached, ...figures }] = laws;
    expect(figures).toEqual({
      early: 0,
      mean: 0.3,
      variance: 0,
      redrawnVariance: 0,
      earlyCovariance: 0,
      missing: 0,
    });
    expect([reached(0.29), reached(0.3), notReached(0.29), notReached(0.3)]).toEqual([0, 1, 1, 0]);
    expect(cells.map(({ count, earlyFromOtherHosts }) => [count, earlyFromOtherHosts])).toEqual([[1000, 0]]);
    expect(field).toBeUndefined();
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

  it("comes from nowhere to those who receive nothing", () => {
    const shape = {
      classes: [{ count: 4 }, { count: 4 }],
      rates: [
        [0, 9],
        [0, 0],
      ],
      hosts: packed,
    };
    for (const scope of ["vm", "host"] as const) {
      const { cells } = advanceField(systemOf({ ...shape, clock: { error: uniform(0, 0.1), scope } }));
      expect(cells.map(({ law, earlyFromOtherHosts }) => [law.early > 0, earlyFromOtherHosts])).toEqual([
        [false, 0],
        [true, 1],
      ]);
    }
  });

  it("comes from other hosts as often as messages do, where it does not matter on which host a sender is", () => {
    const { cells } = advanceField(
      systemOf({
        classes: [{ count: 10 }, { count: 30 }],
        rates: [
          [2, 3],
          [4, 5],
        ],
        hosts: packed,
        clock: { error: uniform(0, 0.1) },
      }),
    );
    // The first class has a host of its own, the second three, with 9 of 29 others beside each VM.
    expect(relative(cells[0].earlyFromOtherHosts, 4 / 6)).toBeLessThan(1e-15);
    expect(relative(cells[1].earlyFromOtherHosts, (3 + (5 * 20) / 29) / 8)).toBeLessThan(1e-15);
  });

  it("counts checkpoints by how often they are taken", () => {
    const system = systemOf({
      ...three,
      classes: [{ count: 12 }, { count: 20, multiple: 2 }, { count: 8, multiple: 4 }],
      clock: { error: uniform(0, 0.1) },
    });
    const [a, b, c] = advanceLaws(system).map(({ early }) => early);
    expect(relative(earlyCheckpointRatio(system).value, (12 * a + 10 * b + 2 * c) / 24)).toBeLessThan(1e-15);
  });

  it("is told by few points, from the first to the last", () => {
    const advances = advanceField(oneClass(uniform(0, 0.1), exponential(0.02), 40));
    const [law] = advances.laws;
    const { points, chances } = advanceTable(advances, law, 100);
    const times = advances.field!.times;
    const stride = Math.ceil(times.length / 100);
    expect(points.length).toBe(Math.ceil((times.length - 1) / stride) + 1);
    expect([points[0], points[1], points[points.length - 1]]).toEqual([0, times[stride], 0.1]);
    expect(chances).toEqual(points.map((t) => law.reached(t)));
    expect(advanceTable(advances, law, 1)).toEqual({
      points: Float64Array.of(law.mean),
      chances: Float64Array.of(1),
    });
    const together = advanceField(oneClass(constant(0.3), constant(0), 1));
    expect(advanceTable(together, together.laws[0], 100).points).toEqual(Float64Array.of(0.3));
  });

  it("differs from its wrong twins where they should show", () => {
    const system = oneClass({ kind: "uniform", low: 0, high: 0.1 }, { kind: "exponential", mean: 0.01 }, 60);
    const { early } = advanceLaws(system)[0];
    expect(earlyWithoutContagion(system)[0]).toBeLessThan(0.95 * early);
    expect(earlyWithoutDelay(system)[0]).toBeGreaterThan(1.05 * early);
    expect(earlyPerSender(system)[0]).toBe(1);
  });
});
