import { describe, expect, it } from "vitest";
import { advanceLaws } from "../../src/analytic/clock-skew.js";
import { intervalsSinceDue } from "../../src/analytic/due-sets.js";
import { hostRecoveryLast } from "../../src/analytic/last-recovery.js";
import { hostRecoveryTime, restoreTime } from "../../src/analytic/recovery.js";
import type { System } from "../../src/scenario/model/system.js";
import { disagrees, expectAgreement } from "../support/agreement.js";
import { engineRun } from "../support/engine-run.js";
import { paper, type SystemShape, systemOf } from "../support/system-of.js";

const GiB = 2 ** 30;

/** Images that differ, phases, and late lines before which nobody is far from a checkpoint: they reign shortly. */
const unlike: SystemShape = {
  baseInterval: 30,
  classes: [
    { count: 20, multiple: 1, image: 4 * GiB },
    { count: 20, multiple: 2, image: 4 * GiB, duration: { kind: "constant", value: 25 } },
    { count: 10, multiple: 3, phase: 1, image: GiB },
  ],
  rates: [
    [1, 1, 1],
    [1, 1, 1],
    [1, 1, 1],
  ],
  recovery: { restart: 5, bandwidth: GiB / 4, replaySpeedup: 2 },
};

/** Clocks so far apart, beside a short interval, that the slowest of a hundred VMs is seconds behind the rest. */
const skewed: SystemShape = {
  baseInterval: 20,
  classes: [{ count: 100, multiple: 3 }],
  rates: [[0.0001]],
  clock: { error: { kind: "normal", mean: 0, sd: 2 } },
};

const sharedClocks: SystemShape = {
  ...skewed,
  clock: { ...skewed.clock, scope: "host" },
  hosts: { count: 10 },
};

const run = { seed: "the last VM back", mode: "span", replications: 100, work: 20_000 } as const;

/** Line by line, what the slowest class takes that is so many base intervals from its checkpoint. */
function slowest(system: System): number[] {
  const { baseInterval, recovery } = system;
  return Array.from({ length: 6 }, (_, k) =>
    Math.max(
      ...system.classes.map(
        (one) =>
          restoreTime(system, one) + (intervalsSinceDue(one, k + 1) * baseInterval) / recovery.replaySpeedup,
      ),
    ),
  );
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe("the time until the last VM is back", () => {
  it("is the slowest class's, line by line, where all clocks are one (E14)", () => {
    // At every second line MI2 is a base interval from its checkpoint.
    const [si] = paper.classes.map((one) => restoreTime(paper, one));
    const { value, byClass } = hostRecoveryLast(paper);
    expect(byClass).toEqual([si, si + 60 / 2]);
    expect(value).toBe(si + 60 / 2);
  });

  it.each([
    ["images, phases and late lines", unlike],
    ["skewed clocks", skewed],
    ["clocks shared by hosts", sharedClocks],
  ])("agrees with the engine: %s", (_name, shape) => {
    const system = systemOf(shape);
    const { hostRecoveryLast: estimate } = engineRun(system, run);
    const { value, byClass } = hostRecoveryLast(system);
    expectAgreement(estimate, value, { resolution: 0.02 });
    for (const [c, part] of byClass!.entries()) {
      if (estimate!.byClass![c].standardError > 0)
        expectAgreement(estimate!.byClass![c], part, { resolution: 0.1 });
    }
  });

  it("is not the mean over VMs, nor what the longest way back takes, nor what the mean line takes", () => {
    const system = systemOf(unlike);
    const { hostRecoveryLast: estimate } = engineRun(system, run);
    expect(disagrees(estimate, hostRecoveryTime(system).value)).toBe(true);
    expect(disagrees(estimate, Math.max(...slowest(system)))).toBe(true);
    // Each line alike, though one that follows a late line reigns for less.
    expect(disagrees(estimate, mean(slowest(system)))).toBe(true);
  });

  it.each([skewed, sharedClocks])("knows that the slowest of many VMs is behind the others", (shape) => {
    const system = systemOf(shape);
    const { hostRecoveryLast: estimate } = engineRun(system, run);
    expect(advanceLaws(system)[0].variance).toBeGreaterThan(1);
    expect(disagrees(estimate, mean(slowest(system)))).toBe(true);
  });
});
