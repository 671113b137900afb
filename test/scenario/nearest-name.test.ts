import { describe, expect, it } from "vitest";
import { nearestName } from "../../src/scenario/checks/nearest-name.js";
import { scenarioShape } from "../../src/scenario/checks/scenario-shape.js";

const keys = Object.keys(scenarioShape.fields!);

describe("the nearest name", () => {
  it.each([
    ["trafic", keys, "traffic"],
    ["clases", keys, "classes"],
    ["TRAFFIC", keys, "traffic"],
    ["interval", keys, "baseInterval"],
    ["cuont", ["multiple", "count"], "count"],
    ["vmImage", ["image", "pause"], "image"],
    ["replay-speed-up", ["restart", "replaySpeedup"], "replaySpeedup"],
    ["A", ["b", "a"], "a"],
    ["si", ["SI", "MI2"], "SI"],
  ])("of %s can be meant", (name, known, nearest) => {
    expect(nearestName(name, known)).toBe(nearest);
  });

  it.each([
    ["x", keys],
    ["b", ["a"]],
    ["constructor", keys],
    ["gauss", ["exponential", "uniform", "normal", "lognormal"]],
    ["size", ["multiple", "count", "image"]],
    ["rate", keys],
    ["", keys],
  ])("of %j is none where none is near", (name, known) => {
    expect(nearestName(name, known)).toBeUndefined();
  });
});
