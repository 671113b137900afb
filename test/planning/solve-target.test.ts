import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stableLogRatio } from "../../src/analytic/stable-log-ratio.js";
import { bestBaseInterval } from "../../src/planning/best-base-interval.js";
import { solveTarget } from "../../src/planning/solve-target.js";
import { parseTarget } from "../../src/planning/target.js";
import { LoadedScenario } from "../../src/scenario/checks/prepare.js";
import { withValueAtPath } from "../../src/scenario/checks/set-path.js";
import { presets } from "../../src/scenario/model/presets.js";
import type { Scenario } from "../../src/scenario/model/scenario.js";
import { parseQuantity } from "../../src/scenario/quantities/quantity.js";
import { cloudWithoutStorage } from "../support/cloud-without-storage.js";

function solve(scenario: Scenario | LoadedScenario, target: string, path: string) {
  const loaded = scenario instanceof LoadedScenario ? scenario : new LoadedScenario(scenario);
  return solveTarget(loaded, parseTarget(target), path);
}

describe("parseTarget", () => {
  it("reads a bound with a unit", () => {
    expect(parseTarget("stableLogPeakBytes <= 4 GiB").bound.value).toBe(2 ** 32);
    expect(parseTarget("lineLag≥5s").relation).toBe(">=");
  });

  it.each([
    ["stableLogRatio=0.1", "target must read like stableLogRatio<=0.1 or lineLag>=5s"],
    ["stableLogRato<=0.1", 'got "stableLogRato", the nearest is stableLogRatio'],
    ["lineLag<=5 kB", "target lineLag must be a time such as 60 s"],
  ])("refuses %s", (text, sentence) => {
    expect(() => parseTarget(text)).toThrow(sentence);
  });
});

