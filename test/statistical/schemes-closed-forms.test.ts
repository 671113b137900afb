import { describe, expect, it } from "vitest";
import { forcedByMrs, vmTraffic } from "../../src/analytic/schemes/forced-checkpoints.js";
import { schemeFigures } from "../../src/analytic/schemes/scheme-figures.js";
import { comparisonLayout, comparisonValues } from "../../src/montecarlo/comparison/comparison-readings.js";
import { comparisonRun } from "../../src/montecarlo/comparison/comparison-run.js";
import { estimates } from "../../src/montecarlo/estimation/estimates.js";
import { RunningTotals } from "../../src/montecarlo/estimation/running-totals.js";
import { openStream } from "../../src/montecarlo/random/random-stream.js";
import { drawnSources } from "../../src/montecarlo/sources/run-sources.js";
import { prepare } from "../../src/scenario/checks/prepare.js";
import type { ComparisonMeasureKey } from "../../src/scenario/model/comparison-measures.js";
import type { Scenario } from "../../src/scenario/model/scenario.js";
import { type SchemeKey, schemes } from "../../src/scenario/model/schemes.js";
import { deviation, disagrees, reach } from "../support/agreement.js";

const mixed: Scenario = {
  name: "mixed",
  baseInterval: "10 s",
  classes: {
    web: { multiple: 1, count: 3, image: "2 GiB", duration: "2 s", pause: "100 ms" },
    data: { multiple: 2, count: 2, image: "4 GiB", duration: "2 s", pause: "200 ms", phase: 1 },
    batch: { multiple: 4, count: 3, image: "8 GiB", duration: "2 s", pause: "300 ms" },
  },
  traffic: {
    per: "sender",
    rates: { web: { web: 0.1, data: 0.3 }, data: { web: 0.5, batch: 0.1 }, batch: { data: 0.05, web: 0.02 } },
    size: "10 kB",
  },
  hosts: { count: 4 },
  failures: { vm: "1/d", host: "0.5/d" },
  recovery: { restart: "5 s", bandwidth: "10 Gbit/s", replaySpeedup: 2 },
};

const delayed: Scenario = {
  ...mixed,
  name: "mixed, with delays of one law",
  traffic: { ...mixed.traffic, delay: { exponential: "200 ms" } },
};

const two = (multiple: number, rates: readonly [number, number]): Scenario => ({
  name: `two VMs, multiples 1 and ${multiple}`,
  baseInterval: 1,
  classes: { a: { multiple: 1, count: 1 }, b: { multiple, count: 1 } },
  traffic: { per: "pair", rates: { a: { b: rates[0] }, b: { a: rates[1] } } },
});

const oneSlow: Scenario = {
  name: "one VM of multiple 3 among others",
  baseInterval: 1,
  classes: { fast: { multiple: 1, count: 4 }, slow: { multiple: 3, count: 1 } },
  traffic: { per: "pair", rates: { fast: { fast: 0.5, slow: 0.2 }, slow: { fast: 0.3 } } },
};

const together: Scenario = {
  name: "all multiples 1",
  baseInterval: 1,
  classes: { a: { multiple: 1, count: 4 } },
  traffic: { per: "pair", rates: { a: { a: 1 } } },
  hosts: { count: 2 },
};

const runs = { warmUp: 8, indices: 48, replications: 60 };

function compared(scenario: Scenario, keys: readonly SchemeKey[], { warmUp, indices, replications } = runs) {
  const system = prepare(scenario);
  const totals = new RunningTotals(comparisonLayout(system, keys));
  for (let replication = 0; replication < replications; replication++) {
    const streams = (purpose: string) => openStream("closed forms of schemes", replication, purpose);
    const record = comparisonRun(system, {
      schemes: keys,
      sources: drawnSources(system, streams),
      streams,
      window: { first: warmUp, last: warmUp + indices },
      probesPerInterval: 0.5,
    });
    totals.add({
      replication,
      messages: record.common.received,
      values: comparisonValues(record.common, record.schemes),
    });
  }
  return { system, found: (scheme: SchemeKey) => estimates(totals, { scheme }) };
}

const all = schemes.map(({ key }) => key);

