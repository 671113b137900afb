import { describe, expect, it } from "vitest";
import { analyze } from "../../src/analytic/analyze.js";
import type { Estimate } from "../../src/montecarlo/estimation/estimate.js";
import type { MeasureKey } from "../../src/scenario/model/measures.js";
import { disagrees, expectAgreement } from "../support/agreement.js";
import { engineRun } from "../support/engine-run.js";
import { systemOf } from "../support/system-of.js";
import * as twins from "../support/wrong-twins-of-skew.js";

// The regime: many messages fall into one clock error and are under way for a good part of it, more of them towards
// the rare checkpoints than back, checkpoints take a fifth of T0, three multiples, ten hosts, failures every hour.
const system = systemOf({
  classes: [
    { multiple: 1, count: 200, duration: { kind: "uniform", low: 1, high: 2 }, pause: 0.1 },
    { multiple: 2, count: 120, duration: { kind: "uniform", low: 1, high: 2 }, pause: 0.1 },
    { multiple: 3, count: 80, duration: { kind: "uniform", low: 1, high: 2 }, pause: 0.1 },
  ],
  rates: [
    [1600, 500, 250],
    [300, 240, 120],
    [150, 40, 40],
  ],
  per: "class",
  baseInterval: 10,
  hosts: { count: 10 },
  delay: { kind: "exponential", mean: 0.05 },
  clock: { error: { kind: "uniform", low: 0, high: 0.5 } },
  failures: { vm: 1 / 3600, host: 1 / 3600 },
});
const estimates = engineRun(system, { seed: "wrong twins of skew", replications: 120, work: 1_000_000 });
const figures = analyze(system);

describe("with strong skew, delays and slow checkpoints: closed form and engine agree", () => {
  it.each<[MeasureKey, number]>([
    ["earlyCheckpointRatio", 0.03],
    ["advanceTime", 0.01],
    ["lineLag", 0.01],
    ["inTransitPerLine", 0.02],
    ["unrecoverablePerHostFailure", 0.02],
    ["vmRecoveryTime", 0.01],
    ["hostRollback", 0.02],
    ["hostRecoveryTime", 0.01],
    ["waste", 0.02],
  ])("%s", (measure, resolution) => {
    expectAgreement(estimates[measure], figures[measure]!.value, { resolution });
  });
});

describe("with strong skew, delays and slow checkpoints: wrong twins are rejected", () => {
  it.each<[MeasureKey, string, number]>([
    ["lineLag", "E11: every VM by its own clock", twins.lineLagWithoutEarlyAdvance(system)],
    ["lineLag", "E11: all VMs due at every line", twins.lineLagOfEveryVm(system)],
    ["lineLag", "E11: the mean VM", twins.lineLagOfOneVm(system)],
    ["inTransitPerLine", "E12: the delay alone", twins.inTransitByDelayAlone(system)],
    ["unrecoverablePerHostFailure", "E12: any sender", twins.unrecoverableFromAnySender(system)],
    ["unrecoverablePerHostFailure", "E12: all hosts", twins.unrecoverableOverAllHosts(system)],
    ["unrecoverablePerHostFailure", "E12: due receivers", twins.unrecoverableOfDueReceivers(system)],
    ["unrecoverablePerHostFailure", "E12: the sender's own place", twins.unrecoverableWithOwnPlace(system)],
    ["hostRollback", "E14: no lag", twins.hostRollbackWithoutLag(system)],
    ["waste", "E15: the VMs of one host roll back", twins.wasteOfOneHost(system, figures.waste.value)],
    ["waste", "E15: no pauses", twins.wasteWithoutPauses(system, figures.waste.value)],
    [
      "waste",
      "E15: no work lost with a host",
      twins.wasteWithoutRollback(system, figures.waste.value, figures.hostRollback.value),
    ],
  ])("%s, %s", (measure, _twin, wrong) => {
    expect(disagrees(estimates[measure], wrong)).toBe(true);
  });

  it.each<[MeasureKey, string, readonly number[]]>([
    ["earlyCheckpointRatio", "E10: no contagion", twins.earlyWithoutContagion(system)],
    ["earlyCheckpointRatio", "E10: no delay", twins.earlyWithoutDelay(system)],
    ["earlyCheckpointRatio", "E10: flows per class, not per VM", twins.earlyPerSender(system)],
    ["vmRecoveryTime", "E13: the checkpoint last begun", twins.vmRecoveryFromStartedCheckpoint(system)],
    ["hostRecoveryTime", "E14: the log to its end", twins.hostRecoveryToTheEnd(system)],
  ])("%s of every class, %s", (measure, _twin, wrong) => {
    expect(byClass(measure).map((estimate, c) => disagrees(estimate, wrong[c]))).toEqual([true, true, true]);
  });

  it("vmRecoveryTime of the classes above SI, E13: half a base interval whatever the multiple", () => {
    const wrong = twins.vmRecoveryWithoutMultiple(system);
    const rejected = byClass("vmRecoveryTime").map((estimate, c) => disagrees(estimate, wrong[c]));
    // For SI it is right.
    expect(rejected).toEqual([false, true, true]);
  });
});

function byClass(measure: MeasureKey): readonly Estimate[] {
  return estimates[measure]!.byClass!;
}