describe("solveTarget", () => {
  it("finds the largest multiple, and the first beyond it as proof", () => {
    const { now, most } = solve(presets.paper, "stableLogRatio<=0.25", "classes.MI2.multiple");
    expect(now).toEqual({ value: 2, figure: 1 / 6, meets: true });
    expect(most).toEqual({
      inside: { value: 4, figure: 0.25, meets: true },
      outside: { value: 5, figure: 4 / 15, meets: false },
    });
  });

  it("is floor(1/(1 − target/f)) for one MI class with the share f among SI (E4)", () => {
    const question = fc.property(
      fc.integer({ min: 1, max: 99 }),
      fc.integer({ min: 1, max: 98 }),
      (share, target) => {
        const scenario: Scenario = {
          classes: { a: {}, b: { multiple: 2 } },
          traffic: { per: "class", rates: { a: { b: share }, b: { a: 100 - share } } },
        };
        const { most } = solve(scenario, `stableLogRatio<=${target}%`, "classes.b.multiple");
        const largest = target >= share ? 1e9 : Math.floor(share / (share - target));
        expect(most!.inside.value).toBe(largest);
      },
    );
    fc.assert(question, { numRuns: 20 });
  });

  it("compares fractions exactly: 1/3 is not at most 0.3333333333333333", () => {
    const reached = solve(presets.paper, "stableLogRatio<=0.3333333333333333", "traffic.rates.MI2.MI2");
    expect(reached.most!.inside.figure).toBeLessThan(1 / 3);
    const third: Scenario = {
      classes: { a: { multiple: 1, count: 2 }, b: { multiple: 2, count: 2 } },
      traffic: { per: "class", rates: { a: { a: 1, b: 2 } } },
    };
    expect(solve(third, "stableLogRatio<=0.3333333333333333", "classes.b.multiple").now.meets).toBe(false);
    expect(solve(third, "stableLogRatio<=0.33333333333333334", "classes.b.multiple").now.meets).toBe(true);
  });

  it("searches downwards where the present value misses the target", () => {
    const { now, least, most } = solve(presets.paper, "stableLogPeak<=100", "baseInterval");
    expect(now).toEqual({ value: 60, figure: 360, meets: false });
    expect(least!.outside).toBeUndefined();
    // The peak is 6 messages for each second of the base interval.
    expect(most!.inside.value).toBeLessThanOrEqual(100 / 6);
    expect(most!.outside!.value).toBeGreaterThan(100 / 6);
    expect(most!.outside!.value / most!.inside.value - 1).toBeLessThan(1e-6);
  });

  it("names what the scenario refuses as the end of what is allowed", () => {
    const { least } = solve(presets.paper, "stableLogRatio<=0.25", "classes.MI2.multiple");
    expect(least!.inside.value).toBe(1);
    expect(least!.outside!.refused).toBe("classes.MI2.multiple must be a whole number of at least 1, got 0");
  });

  it("takes a phase that a multiple does not fit modulo that multiple", () => {
    // Batch has phase 1: with multiple 1 only phase 0 is left, on which the ratio does not depend.
    const met = solve(cloudWithoutStorage, "stableLogRatio<=0.2", "classes.batch.multiple");
    expect(met.phaseModuloMultiple).toBe(1);
    expect(met.most).toEqual({
      inside: { value: 1, figure: 32 / 169, meets: true, phase: 0 },
      outside: { value: 2, figure: 81 / 338, meets: false },
    });
    const phase3 = withValueAtPath(new LoadedScenario(cloudWithoutStorage), "classes.batch.phase", 3);
    const { most } = solve(phase3, "stableLogRatio<=0.25", 'classes."batch"."multiple"');
    expect([most!.inside.phase, most!.outside!.phase]).toEqual([1, 0]);
  });

  it("leaves the phase alone where the answer needs no smaller multiple, and where a phase itself is asked for", () => {
    const multiples = solve(cloudWithoutStorage, "checkpointBurst<=5TB", "classes.batch.multiple");
    expect([multiples.least!.inside.value, multiples.phaseModuloMultiple]).toEqual([4, undefined]);
    const phases = solve(cloudWithoutStorage, "stableLogRatio<=0.3", "classes.batch.phase");
    expect(phases.most!.outside!.refused).toContain("classes.batch.phase must be below the multiple");
  });

  it("says so where nothing meets the target, with what comes closest", () => {
    const question = ["stableLogRatio<=0.1", "classes.batch.multiple"] as const;
    const { least, most, closest, around } = solve(cloudWithoutStorage, ...question);
    expect([least, most]).toEqual([undefined, undefined]);
    expect(closest!.value).toBe(1);
    expect(around![0]).toMatchObject({
      value: 0,
      refused: expect.stringContaining("classes.batch.multiple"),
    });
    expect(around![1].figure).toBeGreaterThan(closest!.figure!);
  });

  it("says that the number does not matter where nothing that is tried moves the measure", () => {
    const none = solve(presets.paper, "stableLogRatio<=-1", "baseInterval");
    expect([none.depends, none.bands, none.closest]).toEqual([false, [], undefined]);
    const every = solve(presets.paper, "stableLogRatio<=0.5", "classes.MI2.image");
    expect([every.depends, every.bands.length]).toEqual([false, 1]);
    expect(solve(presets.paper, "stableLogPeak<=1e9", "baseInterval").depends).toBe(true);
  });

  const lossy: Scenario = {
    ...presets.paper,
    classes: { SI: { count: 2, pause: "1 s" }, MI2: { multiple: 2, count: 2, pause: "1 s" } },
    failures: { vm: 0, host: "1/d" },
  };

  it("finds a narrow band where the measure falls and rises again, wherever the scenario stands", () => {
    const { baseInterval, leastWaste } = bestBaseInterval(new LoadedScenario(lossy).system);
    const bound = leastWaste * (1 + 1e-7);
    const answers = [1, 60, 5000].map((present) =>
      solve({ ...lossy, baseInterval: present }, `waste<=${bound}`, "baseInterval"),
    );
    for (const { bands, least, most } of answers) {
      expect(bands).toHaveLength(1);
      expect(least!.inside.value).toBeLessThan(baseInterval);
      expect(most!.inside.value).toBeGreaterThan(baseInterval);
      expect(least!.outside!.meets || most!.outside!.meets).toBe(false);
      // The band is some thousandth wide.
      expect(most!.inside.value / least!.inside.value).toBeLessThan(1.01);
    }
    expect(new Set(answers.map(({ least }) => least!.inside.value)).size).toBe(1);
  });

  it("comes as close as can be where nothing meets the target, with worse on either side", () => {
    const { baseInterval, leastWaste } = bestBaseInterval(new LoadedScenario(lossy).system);
    const { bands, closest, around } = solve(lossy, `waste<=${leastWaste * 0.999}`, "baseInterval");
    expect(bands).toEqual([]);
    expect(Math.abs(closest!.value / baseInterval - 1)).toBeLessThan(1e-3);
    expect(closest!.figure! / leastWaste - 1).toBeLessThan(1e-6);
    for (const { figure } of around!) expect(figure).toBeGreaterThanOrEqual(closest!.figure!);
  });

  it("finds every run of values, the nearest to the present one first of all", () => {
    // Two classes in phase at every second index alone, where the second has an odd multiple or a phase of its own.
    const burst: Scenario = {
      classes: {
        a: { multiple: 2, count: 1, image: 100 },
        b: { multiple: 4, phase: 1, count: 1, image: 100 },
      },
      traffic: { rates: { a: { b: 1 }, b: { a: 1 } } },
    };
    const { bands, least, most } = solve(burst, "checkpointBurst<=100", "classes.b.multiple");
    const values = bands.map((band) => [band.least.inside.value, band.most.inside.value]);
    // Even multiples keep the odd phase apart from the even indices of the other class.
    expect(values.slice(0, 3)).toEqual([2, 4, 6].map((multiple) => [multiple, multiple]));
    expect([least!.inside.value, most!.inside.value]).toEqual([4, 4]);
    expect(values.length).toBeGreaterThan(200);
  });

  it("finds the gap in a run of values", () => {
    const { leastWaste } = bestBaseInterval(new LoadedScenario(lossy).system);
    const { bands } = solve(lossy, `waste>=${leastWaste * (1 + 1e-7)}`, "baseInterval");
    expect(bands).toHaveLength(2);
  });

  it("marks what lies outside the domain of the formula", () => {
    const slow: Scenario = { ...lossy, classes: { ...lossy.classes, SI: { count: 2, duration: "40 s" } } };
    const { least } = solve(slow, "lineLag>=1", "baseInterval");
    expect(least!.inside.outsideDomain).toMatch(/^recovery lines are .* a whole base interval/);
    expect(solve(slow, "lineLag>=1", "baseInterval").now.outsideDomain).toBeUndefined();
  });

  it("answers in JSON", () => {
    const solution = solve(presets.paper, "stableLogRatio<=0.25", "classes.MI2.multiple");
    expect(JSON.parse(JSON.stringify(solution)).target.bound).toEqual({ value: 0.25, fraction: "1/4" });
  });

  it("tries numbers of seven digits, so that what is proved can be written down", () => {
    const { most } = solve(cloudWithoutStorage, "stableLogPeakBytes<=4GiB", "baseInterval");
    expect([most!.inside.value, most!.outside!.value]).toEqual([16.37425, 16.37426]);
    const { most: rate } = solve(presets.paper, "stableLogRatio<=0.1", "traffic.rates.SI.MI2");
    expect([rate!.inside.value, rate!.outside!.value]).toEqual([0.5, 0.5000001]);
  });

  it("ends where only nothing at all meets the target", () => {
    const { now, most } = solve(presets.paper, "waste<=0", "failures.vm");
    expect(now).toEqual({ value: 0, figure: 0, meets: true });
    expect(most!.inside).toEqual(now);
    expect(most!.outside!.value).toBeLessThan(1e-8);
  });

  it.each([
    ["baseInterval", "time"],
    ["traffic.rates.SI.SI", "rate"],
    ["failures.vm", "rate"],
    ["classes.SI.image", "data"],
    ["recovery.bandwidth", "dataRate"],
    ["classes.SI.pause", "time"],
    ["classes.MI2.multiple", "number"],
    ["recovery.replaySpeedup", "number"],
  ] as const)("knows what %s measures, with its unit or without: %s", (path, dimension) => {
    expect(solve(presets.paper, "stableLogRatio<=1", path).dimension).toBe(dimension);
    const bare = withValueAtPath(new LoadedScenario(presets.paper), path, 2);
    expect(solve(bare, "stableLogRatio<=1", path).dimension).toBe(dimension);
  });

  it.each([
    ["clock.error", "got clock.error; clock.error.uniform.0 is one"],
    ["failures.host", "got failures.host; failures.host.mtbf is one"],
    ["clock.error.normal.sd", "got clock.error.normal.sd, where the scenario has nothing"],
  ])("shows the way from %s to a number", (path, sentence) => {
    expect(() => solve(cloudWithoutStorage, "lineLag<=1s", path)).toThrow(sentence);
  });

  it.each([
    ["policies.volatileLog", "path must name a number of the scenario, got policies.volatileLog"],
    ["classes.MI3.multiple", "classes.MI3 is not a path of this scenario; the nearest is classes.MI2"],
  ])("refuses %s", (path, sentence) => {
    expect(() => solve(presets.paper, "stableLogRatio<=0.1", path)).toThrow(sentence);
  });
});

