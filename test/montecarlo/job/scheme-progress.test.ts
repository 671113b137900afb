import { describe, expect, it } from "vitest";
import { runTime } from "../../../src/analytic/run-time.js";
import { SchemeProgress } from "../../../src/montecarlo/comparison/scheme-progress.js";
import { failuresOfJobs, recordedFailures } from "../../../src/montecarlo/job/failure-times.js";
import { type JobProgress, JobRun } from "../../../src/montecarlo/job/job-run.js";
import { openStream } from "../../../src/montecarlo/random/random-stream.js";
import { type SchemeKey, schemes } from "../../../src/scenario/model/schemes.js";
import type { RecordedFailure, System } from "../../../src/scenario/model/system.js";
import { disagrees, expectAgreement } from "../../support/agreement.js";
import { constant, systemOf } from "../../support/system-of.js";

const host = (at: number, number = 0): RecordedFailure => ({ at, of: "host", number });
const vm = (at: number, number = 0): RecordedFailure => ({ at, of: "vm", number });

/** An SI VM and one of MI_2 on hosts of their own, with a message a second either way; 30 s to restart. */
const pair = systemOf({
  classes: [
    { count: 1, duration: constant(10), image: 0 },
    { count: 1, multiple: 2, duration: constant(10), image: 0 },
  ],
  rates: [
    [0, 1],
    [1, 0],
  ],
  hosts: { count: 2 },
});

function play(key: SchemeKey, failures: readonly RecordedFailure[], system = pair) {
  const progress = new SchemeProgress(system, key, (purpose) => openStream("schemes", 0, purpose), 8);
  return new JobRun(progress, recordedFailures(failures)).run(4);
}

describe("a job of four base intervals", () => {
  it.each<[SchemeKey, readonly RecordedFailure[], object]>([
    // Line 4 of all VMs is covered, or the round written, 10 s after the last work.
    ["vmqsc", [], { runTime: 250 }],
    ["coordinated", [], { runTime: 250 }],
    ["log-all", [], { runTime: 240 }],
    // Line 1 stands; the MI_2 VM replays its first base interval up to it.
    ["vmqsc", [host(100)], { redone: 40, hostRecovery: 30 + 60 }],
    ["vmqsc", [vm(100)], { redone: 0, vmRecovery: 30 + 40 }],
    // All have a checkpoint at 60, which nobody has to replay.
    ["coordinated", [host(100)], { redone: 40, hostRecovery: 30 }],
    ["coordinated", [vm(100)], { redone: 40, vmRecovery: 30 }],
    ["coordinated", [vm(65)], { redone: 65 }],
    ["coordinated", [vm(100), host(110)], { redone: 40, vmRecovery: 10, hostRecovery: 30 }],
    // The MI_2 VM has no checkpoint before 120, and takes the other one along to the start.
    ["uncoordinated", [host(100, 1)], { redone: 100, hostRecovery: 30 }],
    ["uncoordinated", [vm(100, 0)], { redone: 100, vmRecovery: 30 }],
    ["uncoordinated", [host(130, 1)], { redone: 10 }],
    // Nothing is lost; the VM that has failed replays what it had received since its checkpoint.
    ["log-all", [host(100, 1)], { redone: 0, hostRecovery: 30 + 100, runTime: 240 + 130 }],
    ["log-all", [host(100, 0)], { redone: 0, hostRecovery: 30 + 40 }],
    ["log-all", [host(100, 1), host(150, 1)], { redone: 0, hostRecovery: 50 + 130 }],
    // The VM that failed first goes on with its way back, and is the last to be there.
    ["log-all", [host(100, 1), host(150, 0)], { redone: 0, hostRecovery: 130 }],
    // What it had written at 60 is replayed; the other one has heard of what was lost since.
    ["log-optimistic", [host(130, 1)], { redone: 10 }],
  ])("%s after %j", (key, failures, expected) => {
    expect(play(key, failures)).toMatchObject(expected);
  });

  it("is set back by a round of its own no further than by VM_QSC's line, where all take each checkpoint", () => {
    const all = systemOf({
      classes: [{ count: 3, duration: constant(10), image: 0 }],
      rates: [[1]],
      hosts: { count: 2 },
    });
    const failures = [host(100), host(120, 1), host(190), host(290)];
    expect(play("coordinated", failures, all)).toEqual(play("vmqsc", failures, all));
  });
});

