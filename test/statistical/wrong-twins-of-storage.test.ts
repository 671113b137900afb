import { describe, expect, it } from "vitest";
import { analyze } from "../../src/analytic/analyze.js";
import type { MeasureKey } from "../../src/scenario/model/measures.js";
import { disagrees, expectAgreement } from "../support/agreement.js";
import { engineRun } from "../support/engine-run.js";
import { systemOf } from "../support/system-of.js";
import * as twins from "../support/wrong-twins-of-storage.js";

// The regime: phases that keep MI classes apart, images and sizes that differ from class to class, classes packed on
// hosts, delays and checkpoints that are long beside T0, slow checkpoints with the rare class.
const system = systemOf({
  classes: [
    { multiple: 1, count: 24, image: 1e9, duration: { kind: "uniform", low: 0.5, high: 1.5 } },
    { multiple: 2, count: 18, image: 4e9, duration: { kind: "uniform", low: 1, high: 2 }, phase: 1 },
    { multiple: 4, count: 18, image: 9e9, duration: { kind: "uniform", low: 3, high: 4 }, phase: 2 },
  ],
  rates: [
    [300, 90, 60],
    [90, 60, 40],
    [30, 40, 80],
  ],
  per: "class",
  size: [
    [1000, 2000, 9000],
    [500, 4000, 6000],
    [500, 1000, 8000],
  ],
  baseInterval: 10,
  hosts: { count: 5, placement: { kind: "packed" } },
  delay: { kind: "exponential", mean: 0.5 },
  clock: { error: { kind: "uniform", low: 0, high: 0.05 } },
});
const estimates = engineRun(system, { seed: "wrong twins of storage", replications: 250, work: 100_000 });
const figures = analyze(system);
const { value: cross } = figures.crossHostRatio;
const crossRate = cross * figures.messageRate.value;

describe("with phases, packed hosts, sizes and slow checkpoints: closed form and engine agree", () => {
  it.each<[MeasureKey, number]>([
    ["stableLogByteRatio", 0.01],
    ["checkpointRate", 0],
    ["checkpointByteRate", 1e-12],
    ["checkpointBurst", 1e-12],
    ["stableLogRate", 0.01],
    ["flushBurst", 0.01],
    ["flushBurstBytes", 0.01],
    ["stableLogMean", 0.01],
    ["stableLogPeak", 0.01],
    ["volatileLogMean", 0.01],
    ["volatileLogPeak", 0.01],
    ["crossHostRatio", 0.01],
    ["senderCopiesMean", 0.01],
  ])("%s", (measure, resolution) => {
    expectAgreement(estimates[measure], figures[measure]!.value, { resolution });
  });
});

describe("with phases, packed hosts, sizes and slow checkpoints: wrong twins are rejected", () => {
  it.each<[MeasureKey, string, number]>([
    ["stableLogByteRatio", "E2: every message at the mean size", twins.byteRatioAtMeanSize(system)],
    ["stableLogByteRatio", "E2: the bytes that classes send", twins.byteRatioOfSenders(system)],
    ["checkpointRate", "E5: a checkpoint at every index", twins.checkpointRateOfEveryIndex(system)],
    ["checkpointByteRate", "E5: the mean image for all", twins.checkpointBytesOfMeanImage(system)],
    ["checkpointBurst", "E5: all classes due at once", twins.checkpointBurstOfAll(system)],
    ["checkpointBurst", "E5: the mean index", twins.checkpointBurstOfMeanIndex(system)],
    ["stableLogRate", "E6: all that MI receives", twins.stableLogRateOfAllToMi(system)],
    ["flushBurst", "E6: the mean index", twins.flushBurstOfMeanIndex(system)],
    [
      "flushBurstBytes",
      "E6: every message at the mean size",
      twins.flushBurstBytesAtMeanSize(system, figures.flushBurst.value),
    ],
    ["stableLogMean", "E7: reclaimed at the boundary", twins.stableLogWithoutLag(system)],
    ["stableLogMean", "E7: the lag of the mean line", twins.stableLogWithMeanLag(system)],
    ["stableLogPeak", "E7: just after a line", twins.stableLogJustAfterALine(system)],
    ["stableLogPeak", "E7: before the flushes", twins.stableLogBeforeTheFlushes(system)],
    ["volatileLogMean", "E8: reclaimed at the boundary", twins.volatileLogWithoutLag(system)],
    ["volatileLogMean", "E8: one interval in memory", twins.volatileLogOfOneInterval(system)],
    ["volatileLogPeak", "E8: phases left out", twins.volatileLogPeakWithoutPhases(system)],
    ["senderCopiesMean", "E9: the time under way left out", twins.copiesWithoutDelay(system, crossRate)],
    [
      "senderCopiesMean",
      "E9: copies until the receiver's checkpoint",
      twins.copiesUntilCheckpoint(system, crossRate),
    ],
    ["crossHostRatio", "E9: receivers over all hosts alike", twins.crossHostRatioOfAnyHost(system)],
  ])("%s, %s", (measure, _twin, wrong) => {
    expect(disagrees(estimates[measure], wrong)).toBe(true);
  });
});
