import { describe, expect, it } from "vitest";
import { analyze } from "../../src/analytic/analyze.js";
import type { Estimate } from "../../src/montecarlo/estimation/estimate.js";
import type { MeasureKey } from "../../src/scenario/model/measures.js";
import { expectAgreement } from "../support/agreement.js";
import { expectTable } from "../support/document-table.js";
import { engineRun } from "../support/engine-run.js";
import { systemOf, threeClassesSkewedShape } from "../support/system-of.js";

// 1×50, 2×30, 3×20 VMs on ten hosts, T0 = 10 s, delay exponential 50 ms, clock error uniform 0 to 100 ms anew at each
// index, durations uniform 0 to 2 s.
const keep = systemOf(threeClassesSkewedShape);
const drop = systemOf({ ...threeClassesSkewedShape, policies: { volatileLog: "drop" } });
const figures = analyze(keep);
const dropFigures = analyze(drop);
const estimates = engineRun(keep, { seed: "hundred VMs", replications: 640, work: 2_100_000 });
const dropEstimates = engineRun(drop, { seed: "drop", replications: 60, work: 2_000_000 });

describe("the hundred VMs of the specification: closed forms to the digits given", () => {
  it.each<[string, number, string]>([
    ["early share of SI", figures.earlyCheckpointRatio.byClass![0], "0.0615"],
    ["early share of MI2", figures.earlyCheckpointRatio.byClass![1], "0.0345"],
    ["early share of MI3", figures.earlyCheckpointRatio.byClass![2], "0.0233"],
    ["mean advance", figures.advanceTime.value, "0.0490"],
    ["line lag", figures.lineLag.value, "2.030"],
    ["cross-host ratio", figures.crossHostRatio.value, "0.91195"],
    ["stable log held", figures.stableLogMean.value, "1985"],
    ["volatile log held, keep", figures.volatileLogMean.value, "7361"],
    ["volatile log held, drop", dropFigures.volatileLogMean.value, "5376"],
    ["sender copies held", figures.senderCopiesMean.value, "5198"],
  ])("%s", (_name, value, digits) => {
    expect(value.toFixed(digits.split(".")[1]?.length ?? 0)).toBe(digits);
  });
});

describe("the hundred VMs of the specification: the engine in a long run", () => {
  it.each<MeasureKey>([
    "stableLogRatio",
    "messageRate",
    "crossHostRatio",
    "stableLogRate",
    "checkpointRate",
    "checkpointByteRate",
    "checkpointBurst",
    "flushBurst",
    "stableLogMean",
    "stableLogPeak",
    "volatileLogMean",
    "volatileLogPeak",
    "senderCopiesMean",
    "advanceTime",
    "lineLag",
    "unrecoverablePerHostFailure",
    "vmRecoveryTime",
    "hostRecoveryTime",
  ])("finds %s to a thousandth", (measure) => {
    expectAgreement(estimates[measure], figures[measure]!.value, { resolution: 0.001 });
  });

  it.each<[MeasureKey, number]>([
    ["inTransitPerLine", 0.003],
    ["vmReplayedMessages", 0.003],
    ["hostRollback", 0.003],
    // Five advances in a hundred, counted one by one: a thousandth would take a run of half an hour.
    ["earlyCheckpointRatio", 0.01],
  ])("finds %s within what the run resolves", (measure, resolution) => {
    expectAgreement(estimates[measure], figures[measure]!.value, { resolution });
  });

  it("finds the memory of `drop` to a thousandth", () => {
    expectAgreement(dropEstimates.volatileLogMean, dropFigures.volatileLogMean.value, { resolution: 0.001 });
  });

  it("as the document shows", () => {
    const rows: [string, number | undefined, Estimate | undefined][] = [
      ...[0, 1, 2].map((c): [string, number | undefined, Estimate | undefined] => [
        `early share of ${["1×50", "2×30", "3×20"][c]}`,
        figures.earlyCheckpointRatio.byClass?.[c],
        estimates.earlyCheckpointRatio?.byClass?.[c],
      ]),
      ["mean advance, s", figures.advanceTime.value, estimates.advanceTime],
      ["line lag, s", figures.lineLag.value, estimates.lineLag],
      ["cross-host ratio", figures.crossHostRatio.value, estimates.crossHostRatio],
      ["stable log held", figures.stableLogMean.value, estimates.stableLogMean],
      ["volatile log held, `keep`", figures.volatileLogMean.value, estimates.volatileLogMean],
      ["volatile log held, `drop`", dropFigures.volatileLogMean.value, dropEstimates.volatileLogMean],
      ["sender copies held", figures.senderCopiesMean.value, estimates.senderCopiesMean],
    ];
    const digits = (value: number) => value.toPrecision(6);
    expectTable("docs/validation.md", "hundred VMs", [
      ["quantity", "closed form", "engine", "differs by", "99 % interval"],
      ...rows.map(([name, value = Number.NaN, estimate]) => {
        const { mean, low, high } = estimate!;
        const share = (part: number) => `${((100 * part) / value).toFixed(3)} %`;
        return [name, digits(value), digits(mean), share(mean - value), `± ${share((high - low) / 2)}`];
      }),
    ]);
  });
});
