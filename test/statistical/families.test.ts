import { describe, expect, it } from "vitest";
import { analyze } from "../../src/analytic/analyze.js";
import type { MeasureKey } from "../../src/scenario/model/measures.js";
import { disagrees, expectAgreement } from "../support/agreement.js";
import { engineRun } from "../support/engine-run.js";
import { systemOf, threeClassesShape, threeClassesSkewedShape } from "../support/system-of.js";

// 1×50, 2×30, 3×20 VMs; delay exponential 50 ms, clock error uniform 0 to 100 ms, durations uniform 0 to 2 s: the
// line waits for the slowest of 50 to 100 checkpoints, so that every term with the lag in it shows.
const day = 86_400;
const system = systemOf({
  ...threeClassesSkewedShape,
  classes: threeClassesSkewedShape.classes.map((shape) => ({ ...shape, pause: 0.2 })),
  failures: { vm: 1 / day, host: 1 / day },
});
const run = engineRun(system, { seed: "families", replications: 240, work: 20_000 });
const figures = analyze(system);
const value = (measure: MeasureKey) => figures[measure]!.value;

const [T0, hosts, vms, flow] = [10, 10, 100, 810];
const inbound = [550, 180, 80];
const multiples = [1, 2, 3];
const counts = [50, 30, 20];
const lag = value("lineLag");
const overClasses = (term: (c: number) => number) => [0, 1, 2].reduce((sum, c) => sum + term(c), 0);

describe("a regime with skew, delay and slow checkpoints: closed form and engine agree", () => {
  const resolutions: [MeasureKey, number][] = [
    ["stableLogRatio", 0.01],
    ["stableLogByteRatio", 0.01],
    ["messageRate", 0.01],
    ["crossHostRatio", 0.01],
    ["stableLogRate", 0.02],
    ["stableLogByteRate", 0.02],
    ["checkpointRate", 0],
    ["checkpointByteRate", 1e-12],
    ["checkpointBurst", 0],
    ["flushBurst", 0.02],
    ["flushBurstBytes", 0.02],
    ["stableLogMean", 0.02],
    ["stableLogMeanBytes", 0.02],
    ["stableLogPeak", 0.02],
    ["stableLogPeakBytes", 0.02],
    ["volatileLogMean", 0.01],
    ["volatileLogMeanBytes", 0.01],
    ["volatileLogPeak", 0.02],
    ["volatileLogPeakBytes", 0.02],
    ["senderCopiesMean", 0.01],
    ["senderCopiesMeanBytes", 0.01],
    ["earlyCheckpointRatio", 0.2],
    ["advanceTime", 0.05],
    ["lineLag", 0.01],
    ["inTransitPerLine", 0.1],
    ["unrecoverablePerHostFailure", 0.4],
    ["vmRecoveryTime", 0.01],
    ["vmReplayedMessages", 0.04],
    ["hostRollback", 0.03],
    ["hostRecoveryTime", 0.01],
    ["waste", 0.01],
  ];

  it.each(resolutions)("%s", (measure, resolution) => {
    expectAgreement(run[measure], value(measure), { resolution });
  });
});

