import { describe, expect, it } from "vitest";
import type { Figure } from "../../src/analytic/figure.js";
import { criticalValue } from "../../src/montecarlo/estimation/interval.js";
import type { MeasureKey } from "../../src/scenario/model/measures.js";
import { Validation, type ValidationOptions, validate } from "../../src/validation/validation.js";
import { expectAgreement } from "../support/agreement.js";
import { type KnownSlot, knownExperiment } from "../support/known-experiment.js";
import { paper } from "../support/system-of.js";

/** A validation of made-up figures against an experiment with known answers. */
function validationOf(
  slots: readonly KnownSlot[],
  figures: { readonly [Key in MeasureKey]?: Figure },
  options: ValidationOptions & { readonly name?: string } = {},
) {
  const experiment = knownExperiment(options.name ?? "validation", slots);
  return validate(paper, { experiment, figures, warnings: [], messages: 3e6, ...options });
}

const ratio: KnownSlot = { measure: "stableLogRatio", ratio: 0.2, spread: 0.02 };

describe("the share of a validation that is done", () => {
  it("is a number from 0 to 1 at all times, before the first look too", () => {
    const run = new Validation(paper, {
      experiment: knownExperiment("share", [ratio]),
      figures: { stableLogRatio: { value: 0.2 } },
      warnings: [],
    });
    const shares = [run.progress().share];
    while (!run.done) {
      run.step();
      shares.push(run.progress().share);
    }
    expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true);
    expect(shares[1]).toBeGreaterThan(0);
    expect(shares.at(-1)).toBe(1);
  });
});

describe("a row", () => {
  it.each([
    ["agree", 0.2],
    ["agree", 0.2 * 1.005],
    ["disagree", 0.2 * 1.02],
    ["disagree", 0.2 * 0.98],
    ["disagree", 0.5],
  ])("comes to %s where the closed form says %d and the truth is 0.2", (verdict, value) => {
    const report = validationOf([ratio], { stableLogRatio: { value } });
    expect(report.rows.map((row) => row.verdict)).toEqual([verdict]);
    expect(report.verdict).toBe(verdict);
    expect(report.stopReason).toBe("goal");
  });

  it("comes to inconclusive where the budget is too small, or the difference is the margin itself", () => {
    const small = validationOf([ratio], { stableLogRatio: { value: 0.2 } }, { messages: 2000 });
    expect(small).toMatchObject({ verdict: "inconclusive", stopReason: "messages", replications: 2 });
    const edge = validationOf([ratio], { stableLogRatio: { value: 0.2 / 0.99 } }, { messages: 3e5 });
    expect(edge.verdict).toBe("inconclusive");
  });

  it("says how far apart the two are, in the measure's unit and as a share", () => {
    const [row] = validationOf([ratio], { stableLogRatio: { value: 0.201 } }).rows;
    expect(row!.difference).toBe(row!.mean - 0.201);
    expect(row!.relativeDifference).toBe((row!.mean - 0.201) / 0.201);
    expect(row!.low).toBeLessThan(0.2);
    expect(row!.high).toBeGreaterThan(0.2);
  });

  it("outside the formula's domain is shown and not judged", () => {
    const lag: KnownSlot = { measure: "lineLag", ratio: 5, spread: 0.1 };
    const warnings = [{ measures: ["lineLag" as const], reason: "durations exceed the period" }];
    const report = validationOf(
      [ratio, lag],
      { stableLogRatio: { value: 0.2 }, lineLag: { value: 1 } },
      { warnings },
    );
    expect(report.verdict).toBe("agree");
    expect(report.warnings).toBe(warnings);
    expect(report.rows[1]).toMatchObject({
      measure: "lineLag",
      verdict: "outside-domain",
      reason: "durations exceed the period",
    });
    expectAgreement(report.rows[1], 5, { resolution: 0.15 });
  });

  it("of exact numbers is decided at the first look", () => {
    const slots: KnownSlot[] = [
      { measure: "checkpointRate", ratio: 0.3, spread: 0, certain: true },
      { measure: "stableLogRate", ratio: 0, spread: 0, certain: true },
    ];
    const agreed = validationOf(slots, { checkpointRate: { value: 0.1 + 0.2 }, stableLogRate: { value: 0 } });
    expect(agreed).toMatchObject({ verdict: "agree", replications: 16 });
    const refuted = validationOf(slots, { checkpointRate: { value: 0.4 }, stableLogRate: { value: 0.5 } });
    expect(refuted.rows.map((row) => row.verdict)).toEqual(["disagree", "disagree"]);
  });

  it("of an event too rare to have been seen is not refuted", () => {
    const rare: KnownSlot = { measure: "unrecoverablePerHostFailure", ratio: 0, spread: 0, perEvent: 1 };
    const report = validationOf([rare], { unrecoverablePerHostFailure: { value: 1e-6 } });
    expect(report.verdict).toBe("inconclusive");
  });
});

