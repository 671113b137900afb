import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatPath, parsePath } from "../../src/scenario/checks/path.js";
import { failure } from "./minimal-scenario.js";

fc.configureGlobal({ seed: 20_100_501 });

describe("paths", () => {
  it.each([
    ["classes.web.count", ["classes", "web", "count"]],
    [' classes . "web.eu" . count ', ["classes", "web.eu", "count"]],
    ["classes.'web.eu'.count", ["classes", "web.eu", "count"]],
    ["classes.'it''s'", ["classes", "it's"]],
    ['"a\\"b=".x', ['a"b=', "x"]],
    ["classes.web tier.count", ["classes", "web tier", "count"]],
  ])("%s", (path, keys) => {
    expect(parsePath(path)).toEqual(keys);
  });

  it.each(["", ".", "a.", ".a", "a..b", '"a', "a.'b", "a=b", '"\\x"'])("%j is none", (path) => {
    expect(failure(() => parsePath(path))).toBe(
      `ScenarioError: a path must be keys joined by dots such as classes.web.count, got ${JSON.stringify(path)}`,
    );
  });

  it("what is printed can be typed", () => {
    const key = fc.string({ unit: "binary", minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(fc.array(key, { minLength: 1, maxLength: 5 }), (keys) => {
        expect(parsePath(formatPath(keys))).toEqual(keys);
      }),
    );
  });
});
