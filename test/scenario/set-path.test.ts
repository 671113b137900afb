import { describe, expect, it } from "vitest";
import { LoadedScenario, prepare } from "../../src/scenario/checks/prepare.js";
import { valueAtPath, withValueAtPath } from "../../src/scenario/checks/set-path.js";
import { presets } from "../../src/scenario/model/presets.js";
import type { Scenario } from "../../src/scenario/model/scenario.js";
import { parseScenario, readScenarioText } from "../../src/scenario/reading/parse-scenario.js";
import { starter } from "../../src/scenario/reading/starter.js";
import { withSettings } from "../../src/scenario/reading/with-settings.js";
import { failure } from "./minimal-scenario.js";

const loaded = readScenarioText(starter, "my.yaml");
const { scenario } = loaded;
const paper = new LoadedScenario(presets.paper);

/** The scenario with settings, as its user would write it. */
function set(scenario: Scenario | LoadedScenario, settings: readonly string[]): Scenario {
  const before = scenario instanceof LoadedScenario ? scenario : new LoadedScenario(scenario);
  return withSettings(before, settings).scenario;
}

describe("withSettings", () => {
  it("sets values in order and leaves the given scenario as it is", () => {
    const before = structuredClone(scenario);
    const changed = set(scenario, [
      "classes.batch.multiple=3",
      "baseInterval=5 min",
      "classes.batch.multiple=2",
    ]);
    expect(changed).toEqual({
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
    expect(set(scenario, settings).clock?.error).toEqual(error);
  });

  it.each<[readonly string[], unknown]>([
    [["traffic.delay.within=1 ms"], { within: "1 ms", across: { exponential: "1 ms" } }],
    [["traffic.delay=7 ms", "traffic.delay.within=1 ms"], { within: "1 ms", across: "7 ms" }],
    [["traffic.delay.exponential=2 ms"], { exponential: "2 ms" }],
  ])("the delay after %j", (settings, delay) => {
    expect(set(scenario, settings).traffic.delay).toEqual(delay);
  });

  it("a rate gives way to a mean time between failures, and back", () => {
    expect(set(presets.paper, ["failures.vm=1/d", "failures.vm.mtbf=2 d"]).failures).toEqual({
      vm: { mtbf: "2 d" },
    });
    expect(set(scenario, ["failures.vm=1/d"]).failures).toMatchObject({ vm: "1/d" });
  });

  it("adds a class with its rates and its place", () => {
    const changed = set(presets.paper, [
      "traffic.rates.MI3.SI=1/s",
      "traffic.rates.SI.MI3=2/s",
      "classes.MI3.multiple=3",
      "traffic.size={ SI: { SI: 2 kB } }",
      "traffic.size.SI.MI3=5 kB",
      "hosts.placement.h1.SI=2",
      "hosts.placement.h1.MI2=2",
      "hosts.placement.h2.MI3=1",
    ]);
    const system = prepare(changed);
    expect(system.classes.map(({ name, multiple, count }) => [name, multiple, count])).toEqual([
      ["SI", 1, 2],
      ["MI2", 2, 2],
      ["MI3", 3, 1],
    ]);
    expect([...system.rates.rate]).toEqual([4, 2, 2, 2, 1, 1]);
    expect(system.rates.size[2]).toBe(5000);
    expect(system.hosts.names).toEqual(["h1", "h2"]);
    expect(presets.paper.classes).not.toHaveProperty("MI3");
  });

  it.each([
    ["traffic.rates.MI3.SI=1", "traffic.rates.MI3 is not a class of the scenario; the nearest is MI2"],
    [
      "hosts.placement.h1.SI=1",
      "hosts.placement must place every VM once, but class SI has 1 of 2 left over, class MI2 has 2 of 2 left over",
    ],
    ["hosts.placement.h1.MI3=1", "hosts.placement.h1.MI3 is not a class of the scenario; the nearest is MI2"],
    [
      "classes.7.count=1",
      "classes.7 is no name for a class: a name that is a whole number would lose its place in the order",
    ],
    [
      "classes.pool.x=1",
      "classes.pool.x is not a path of this scenario; known below classes.pool are multiple,",
    ],
  ])("what is missing for %s is asked for", (setting, sentence) => {
    expect(failure(() => withSettings(paper, [setting]).system)).toContain(`Error: ${sentence}`);
  });

  it("null goes back to the default", () => {
    const cloud = presets.cloud;
    const changed = set(cloud, [
      "baseInterval=null",
      "hosts=~",
      "classes.web.image=null",
      "failures.vm.mtbf=3 d",
      "failures.vm=null",
      "traffic.rates.web.batch=null",
      "traffic.delay.within=null",
      "policies.volatileLog=null # as it was",
    ]);
    const { baseInterval: _, hosts: __, ...others } = cloud;
    const { image: ___, ...web } = cloud.classes.web;
    const { batch: ____, ...fromWeb } = cloud.traffic.rates.web;
    expect(changed).toEqual({
      ...others,
      classes: { ...cloud.classes, web },
      traffic: {
        ...cloud.traffic,
        rates: { ...cloud.traffic.rates, web: fromWeb },
        delay: { across: { lognormal: { mean: "6 ms", sd: "4 ms" } } },
      },
      failures: { host: { mtbf: "1 year" } },
      policies: { inTransit: "volatile" },
    });
    expect(prepare(changed).baseInterval).toBe(60);
    expect(set(presets.paper, ["failures.vm.mtbf=null"])).toEqual(presets.paper);
  });

  it.each([
    ["traffic.rates=null", "traffic.rates is required and missing (--set traffic.rates=null)"],
    ["classes.SI=null", "traffic.rates.SI is not a class of the scenario; the only one is MI2"],
    [
      "clock.error={uniform: [0, 1]}|clock.error.uniform.1=null",
      "clock.error.uniform.1 must be a time such as 60 s, got nothing (null) (--set clock.error.uniform.1=null)",
    ],
    ["baseInterval=# none", "a setting must have a value after =, got nothing (--set baseInterval=# none)"],
  ])("after %s the checks say what is wanted", (settings, sentence) => {
    expect(failure(() => withSettings(paper, settings.split("|")).system)).toBe(`ScenarioError: ${sentence}`);
  });

  it("numbers stay exact", () => {
    const changed = set(presets.paper, ["traffic.rates.SI.SI=0.30000000000000000001"]);
    expect(prepare(changed).rates.exactRate[0]?.numerator).toBe(30000000000000000001n);
  });

  it("names with dots can be quoted", () => {
    const dotted = parseScenario(
      "classes: { a.b: { count: 2 } }\ntraffic: { rates: { a.b: { a.b: 1 } } }",
      "s.yaml",
    );
    expect(set(dotted, ['classes."a.b".count=3']).classes["a.b"]).toEqual({ count: 3 });
    expect(failure(() => set(dotted, ["classes.a.b.count=3"]))).toBe(
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
    [
      "traffic.x=3",
      "traffic.x is not a path of this scenario; known below traffic are per, rates, size, delay, pattern (--set traffic.x=3)",
    ],
    [
      "constructor.x=3",
      "constructor is not a path of this scenario; known are name, baseInterval, classes, traffic, clock, hosts, failures, recovery, storage, policies, job, prices, $schema (--set constructor.x=3)",
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
      "classes.web.size is not a known key; known are multiple, count, image, duration, pause, phase, nodes (--set classes.web={count: 2, size: 1})",
    ],
    [
      "classes.batch.multiple=1e400",
      'classes.batch.multiple must be a whole number of at most 1000000000, got "1e400" (--set classes.batch.multiple=1e400)',
    ],
    ["classes=\n3", 'classes must be an object with the classes by name, got 3 (--set "classes=\\n3")'],
  ])("%s is refused, and the place is named", (setting, sentence) => {
    expect(failure(() => withSettings(loaded, [setting]).system)).toBe(`ScenarioError: ${sentence}`);
  });

  it("what a setting breaks elsewhere is found in the file", () => {
    expect(failure(() => withSettings(loaded, ["classes.web.count=1"]).system)).toMatch(
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
    const changed = withValueAtPath(paper, "recovery.restart", 5);
    expect(changed.system.recovery.restart).toBe(5);
    expect(presets.paper).not.toHaveProperty("recovery");
  });

  it("changes one number of what is given by several, and leaves the others", () => {
    const cloud = new LoadedScenario(presets.cloud);
    const { growth } = withValueAtPath(cloud, "classes.web.image.dirty", 1e6).system.classes[0];
    expect(growth).toEqual({ ...cloud.system.classes[0].growth, dirty: 1e6 });
  });
});