describe("the error probability", () => {
  const keys: MeasureKey[] = ["stableLogRatio", "messageRate", "lineLag", "waste"];
  // A budget of 16 replications allows one look, which may spend half of what each row has.
  const reachOf = (rows: readonly MeasureKey[], options: ValidationOptions = {}) => {
    const slots = rows.map((measure) => ({ measure, ratio: 0.5, spread: 0.05 }));
    const figures = Object.fromEntries(rows.map((key) => [key, { value: 0.5 }]));
    const [row] = validationOf(slots, figures, { messages: 16_000, ...options }).rows;
    return (row!.high - row!.low) / 2 / row!.standardError;
  };

  it.each([
    ["spent on one row alone", keys.slice(0, 1), 0.01],
    ["shared equally over the rows", keys, 0.01 / 4],
  ])("is %s", (_name, rows, share) => {
    expect(Math.abs(reachOf(rows) / criticalValue(share / 2, 15) - 1)).toBeLessThan(1e-9);
  });

  it("is not spent on rows that are not judged", () => {
    const warnings = [{ measures: keys.slice(1), reason: "elsewhere" }];
    const reach = reachOf(keys, { warnings });
    expect(Math.abs(reach / criticalValue(0.01 / 2, 15) - 1)).toBeLessThan(1e-9);
  });

  it("is shared by the indices of a peak", () => {
    const slots: KnownSlot[] = [1, 2, 3].map((atIndex) => ({
      measure: "flushBurst",
      atIndex,
      ratio: atIndex,
      spread: 0.05,
    }));
    const figures = { flushBurst: { value: 3, atIndex: 3 } };
    const [row] = validationOf(slots, figures, { messages: 16_000 }).rows;
    const reach = (row!.high - row!.low) / 2 / row!.standardError;
    expect(Math.abs(reach / criticalValue(0.01 / 3 / 2, 15) - 1)).toBeLessThan(1e-9);
  });
});

describe("a peak", () => {
  const peak = (...ratios: number[]): KnownSlot[] =>
    ratios.map((value, at) => ({ measure: "flushBurst", atIndex: at + 1, ratio: value, spread: 0.02 }));

  it("agrees where it stands at the closed form's index, also beside an equal one", () => {
    const figures = { flushBurst: { value: 30, atIndex: 2 } };
    expect(validationOf(peak(10, 30, 20), figures).verdict).toBe("agree");
    expect(validationOf(peak(30, 30, 20), figures).verdict).toBe("agree");
  });

  it("disagrees where another index is higher, though the closed form is right at its own", () => {
    const report = validationOf(peak(10, 30, 33), { flushBurst: { value: 30, atIndex: 2 } });
    expect(report.verdict).toBe("disagree");
    expect(report.rows[0]).toMatchObject({ atIndex: 2 });
    expect(report.rows[0].reason).toMatch(/^the simulation is higher at index 3, with a mean of 3/);
  });

  it("does not agree before every other index is known not to be higher", () => {
    const beside = (other: Partial<KnownSlot>): KnownSlot[] => [
      { measure: "flushBurst", atIndex: 1, ratio: 30, spread: 1e-4 },
      { measure: "flushBurst", atIndex: 2, ratio: 30, spread: 1e-4, ...other },
    ];
    const figures = { flushBurst: { value: 30, atIndex: 1 } };
    const verdict = (other: Partial<KnownSlot>) =>
      validationOf(beside(other), figures, { messages: 16_000 }).verdict;
    expect(verdict({})).toBe("agree");
    expect(verdict({ ratio: 29.9, spread: 0.1 })).toBe("inconclusive");
    // Higher by so wide an interval, it may rest on few events: no refutation either.
    expect(verdict({ ratio: 100, spread: 0.6 })).toBe("inconclusive");
    expect(verdict({ ratio: 100, spread: 0.1 })).toBe("disagree");
  });

  it("disagrees where it is lower at the closed form's index", () => {
    expect(validationOf(peak(10, 20, 30), { flushBurst: { value: 30, atIndex: 2 } }).verdict).toBe(
      "disagree",
    );
  });
});