describe("solveTarget by the share of a class (E4)", () => {
  it("gives the largest share exactly, with the value just outside as proof", () => {
    const { dimension, now, least, most } = solve(presets.paper, "stableLogRatio<=0.1", "classes.MI2.share");
    expect(dimension).toBe("share");
    expect(now).toEqual({ value: 1 / 3, figure: 1 / 6, meets: false });
    expect(least).toEqual({ inside: { value: 0, figure: 0, meets: true } });
    expect(most!.inside).toEqual({ value: 0.2, figure: 0.1, meets: true, fraction: "1/5" });
    expect(most!.outside!.meets).toBe(false);
    expect(most!.outside!.figure).toBeGreaterThan(0.1);
    expect(most!.outside!.value / 0.2 - 1).toBeLessThan(1e-5);
  });

  it("is what the ratio makes of rates that have that share", () => {
    const { now, most } = solve(cloudWithoutStorage, "stableLogRatio<=0.25", "classes.batch.share");
    const ratioWith = (share: number) => {
      // Rates are per receiver: those of the others stand, those into batch grow or shrink alike.
      const factor = (share / (1 - share)) * (1 / now.value - 1);
      const rates = Object.entries(cloudWithoutStorage.traffic.rates).reduce(
        (scenario, [from, row]) =>
          withValueAtPath(
            scenario,
            `traffic.rates.${from}.batch`,
            factor * parseQuantity(row.batch ?? 0, "rate").value,
          ),
        new LoadedScenario(cloudWithoutStorage),
      );
      return stableLogRatio(rates.system);
    };
    // Rates are rounded to doubles a few times.
    expect(Math.abs(ratioWith(most!.inside.value) / 0.25 - 1)).toBeLessThan(8 * Number.EPSILON);
    expect(ratioWith(most!.outside!.value)).toBeGreaterThan(0.25 * (1 + 8 * Number.EPSILON));
  });

  it("is a least share for a class that writes less than the others", () => {
    const { least, most } = solve(presets.paper, "stableLogRatio<=0.1", "classes.SI.share");
    expect(least!.inside.fraction).toBe("4/5");
    expect(least!.outside!.value).toBeLessThan(0.8);
    expect(most).toEqual({ inside: { value: 1, figure: 0, meets: true } });
  });

  it("has no end that misses where every share meets the target, and no solution where none does", () => {
    const every = solve(presets.paper, "stableLogRatio<=0.5", "classes.MI2.share");
    expect([every.least, every.most]).toEqual([
      { inside: { value: 0, figure: 0, meets: true } },
      { inside: { value: 1, figure: 0.5, meets: true } },
    ]);
    const none = solve(cloudWithoutStorage, "stableLogRatio<=0.1", "classes.batch.share");
    expect([none.least, none.most]).toEqual([undefined, undefined]);
    // What web and storage alone come to.
    expect(none.closest).toEqual({ value: 0, figure: 4 / 19, meets: false });
  });

  it.each([
    [
      "stableLogRatio<=0.1",
      "classes.MI3.share",
      "classes.MI3 is not a path of this scenario; the nearest is",
    ],
    ["lineLag<=1s", "classes.MI2.share", "a target stableLogRatio<=VALUE, got lineLag<=1"],
    ["stableLogRatio>=0.1", "classes.MI2.share", "a target stableLogRatio<=VALUE, got stableLogRatio>=0.1"],
  ])("refuses %s by %s", (target, path, sentence) => {
    expect(() => solve(presets.paper, target, path)).toThrow(sentence);
  });

  it("refuses a class that receives all there is", () => {
    const alone: Scenario = {
      classes: { a: { count: 2 }, b: { multiple: 2 } },
      traffic: { rates: { a: { a: 1 }, b: { a: 1 } } },
    };
    expect(() => solve(alone, "stableLogRatio<=0.1", "classes.a.share")).toThrow(
      "classes.a.share must leave a share to others, but no other class receives messages",
    );
    expect(solve(alone, "stableLogRatio<=0.1", "classes.b.share").most!.inside.fraction).toBe("1/5");
  });
});
