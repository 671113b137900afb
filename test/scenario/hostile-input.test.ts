import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LoadedScenario, prepare } from "../../src/scenario/checks/prepare.js";
import { presets } from "../../src/scenario/model/presets.js";
import type { Scenario } from "../../src/scenario/model/scenario.js";
import { ScenarioError } from "../../src/scenario/model/scenario-error.js";
import { parseScenario } from "../../src/scenario/reading/parse-scenario.js";
import { starter } from "../../src/scenario/reading/starter.js";
import { withSettings } from "../../src/scenario/reading/with-settings.js";
import { failure, minimal } from "./minimal-scenario.js";

fc.configureGlobal({ seed: 20_100_501 });

/** Whatever goes in, what comes out is a result or one sentence. */
function expectAnswer(call: () => unknown): void {
  try {
    call();
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    expect(error.message).toMatch(/^[^\n\r]{1,600}[^.\n\r]$/u);
    expect(error.message).not.toMatch(/is not a function|cannot read prop|\[object Object\]|\$\{/i);
  }
}

const garbage = fc.oneof(
  fc.anything({
    withBigInt: true,
    withBoxedValues: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withObjectString: true,
    withSet: true,
    withSparseArray: true,
    withTypedArray: true,
  }),
  fc.constantFrom<unknown>(
    -1,
    0,
    0.5,
    1e31,
    1e-31,
    1e308,
    "5 m",
    "-1 s",
    "1e400",
    "spread",
    "__proto__",
    [],
    {},
    null,
  ),
);

/** Every path of a tree of plain objects and lists. */
function pathsOf(value: unknown): readonly (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [[]];
  return [
    [],
    ...Object.entries(value).flatMap(([key, inner]) => pathsOf(inner).map((path) => [key, ...path])),
  ];
}

function withReplaced(value: unknown, [key, ...rest]: readonly string[], leaf: unknown): unknown {
  if (key === undefined) return leaf;
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<string, unknown>;
  copy[key] = withReplaced(copy[key], rest, leaf);
  return copy;
}

describe("no input gets anything but an answer", () => {
  it("objects of any kind", () => {
    fc.assert(fc.property(garbage, (input) => expectAnswer(() => prepare(input as Scenario))));
  });

  it("a good scenario with one part replaced by anything", () => {
    const paths = pathsOf(presets.cloud);
    fc.assert(
      fc.property(fc.constantFrom(...paths), garbage, (path, leaf) =>
        expectAnswer(() => prepare(withReplaced(presets.cloud, path, leaf) as Scenario)),
      ),
      { numRuns: 2000 },
    );
  });

  it("a good scenario with a key of any name anywhere", () => {
    const places = pathsOf(presets.cloud).filter((path) => path.length < 4);
    const key = fc.oneof(
      fc.string(),
      fc.constantFrom("__proto__", "constructor", "toString", "0", "hasOwnProperty"),
    );
    fc.assert(
      fc.property(fc.constantFrom(...places), key, garbage, (path, name, leaf) =>
        expectAnswer(() => prepare(withReplaced(presets.cloud, [...path, name], leaf) as Scenario)),
      ),
    );
  });

  it("texts of any kind, as YAML and as JSON", () => {
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: "binary" }),
      fc.json(),
      fc.string({ unit: fc.constantFrom(..."{}[]:,\"'&*!|>-#%@ \n\ta1") }),
    );
    fc.assert(
      fc.property(text, fc.constantFrom("s.yaml", "s.json"), (source, name) =>
        expectAnswer(() => parseScenario(source, name)),
      ),
      { numRuns: 1000 },
    );
  });

  it("a good text with a piece replaced by another", () => {
    const json = JSON.stringify(presets.cloud, undefined, 1);
    fc.assert(
      fc.property(
        fc.constantFrom([starter, "s.yaml"] as const, [json, "s.json"] as const, [json, "s.yaml"] as const),
        fc.nat(3500),
        fc.nat(4),
        fc.string({ unit: fc.constantFrom(..."{}[]:,\"'&*!|>-#%@ \n\t0129.eaI\\"), maxLength: 4 }),
        ([text, name], start, length, piece) =>
          expectAnswer(() => parseScenario(text.slice(0, start) + piece + text.slice(start + length), name)),
      ),
      { numRuns: 500 },
    );
  });

  it("settings of any kind", () => {
    const words = [
      "classes",
      "web",
      "traffic",
      "delay",
      "within",
      "uniform",
      "0",
      "count",
      "hosts",
      "placement",
      '"',
      "'",
      ".",
      ".",
      ".",
      "=",
      "=",
      "3",
      "{a: 1}",
      "&x",
      "*x",
      " ",
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words), { maxLength: 9 }), (pieces) =>
        expectAnswer(() => withSettings(new LoadedScenario(presets.cloud), [pieces.join("")]).system),
      ),
      { numRuns: 1000 },
    );
  });
});

describe("objects that fight back", () => {
  class Pool {
    count = 2;
  }
  const cyclic: Record<string, unknown> = { count: 2 };
  cyclic.duration = cyclic;

  it.each<[string, unknown, string]>([
    [
      "a class instance",
      new Pool(),
      "must be an object with keys such as multiple, count, image, got a Pool",
    ],
    ["a Map", new Map(), "must be an object with keys such as multiple, count, image, got a Map"],
    [
      "an inherited value",
      Object.create({ count: 2 }),
      "must be an object with keys such as multiple, count, image, got an object with a prototype of its own",
    ],
    ["a key that is a symbol", { [Symbol("count")]: 2 }, "must not have a symbol as a key"],
    ["a list", [2], "must be an object with keys such as multiple, count, image, got a list"],
  ])("%s", (_name, input, sentence) => {
    expect(failure(() => prepare(minimal({ classes: { a: input } }) as unknown as Scenario))).toBe(
      `ScenarioError: classes.a ${sentence}`,
    );
  });

  it("a cycle", () => {
    const of = (a: unknown) => failure(() => prepare(minimal({ classes: { a } }) as unknown as Scenario));
    expect(of(cyclic)).toMatch(/^ScenarioError: classes\.a\.duration\.count is not a known distribution/);
  });

  it("objects without a prototype and getters that answer are plain enough", () => {
    const bare = Object.assign(Object.create(null), { count: 2 });
    const getter = {
      get count() {
        return 2;
      },
    };
    for (const a of [bare, getter]) {
      expect(prepare(minimal({ classes: { a } }) as unknown as Scenario).classes[0]?.count).toBe(2);
    }
  });

  it("no prototype is polluted", () => {
    const polluted = JSON.parse('{"__proto__": {"count": 7}}') as object;
    expect(failure(() => prepare(minimal({ classes: { a: polluted } }) as unknown as Scenario))).toBe(
      "ScenarioError: classes.a.__proto__ is not a name that can be used",
    );
    for (const name of ["s.yaml", "s.json"]) {
      expect(failure(() => parseScenario('{"classes": {"__proto__": {"count": 7}}}', name))).toMatch(
        /__proto__ is not a name that can be used/,
      );
    }
    expect(
      failure(() => withSettings(new LoadedScenario(presets.paper), ["classes.__proto__.count=7"])),
    ).toMatch(/^ScenarioError: /);
    expect(({} as Record<string, unknown>).count).toBeUndefined();
  });
});
