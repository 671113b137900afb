import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkpointBurst } from "../../src/analytic/checkpoint-load.js";
import { stableLogPeakBytes } from "../../src/analytic/stable-log-held.js";
import { advice } from "../../src/planning/advice.js";
import { provenBaseInterval } from "../../src/planning/best-base-interval.js";
import { provenMultiples } from "../../src/planning/best-multiples.js";
import { bestPhases, withPhases } from "../../src/planning/best-phases.js";
import { prepare } from "../../src/scenario/checks/prepare.js";
import { presets } from "../../src/scenario/model/presets.js";
import type { Scenario } from "../../src/scenario/model/scenario.js";
import { cloudWithoutStorage } from "../support/cloud-without-storage.js";

interface Shape {
  readonly multiple: number;
  readonly image: number;
  readonly phase: number;
}

function scenarioOf(shapes: readonly Shape[]): Scenario {
  const classes = shapes.map(({ multiple, image, phase }, place) => [
    `c${place}`,
    { multiple, image, phase: phase % multiple, count: 2 },
  ]);
  return {
    classes: Object.fromEntries(classes),
    traffic: { per: "class", rates: { c0: { c0: 1 } }, size: 1 },
  };
}

const shape = fc.record({
  multiple: fc.integer({ min: 1, max: 4 }),
  image: fc.integer({ min: 0, max: 100 }).map((image) => image * 1000),
  phase: fc.nat(11),
});

/** The burst of one choice of phases, straight from its definition. */
function burstOf(shapes: readonly Shape[], phases: readonly number[]): number {
  const bursts = Array.from({ length: 12 }, (_, k) =>
    shapes.reduce((sum, { multiple, image }, c) => {
      const flush = c === 0 ? 60 : 0;
      return sum + (k % multiple === phases[c] % multiple ? 2 * image : flush);
    }, 0),
  );
  return Math.max(...bursts);
}

function everyChoice(multiples: readonly number[]): readonly (readonly number[])[] {
  return multiples.reduce<readonly (readonly number[])[]>(
    (choices, multiple) =>
      choices.flatMap((choice) => Array.from({ length: multiple }, (_, phase) => [...choice, phase])),
    [[]],
  );
}

describe("bestPhases", () => {
  it("spreads two equal classes over the two indices", () => {
    const equal = { multiple: 2, image: 1000, phase: 0 };
    const found = bestPhases(prepare(scenarioOf([equal, equal])))!;
    expect(found.phases[0]).not.toBe(found.phases[1]);
    expect(found).toMatchObject({ burst: 2060, burstBefore: 4000, proven: true });
  });

  it("is the least burst over every choice of phases", () => {
    fc.assert(
      fc.property(fc.array(shape, { minLength: 1, maxLength: 4 }), (shapes) => {
        const found = bestPhases(prepare(scenarioOf(shapes)))!;
        const all = everyChoice(shapes.map(({ multiple }) => multiple)).map((phases) =>
          burstOf(shapes, phases),
        );
        expect(found.burst).toBe(burstOf(shapes, found.phases));
        expect(found.burst).toBe(Math.min(...all));
        expect(found.leastBurst).toBeLessThanOrEqual(found.burst);
      }),
      { seed: 20, numRuns: 200 },
    );
  });

  it("does not make bursts worse where there are too many choices to try them all", () => {
    const many = Array.from({ length: 30 }, (_, c) => ({
      multiple: 2 + (c % 3),
      image: 1000 * (c + 1),
      phase: 0,
    }));
    const found = bestPhases(prepare(scenarioOf(many)))!;
    expect(found.burst).toBeLessThan(0.5 * found.burstBefore);
    expect(found.burst).toBeGreaterThanOrEqual(found.leastBurst);
  });

  it("gives up on a hyperperiod that is too long to walk", () => {
    const primes = [101, 103, 107].map((multiple) => ({ multiple, image: 1, phase: 0 }));
    expect(bestPhases(prepare(scenarioOf(primes)))).toBeUndefined();
  });
});

describe("advice on phases", () => {
  it("never fills the stable log further, though the least bursts would", () => {
    let [advised, declined] = [0, 0];
    const talking = fc.array(
      fc.record({
        multiple: fc.integer({ min: 1, max: 4 }),
        phase: fc.nat(11),
        image: fc.integer({ min: 0, max: 100 }),
        inbound: fc.integer({ min: 1, max: 40 }),
      }),
      { minLength: 2, maxLength: 4 },
    );
    fc.assert(
      fc.property(talking, (shapes) => {
        const classes = shapes.map(({ multiple, phase, image }, place) => [
          `c${place}`,
          { multiple, phase: phase % multiple, image: 100 * image, count: 2, duration: 1 },
        ]);
        const into = Object.fromEntries(shapes.map(({ inbound }, place) => [`c${place}`, inbound]));
        const system = prepare({
          classes: Object.fromEntries(classes),
          traffic: { per: "class", rates: { c0: into }, size: 1 },
        });
        const peak = (phases: readonly number[]) =>
          stableLogPeakBytes({
            ...system,
            classes: system.classes.map((one, c) => ({ ...one, phase: phases[c] })),
          }).value;
        const now = stableLogPeakBytes(system).value;
        if (peak(bestPhases(system)!.phases) > now * 1.01) declined++;
        const { phases } = advice(system);
        if (!phases) return;
        advised++;
        expect(peak(phases.phases)).toBeLessThanOrEqual(now * (1 + 1e-9));
      }),
      { seed: 6, numRuns: 150 },
    );
    expect(advised).toBeGreaterThan(20);
    expect(declined).toBeGreaterThan(0);
  });
});

describe("the proofs", () => {
  it("phases: the catalogue's own burst falls", () => {
    const aligned = { multiple: 2, image: 1000, phase: 0 };
    const scenario = scenarioOf([aligned, aligned]);
    const { phases } = bestPhases(prepare(scenario))!;
    expect(checkpointBurst(prepare(scenario)).value).toBe(4000);
    expect(checkpointBurst(withPhases(prepare(scenario), phases)).value).toBe(2000);
  });

  it("base interval: the waste is higher on both sides", () => {
    const { proof } = provenBaseInterval(prepare(cloudWithoutStorage));
    const [, below, best, above] = proof.map(({ waste }) => waste);
    expect(below).toBeGreaterThan(best!);
    expect(above).toBeGreaterThan(best!);
  });

  it("base interval: no proof where nothing fails", () => {
    const { best, proof } = provenBaseInterval(
      prepare({
        ...presets.paper,
        classes: { ...presets.paper.classes, SI: { count: 2, pause: "1 s" } },
      }),
    );
    expect(best.baseInterval).toBe(Number.POSITIVE_INFINITY);
    expect(proof).toHaveLength(1);
  });

  it("multiples: no neighbour costs less", () => {
    const { by, classes, leastCost } = provenMultiples(prepare(presets.cloud));
    expect(by).toBe("prices");
    for (const { best, proof } of classes) {
      expect(proof.find(({ multiple }) => multiple === best)!.cost).toBe(
        Math.min(...proof.map(({ cost }) => cost)),
      );
      const atBest = proof.find(({ multiple }) => multiple === best)!.cost;
      expect(Math.abs(atBest / leastCost - 1)).toBeLessThan(1e-12);
    }
  });
});
