import { describe, expect, it } from "vitest";
import { AuditedProgress } from "../../../src/montecarlo/audit/job-audit.js";
import { SchemeProgress } from "../../../src/montecarlo/comparison/scheme-progress.js";
import { recordedFailures } from "../../../src/montecarlo/job/failure-times.js";
import { type JobProgress, type JobRecord, JobRun } from "../../../src/montecarlo/job/job-run.js";
import { LineProgress } from "../../../src/montecarlo/job/line-progress.js";
import { openStream } from "../../../src/montecarlo/random/random-stream.js";
import type { RecordedFailure, System } from "../../../src/scenario/model/system.js";
import { constant, systemOf } from "../../support/system-of.js";

/** Two VMs whose checkpoints take 10 s, every 60 s; 30 s to restart. Line `k` is covered at `60 k + 10`. */
const single = systemOf({
  classes: [{ count: 2, duration: constant(10), image: 0 }],
  rates: [[1]],
});

/** The second class takes every second checkpoint, in 20 s. */
const mixed = systemOf({
  classes: [
    { count: 1, duration: constant(10), image: 0 },
    { count: 1, multiple: 2, duration: constant(20), image: 0 },
  ],
  rates: [
    [0, 1],
    [1, 0],
  ],
});

function play(system: System, intervals: number, failures: readonly RecordedFailure[]): JobRecord {
  const streams = (purpose: string) => openStream("job", 0, purpose);
  const progress = new LineProgress(system, streams);
  const record = new JobRun(progress, recordedFailures(failures)).run(intervals);
  // The rules themselves, message by message, as a comparison of schemes runs them.
  const scheme = new SchemeProgress(system, "vmqsc", streams, 8);
  expect(new JobRun(scheme, recordedFailures(failures)).run(intervals)).toEqual(record);
  return record;
}

const host = (at: number): RecordedFailure => ({ at, of: "host", number: 0 });
const vm = (at: number, number = 0): RecordedFailure => ({ at, of: "vm", number });

describe("a job of three base intervals", () => {
  it("ends as the line is covered that its last work stands on", () => {
    expect(play(single, 3, [])).toEqual({
      runTime: 190,
      hostFailures: 0,
      hostFailuresInRecovery: 0,
      vmFailures: 0,
      redone: 0,
      hostRecovery: 0,
      vmRecovery: 0,
    });
  });

  it("counts of a base interval that is not whole its share", () => {
    expect(play(single, 2.5, []).runTime).toBe(160);
  });

  it.each([
    ["goes back to the line that is covered", [host(100)], { runTime: 260, redone: 40, hostRecovery: 30 }],
    ["goes back a line further while the next is not covered", [host(65)], { runTime: 285, redone: 65 }],
    ["goes back to the next line from its cover on", [host(71)], { runTime: 231, redone: 11 }],
    [
      "begins its recovery again where a host fails meanwhile",
      [host(100), host(120)],
      { runTime: 280, redone: 40, hostRecovery: 50, hostFailures: 2, hostFailuresInRecovery: 1 },
    ],
    [
      "loses again what it has done again",
      [host(100), host(150)],
      { runTime: 310, redone: 60, hostRecovery: 60 },
    ],
    [
      "does not find the line covered that it had covered once and gone back before",
      // Line 1 again at 95 + 70 = 165.
      [host(65), host(164)],
      { runTime: 194 + 190, redone: 65 + 69 },
    ],
    ["waits for a VM that replays from its checkpoint", [vm(100)], { runTime: 260, vmRecovery: 70 }],
    ["waits longer while the VM's checkpoint is not complete", [vm(65)], { runTime: 285, vmRecovery: 95 }],
    ["loses nothing to a VM", [vm(100), vm(250)], { redone: 0, vmFailures: 2 }],
    [
      "goes back where a host fails while it waits for a VM",
      [vm(100), host(150)],
      { runTime: 310, redone: 40, vmRecovery: 50, hostRecovery: 30 },
    ],
    [
      "need not wait for a VM that fails on its way back",
      [host(100), vm(120)],
      { runTime: 260, vmFailures: 0 },
    ],
    [
      "has the line's checkpoints complete after a return to it",
      // Back on line 1 at 130, whose checkpoints are complete though the job is at 60 again: age 5.
      [host(100), vm(135)],
      { runTime: 260 + 35, vmRecovery: 35 },
    ],
  ])("%s", (_name, failures, expected) => {
    expect(play(single, 3, failures)).toMatchObject(expected);
  });
});

describe("clocks that are early", () => {
  /** Checkpoints take no time, and clocks are 10 s early: line `k` is covered at `60 k − 10`. */
  const early = systemOf({
    classes: [{ count: 2, image: 0 }],
    rates: [[1]],
    clock: { error: constant(-10) },
  });
  const streams = (purpose: string) => openStream("early", 0, purpose);
  const engines: readonly [string, () => JobProgress][] = [
    ["the engine of jobs", () => new LineProgress(early, streams)],
    ["the rules, audited", () => new AuditedProgress(early, streams)],
    ["VM_QSC beside others", () => new SchemeProgress(early, "vmqsc", streams, 8)],
    ["coordinated rounds", () => new SchemeProgress(early, "coordinated", streams, 8)],
    ["a log of all messages", () => new SchemeProgress(early, "log-all", streams, 8)],
  ];

  it.each(engines)(
    "cover the last line before the work is done, which is when the job ends: %s",
    (_, make) => {
      const run = (intervals: number) => new JobRun(make(), recordedFailures([])).run(intervals).runTime;
      expect(run(3)).toBe(180);
      expect(run(2.5)).toBe(150);
    },
  );

  it.each(engines.slice(0, 1))("give nothing to a job whose host fails in between: %s", (_, make) => {
    // Line 1 stands from 50 s on: nothing is undone, nor is what is left until 60 s a gift.
    const record = new JobRun(make(), recordedFailures([host(55), host(60)])).run(3);
    expect(record).toMatchObject({ runTime: 180 + 5 + 30, redone: 0, hostRecovery: 5 + 30 });
  });
});

describe("a job of unlike classes", () => {
  it.each([
    // Line 2 needs the second class, and is covered at 140.
    ["waits with the line for the slowest checkpoint", [host(139)], { redone: 79 }],
    // On line 1 the second class replays 60 s from its checkpoint at 0.
    ["replays up to the line where a class is not due there", [host(100)], { redone: 40, hostRecovery: 90 }],
    ["replays nothing where all are due", [host(150)], { redone: 30, hostRecovery: 30 }],
    ["replays from the older checkpoint of the class", [vm(100, 1)], { vmRecovery: 130 }],
    ["replays from the younger checkpoint of the other", [vm(100, 0)], { vmRecovery: 70 }],
  ])("%s", (_name, failures, expected) => {
    expect(play(mixed, 4, failures)).toMatchObject(expected);
  });

  it("replays faster by the speed-up", () => {
    const fast = { ...mixed, recovery: { ...mixed.recovery, replaySpeedup: 4 } };
    expect(play(fast, 4, [host(100)]).hostRecovery).toBe(45);
  });
});
