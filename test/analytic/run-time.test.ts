import { describe, expect, it } from "vitest";
import { dalyRunTime } from "../../src/analytic/daly.js";
import { lawTransform } from "../../src/analytic/numerics/law-transform.js";
import { vmRecoveryTime } from "../../src/analytic/recovery.js";
import { dalyForm, jobPace, runTime, timeToNextCover } from "../../src/analytic/run-time.js";
import { waste } from "../../src/analytic/waste.js";
import { constant, systemOf, threeClassesSkewedShape } from "../support/system-of.js";

const minute = 60;

/** One class SI on one host that fails: the single checkpoint period of E17. */
function singlePeriod(job: { interval: number; pause: number; restart: number; mtbf: number }) {
  return systemOf({
    baseInterval: job.interval,
    classes: [{ count: 2, image: 0, pause: job.pause }],
    rates: [[1]],
    failures: { host: 1 / job.mtbf },
    recovery: { restart: job.restart },
  });
}

describe("the run time of a job (E18)", () => {
  it.each([
    { mtbf: 7373.718, hours: 720, work: 268.223, published: 44_891.581 },
    { mtbf: 2628, hours: 168, work: 158.795, published: 10_769.147 },
    { mtbf: 262.8, hours: 168, work: 47.985, published: 12_810.013 },
  ])("has Daly's published run time for a single period, MTBF $mtbf min", (published) => {
    const { mtbf, hours, work } = published;
    const system = singlePeriod({
      interval: (work + 5) * minute,
      pause: 5 * minute,
      restart: 10 * minute,
      mtbf: mtbf * minute,
    });
    const minutes = runTime(system, hours * 3600) / minute;
    // The interval is printed to three decimals, and the run time is flat about it.
    expect(minutes.toFixed(2)).toBe(published.published.toFixed(2));
    const daly = dalyForm(system, hours * 3600)!;
    expect(Math.abs(daly / minute / minutes - 1)).toBeLessThan(1e-12);
    expect(daly).toBe(
      dalyRunTime(
        { checkpointCost: 5 * minute, restart: 10 * minute, mtbf: mtbf * minute, work: hours * 3600 },
        jobPace(system).workPerInterval,
      ),
    );
  });

  it("is the specification's first case: 52,456.6 s for 200 intervals, simulated 52,457 ± 249", () => {
    const theta = 1 / 200;
    const failures = {
      hostRate: theta,
      vmRate: 1 / 100,
      stall: 50,
      undisturbed: lawTransform({ kind: "uniform", low: 20, high: 80 }, theta),
    };
    const step = { baseInterval: 60, lag: 40, nextLag: 40, recovery: 120 };
    const first = timeToNextCover(failures, { ...step, lag: 0 });
    expect((first + 199 * timeToNextCover(failures, step)).toFixed(1)).toBe("52456.6");
  });

  it("is the specification's second case: three lines, 38,005 s for 300 intervals", () => {
    const theta = 1 / 300;
    const lags = [25, 5, 40];
    const recoveries = [30, 90, 150];
    const failures = {
      hostRate: theta,
      vmRate: 1 / 200,
      stall: 50,
      undisturbed: lawTransform({ kind: "uniform", low: 20, high: 80 }, theta),
    };
    const first = timeToNextCover(failures, { baseInterval: 60, lag: 0, nextLag: 5, recovery: 30 });
    const usual = timeToNextCover(failures, { baseInterval: 60, lag: 25, nextLag: 5, recovery: 30 });
    const sum = lags.reduce(
      (total, lag, k) =>
        total +
        timeToNextCover(failures, {
          baseInterval: 60,
          lag,
          nextLag: lags[(k + 1) % 3],
          recovery: recoveries[k],
        }),
      0,
    );
    expect((first - usual + 100 * sum).toFixed(0)).toBe("38005");
  });

  it("tends to the form without failures of hosts as these become rare", () => {
    const step = { baseInterval: 60, lag: 25, nextLag: 5, recovery: 30 };
    const without = { hostRate: 0, vmRate: 1 / 200, stall: 50, undisturbed: 1 };
    const theta = 1e-9;
    const rare = { ...without, hostRate: theta, undisturbed: lawTransform(constant(50), theta) };
    const limit = timeToNextCover(without, step);
    expect(limit).toBe(1.25 * 40);
    expect(Math.abs(timeToNextCover(rare, step) / limit - 1)).toBeLessThan(1e-6);
  });

  it("is the work and its pauses alone where nothing fails", () => {
    const system = systemOf({
      classes: [
        { count: 2, pause: 3 },
        { count: 2, multiple: 2, pause: 4 },
      ],
      rates: [
        [1, 1],
        [1, 1],
      ],
    });
    expect(jobPace(system)).toMatchObject({ workPerInterval: 57, timePerInterval: 60 });
    expect(runTime(system, 5700)).toBe(6000);
  });

  it("begins on the first checkpoints, and ends as the line is covered that its last work stands on", () => {
    const system = systemOf({
      classes: [
        { count: 1, duration: constant(7) },
        { count: 1, multiple: 4, phase: 3, duration: constant(20) },
      ],
      rates: [
        [0, 1],
        [1, 0],
      ],
    });
    expect(runTime(system, 60)).toBe(67);
    expect(runTime(system, 120)).toBe(127);
    expect(runTime(system, 180)).toBe(200);
    expect(runTime(system, 240)).toBe(247);
    expect(runTime(system, 60 * 4003)).toBe(60 * 4003 + 20);
    // Half of a base interval from the cover of line 2 to that of line 3, which takes 73 s.
    expect(runTime(system, 150)).toBe(127 + 36.5);
  });

  it("has first order's waste in the limit of rare failures, all VMs alike", () => {
    const system = systemOf({
      baseInterval: 60,
      classes: [{ count: 4, duration: constant(5), pause: 1, image: 0 }],
      rates: [[1]],
      hosts: { count: 2 },
      failures: { host: 1e-8, vm: 1e-8 },
      recovery: { restart: 20 },
    });
    // Every VM's failure holds up the whole job, so that each of the four counts in full.
    const { vm } = system.failures;
    const first = waste(system).value + 3 * vm * vmRecoveryTime(system).value;
    const lost = 1 - 60 / jobPace(system).timePerInterval + 1 / 60;
    expect(Math.abs(lost / first - 1)).toBeLessThan(1e-4);
  });

  it("has a shorter job where lags scatter than where they are certain at the same mean", () => {
    const shape = (duration: Parameters<typeof lawTransform>[0]) =>
      systemOf({
        baseInterval: 60,
        classes: [{ count: 1, duration, image: 0 }, { count: 1 }],
        rates: [
          [0, 1],
          [1, 0],
        ],
        failures: { host: 1 / 100 },
      });
    const certain = jobPace(shape(constant(20))).timePerInterval;
    const scattered = jobPace(shape({ kind: "uniform", low: 0, high: 40 })).timePerInterval;
    // Runs that fail are redone with another lag, and short ones are sooner through.
    expect(scattered).toBeLessThan(certain);
  });

  it("scales with time", () => {
    const shape = threeClassesSkewedShape;
    const scaled = (k: number) =>
      jobPace(
        systemOf({
          ...shape,
          baseInterval: 10 * k,
          classes: shape.classes.map((one) => ({
            ...one,
            duration: { kind: "uniform", low: 0, high: 2 * k },
          })),
          rates: shape.rates.map((row) => row.map((rate) => rate / k)),
          delay: { kind: "exponential", mean: 0.05 * k },
          clock: { error: { kind: "uniform", low: 0, high: 0.1 * k } },
          failures: { host: 1 / (400 * k), vm: 1 / (9000 * k) },
          recovery: { restart: 3 * k, bandwidth: 125e6 / k },
        }),
      ).timePerInterval / k;
    expect(Math.abs(scaled(7) / scaled(1) - 1)).toBeLessThan(1e-9);
  });
});

describe("the transform of a law", () => {
  it.each([
    constant(3),
    { kind: "exponential", mean: 3 },
    { kind: "uniform", low: 1, high: 5 },
    { kind: "lognormal", mean: 3, sd: 2 },
  ] as const)("falls from 1 by its mean: $kind", (law) => {
    expect(lawTransform(law, 0)).toBe(1);
    expect(Math.abs((1 - lawTransform(law, 1e-6)) / 3e-6 - 1)).toBeLessThan(1e-5);
  });
});
