import { describe, expect, it } from "vitest";
import * as vmqsc from "../../src/node.js";

const { presets, ScenarioError } = vmqsc;
const { paper } = presets;
// What a program without types may hand over.
const anyOf = vmqsc as unknown as Record<string, (...args: unknown[]) => unknown>;

describe("the library, called by a program without types", () => {
  it.each([
    ["simulate", [paper, { sed: "a" }], "sed is not an option of simulate; the nearest is seed"],
    ["simulate", [paper, null], "options of simulate must be an object, got nothing (null)"],
    ["simulate", [paper, { messages: "10" }], 'messages must be a number, got "10"'],
    [
      "simulate",
      [paper, { messages: 1e30 }],
      "messages must be a number above 0 and at most 9007199254740991, got 1e+30",
    ],
    ["simulate", [paper, { seed: 3 }], "seed must be text, got 3"],
    [
      "simulate",
      [paper, { measures: ["lineLags"] }],
      'measures must hold keys of the catalogue of measures, got "lineLags"; the nearest is lineLag',
    ],
    ["validate", [paper, { margn: 1 }], "margn is not an option of validate; the nearest is margin"],
    ["validate", [paper, { margin: 2 }], "margin must be a number above 0 and below 1, got 2"],
    [
      "stableLogRatio",
      [paper, { exat: true }],
      "exat is not an option of stableLogRatio; the nearest is exact",
    ],
    ["stableLogRatio", [paper, { exact: 1 }], "exact must be true or false, got 1"],
    ["audit", [paper, 5], "options of audit must be an object, got 5"],
    ["finiteRunRatio", [paper, 1.5], "indices must be a whole number of at least 1, got 1.5"],
    ["dalyInterval", [300, 86_400], "options of dalyInterval must be an object, got 300"],
    ["dalyInterval", [{ checkpointCost: 300 }], "mtbf is required and missing"],
    [
      "dalyRunTime",
      [{ checkpointCost: 1, restart: 0, mtbf: -1, work: 1 }],
      "mtbf must be a number above 0, got -1",
    ],
    ["withSettings", [paper, "a=1"], 'settings must be a list of texts such as baseInterval=30s, got "a=1"'],
    ["parseTarget", [3], "target must be text, got 3"],
    ["parseSweepAxis", [undefined], "axis must be text, got undefined"],
    ["parseTarget", ["x"], 'target must read like stableLogRatio<=0.1 or lineLag>=5s, got "x"'],
    ["parseSweepAxis", ["x"], "axis must read like PATH=FROM:TO:STEP or PATH=a,b,c"],
    ["solveTarget", [paper], "target must be a text such as stableLogRatio<=0.1, got undefined"],
    ["solveTarget", [paper, "stableLogRatio<=0.1"], "path must be text, got undefined"],
    ["fittedScenarioText", [{}], "fitted must be what fit has made of a trace, got an object"],
    ["observedRatioVariance", ["x", 1], 'ratio must be a number from 0 to 1, got "x"'],
    ["parseTrace", [null], "content must be text, got nothing (null)"],
    ["fit", [{}], "trace must be a trace that readTrace or parseTrace has read, got an object"],
    ["shardOf", [{}], "simulation must be a Simulation, got an object"],
    ["mergeShards", [["x"]], 'shards.0 must be an object such as { name: file, shard: JSON }, got "x"'],
  ] as const)("%s(…%j) is refused in a sentence", (name, args, sentence) => {
    const call = () => anyOf[name](...args);
    expect(call).toThrow(ScenarioError);
    expect(call).toThrow(sentence);
  });

  it.each([
    [undefined, undefined, "axes must be a list of axes such as classes.MI2.multiple=1:10:1, got undefined"],
    [[3], undefined, "axes.0 must be an axis such as classes.MI2.multiple=1:10:1, got 3"],
    [["baseInterval=1,2"], ["nope"], 'measures must hold keys of the catalogue of measures, got "nope"'],
  ])("a sweep over %j of %j is refused in a sentence", (axes, keys, sentence) => {
    const make = () => new vmqsc.Sweep(paper, axes as never, keys as never);
    expect(make).toThrow(ScenarioError);
    expect(make).toThrow(sentence);
  });

  it("refuses a prepared system where paths are those that the user wrote", () => {
    const solve = () =>
      anyOf.solveTarget!(vmqsc.prepare(paper), "stableLogRatio<=0.1", "classes.MI2.multiple");
    expect(solve).toThrow("scenario must be a scenario, not a prepared system, got an object");
  });

  it("refuses to run on threads what is no run", async () => {
    await expect(anyOf.runOnThreads!({})).rejects.toThrow(
      "run must be a Simulation or a Validation, got an object",
    );
  });

  it.each([
    "stableLogRatio",
    "analyze",
    "domainWarnings",
    "stableLogShares",
    "advice",
    "bestBaseInterval",
    "bestMultiples",
    "bestPhases",
  ])("%s takes a plain scenario as well as a prepared one, and refuses what is neither", (name) => {
    expect(anyOf[name](paper)).toEqual(anyOf[name](vmqsc.prepare(paper)));
    expect(() => anyOf[name](undefined)).toThrow(ScenarioError);
    expect(() => anyOf[name]({ classes: {} })).toThrow(ScenarioError);
  });
});
