import { describe, expect, it } from "vitest";
import { hostRollback, vmRecoveryTime } from "../../../src/analytic/recovery.js";
import { runTime } from "../../../src/analytic/run-time.js";
import { drawnFailureTimes, failureGaps } from "../../../src/montecarlo/job/failure-times.js";
import { JobRun } from "../../../src/montecarlo/job/job-run.js";
import { LineProgress } from "../../../src/montecarlo/job/line-progress.js";
import { openStream } from "../../../src/montecarlo/random/random-stream.js";
import type { FailureLaw, System } from "../../../src/scenario/model/system.js";
import { Job } from "../../../src/validation/job-report.js";
import { disagrees, expectAgreement } from "../../support/agreement.js";
import { constant, systemOf, threeClassesSkewedShape } from "../../support/system-of.js";

function simulated(system: System, work: number, jobs: number) {
  const run = new Job(system, { work, jobs, seed: "job" });
  while (!run.done) run.step();
  return run;
}

const oneClass = (part: object, failures: object, restart = 30) =>
  systemOf({
    classes: [{ count: 2, image: 0, ...part }],
    rates: [[1]],
    failures,
    recovery: { restart },
  });

const twoClasses = systemOf({
  classes: [
    { count: 2, image: 0, duration: { kind: "uniform", low: 0, high: 50 } },
    { count: 3, multiple: 3, phase: 1, image: 0, duration: { kind: "exponential", mean: 5 } },
  ],
  rates: [
    [1, 1],
    [1, 1],
  ],
  failures: { host: 1 / 400, vm: 1 / 2000 },
});

/** Without a class's image, since what is restored is the same for all. */
const skewed = systemOf({
  ...threeClassesSkewedShape,
  classes: threeClassesSkewedShape.classes.map((part) => ({ ...part, image: 0 })),
  failures: { host: 1 / 600, vm: 1 / 20_000 },
  recovery: { restart: 5 },
});

/** Storage that takes time: shared by all, limited by links, and with disks that take images first. */
const stored = (storage: NonNullable<System["storage"]>): System => ({
  ...systemOf({
    classes: [
      { count: 4, image: 1e9, duration: constant(2) },
      { count: 4, multiple: 2, image: 3e9, duration: { kind: "uniform", low: 0, high: 4 } },
    ],
    rates: [
      [1, 1],
      [1, 1],
    ],
    hosts: { count: 2 },
    failures: { host: 1 / 1500, vm: 1 / 9000 },
    recovery: { restart: 20, bandwidth: 1e9 },
  }),
  storage,
});
const unlimited = Number.POSITIVE_INFINITY;

const regimes: readonly (readonly [string, System, number, number])[] = [
  ["one class, no lag", oneClass({}, { host: 1 / 150 }), 3000, 2000],
  ["a lag", oneClass({ duration: constant(40) }, { host: 1 / 300 }, 120), 3000, 2000],
  ["failures of VMs, too", oneClass({ duration: constant(40) }, { host: 1 / 300, vm: 1 / 300 }), 3000, 2000],
  ["failures of VMs alone", oneClass({ duration: constant(20) }, { vm: 1 / 200 }), 6000, 1000],
  ["unlike classes, random durations", twoClasses, 6000, 2000],
  ["skewed clocks and early advances", skewed, 200, 400],
  ["storage that all share", stored({ write: 1e9, read: 1e9, hostLink: unlimited }), 6000, 1000],
  ["storage behind links", stored({ write: 2e9, read: 1.5e9, hostLink: 5e8 }), 6000, 1000],
  ["images on disks first", stored({ write: 1e9, read: 1e9, hostLink: unlimited, staging: 1e9 }), 6000, 1000],
];

describe("run time, closed form and simulation", () => {
  it.each(regimes)("agree: %s", (_name, system, work, jobs) => {
    const run = simulated(system, work, jobs);
    expectAgreement(run.jobEstimates().runTime, runTime(system, work), { resolution: 0.1 });
  });

  it("agree on Daly's published 44,891.58 min within the interval", () => {
    const system = systemOf({
      baseInterval: 273.223 * 60,
      classes: [{ count: 2, image: 0, pause: 300 }],
      rates: [[1]],
      failures: { host: 1 / (7373.718 * 60) },
      recovery: { restart: 600 },
    });
    const run = simulated(system, 720 * 3600, 2000);
    expectAgreement(run.jobEstimates().runTime, 44_891.58 * 60, { resolution: 0.01 });
  });

  it.each([
    [
      "recoveries that no failure interrupts",
      1,
      (r: number, theta: number) => r - Math.log1p(theta * r) / theta,
    ],
    ["lines covered without a lag", 2, () => 0],
  ])("the simulation rejects %s", (_name, regime, change) => {
    const [, system, work, jobs] = regimes[1];
    const theta = system.failures.host;
    const right = runTime(system, work);
    const restart = system.recovery.restart;
    const twin =
      regime === 1
        ? right * Math.exp(-theta * change(restart, theta))
        : runTime(
            { ...system, classes: system.classes.map((one) => ({ ...one, duration: constant(0) })) },
            work,
          );
    expect(disagrees(simulated(system, work, jobs).jobEstimates().runTime, twin)).toBe(true);
  });

  it("the simulation rejects storage that takes no time", () => {
    const [, system, work] = regimes[6];
    const { storage: _, ...twin } = system;
    expect(disagrees(simulated(system, work, 1000).jobEstimates().runTime, runTime(twin, work))).toBe(true);
  });

  it("the simulation rejects waits for VMs that no failure of a host cuts short", () => {
    const [, system, work, jobs] = regimes[2];
    const vms = { ...system, failures: { host: 0, vm: system.failures.vm } };
    const hosts = { ...system, failures: { host: system.failures.host, vm: 0 } };
    const twin =
      (runTime(vms, work) * runTime(hosts, work)) / runTime({ ...vms, failures: { host: 0, vm: 0 } }, work);
    expect(disagrees(simulated(system, work, jobs).jobEstimates().runTime, twin)).toBe(true);
  });
});

