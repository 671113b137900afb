import { describe, expect, it } from "vitest";
import type { ComparisonMeasureKey } from "../../src/scenario/model/comparison-measures.js";
import type { SchemeKey } from "../../src/scenario/model/schemes.js";
import { type ComparedScheme, comparisonClaims } from "../../src/validation/comparison-claims.js";

type Figures = {
  readonly [Key in ComparisonMeasureKey]?: readonly [mean: number, low: number, high: number];
};

/** A scheme whose figures have the given means and intervals of their differences to VM_QSC. */
function scheme(figures: Figures): ComparedScheme {
  const measures = Object.entries(figures).map(([key, [mean, low, high]]) => [
    key,
    { mean, low: mean, high: mean, difference: { mean: (low + high) / 2, low, high } },
  ]);
  return { measures: Object.fromEntries(measures) };
}

function answers(compared: { readonly [Key in SchemeKey]?: Figures }) {
  const schemes = Object.fromEntries(
    Object.entries(compared).map(([key, figures]) => [key, scheme(figures)]),
  );
  return new Map(comparisonClaims(schemes).map(({ number, answer }) => [number, answer]));
}

const same = (mean: number) => [mean, 0, 0] as const;

describe("claims of the paper", () => {
  const vmqsc: Figures = {
    forcedCheckpointRatio: same(0),
    autonomy: same(0.9),
    stableByteRate: same(100),
    checkpointByteRate: same(90),
    stableLogByteRate: same(10),
    checkpointRate: same(1),
    stableLogRatio: same(0.25),
    hostRollbackMean: same(30),
  };

  it("hold only where every interval decides for them", () => {
    const bcs: Figures = { forcedCheckpointRatio: [0.5, 0.4, 0.6], autonomy: [0.6, -0.35, -0.25] };
    expect(answers({ vmqsc, bcs }).get(1)).toBe("yes");
    expect(answers({ vmqsc, bcs: { ...bcs, autonomy: [0.85, -0.1, 0.01] } }).get(1)).toBe("undecided");
    expect(answers({ vmqsc, bcs: { ...bcs, forcedCheckpointRatio: [0, 0, 0] } }).get(1)).toBe("no");
  });

  it("tell what costs more, and from which image on VM_QSC writes less", () => {
    const bcs: Figures = {
      stableByteRate: [80, -25, -15],
      stableLogByteRate: same(0),
      checkpointRate: [1.5, 0.5, 0.5],
    };
    expect(answers({ vmqsc, bcs }).get(2)).toBe("no");
    const [claim] = comparisonClaims({ vmqsc: scheme(vmqsc), bcs: scheme(bcs) }).filter(
      ({ number }) => number === 2,
    );
    expect(claim.breakEvenImages).toEqual({ bcs: 20 });
  });

  it("count as equal what differs by less than one per cent", () => {
    const log = (low: number, high: number): Figures => ({ stableLogRatio: [0.25, low, high] });
    expect(answers({ vmqsc, "log-optimistic": log(-0.001, 0.001) }).get(3)).toBe("yes");
    expect(answers({ vmqsc, "log-optimistic": log(-0.001, 0.004) }).get(3)).toBe("undecided");
    expect(answers({ vmqsc, "log-optimistic": log(0.01, 0.02) }).get(3)).toBe("no");
  });

  it("say what VM_QSC costs where it loses to one of the others", () => {
    const bcs: Figures = { hostRollbackMean: [40, 8, 12] };
    expect(answers({ vmqsc, bcs }).get(6)).toBe("no");
    expect(answers({ vmqsc, bcs, fdas: { hostRollbackMean: [5, -26, -24] } }).get(6)).toBe("yes");
  });

  it("are left out where nothing is compared that could tell", () => {
    expect([...answers({ vmqsc }).keys()]).toEqual([]);
  });
});