describe.each([mixed, delayed, two(1, [2, 3]), two(2, [1, 2]), oneSlow, together])("$name", (scenario) => {
  const { system, found } = compared(scenario, all);

  it.each(all)("%s: no closed form is refuted by its estimate", (scheme) => {
    const figures = Object.entries(schemeFigures(system, scheme)) as [ComparisonMeasureKey, number][];
    expect(figures.length).toBeGreaterThan(5);
    const own = found(scheme);
    const apart = figures.flatMap(([measure, value]) => {
      const estimate = own[measure];
      if (estimate === undefined) return [];
      const rounding = Math.abs(estimate.mean - value) <= 1e-9 * Math.abs(value);
      const far = !rounding && deviation(estimate, value) > reach(estimate);
      return far
        ? [`${measure}: closed form ${value}, found ${estimate.mean} ± ${estimate.standardError}`]
        : [];
    });
    expect(apart).toEqual([]);
  });
});

it("the special cases have their closed forms, and only they", () => {
  const of = (scenario: Scenario, scheme: SchemeKey) =>
    schemeFigures(prepare(scenario), scheme).forcedCheckpointRatio;
  expect(of(two(1, [2, 3]), "fdas")).toBe(of(two(1, [2, 3]), "mrs"));
  expect(of(two(1, [2, 3]), "bhmr")).toBe(0);
  expect(of(two(2, [1, 2]), "hmnr")).toBeGreaterThan(0);
  expect(of(oneSlow, "bcs")).toBeGreaterThan(of(oneSlow, "qsa-k") ?? Number.POSITIVE_INFINITY);
  expect(of(together, "qsa")).toBe(0);
  expect(of(together, "lazy-bcs")).toBeUndefined();
  expect(of(mixed, "bcs")).toBeUndefined();
});

describe("wrong twins", () => {
  const { system, found } = compared(mixed, ["mrs", "cbr", "log-sender", "coordinated"]);
  const scheduled = system.classes.map(({ count, multiple }) => count / multiple);
  const perScheduled = (forced: readonly number[]) =>
    forced.reduce((sum, each, c) => sum + each * scheduled[c], 0) /
    scheduled.reduce((sum, each) => sum + each, 0);

  it("mrs without what a period begins with", () => {
    const long = vmTraffic(system).map(
      ({ receives, sends, period }) => (receives * sends * period) / (receives + sends),
    );
    expect(disagrees(found("mrs").forcedCheckpointRatio, perScheduled(long))).toBe(true);
  });

  it("mrs with sends and receipts exchanged for cbr", () => {
    expect(
      disagrees(found("cbr").forcedCheckpointRatio, perScheduled(vmTraffic(system).map(forcedByMrs))),
    ).toBe(true);
  });

  it("copies at the senders held for a base interval only", () => {
    const { total } = {
      total: found("log-sender").stableLogRate!.mean + found("log-sender").controlMessageRate!.mean / 2,
    };
    expect(disagrees(found("log-sender").volatileLogMean, (total * system.baseInterval) / 2)).toBe(true);
  });

  it("coordinated rounds that set back by half a base interval, without the time to write", () => {
    expect(disagrees(found("coordinated").hostRollbackMean, system.baseInterval / 2)).toBe(true);
  });
});

it("two VMs without coordination fall like dominoes (F12)", () => {
  const half: Scenario = {
    name: "domino",
    baseInterval: 1,
    classes: { a: { multiple: 2, count: 1 }, b: { multiple: 2, count: 1, phase: 1 } },
    traffic: { per: "pair", rates: { a: { b: 1 }, b: { a: 1 } } },
  };
  const { found } = compared(half, ["uncoordinated"], { warmUp: 60, indices: 200, replications: 60 });
  const worst = found("uncoordinated").vmRollbackWorst!;
  // 1/2 + (1/(2q)) (1 − (1 − q)/a − q/2) periods of two base intervals each, with a = 2 messages a period, q = e^(−a/2)
  const setBack = 2 * (1 / 2 + Math.E / 4);
  expect(disagrees(worst, setBack)).toBe(false);
  expect(disagrees(worst, setBack - 1)).toBe(true);
});
