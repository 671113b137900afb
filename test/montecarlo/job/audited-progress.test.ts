import { describe, expect, it } from "vitest";
import { runTime } from "../../../src/analytic/run-time.js";
import { AuditedProgress, CarriedOutCounts } from "../../../src/montecarlo/audit/job-audit.js";
import { failuresOfJobs } from "../../../src/montecarlo/job/failure-times.js";
import { type JobProgress, JobRun } from "../../../src/montecarlo/job/job-run.js";
import { LineProgress } from "../../../src/montecarlo/job/line-progress.js";
import { openStream } from "../../../src/montecarlo/random/random-stream.js";
import { VmQsc, type VmQscSetting } from "../../../src/montecarlo/schemes/vm-qsc/vm-qsc.js";
import type { System } from "../../../src/scenario/model/system.js";
import { disagrees, expectAgreement } from "../../support/agreement.js";
import { LiteralVmQsc } from "../../support/literal-vm-qsc.js";
import { constant, type SystemShape, systemOf } from "../../support/system-of.js";

const shape = {
  baseInterval: 2,
  classes: [
    { count: 2, image: 0, duration: { kind: "uniform", low: 0, high: 0.5 } },
    { count: 2, multiple: 2, image: 0, duration: { kind: "uniform", low: 0.1, high: 0.6 } },
    { count: 2, multiple: 3, phase: 1, image: 0, duration: constant(0.2) },
  ],
  rates: [
    [2, 1, 1],
    [1, 2, 1],
    [1, 1, 1],
  ],
  delay: { kind: "exponential", mean: 0.1 },
  clock: { error: { kind: "uniform", low: -0.1, high: 0.1 } },
  hosts: { count: 3 },
  failures: { host: 1 / 30, vm: 1 / 60 },
  recovery: { restart: 1, replaySpeedup: 4 },
} as const satisfies SystemShape;

function carriedOut(
  system: System,
  jobs: number,
  intervals: number,
  makeRules?: (setting: VmQscSetting) => VmQsc,
  Progress = AuditedProgress,
) {
  const counts = new CarriedOutCounts();
  const runTimes = Array.from({ length: jobs }, (_, job) => {
    const streams = (purpose: string) => openStream("carried out", job, purpose);
    const progress = new Progress(system, streams, counts, makeRules);
    // A job by wrong rules may never be done.
    return new JobRun(progress, failuresOfJobs(system, streams)(), 200).run(intervals).runTime;
  });
  return { runTimes, counts };
}

const inTransit = (policy: "volatile" | "stable", volatileLog: "keep" | "drop" = "keep") =>
  systemOf({ ...shape, policies: { inTransit: policy, volatileLog } });

describe("the engine of jobs beside the rules as they stand", () => {
  /** Messages enough that most VMs are brought forward. */
  const contagious = systemOf({
    ...shape,
    classes: shape.classes.map((part) => ({ ...part, count: 5 })),
    rates: shape.rates.map((row) => row.map((rate) => 4 * rate)),
    delay: constant(0.02),
    clock: { error: { kind: "uniform", low: 0, high: 0.5 } },
  });

  /** Mean advance to each of the first lines. */
  function advances(progress: JobProgress, lineAt: () => Float64Array, lines: number) {
    progress.begin();
    const means: number[] = [];
    for (let k = 1; k <= lines; k++) {
      progress.runUntil(Number.POSITIVE_INFINITY, k);
      const sum = lineAt().reduce((total, at) => total + at - k * contagious.baseInterval, 0);
      means.push(sum / lineAt().length);
    }
    const mean = means.reduce((sum, one) => sum + one, 0) / lines;
    const squares = means.reduce((sum, one) => sum + (one - mean) ** 2, 0);
    return { mean, standardError: Math.sqrt(squares / (lines * (lines - 1))), replications: lines };
  }

  it("brings VMs forward alike, by messages of which it looks at few", () => {
    const streams = (name: string) => (purpose: string) => openStream(name, 0, purpose);
    const byLines = new LineProgress(contagious, streams("engine"));
    const byRules = new AuditedProgress(contagious, streams("judge"));
    const engine = advances(byLines, () => byLines.line.at, 1500);
    const judge = advances(byRules, () => byRules.lineAt, 1500);
    const together = {
      ...engine,
      standardError: Math.hypot(engine.standardError, judge.standardError),
    };
    expectAgreement(together, judge.mean, { resolution: 0.2 });
    // Clocks alone would have them advance after 0.25 s in the mean.
    expect(disagrees(engine, 0.25)).toBe(true);
  });
});