/** Unlike classes, skewed clocks and delays, and a failure every other base interval. */
const harsh = systemOf({
  baseInterval: 10,
  classes: [
    { count: 2, image: 0, duration: { kind: "uniform", low: 0, high: 2 } },
    { count: 2, multiple: 2, image: 0, duration: constant(1) },
    { count: 2, multiple: 3, phase: 1, image: 0, duration: constant(0.5) },
  ],
  rates: [
    [0.4, 0.2, 0.2],
    [0.2, 0.4, 0.2],
    [0.2, 0.2, 0.2],
  ],
  delay: { kind: "exponential", mean: 0.2 },
  clock: { error: { kind: "uniform", low: 0, high: 0.1 } },
  hosts: { count: 3 },
  failures: { host: 1 / 90, vm: 1 / 400 },
  recovery: { restart: 1, replaySpeedup: 4 },
});

function jobs(
  key: SchemeKey,
  count: number,
  intervals: number,
  { system = harsh, Progress = SchemeProgress }: { system?: System; Progress?: typeof SchemeProgress } = {},
) {
  return Array.from({ length: count }, (_, replication) => {
    const streams = (purpose: string) => openStream("harsh", replication, purpose);
    const run = new JobRun(new Progress(system, key, streams, 8), failuresOfJobs(system, streams)());
    return run.run(intervals);
  });
}

function estimateOf(values: readonly number[]) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const standardError = Math.sqrt(squares / values.length / (values.length - 1));
  return { mean, standardError, replications: values.length };
}

/** Works out what a failure comes to, and goes on as if it had not been. */
class Probed extends SchemeProgress {
  protected override carryOut(): void {}
}

describe("where a host fails in every third base interval", () => {
  it("VM_QSC's rules take as long as E18 says; without the rollback they do not", () => {
    const closedForm = runTime(harsh, 30 * 10);
    const times = (Progress: typeof SchemeProgress) =>
      estimateOf(jobs("vmqsc", 400, 30, { Progress }).map((job) => job.runTime));
    expectAgreement(times(SchemeProgress), closedForm, { resolution: 0.1 });
    expect(disagrees(times(Probed), closedForm)).toBe(true);
  });

  it("without coordination more is done again, and coordinated rounds pay for VMs, too", () => {
    const system = { ...harsh, failures: { host: 1 / 90, vm: 1 / 90 } };
    const redone = (key: SchemeKey) => jobs(key, 40, 20, { system }).map((job) => job.redone);
    const vmqsc = redone("vmqsc");
    for (const key of ["uncoordinated", "coordinated"] as const) {
      const more = redone(key).map((each, place) => each - vmqsc[place]);
      expect(disagrees(estimateOf(more), 0) && estimateOf(more).mean > 0, key).toBe(true);
    }
  });

  it.each(schemes.map(({ key }) => key))("%s goes back to where it stands, and no further", (key) => {
    const progress = new SchemeProgress(harsh, key, (purpose) => openStream("again", 0, purpose), 8);
    const random = openStream("again", 0, "times");
    progress.begin();
    for (let failure = 0; failure < 60; failure++) {
      progress.runUntil(progress.now + 25 * random.double(), Number.POSITIVE_INFINITY);
      const failed = Math.floor(3 * random.double());
      const before = progress.now;
      const first = progress.failHost(failed);
      expect(progress.now).toBe(before - first.undone);
      const again = progress.failHost(failed);
      expect(again.undone).toBe(0);
      expect(again.recovery).toBeLessThanOrEqual(first.recovery);
    }
  });
});

describe("base intervals in which nothing fails", () => {
  it("are skipped: only the last few before a failure are run", () => {
    const progress: JobProgress = new SchemeProgress(
      pair,
      "vmqsc",
      (purpose) => openStream("skipped", 0, purpose),
      8,
    );
    progress.begin();
    progress.runUntil(1e9 + 30, Number.POSITIVE_INFINITY);
    // The boundary before it, and the line there, whatever was skipped.
    const boundary = 60 * Math.floor(1e9 / 60);
    expect(progress.failHost(0)).toEqual({
      undone: 1e9 + 30 - boundary,
      recovery: 30 + (boundary % 120),
      partial: false,
    });
  });
});
