import { describe, expect, it } from "vitest";
import { parseScenario } from "../../src/scenario/load-scenario.js";
import { prepare } from "../../src/scenario/prepare.js";
import { presets } from "../../src/scenario/presets.js";
import { valueAtPath, withSettings, withValueAtPath } from "../../src/scenario/set-path.js";
import { starter } from "../../src/scenario/starter.js";
import { failure } from "./minimal-scenario.js";

const scenario = parseScenario(starter, "my.yaml");

describe("withSettings", () => {
  it("sets values in order and leaves the given scenario as it is", () => {
    const before = structuredClone(scenario);
    const set = withSettings(scenario, [
      "classes.batch.multiple=3",
      "baseInterval=5 min",
      "classes.batch.multiple=2",
    ]);
    expect(set).toEqual({
      ...before,
      baseInterval: "5 min",
      classes: { ...before.classes, batch: { ...before.classes.batch, multiple: 2 } },
    });
    expect(scenario).toEqual(before);
  });

  it.each<[string, readonly string[], unknown]>([
    ["another law takes the place of a law", ["clock.error.exponential=5 ms"], { exponential: "5 ms" }],
    ["a parameter of the same law", ["clock.error.uniform.1=5 ms"], { uniform: ["0 ms", "5 ms"] }],
    ["a whole law", ["clock.error={ normal: { mean: 0, sd: 1 ms } }"], { normal: { mean: 0, sd: "1 ms" } }],
    [
      "a law from its parameters",
      ["clock.error.normal.mean=0", "clock.error.normal.sd=2"],
      { normal: { mean: 0, sd: 2 } },
    ],
  ])("%s", (_name, settings, error) => {
    expect(withSettings(scenario, settings).clock?.error).toEqual(error);
  });

  it.each<[readonly string[], unknown]>([
    [["traffic.delay.within=1 ms"], { within: "1 ms", across: { exponential: "1 ms" } }],
    [["traffic.delay=7 ms", "traffic.delay.within=1 ms"], { within: "1 ms", across: "7 ms" }],
    [["traffic.delay.exponential=2 ms"], { exponential: "2 ms" }],
  ])("the delay after %j", (settings, delay) => {
    expect(withSettings(scenario, settings).traffic.delay).toEqual(delay);
  });

  it("a rate gives way to a mean time between failures, and back", () => {
    expect(withSettings(presets.paper, ["failures.vm=1/d", "failures.vm.mtbf=2 d"]).failures).toEqual({
      vm: { mtbf: "2 d" },
    });
    expect(withSettings(scenario, ["failures.vm=1/d"]).failures).toMatchObject({ vm: "1/d" });
  });

  it("numbers stay exact", () => {
    const set = withSettings(presets.paper, ["traffic.rates.SI.SI=0.30000000000000000001"]);
    expect(prepare(set).rates.exactRate[0]?.numerator).toBe(30000000000000000001n);
  });

  it("names with dots can be quoted", () => {
    const dotted = parseScenario(
      "classes: { a.b: { count: 2 } }\ntraffic: { rates: { a.b: { a.b: 1 } } }",
      "s.yaml",
    );
    expect(withSettings(dotted, ['classes."a.b".count=3']).classes["a.b"]).toEqual({ count: 3 });
    expect(failure(() => withSettings(dotted, ["classes.a.b.count=3"]))).toBe(
      'ScenarioError: classes.a is not a path of this scenario; the nearest is classes."a.b" (--set classes.a.b.count=3)',
    );
  });

  it.each([
    ["classes.batch.multiple", 'a setting must be PATH=VALUE, got "classes.batch.multiple"'],
    ["=3", 'a path must be keys joined by dots such as classes.web.count, got "=3" (--set =3)'],
    ["baseInterval=", "a setting must have a value after =, got nothing (--set baseInterval=)"],
    [
      "baseInterval=[1",
      "in the value, valid YAML is wanted: flow sequence must end with a ] (--set baseInterval=[1)",
    ],
    [
      "classes.bacth.multiple=3",
      "classes.bacth is not a path of this scenario; the nearest is classes.batch (--set classes.bacth.multiple=3)",
    ],
    [
      "classes.batch.mutliple=3",
      "classes.batch.mutliple is not a path of this scenario; the nearest is classes.batch.multiple (--set classes.batch.mutliple=3)",
    ],
    [
      "traffic.rates.web.bath=3",
      "traffic.rates.web.bath is not a path of this scenario; the nearest is traffic.rates.web.batch (--set traffic.rates.web.bath=3)",
    ],
    ["name.x=3", "name.x is not a path of this scenario; nothing stands below a value (--set name.x=3)"],
    [
      "traffic.size.web.web=3",
      "traffic.size.web.web cannot be set for one pair, since the scenario has one size for all; set the size as a whole (--set traffic.size.web.web=3)",
    ],
    [
      "classes.batch.multiple=0",
      "classes.batch.multiple must be a whole number of at least 1, got 0 (--set classes.batch.multiple=0)",
    ],
    [
      "classes.web={count: 2, size: 1}",
      "classes.web.size is not a known key; the nearest is image (--set classes.web={count: 2, size: 1})",
    ],
    [
      "classes.batch.multiple=1e400",
      'classes.batch.multiple must be a whole number of at most 1000000000, got "1e400" (--set classes.batch.multiple=1e400)',
    ],
    ["classes=\n3", 'classes must be an object with the classes by name, got 3 (--set "classes=\\n3")'],
  ])("%s is refused, and the place is named", (setting, sentence) => {
    expect(failure(() => prepare(withSettings(scenario, [setting])))).toBe(`ScenarioError: ${sentence}`);
  });

  it("what a setting breaks elsewhere is found in the file", () => {
    expect(failure(() => prepare(withSettings(scenario, ["classes.web.count=1"])))).toMatch(
      /^ScenarioError: traffic\.rates\.web\.web must be 0 or left out.* \(my\.yaml:\d+:\d+\)$/,
    );
  });
});

describe("a value by its path", () => {
  it("is what is written, or else the default", () => {
    expect(valueAtPath(scenario, "traffic.rates.web.batch")).toBe("2/s");
    expect(valueAtPath(presets.paper, "traffic.delay")).toBe("0 s");
    expect(valueAtPath(presets.paper, "recovery.restart")).toBe("30 s");
    expect(valueAtPath(presets.paper, "classes.SI.phase")).toBe(0);
    expect(valueAtPath(scenario, "clock.error.uniform.1")).toBe("20 ms");
    expect(failure(() => valueAtPath(scenario, "clock.eror"))).toBe(
      "ScenarioError: clock.eror is not a path of this scenario; the nearest is clock.error",
    );
  });

  it("can be replaced by a number", () => {
    const changed = withValueAtPath(presets.paper, "recovery.restart", 5);
    expect(prepare(changed).recovery.restart).toBe(5);
    expect(presets.paper).not.toHaveProperty("recovery");
  });
});
