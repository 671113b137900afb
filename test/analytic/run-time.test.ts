import { describe, expect, it } from "vitest";
import { dalyRunTime } from "../../src/analytic/daly.js";
import { vmRecoveryTime } from "../../src/analytic/recovery.js";
import {
  dalyForm,
  firstOrderRunTime,
  jobPace,
  outsideRunTime,
  runTime,
  timeToNextCover,
} from "../../src/analytic/run-time.js";
import { waste } from "../../src/analytic/waste.js";
import type { Distribution } from "../../src/scenario/model/distribution.js";
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

  it("ends no sooner than its work, where clocks that are early cover its last line before that", () => {
    const job = (error: Distribution) =>
      systemOf({ classes: [{ count: 2, image: 0 }], rates: [[0]], clock: { error } });
    expect(Math.abs(runTime(job(constant(-1)), 180) / 180 - 1)).toBeLessThan(1e-12);
    expect(Math.abs(runTime(job(constant(-1)), 150) / 150 - 1)).toBeLessThan(1e-12);
    // The later of two clocks is 0 s to 0.5 s late with a chance of 5/9, and 4/27 s too late in the mean of all.
    const late = runTime(job({ kind: "uniform", low: -1, high: 0.5 }), 180) - 180;
    // The law of the cover is tabulated, which shows at the kink of a clock's law.
    expect(Math.abs(late / (4 / 27) - 1)).toBeLessThan(0.005);
  });

  /** The specification's cases, in which a VM is back after 20 to 80 s wherever it fails. */
  function lineStep(line: { theta: number; f: number; lag: number; nextLag: number; recovery: number }) {
    const { theta, f, lag, nextLag, recovery } = line;
    const undisturbed = (Math.exp(-20 * theta) - Math.exp(-80 * theta)) / (60 * theta);
    const psi = theta + f * (1 - undisturbed);
    const progress = 60 + nextLag - lag;
    return timeToNextCover({
      hostRate: theta,
      progress,
      recovery,
      ahead: psi * progress,
      again: psi * lag,
      stalled: f * 50 * progress,
    });
  }

  it("is the specification's first case: 52,456.6 s for 200 intervals, simulated 52,457 ± 249", () => {
    const line = { theta: 1 / 200, f: 1 / 100, lag: 40, nextLag: 40, recovery: 120 };
    const sum = lineStep({ ...line, lag: 0 }) + 199 * lineStep(line);
    expect(sum.toFixed(1)).toBe("52456.6");
  });

  it("is the specification's second case: three lines, 38,005 s for 300 intervals", () => {
    const rates = { theta: 1 / 300, f: 1 / 200 };
    const lags = [25, 5, 40];
    const recoveries = [30, 90, 150];
    const step = (k: number, lag = lags[k]) =>
      lineStep({ ...rates, lag, nextLag: lags[(k + 1) % 3], recovery: recoveries[k] });
    const sum = step(0, 0) - step(0) + 100 * (step(0) + step(1) + step(2));
    expect(sum.toFixed(0)).toBe("38005");
  });

  it("tends to the form without failures of hosts as these become rare", () => {
    const of = (host: number) =>
      jobPace(
        systemOf({
          classes: [
            { count: 2, duration: constant(5) },
            { count: 3, multiple: 2, duration: constant(20), image: 0 },
          ],
          rates: [
            [1, 1],
            [1, 1],
          ],
          failures: { host, vm: 1e-4 },
        }),
      ).timePerInterval;
    const vm = 1e-4;
    const waits = 2 * (30 + 2 ** 30 / 125e6 + 35) + 3 * (30 + 80);
    expect(Math.abs(of(0) / (60 * (1 + vm * waits)) - 1)).toBeLessThan(1e-12);
    expect(Math.abs(of(1e-9) / of(0) - 1)).toBeLessThan(1e-6);
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
    const shape = (duration: Distribution) =>
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

  it("never ends where pauses leave no time to work", () => {
    const job = { interval: 60, restart: 10, mtbf: 5000 };
    for (const pause of [60, 90]) {
      const system = singlePeriod({ ...job, pause });
      expect([runTime(system, 1000), firstOrderRunTime(system, 1000)]).toEqual([
        Number.POSITIVE_INFINITY,
        Number.POSITIVE_INFINITY,
      ]);
      expect(dalyForm(system, 1000)).toBeUndefined();
    }
  });

  it("has Daly's form with the restart of the VM that is back last, where hosts fail and VMs do not", () => {
    const shape = {
      baseInterval: 600,
      classes: [{ image: 0 }, { image: 5e9, pause: 60 }],
      rates: [[0, 1], [1]],
      failures: { host: 1e-5 },
      recovery: { restart: 10, bandwidth: 1e9 },
    } as const;
    const wanted = dalyRunTime({ checkpointCost: 60, restart: 15, mtbf: 1e5, work: 5400 }, 540);
    expect(dalyForm(systemOf(shape), 5400)).toBeCloseTo(wanted, 6);
    expect(dalyForm(systemOf({ ...shape, failures: { host: 0 } }), 5400)).toBeUndefined();
    expect(dalyForm(systemOf({ ...shape, failures: { host: 1e-5, vm: 1e-9 } }), 5400)).toBeUndefined();
  });

  it("says why it does not hold where failures have another law", () => {
    const system = singlePeriod({ interval: 600, pause: 5, restart: 10, mtbf: 1e6 });
    expect(outsideRunTime(system)).toEqual([]);
    const failures = { ...system.failures, law: { kind: "weibull", shape: 0.7 } } as const;
    expect(outsideRunTime({ ...system, failures })).toEqual([
      "the run time of a job (E18) takes times between failures for exponential, and failures.law is weibull",
    ]);
  });
});
