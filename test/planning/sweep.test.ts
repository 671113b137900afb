import { describe, expect, it } from "vitest";
import { analyzeSome } from "../../src/analytic/analyze.js";
import { crossHostRatio } from "../../src/analytic/sender-copies.js";
import { stableLogRatio } from "../../src/analytic/stable-log-ratio.js";
import { Sweep } from "../../src/planning/sweep.js";
import { parseSweepAxis } from "../../src/planning/sweep-axis.js";
import { LoadedScenario } from "../../src/scenario/checks/prepare.js";
import { withValueAtPath } from "../../src/scenario/checks/set-path.js";
import type { MeasureKey } from "../../src/scenario/model/measures.js";
import { presets } from "../../src/scenario/model/presets.js";
import type { Scenario } from "../../src/scenario/model/scenario.js";
import { cloudWithoutStorage } from "../support/cloud-without-storage.js";

function swept(scenario: Scenario, vary: readonly string[], measures?: readonly MeasureKey[]): Sweep {
  const sweep = new Sweep(
    new LoadedScenario(scenario),
    vary.map((text) => parseSweepAxis(text)),
    measures,
  );
  while (!sweep.done) sweep.step();
  return sweep;
}

describe("parseSweepAxis", () => {
  it("adds steps exactly and ends on the last value where a step falls on it", () => {
    const { values } = parseSweepAxis("traffic.rates.SI.SI=0:1:0.1");
    expect([...values]).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]);
    expect([...parseSweepAxis("classes.MI2.multiple=1:6:2").values]).toEqual([1, 3, 5]);
    expect([...parseSweepAxis("classes.MI2.multiple=3:1:-1").values]).toEqual([3, 2, 1]);
  });

  it("reads lists and units", () => {
    expect(parseSweepAxis("baseInterval=30s,1 min,0.5h")).toEqual({
      path: "baseInterval",
      values: Float64Array.of(30, 60, 1800),
      dimension: "time",
      unit: "s",
    });
    expect([...parseSweepAxis("baseInterval=30s:1min:15s").values]).toEqual([30, 45, 60]);
  });

  it("takes a path whose quoted key holds an equals sign", () => {
    expect(parseSweepAxis('classes."a=b".multiple=1,2').path).toBe('classes."a=b".multiple');
  });

  it.each([
    ["baseInterval", 'axis must read like PATH=FROM:TO:STEP or PATH=a,b,c, got "baseInterval"'],
    ["baseInterval=", 'axis must read like PATH=FROM:TO:STEP or PATH=a,b,c, got "baseInterval="'],
    ["baseInterval=1:2", 'axis baseInterval must read like FROM:TO:STEP, got "1:2"'],
    ["baseInterval=1:2:0", "axis baseInterval must have a step that leads from its first value to its last"],
    ["baseInterval=2:1:1", "axis baseInterval must have a step that leads from its first value to its last"],
    ["baseInterval=1:1e9:1", "axis baseInterval must have at most 10000000 values, got 1000000000"],
    ["baseInterval=1,fast", 'axis baseInterval must have numbers, with a unit if need be, got "fast"'],
  ])("refuses %s", (text, sentence) => {
    expect(() => parseSweepAxis(text)).toThrow(sentence);
  });
});

describe("a sweep over words", () => {
  it("takes each as the scenario has it", () => {
    const scenario = new LoadedScenario(presets.cloud);
    const grid = new Sweep(
      scenario,
      [parseSweepAxis("hosts.placement=spread, packed"), parseSweepAxis("policies.volatileLog=keep,drop")],
      ["crossHostRatio", "volatileLogMean"],
    );
    while (!grid.done) grid.step();
    expect(grid.coordinates(2)).toEqual(["packed", "keep"]);
    const packed = withValueAtPath(scenario, "hosts.placement", "packed");
    expect(grid.columns[0][2]).toBe(crossHostRatio(packed.system).value);
    expect(grid.columns[1][0]).toBeGreaterThan(grid.columns[1][1]);
  });

  it("says what words there are", () => {
    const grid = new Sweep(
      new LoadedScenario(presets.cloud),
      [parseSweepAxis("hosts.placement=spread,pakced")],
      ["waste"],
    );
    grid.step();
    expect(() => grid.step()).toThrow(/^hosts\.placement must be spread or packed, got "pakced"/);
  });
});