describe("wrong twins are rejected", () => {
  const { restart, bandwidth } = system.recovery;
  const restore = restart + 2 ** 30 / bandwidth;
  const perVm = (term: (c: number) => number) => overClasses((c) => counts[c] * term(c)) / vms;

  it.each<[MeasureKey, string, number]>([
    ["crossHostRatio", "E9: hosts drawn with the sender's own place counted", 1 - 1 / hosts],
    ["stableLogRate", "E6: every message written", flow],
    ["flushBurst", "E6: the due classes flush", T0 * (550 + 180)],
    ["stableLogMean", "E7: no lag", overClasses((c) => (inbound[c] * T0 * (multiples[c] - 1)) / 2)],
    [
      "stableLogMean",
      "E7: the lag counts for SI too",
      overClasses((c) => inbound[c] * ((T0 * (multiples[c] - 1)) / 2 + lag)),
    ],
    ["stableLogPeak", "E7: the flush of the peak's own index left out", T0 * 80],
    ["volatileLogMean", "E8: no lag", overClasses((c) => (inbound[c] * multiples[c] * T0) / 2)],
    [
      "volatileLogMean",
      "E8: flushed entries leave memory",
      overClasses((c) => inbound[c] * (T0 / 2 + lag / multiples[c])),
    ],
    ["volatileLogPeak", "E8: no lag", overClasses((c) => inbound[c] * multiples[c] * T0)],
    ["senderCopiesMean", "E9: no lag", value("crossHostRatio") * flow * (0.05 + T0 / 2)],
    ["senderCopiesMean", "E9: copies of all messages", value("senderCopiesMean") / value("crossHostRatio")],
    ["lineLag", "E11: the mean VM instead of the slowest", 1 + 0.05],
    ["lineLag", "E11: no clock error", overClassesDue((n) => (2 * n) / (n + 1))],
    ["inTransitPerLine", "E12: across hosts only", value("crossHostRatio") * value("inTransitPerLine")],
    ["unrecoverablePerHostFailure", "E12: senders that replay counted too", (0.1 * flow * 0.05) / 10],
    [
      "unrecoverablePerHostFailure",
      "E12: not shared out over hosts",
      hosts * value("unrecoverablePerHostFailure"),
    ],
    [
      "vmRecoveryTime",
      "E13: no age of the checkpoint while it is written",
      restore + perVm((c) => (multiples[c] * T0) / 2),
    ],
    [
      "vmReplayedMessages",
      "E13: the whole period replayed",
      overClasses((c) => inbound[c] * (multiples[c] * T0 + 1)) / vms,
    ],
    ["hostRollback", "E14: no lag", T0 / 2],
    ["hostRecoveryTime", "E14: half a base interval more", restore + perVm((c) => (multiples[c] * T0) / 2)],
    ["waste", "E15: VM failures left out", value("waste") - value("vmRecoveryTime") / day],
    [
      "waste",
      "E15: one host fails, not each",
      value("waste") - ((hosts - 1) * (value("hostRollback") + value("hostRecoveryTime"))) / day,
    ],
    [
      "waste",
      "E15: pauses at every index",
      value("waste") + perVm((c) => (0.2 * (1 - 1 / multiples[c])) / T0),
    ],
  ])("%s, %s", (measure, _twin, wrong) => {
    expect(disagrees(run[measure], wrong)).toBe(true);
  });

  /** The mean over the lines of a quantity of the number of VMs due: 1 to 6 in a hyperperiod. */
  function overClassesDue(of: (due: number) => number): number {
    return [50, 80, 70, 80, 50, 100].reduce((sum, due) => sum + of(due), 0) / 6;
  }
});

describe("early checkpoints spread: a VM that a message advances makes others early in turn", () => {
  // Without delay every message can carry the news, and contagion more than doubles the early share.
  const contagious = systemOf({
    ...threeClassesShape,
    classes: threeClassesShape.classes.map((shape) => ({ ...shape })),
    clock: { error: { kind: "uniform", low: 0, high: 0.5 } },
  });
  const { earlyCheckpointRatio, advanceTime } = engineRun(contagious, {
    seed: "contagion",
    replications: 100,
    work: 20_000,
  });

  it("as the mean field has it", () => {
    const expected = analyze(contagious);
    // The mean field errs by O(1/N), which must stay inside what chance allows here.
    expectAgreement(earlyCheckpointRatio, expected.earlyCheckpointRatio.value, { resolution: 0.1 });
    expectAgreement(advanceTime, expected.advanceTime.value, { resolution: 0.05 });
  });

  it("and not as if only the clocks' own errors counted", () => {
    expect(disagrees(earlyCheckpointRatio, withoutContagion())).toBe(true);
    expect(disagrees(advanceTime, 0.25)).toBe(true);
  });

  /** E10 with `x_a = G` in the hazard, over checkpoints: the first generation alone. */
  function withoutContagion(): number {
    const steps = 10_000;
    const high = 0.5;
    const early = inbound.map((flowIn, c) => {
      const rate = flowIn / counts[c];
      let sum = 0;
      for (let step = 0; step < steps; step++) {
        const share = (step + 0.5) / steps;
        const hazard = rate * share;
        sum += ((1 - share) * hazard * Math.exp((-rate * high * share * share) / 2) * high) / steps;
      }
      return sum;
    });
    const weights = counts.map((count, c) => count / multiples[c]);
    return overClasses((c) => early[c] * weights[c]) / weights.reduce((total, weight) => total + weight, 0);
  }
});
