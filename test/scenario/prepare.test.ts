import { describe, expect, it } from "vitest";
import { prepare } from "../../src/scenario/checks/prepare.js";
import { presets } from "../../src/scenario/model/presets.js";
import type { Scenario } from "../../src/scenario/model/scenario.js";
import { failure, minimal } from "./minimal-scenario.js";

function prepared(input: unknown) {
  return prepare(input as Scenario);
}

describe("prepare", () => {
  it("fills in every default of the interface", () => {
    const constantZero = { kind: "constant", value: 0 };
    const system = prepared({ classes: { a: {}, b: {} }, traffic: { rates: { a: { b: "10/min" } } } });
    expect(system).toEqual({
      name: "scenario",
      baseInterval: 60,
      classes: ["a", "b"].map((name, index) => ({
        index,
        name,
        multiple: 1,
        phase: 0,
        count: 1,
        image: 0,
        duration: constantZero,
        pause: 0,
      })),
      rates: {
        per: "receiver",
        from: Int32Array.of(0),
        to: Int32Array.of(1),
        rate: Float64Array.of(10 / 60),
        size: Float64Array.of(1000),
        exactRate: [{ numerator: 10n, denominator: 60n }],
        exactSize: [{ numerator: 1000n, denominator: 1n }],
      },
      delay: { within: constantZero, across: constantZero },
      clock: { error: constantZero, scope: "vm", redraw: "each-index" },
      hosts: { count: 1, names: ["h1"], placement: { kind: "spread" } },
      failures: { vm: 0, host: 0 },
      recovery: { restart: 30, bandwidth: 125_000_000, replaySpeedup: 1 },
      policies: { volatileLog: "keep", inTransit: "volatile" },
      prices: { write: 0, hold: 0, vmHour: 0 },
    });
  });

  it("lets its own systems through as they are, and nothing that only looks like one", () => {
    const system = prepare(presets.paper);
    expect(prepare(system)).toBe(system);
    expect(failure(() => prepare({ ...system }))).toBe(
      "ScenarioError: rates is not a known key; known are name, baseInterval, classes, traffic, clock, hosts, failures, recovery, storage, policies, job, prices, $schema",
    );
  });

  it("takes undefined for absent where there is a default", () => {
    expect(prepared(minimal({ name: undefined, clock: { error: undefined } }))).toEqual(prepared(minimal()));
  });

  it("orders pairs by sender, then receiver, and leaves out rates of 0", () => {
    const { rates } = prepared({
      classes: { x: { count: 2 }, y: { count: 2 }, z: {} },
      traffic: {
        rates: { z: { y: 5 }, x: { z: 2, y: 0, x: 1 }, y: { x: "3/s" } },
        size: { x: { x: "2 kB" }, z: { y: 7, x: 9 } },
      },
    });
    expect([...rates.from]).toEqual([0, 0, 1, 2]);
    expect([...rates.to]).toEqual([0, 2, 0, 1]);
    expect([...rates.rate]).toEqual([1, 2, 3, 5]);
    expect([...rates.size]).toEqual([2000, 1000, 1000, 7]);
  });

  it("keeps the order of classes and takes names that objects have of their own", () => {
    const classes = { valueOf: { count: 2 }, constructor: {}, "web tier": {}, "a.b": {} };
    const system = prepared({ classes, traffic: { rates: { constructor: { valueOf: 1, "a.b": 2 } } } });
    expect(system.classes.map(({ name }) => name)).toEqual(["valueOf", "constructor", "web tier", "a.b"]);
    expect([...system.rates.from, ...system.rates.to]).toEqual([1, 1, 0, 3]);
    // A class that is named like a property of every object is still unknown when it is not there.
    expect(failure(() => prepared(minimal({ traffic: { rates: { toString: { a: 1 } } } })))).toBe(
      "ScenarioError: traffic.rates.toString is not a class of the scenario; the only one is a",
    );
  });

  it.each([
    ["5 ms", { kind: "constant", value: 0.005 }],
    [{ exponential: "5 ms" }, { kind: "exponential", mean: 0.005 }],
    [{ uniform: [-1, "2 s"] }, { kind: "uniform", low: -1, high: 2 }],
    [{ normal: { mean: "-1 ms", sd: 2 } }, { kind: "normal", mean: -0.001, sd: 2 }],
    [{ lognormal: { mean: 1, sd: "2 s" } }, { kind: "lognormal", mean: 1, sd: 2 }],
    // A law without spread is the constant that it is.
    [{ exponential: 0 }, { kind: "constant", value: 0 }],
    [{ uniform: ["1 s", "1000 ms"] }, { kind: "constant", value: 1 }],
    [{ normal: { mean: -3, sd: 0 } }, { kind: "constant", value: -3 }],
    [{ lognormal: { mean: 3, sd: 0 } }, { kind: "constant", value: 3 }],
  ])("reads the clock error %j", (error, distribution) => {
    expect(prepared(minimal({ clock: { error } })).clock.error).toEqual(distribution);
  });

  it("one delay holds within hosts and across them, two are kept apart", () => {
    const delayOf = (delay: unknown) =>
      prepared(minimal({ traffic: { rates: { a: { a: 1 } }, delay } })).delay;
    const second = { kind: "constant", value: 1 };
    expect(delayOf("1 s")).toEqual({ within: second, across: second });
    expect(delayOf({ across: 1 })).toEqual({ within: { kind: "constant", value: 0 }, across: second });
  });

  it("a failure rate is a rate or the inverse of a mean time between failures", () => {
    const failures = { vm: "2/year", host: { mtbf: "4 s" } };
    expect(prepared(minimal({ failures })).failures).toEqual({ vm: 2 / 31_557_600, host: 0.25 });
  });

  describe("placement", () => {
    const classes = { a: { count: 3 }, b: { count: 2 } };
    const placed = (hosts: object) => prepared({ classes, traffic: { rates: { a: { b: 1 } } }, hosts }).hosts;

    it("by hand goes host by host", () => {
      expect(placed({ placement: { east: { a: 1, b: 2 }, idle: {}, west: { b: 0, a: 2 } } })).toEqual({
        count: 3,
        names: ["east", "idle", "west"],
        placement: {
          kind: "given",
          groups: [
            { host: 0, classIndex: 0, count: 1 },
            { host: 0, classIndex: 1, count: 2 },
            { host: 2, classIndex: 0, count: 2 },
          ],
        },
      });
    });

    it.each([
      [{ h1: { a: 2, b: 2 } }, "hosts.placement must place every VM once, but class a has 1 of 3 left over"],
      [
        { h1: { a: 2 }, h2: { b: 3 } },
        "hosts.placement must place every VM once, but class a has 1 of 3 left over, class b has 2, 1 fewer than placed",
      ],
      [{ h1: { a: 3, bb: 2 } }, "hosts.placement.h1.bb is not a class of the scenario; the nearest is b"],
      [{ h1: { a: 3, b: -2 } }, "hosts.placement.h1.b must be a whole number of at least 0, got -2"],
      [{}, "hosts.placement must name at least one host, got none"],
      ["sprad", 'hosts.placement must be spread or packed, got "sprad"'],
      [7, "hosts.placement must be spread, packed or an object of hosts by name, got 7"],
      [
        { 7: { a: 3 } },
        "hosts.placement.7 is no name for a host: a name that is a whole number would lose its place in the order",
      ],
    ])("%j is refused", (placement, sentence) => {
      expect(failure(() => placed({ placement }))).toBe(`ScenarioError: ${sentence}`);
    });

    it("contradicts no count", () => {
      expect(failure(() => placed({ count: 2, placement: { h1: { a: 3, b: 2 } } }))).toBe(
        "ScenarioError: hosts.count must be 1 or left out, since hosts.placement names that many, got 2",
      );
    });
  });
});

