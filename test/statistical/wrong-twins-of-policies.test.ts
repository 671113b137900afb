import { describe, expect, it } from "vitest";
import { analyze } from "../../src/analytic/analyze.js";
import type { MeasureKey } from "../../src/scenario/model/measures.js";
import { disagrees, expectAgreement } from "../support/agreement.js";
import { engineRun } from "../support/engine-run.js";
import { systemOf } from "../support/system-of.js";
import * as twins from "../support/wrong-twins-of-storage.js";

// The regime: both policies other than by default; messages are under way for a twentieth of T0, so that many are
// written on delivery; SI beside multiples that phases keep apart; slow checkpoints.
const system = systemOf({
  classes: [
    { multiple: 1, count: 24, duration: { kind: "uniform", low: 0.5, high: 1.5 } },
    { multiple: 2, count: 18, duration: { kind: "uniform", low: 1, high: 2 }, phase: 1 },
    { multiple: 4, count: 18, duration: { kind: "uniform", low: 3, high: 4 }, phase: 2 },
  ],
  rates: [
    [300, 90, 60],
    [90, 60, 40],
    [30, 40, 80],
  ],
  per: "class",
  baseInterval: 10,
  hosts: { count: 5 },
  delay: { kind: "exponential", mean: 0.5 },
  clock: { error: { kind: "uniform", low: 0, high: 0.05 } },
  policies: { inTransit: "stable", volatileLog: "drop" },
});
const estimates = engineRun(system, { seed: "wrong twins of policies", replications: 250, work: 100_000 });
const figures = analyze(system);

describe("with messages in transit written and memory dropped: closed form and engine agree", () => {
  it.each<[MeasureKey, number]>([
    ["stableLogRatio", 0.01],
    ["stableLogRate", 0.01],
    ["flushBurst", 0.01],
    ["stableLogMean", 0.01],
    ["stableLogPeak", 0.01],
    ["volatileLogMean", 0.01],
    ["volatileLogPeak", 0.01],
  ])("%s", (measure, resolution) => {
    expectAgreement(estimates[measure], figures[measure]!.value, { resolution });
  });
});

describe("with messages in transit written and memory dropped: wrong twins are rejected", () => {
  const { value: peak, atIndex } = figures.volatileLogPeak;

  it.each<[MeasureKey, string, number]>([
    ["stableLogRatio", "E2: nothing written on delivery", twins.ratioWithoutDeliveryWrites(system)],
    ["stableLogRatio", "E2: all in transit counted anew", twins.ratioOfAllDeliveryWrites(system)],
    ["stableLogRatio", "E2: in transit before a flush alone", twins.ratioOfFlushedDeliveryWrites(system)],
    ["stableLogMean", "E7: nothing written on delivery", twins.stableLogWithoutDeliveryWrites(system)],
    ["stableLogMean", "E7: in transit before a flush alone", twins.stableLogOfFlushedDeliveryWrites(system)],
    ["stableLogMean", "E7: written at the boundary", twins.stableLogOfDeliveryAtTheBoundary(system)],
    ["volatileLogPeak", "E8: all kept", twins.volatileLogPeakKept(system)],
    ["volatileLogPeak", "E8: all classes due at once", twins.droppedPeakOfAll(system)],
    ["volatileLogPeak", "E8: the mean index", twins.droppedPeakOfMeanIndex(system)],
    ["volatileLogPeak", "E8: before the line is there", twins.droppedPeakWithoutLag(system, peak, atIndex!)],
  ])("%s, %s", (measure, _twin, wrong) => {
    expect(disagrees(estimates[measure], wrong)).toBe(true);
  });
});