describe("where failures are rare", () => {
  const rare = systemOf({
    classes: [
      { count: 2, duration: { kind: "uniform", low: 5, high: 25 } },
      { count: 3, multiple: 2, duration: constant(20) },
    ],
    rates: [
      [1, 1],
      [1, 1],
    ],
    failures: { host: 1e-5, vm: 1e-5 },
  });
  const run = simulated(rare, 3_600_000, 150);

  it("a failure of a host undoes what a probe says", () => {
    expectAgreement(run.jobEstimates().rollback, hostRollback(rare).value, { resolution: 0.1 });
  });

  it("a failure of a VM takes what a probe says", () => {
    expectAgreement(run.jobEstimates().stall, vmRecoveryTime(rare).value, { resolution: 0.1 });
  });

  it("where they are not, it undoes less than a probe says", () => {
    const often = oneClass({ duration: constant(40) }, { host: 1 / 40 });
    const { rollback } = simulated(often, 240, 100).jobEstimates();
    expect(disagrees(rollback, hostRollback(often).value)).toBe(true);
  });
});

describe("base intervals in which nothing fails", () => {
  it("may be skipped: what is left of a job has the same law", () => {
    const means = [true, false].map((skips) => {
      const streams = (purpose: string) => openStream("skipped", skips ? 1 : 2, purpose);
      const progress = new LineProgress(twoClasses, streams, skips);
      const random = streams("hosts");
      const times = Array.from({ length: 1500 }, () => {
        const never = drawnFailureTimes({ kind: "exponential" }, 0, 1, random);
        const hosts = drawnFailureTimes({ kind: "exponential" }, 1 / 2000, 1, random);
        return new JobRun(progress, { hosts, vms: never, vmsBy: "progress" }).run(60).runTime;
      });
      const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
      const squares = times.reduce((sum, time) => sum + (time - mean) ** 2, 0);
      return { mean, variance: squares / (times.length * (times.length - 1)) };
    });
    const [{ mean, variance }, other] = means;
    const standardError = Math.sqrt(variance + other.variance);
    expectAgreement({ mean, standardError, replications: 1500 }, other.mean, { resolution: 0.1 });
  });
});

describe("times between failures", () => {
  const laws: readonly FailureLaw[] = [
    { kind: "exponential" },
    { kind: "weibull", shape: 0.7 },
    { kind: "weibull", shape: 3 },
    { kind: "lognormal", sigma: 1.2 },
  ];

  it.each(laws)("have the mean of the rate, and come at the rate from the start: $kind", (law) => {
    const stream = openStream("gaps", 0, JSON.stringify(law));
    const { gap, first } = failureGaps(law, 0.01, stream);
    const count = 40_000;
    const gaps = Array.from({ length: count }, gap);
    // Failures in 50 s, half of a mean gap, of a thing at any moment of its life.
    const struck = Array.from({ length: count }, () => {
      let [at, failures] = [first(), 0];
      for (; at < 50; at += gap()) failures++;
      return failures;
    });
    expectAgreement(estimateOf(gaps), 100, { resolution: 0.1 });
    expectAgreement(estimateOf(struck), 0.5, { resolution: 0.1 });
  });

  it("of things that are new at the start come more often than at the rate where many fail early", () => {
    const { gap } = failureGaps({ kind: "weibull", shape: 0.7 }, 0.01, openStream("gaps", 1, "new"));
    const struck = Array.from({ length: 40_000 }, () => {
      let [at, failures] = [gap(), 0];
      for (; at < 50; at += gap()) failures++;
      return failures;
    });
    expect(disagrees(estimateOf(struck), 0.5)).toBe(true);
  });
});

function estimateOf(values: readonly number[]) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const standardError = Math.sqrt(squares / (values.length * (values.length - 1)));
  return { mean, standardError, replications: values.length };
}

it("what a run time is made of adds up", () => {
  const {
    runTime: whole,
    redone,
    hostRecovery,
    vmRecovery,
  } = simulated(twoClasses, 6000, 100).jobEstimates();
  // 100 base intervals, of which the last line (due to the slower class, or not) is covered late.
  const parts = redone!.mean + hostRecovery!.mean + vmRecovery!.mean;
  expect(whole!.mean - parts).toBeGreaterThan(6000);
  expect(whole!.mean - parts).toBeLessThan(6050);
});

it("a job that hardly ever ends is refused in a sentence", () => {
  const system = oneClass({}, { host: 1 });
  expect(() => simulated(system, 1e6, 10)).toThrow(/hardly ever comes to its end: it would see about/);
});