const rates = { a: { a: 1 } };
const law = "a time of at least 0 such as 60 s, or a distribution such as { exponential: 60 s }";

describe("prepare says in one sentence what is wrong:", () => {
  it.each<[string, unknown, string]>([
    [
      "nothing",
      undefined,
      "the scenario must be an object with keys such as name, baseInterval, classes, got undefined",
    ],
    [
      "null",
      null,
      "the scenario must be an object with keys such as name, baseInterval, classes, got nothing (null)",
    ],
    ["no traffic", { classes: { a: {} } }, "traffic is required and missing"],
    ["no rates", minimal({ traffic: {} }), "traffic.rates is required and missing"],
    ["no classes", minimal({ classes: {} }), "classes must hold at least one class, got none"],
    [
      "classes in a list",
      minimal({ classes: [{}] }),
      "classes must be an object with the classes by name, got a list",
    ],
    ["unknown key", minimal({ trafic: 1 }), "trafic is not a known key; the nearest is traffic"],
    [
      "unknown class key",
      minimal({ classes: { a: { multipel: 2 } } }),
      "classes.a.multipel is not a known key; the nearest is multiple",
    ],
    [
      "fraction as multiple",
      minimal({ classes: { a: { multiple: 2.5 } } }),
      "classes.a.multiple must be a whole number of at least 1, got 2.5",
    ],
    [
      "multiple of 0",
      minimal({ classes: { a: { multiple: 0 } } }),
      "classes.a.multiple must be a whole number of at least 1, got 0",
    ],
    [
      "multiple as text",
      minimal({ classes: { a: { multiple: "2" } } }),
      'classes.a.multiple must be a whole number of at least 1, got "2"',
    ],
    [
      "multiple too large",
      minimal({ classes: { a: { multiple: 1e18 } } }),
      "classes.a.multiple must be a whole number of at most 1000000000, got 1000000000000000000",
    ],
    [
      "zero count",
      minimal({ classes: { a: { count: 0 } } }),
      "classes.a.count must be a whole number of at least 1, got 0",
    ],
    [
      "NaN count",
      minimal({ classes: { a: { count: Number.NaN } } }),
      "classes.a.count must be a whole number of at least 1, got NaN",
    ],
    [
      "too many VMs",
      minimal({ classes: { a: { count: 1e9 }, b: {} } }),
      "classes must hold at most 1000000000 VMs in all, got 1000000001",
    ],
    [
      "phase",
      minimal({ classes: { a: { multiple: 3, phase: 3 } } }),
      "classes.a.phase must be below the multiple of its class, which is 3, got 3",
    ],
    [
      "null class",
      minimal({ classes: { a: null } }),
      "classes.a must be an object with keys such as multiple, count, image, got nothing (null)",
    ],
    [
      "number as class name",
      minimal({ classes: { 2: {} } }),
      "classes.2 is no name for a class: a name that is a whole number would lose its place in the order",
    ],
    ["empty class name", minimal({ classes: { "": {} } }), 'classes."" is no name for a class: it is empty'],
    [
      "padded class name",
      minimal({ classes: { "a ": {} } }),
      'classes."a " is no name for a class: it begins or ends with a space',
    ],
    [
      "class name in red",
      minimal({ classes: { "\u001b[31m": {} } }),
      'classes."\\u001b[31m" is no name for a class: it has characters that cannot be printed',
    ],
    [
      "negative rate",
      minimal({ traffic: { rates: { a: { a: -1 } } } }),
      "traffic.rates.a.a must be a rate of at least 0, such as 40/s, got -1",
    ],
    [
      "NaN rate",
      minimal({ traffic: { rates: { a: { a: Number.NaN } } } }),
      "traffic.rates.a.a must be a rate of at least 0, such as 40/s, got NaN",
    ],
    [
      "rate undefined",
      minimal({ traffic: { rates: { a: { a: undefined } } } }),
      "traffic.rates.a.a must be a rate of at least 0, such as 40/s, got undefined",
    ],
    [
      "rate of 1e31",
      minimal({ traffic: { rates: { a: { a: 1e31 } } } }),
      "traffic.rates.a.a must be at most 1e30 in SI base units, got 1e+31",
    ],
    [
      "rate of 1e-31",
      minimal({ traffic: { rates: { a: { a: 1e-31 } } } }),
      "traffic.rates.a.a must be 0 or at least 1e-30 in SI base units, got 1e-31",
    ],
    [
      "rate as a list",
      minimal({ traffic: { rates: { a: [1] } } }),
      "traffic.rates.a must be an object of receiving classes by name, got a list",
    ],
    [
      "zero traffic",
      minimal({ traffic: { rates: { a: { a: 0 } } } }),
      "traffic.rates must hold at least one rate above 0: without traffic there is no ratio",
    ],
    [
      "no pair",
      minimal({ traffic: { rates: {} } }),
      "traffic.rates must hold at least one rate above 0: without traffic there is no ratio",
    ],
    [
      "one VM to itself",
      minimal({ classes: { a: {} } }),
      "traffic.rates.a.a must be 0 or left out, since the class has one VM and a VM sends nothing to itself",
    ],
    [
      "unknown sender",
      minimal({ traffic: { rates: { A: { a: 1 } } } }),
      "traffic.rates.A is not a class of the scenario; the nearest is a",
    ],
    [
      "unknown receiver",
      minimal({ traffic: { rates: { a: { b: 1 } } } }),
      "traffic.rates.a.b is not a class of the scenario; the only one is a",
    ],
    [
      "convention",
      minimal({ traffic: { rates, per: "recever" } }),
      'traffic.per must be one of sender, receiver, pair, class, got "recever"; the nearest is receiver',
    ],
    [
      "size of 0",
      minimal({ traffic: { rates, size: 0 } }),
      "traffic.size must be an amount of data above 0, such as 2 GiB, got 0",
    ],
    [
      "size of an unknown pair",
      minimal({ traffic: { rates, size: { a: { x: 1 } } } }),
      "traffic.size.a.x is not a class of the scenario; the only one is a",
    ],
    [
      "negative delay",
      minimal({ traffic: { rates, delay: "-1 s" } }),
      'traffic.delay must be a time of at least 0, such as 60 s, got "-1 s"',
    ],
    [
      "normal delay",
      minimal({ traffic: { rates, delay: { normal: { mean: 1, sd: 1 } } } }),
      "traffic.delay.normal could be negative; use lognormal or uniform here",
    ],
    [
      "delay of two kinds",
      minimal({ traffic: { rates, delay: { across: 1, exponential: 1 } } }),
      "traffic.delay must be one distribution, or within and across, got across and exponential",
    ],
    ["delay list", minimal({ traffic: { rates, delay: [1] } }), `traffic.delay must be ${law}, got a list`],
    [
      "duration true",
      minimal({ classes: { a: { count: 2, duration: true } } }),
      `classes.a.duration must be ${law}, got true`,
    ],
    [
      "empty duration",
      minimal({ classes: { a: { count: 2, duration: {} } } }),
      "classes.a.duration must name one distribution, got none",
    ],
    [
      "two laws",
      minimal({ clock: { error: { exponential: 1, uniform: [1, 2] } } }),
      "clock.error must name one distribution, got exponential and uniform",
    ],
    [
      "unknown law",
      minimal({ clock: { error: { gaussian: 1 } } }),
      "clock.error.gaussian is not a known distribution; known are exponential, uniform, normal, lognormal",
    ],
    [
      "uniform of one",
      minimal({ clock: { error: { uniform: [1] } } }),
      "clock.error.uniform must be a list of two times such as [1 s, 2 s], got a list of 1",
    ],
    [
      "sparse uniform",
      minimal({ clock: { error: { uniform: new Array(2) } } }),
      "clock.error.uniform.0 must be a time such as 60 s, got undefined",
    ],
    [
      "uniform upside down",
      minimal({ clock: { error: { uniform: ["2 s", 1] } } }),
      "clock.error.uniform must be a list of two times in ascending order, got 2 s, then 1 s",
    ],
    [
      "negative uniform duration",
      minimal({ classes: { a: { count: 2, duration: { uniform: [-1, 1] } } } }),
      "classes.a.duration.uniform.0 must be a time of at least 0, such as 60 s, got -1",
    ],
    [
      "negative sd",
      minimal({ clock: { error: { normal: { mean: 0, sd: -1 } } } }),
      "clock.error.normal.sd must be a time of at least 0, such as 60 s, got -1",
    ],
    [
      "no sd",
      minimal({ clock: { error: { normal: { mean: 0 } } } }),
      "clock.error.normal.sd is required and missing",
    ],
    [
      "lognormal mean 0",
      minimal({ clock: { error: { lognormal: { mean: 0, sd: 1 } } } }),
      "clock.error.lognormal.mean must be a time above 0, such as 60 s, got 0",
    ],
    [
      "mtbf 0",
      minimal({ failures: { vm: { mtbf: 0 } } }),
      "failures.vm.mtbf must be a time above 0, such as 60 s, got 0",
    ],
    [
      "bandwidth 0",
      minimal({ recovery: { bandwidth: 0 } }),
      "recovery.bandwidth must be an amount of data per time above 0, such as 1 Gbit/s, got 0",
    ],
    [
      "base interval 0",
      minimal({ baseInterval: 0 }),
      "baseInterval must be a time above 0, such as 60 s, got 0",
    ],
    [
      "replay speed-up with unit",
      minimal({ recovery: { replaySpeedup: "2 s" } }),
      'recovery.replaySpeedup must be a number above 0, got "2 s"; it takes no unit',
    ],
    [
      "hosts beyond reason",
      minimal({ hosts: { count: 1e7 } }),
      "hosts.count must be a whole number of at most 1000000, got 10000000",
    ],
    ["name of two lines", minimal({ name: "a\nb" }), 'name must be printable text on one line, got "a\\nb"'],
    ["name as number", minimal({ name: 5 }), "name must be text, got 5"],
  ])("%s", (_name, input, sentence) => {
    expect(failure(() => prepared(input))).toBe(`ScenarioError: ${sentence}`);
  });
});

it("a time where a rate of failures is wanted leads to the mean time between them", () => {
  const failures = { vm: "180 d" };
  expect(failure(() => prepare({ ...presets.paper, failures }))).toBe(
    'ScenarioError: failures.vm must be a rate of at least 0, such as 40/s, got "180 d", which is a time: for the mean time between failures write { mtbf: 180 d }',
  );
});