describe("a report", () => {
  it("lists what is not covered, and why, in the order of the catalogue", () => {
    const report = validationOf(
      [ratio, { measure: "waste", ratio: 1, spread: 0 }, { measure: "advanceTime", ratio: 1, spread: 0 }],
      { stableLogRatio: { value: 0.2 }, lineLag: { value: 1 }, waste: { value: Number.POSITIVE_INFINITY } },
      { measures: ["waste", "lineLag", "stableLogRatio", "advanceTime"] },
    );
    expect(report.rows.map((row) => row.measure)).toEqual(["stableLogRatio"]);
    expect(report.notCovered).toEqual([
      { measure: "advanceTime", reason: "it has no closed form" },
      { measure: "lineLag", reason: "the simulation does not estimate it here" },
      { measure: "waste", reason: "the closed form gives no finite value here" },
    ]);
  });

  it("disagrees as soon as one row does", () => {
    const report = validationOf([ratio, { measure: "lineLag", ratio: 5, spread: 0.1 }], {
      stableLogRatio: { value: 0.2 },
      lineLag: { value: 6 },
    });
    expect(report.verdict).toBe("disagree");
    expect(report.rows.map((row) => row.verdict)).toEqual(["agree", "disagree"]);
  });

  it("is the same whoever runs the replications", () => {
    const figures = { stableLogRatio: { value: 0.2 } };
    const pooled = new Validation(paper, {
      experiment: knownExperiment("validation", [ratio]),
      figures,
      warnings: [],
      messages: 3e6,
    });
    const elsewhere = knownExperiment("validation", [ratio]);
    for (let first = 0; !pooled.done; first += 3)
      for (const offset of [2, 0, 1]) pooled.absorb(elsewhere.run(first + offset));
    const { seconds: _, ...report } = pooled.report();
    const { seconds: __, ...alone } = validationOf([ratio], figures);
    expect(report).toEqual(alone);
  });

  it.each([
    [{ margin: 0 }, "margin must be a number above 0 and below 1, got 0"],
    [{ confidence: 99 }, "confidence must be a number above 0 and below 1, got 99"],
  ])("refuses %o", (options, sentence) => {
    expect(() => new Validation(paper, options)).toThrow(sentence);
  });
});

describe("over 2,000 validations at a confidence of 0.9", () => {
  // Rows just inside the margin and just outside it: every look tempts every row to a wrong verdict.
  const keys: MeasureKey[] = ["stableLogRatio", "messageRate", "lineLag", "waste", "hostRollback"];
  const verdicts = Array.from({ length: 2000 }, (_, run) => {
    const slots = keys.map((measure) => ({ measure, ratio: 1, spread: 0.05 }));
    const figures = Object.fromEntries(
      keys.map((key, at) => [key, { value: at % 2 === 0 ? 1 / 1.0099 : 1 / 1.0101 }]),
    );
    const options = { name: `family ${run}`, messages: 1e5, confidence: 0.9 };
    return validationOf(slots, figures, options).rows.map((row) => row.verdict);
  });

  it("no more than a tenth have a wrong row, all rows and looks together", () => {
    const wrong = verdicts.filter((rows) =>
      rows.some((verdict, at) => verdict === (at % 2 === 0 ? "disagree" : "agree")),
    );
    expect(wrong.length).toBeLessThanOrEqual(200);
  });
});