describe("Sweep", () => {
  it("marks points outside the domain, and says why once", () => {
    const grid = new Sweep(
      new LoadedScenario(cloudWithoutStorage),
      [parseSweepAxis("baseInterval=10s,15s,60s")],
      ["lineLag", "stableLogRatio"],
    );
    while (!grid.done) grid.step();
    expect([...grid.outside[0]]).toEqual([1, 1, 0]);
    expect([...grid.outside[1]]).toEqual([0, 0, 0]);
    expect(grid.warnings.length).toBeGreaterThan(0);
    for (const { measures } of grid.warnings) expect(measures).toEqual(["lineLag"]);
  });

  it("gives the paper's ratio for each multiple", () => {
    expect([...swept(presets.paper, ["classes.MI2.multiple=1:4:1"]).columns[0]]).toEqual([
      0,
      1 / 6,
      2 / 9,
      1 / 4,
    ]);
  });

  it("lets the last axis vary fastest", () => {
    const sweep = swept(presets.paper, ["classes.MI2.multiple=2,4", "traffic.rates.SI.MI2=1,3"]);
    expect([0, 1, 2, 3].map((point) => sweep.coordinates(point))).toEqual([
      [2, 1],
      [2, 3],
      [4, 1],
      [4, 3],
    ]);
    expect([...sweep.columns[0]]).toEqual([0.125, 0.2, 0.1875, 0.3]);
  });

  it.each([
    [
      "receiver",
      ["classes.storage.multiple=1:4:1", "classes.web.count=1:900:299", "traffic.rates.web.batch=0:2:1"],
    ],
    ["sender", ["classes.storage.count=2:4:1", "traffic.rates.storage.storage=0:2:1"]],
    ["pair", ["classes.storage.count=2:4:1", "classes.batch.multiple=2:9:7"]],
    ["class", ["classes.storage.count=2:4:1", "traffic.rates.web.web=1:3:1"]],
  ] as const)("the fast path is the closed form of each point's own scenario: per %s", (per, vary) => {
    const { size: _, ...traffic } = presets.cloud.traffic;
    // One web VM must not send to its own class.
    const rates = { ...traffic.rates, web: { storage: "8/s", batch: "1/s" } };
    const scenario: Scenario = { ...presets.cloud, traffic: { ...traffic, per, rates } };
    const [column, length] = [swept(scenario, vary).columns[0], swept(scenario, vary).length];
    const slow = Float64Array.from({ length }, (_, point) => {
      const system = swept(scenario, vary).systemAt(point);
      return analyzeSome(system, ["stableLogRatio"]).stableLogRatio!.value;
    });
    // Both sum a few positive terms in double precision; the full path rounds the exact fraction once.
    const worst = Math.max(...slow.map((value, point) => Math.abs(column[point] / value - 1)));
    expect(worst).toBeLessThan(8 * Number.EPSILON);
  });

  it("has no fast path where messages in transit go to the stable log, too", () => {
    const scenario: Scenario = {
      ...presets.paper,
      traffic: { ...presets.paper.traffic, delay: "5 s" },
      policies: { inTransit: "stable" },
    };
    const sweep = swept(scenario, ["classes.MI2.multiple=2:4:1"]);
    const each = [2, 3, 4].map((_, point) => stableLogRatio(sweep.systemAt(point)));
    expect([...sweep.columns[0]]).toEqual(each);
    // A twelfth of what is received in 60 s is under way for 5 s: a third of all is for MI2, which is due every second index.
    const more = (2 / 3) * (5 / 60) + (1 / 3) * (5 / 120);
    expect(Math.abs(each[0] - (1 / 6 + more))).toBeLessThan(1e-12);
  });

  it("analyses every point in full where more than the ratio is asked for", () => {
    const sweep = swept(presets.paper, ["baseInterval=30s,60s"], ["stableLogPeak", "stableLogRatio"]);
    expect(sweep.columns.map((column) => [...column])).toEqual([
      [180, 360],
      [1 / 6, 1 / 6],
    ]);
  });

  it.each([
    ["classes.MI2.multiple=0:3:1", "classes.MI2.multiple must be a whole number of at least 1, got 0"],
    ["classes.MI2.multiple=1:3:0.5", "classes.MI2.multiple must be a whole number of at least 1, got 1.5"],
    ["traffic.rates.SI.SI=-1:1:1", "traffic.rates.SI.SI must be a rate of at least 0"],
    ["classes.SI.count=1:3:1", "traffic.rates.SI.SI"],
    ["classes.MI3.multiple=1,2", "classes.MI3 is not a path of this scenario; the nearest is classes.MI2"],
  ])("refuses a grid with a point that is no valid scenario: %s", (vary, sentence) => {
    expect(() => swept(presets.paper, [vary])).toThrow(sentence);
  });

  it("takes multiples below a phase where the grid varies that phase too", () => {
    const vary = ["classes.batch.multiple=1,4", "classes.batch.phase=0"];
    expect(swept(presets.cloud, vary).systemAt(0).classes[2]).toMatchObject({ multiple: 1, phase: 0 });
    expect(() => swept(presets.cloud, vary.slice(0, 1))).toThrow(
      "must be below the multiple of its class, which is 1",
    );
  });

  it("refuses a path that is varied twice and a grid without end", () => {
    const axis = "classes.MI2.multiple=1:10000:1";
    const short = "classes.MI2.multiple=1,2";
    expect(() => swept(presets.paper, [short, short])).toThrow("a sweep must vary a path once");
    expect(() => swept(presets.paper, [axis, "traffic.rates.SI.SI=1:10000:1"])).toThrow(
      "at most 50000000 points",
    );
  });
});
