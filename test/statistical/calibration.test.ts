import jStat from "jstat";
import { describe, expect, it } from "vitest";
import type { Estimate } from "../../src/montecarlo/estimation/estimate.js";
import type { MeasureKey } from "../../src/scenario/model/measures.js";
import { expectShareBelow, falseAlarm } from "../support/agreement.js";
import { expectTable } from "../support/document-table.js";
import { engineRun } from "../support/engine-run.js";
import { paper } from "../support/system-of.js";

// The ruler itself: 1,000 small runs of the paper's system, each with an interval of its own. SI receives 12
// messages a second, MI2 receives 6; an interval of 10 s lets 12 replications of some 700 messages do.
const system = { ...paper, baseInterval: 10, hosts: { ...paper.hosts, count: 2 } };
const length = { replications: 12, work: 720, confidence: 0.95 };
const modes = ["span", "event"] as const;
const runs = Object.fromEntries(
  modes.map((mode) => [
    mode,
    Array.from({ length: 1000 }, (_, run) =>
      engineRun(system, { seed: `calibration ${run}`, mode, ...length }),
    ),
  ]),
);

/** E2, E1, E9, E6, E7, E8 and E13 for that system, by hand. */
const truths: [MeasureKey, number][] = [
  ["stableLogRatio", 1 / 6],
  ["stableLogByteRatio", 1 / 6],
  ["messageRate", 18],
  ["crossHostRatio", crossHostShare()],
  ["stableLogRate", 3],
  ["flushBurst", 60],
  ["stableLogMean", (6 * 10) / 2],
  ["stableLogPeak", 60],
  ["volatileLogMean", 12 * 5 + 6 * 10],
  ["volatileLogPeak", 12 * 10 + 6 * 20],
  ["senderCopiesMean", crossHostShare() * 18 * 5],
  ["vmReplayedMessages", (12 * 5 + 6 * 10) / 4],
];

/** VMs 0 and 2 on one host, 1 and 3 on the other: inside a class all is across, between classes half is. */
function crossHostShare(): number {
  return (8 + 2 + (4 + 4) / 2) / 18;
}

function estimatesOf(measure: MeasureKey, mode: (typeof modes)[number]): readonly Estimate[] {
  return runs[mode].map((estimates) => estimates[measure]!);
}

const cases = modes.flatMap((mode) => truths.map(([measure, truth]) => ({ mode, measure, truth })));

describe.each(cases)("over 1,000 small runs by $mode, $measure", ({ mode, measure, truth }) => {
  const estimates = estimatesOf(measure, mode);

  it("is covered by 95 % intervals in 95 % ± 2 %", () => {
    const covered = estimates.filter(({ low, high }) => low <= truth && truth <= high).length;
    expect(Math.abs(covered / estimates.length - 0.95)).toBeLessThanOrEqual(0.02);
  });

  it("deviates from the truth as Student's law says", () => {
    const places = estimates
      .map(({ mean, standardError, replications }) =>
        jStat.studentt.cdf((mean - truth) / standardError, replications - 1),
      )
      .sort((a, b) => a - b);
    const count = places.length;
    const gap = Math.max(
      ...places.map((place, at) => Math.max(place - at / count, (at + 1) / count - place)),
    );
    // Kolmogorov and Smirnov: P(gap √n > x) < 2 exp(−2 x²).
    expect(gap * Math.sqrt(count)).toBeLessThanOrEqual(Math.sqrt(-Math.log(falseAlarm / 2) / 2));
  });
});

it("the ruler is sharp enough to see standard errors a third too small", () => {
  const covered = estimatesOf("stableLogRatio", "event").filter(({ mean, low, high }) => {
    const halfWidth = ((high - low) / 2) * (2 / 3);
    return Math.abs(mean - 1 / 6) <= halfWidth;
  });
  expectShareBelow(covered.length, 1000, 0.95 - 0.02);
});

it.each(modes)("checkpoints come at their rate exactly by %s", (mode) => {
  for (const { mean, standardError } of estimatesOf("checkpointRate", mode)) {
    expect(mean).toBe(6 / 20);
    expect(standardError).toBe(0);
  }
});

it.each(modes)(
  "what a host failure undoes is half a base interval exactly, where all clocks are one, by %s",
  (mode) => {
    for (const { mean, standardError } of estimatesOf("hostRollback", mode)) {
      expect(mean).toBe(5);
      expect(standardError).toBe(0);
    }
  },
);

it("covers as the document shows", () => {
  const covered = (measure: MeasureKey, truth: number, mode: (typeof modes)[number]) => {
    const estimates = estimatesOf(measure, mode);
    const hits = estimates.filter(({ low, high }) => low <= truth && truth <= high).length;
    return `${((100 * hits) / estimates.length).toFixed(1)} %`;
  };
  expectTable("docs/validation.md", "coverage", [
    ["measure", "closed form", ...modes.map((mode) => `${mode} mode`)],
    ...truths.map(([measure, truth]): (string | number)[] => [
      `\`${measure}\``,
      Number(truth.toPrecision(6)),
      ...modes.map((mode) => covered(measure, truth, mode)),
    ]),
  ]);
});