describe("failures that are carried out, message by message", () => {
  it.each([
    ["as the paper reads", inTransit("volatile")],
    ["with messages in transit on stable storage", inTransit("stable")],
    ["with flushed entries out of memory", inTransit("volatile", "drop")],
  ])("leave no orphan and lose nothing but what shared a host: %s", (_name, system) => {
    const { counts } = carriedOut(system, 40, 50);
    expect(counts.hostFailures).toBeGreaterThan(400);
    expect(counts.vmFailures).toBeGreaterThan(200);
    expect(counts).toMatchObject({
      orphans: 0,
      missing: 0,
      twice: 0,
      outOfOrder: 0,
      lostElsewhere: 0,
      vanished: 0,
    });
  });

  it("lose messages inside the failed host, fewer of them where they are written on delivery", () => {
    const [volatile, stable] = [inTransit("volatile"), inTransit("stable")].map(
      (system) => carriedOut(system, 40, 50).counts.lost,
    );
    expect(volatile).toBeGreaterThan(10 * Math.max(1, stable) - 1);
  });

  it("take as long as E18 says, which knows none of these messages", () => {
    const system = inTransit("volatile");
    const { runTimes } = carriedOut(system, 200, 20);
    const mean = runTimes.reduce((sum, time) => sum + time, 0) / runTimes.length;
    const squares = runTimes.reduce((sum, time) => sum + (time - mean) ** 2, 0);
    const standardError = Math.sqrt(squares / (runTimes.length * (runTimes.length - 1)));
    const estimate = { mean, standardError, replications: runTimes.length };
    expectAgreement(estimate, runTime(system, 20 * system.baseInterval), { resolution: 0.3 });
  });

  it("leave orphans, or no state at all, where a line is returned to before it is covered", () => {
    const make = (setting: VmQscSetting) => new LiteralVmQsc(setting);
    const clock = { error: { kind: "uniform", low: -0.6, high: 0.6 } } as const;
    const classes = shape.classes.map((part) => ({ ...part, duration: constant(0) }));
    const system = systemOf({ ...shape, classes, clock, failures: { host: 1 / 10, vm: 0 } });
    const faults = () => {
      const { counts } = carriedOut(system, 20, 50, make);
      return counts.orphans + counts.missing;
    };
    expect(faults()).toBeGreaterThan(0);
  });

  it("make messages vanish where what is delivered again is forgotten", () => {
    class Forgetful extends AuditedProgress {
      protected override deliveredAgain() {
        return new Set();
      }
    }
    const { counts } = carriedOut(inTransit("volatile"), 10, 50, undefined, Forgetful);
    expect(counts.vanished).toBeGreaterThan(0);
  });

  it("lose messages between hosts where what is delivered again is not copied again", () => {
    class WithoutNewCopies extends VmQsc {
      override returnToLine(...[restored, again, copies, at]: Parameters<VmQsc["returnToLine"]>) {
        super.returnToLine(
          restored,
          again,
          copies.map(() => []),
          at,
        );
      }
    }
    const make = (setting: VmQscSetting) => new WithoutNewCopies(setting);
    const { counts } = carriedOut(inTransit("volatile"), 40, 50, make);
    expect(counts.lostElsewhere).toBeGreaterThan(0);
  });
});
