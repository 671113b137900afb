import { describe, expect, it } from "vitest";
import { runTime } from "../../src/analytic/run-time.js";
import { AuditedProgress } from "../../src/montecarlo/audit/job-audit.js";
import { SchemeProgress } from "../../src/montecarlo/comparison/scheme-progress.js";
import { EventStream } from "../../src/montecarlo/events/event-stream.js";
import { failuresOfJobs } from "../../src/montecarlo/job/failure-times.js";
import { type JobProgress, JobRun } from "../../src/montecarlo/job/job-run.js";
import { openStream, type StreamsByPurpose } from "../../src/montecarlo/random/random-stream.js";
import { measuredRun } from "../../src/montecarlo/replication/measured-run.js";
import { replicationPlan } from "../../src/montecarlo/replication/replication-plan.js";
import { makeVmQsc } from "../../src/montecarlo/schemes/vm-qsc/stored-vm-qsc.js";
import { VmQsc } from "../../src/montecarlo/schemes/vm-qsc/vm-qsc.js";
import { drawnSources } from "../../src/montecarlo/sources/run-sources.js";
import { writesThrough } from "../../src/montecarlo/storage/stable-writes.js";
import type { System } from "../../src/scenario/model/system.js";
import { disagrees, expectAgreement } from "../support/agreement.js";
import { constant, systemOf } from "../support/system-of.js";

const none = Number.POSITIVE_INFINITY;

const stored = (storage: NonNullable<System["storage"]>): System => ({
  ...systemOf({
    baseInterval: 20,
    classes: [
      { count: 3, image: 1e9, duration: constant(1) },
      { count: 3, multiple: 2, image: 2e9, duration: { kind: "uniform", low: 0, high: 2 } },
    ],
    rates: [
      [1, 1],
      [1, 1],
    ],
    size: 1e7,
    delay: { kind: "exponential", mean: 0.1 },
    clock: { error: { kind: "uniform", low: 0, high: 0.2 } },
    hosts: { count: 3 },
    failures: { host: 1 / 400, vm: 1 / 1500 },
    recovery: { restart: 2, bandwidth: 1e9, replaySpeedup: 2 },
  }),
  storage,
});

const systems: readonly (readonly [string, System])[] = [
  ["shared by all", stored({ write: 1e9, read: 2e9, hostLink: none })],
  ["behind links", stored({ write: 2e9, read: 2e9, hostLink: 4e8 })],
  ["with disks that take images first", stored({ write: 8e8, read: 2e9, hostLink: none, staging: 1e9 })],
];

describe.each(systems)("the rules as they stand, with storage %s", (_name, system) => {
  it("cover lines when the fast engine does", () => {
    const streams = (purpose: string) => openStream("stored", 0, purpose);
    const plan = replicationPlan(system, 20_000);
    const byEngine: [number, number][] = [];
    const observer = { lineCovered: (k: number, at: number) => void byEngine.push([k, at]) };
    measuredRun(system, {
      sources: drawnSources(system, streams),
      plan,
      streams,
      observers: () => [observer],
    });
    const sources = drawnSources(system, streams);
    const { baseInterval, policies } = system;
    const byRules: [number, number][] = [];
    const rules = makeVmQsc({
      ...sources,
      baseInterval,
      policies,
      writesThrough: writesThrough(system),
      observer: { lineCovered: (k, at) => void byRules.push([k, at]) },
    });
    new EventStream({ ...sources, players: [rules] }).runUntilDone(() => rules.covered >= byEngine.length);
    expect(byEngine.length).toBeGreaterThan(20);
    expect(byRules).toEqual(byEngine);
  });

  const work = 20 * system.baseInterval;
  const times = (progressOf: (streams: StreamsByPurpose) => JobProgress) => {
    const found = Array.from({ length: 150 }, (_, replication) => {
      const streams = (purpose: string) => openStream("stored jobs", replication, purpose);
      return new JobRun(progressOf(streams), failuresOfJobs(system, streams)()).run(20).runTime;
    });
    const mean = found.reduce((sum, time) => sum + time, 0) / found.length;
    const squares = found.reduce((sum, time) => sum + (time - mean) ** 2, 0);
    return { mean, standardError: Math.sqrt(squares / found.length / (found.length - 1)), replications: 150 };
  };

  it("take as long for a job as E18 says, audited at each failure", () => {
    const audits: AuditedProgress[] = [];
    const estimate = times((streams) => {
      const audited = new AuditedProgress(system, streams);
      audits.push(audited);
      return audited;
    });
    expectAgreement(estimate, runTime(system, work), { resolution: 0.15 });
    const faults = ["orphans", "missing", "twice", "outOfOrder", "vanished", "lostElsewhere"] as const;
    for (const fault of faults) {
      expect(
        audits.reduce((sum, { counts }) => sum + counts[fault], 0),
        fault,
      ).toBe(0);
    }
    expect(audits.reduce((sum, { counts }) => sum + counts.hostFailures, 0)).toBeGreaterThan(100);
  });

  it("take as long beside other schemes, and less where writes take no time", () => {
    const closedForm = runTime(system, work);
    const beside = times((streams) => new SchemeProgress(system, "vmqsc", streams, 8));
    expectAgreement(beside, closedForm, { resolution: 0.15 });
    const atOnce = (streams: StreamsByPurpose) =>
      new AuditedProgress(system, streams, undefined, (setting) => new VmQsc(setting));
    expect(disagrees(times(atOnce), closedForm)).toBe(true);
  });
});
