import { expect, it } from "vitest";
import * as vmqsc from "../../src/index.js";

function isFrozenToItsDepth(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return true;
  return Object.isFrozen(value) && Object.values(value).every(isFrozenToItsDepth);
}

it.each(["measures", "measureSections", "comparisonMeasures", "schemes", "presets", "jsonSchema"] as const)(
  "%s cannot be changed by one part of a program for all others",
  (name) => {
    expect(isFrozenToItsDepth(new Map(Object.entries(vmqsc)).get(name))).toBe(true);
  },
);
