import { describe, expect, it } from "vitest";
import { prepare } from "../../src/scenario/checks/prepare.js";
import { jsonSchema, type scenarioShape } from "../../src/scenario/checks/scenario-shape.js";
import type { InputOf, JsonSchema } from "../../src/scenario/checks/shape.js";
import { presets } from "../../src/scenario/model/presets.js";
import type { Scenario } from "../../src/scenario/model/scenario.js";
import { parseScenario } from "../../src/scenario/reading/parse-scenario.js";
import { starter } from "../../src/scenario/reading/starter.js";
import { unitNames } from "../support/unit-names.js";
import { failure, minimal } from "./minimal-scenario.js";

/** A validator for the keywords that the schema uses; any other keyword is an error of the schema. */
function conforms(schema: JsonSchema, value: unknown): boolean {
  return Object.entries(schema).every(([keyword, operand]) => keywordHolds(keyword, operand, value, schema));
}

function keywordHolds(keyword: string, operand: unknown, value: unknown, schema: JsonSchema): boolean {
  const entries =
    typeof value === "object" && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
  const properties = (schema.properties ?? {}) as Record<string, JsonSchema>;
  switch (keyword) {
    case "$schema":
    case "title":
    case "description":
    case "default":
      return true;
    case "type":
      return isType(operand as string, value);
    case "enum":
      return (operand as unknown[]).includes(value);
    case "anyOf":
      return (operand as JsonSchema[]).some((one) => conforms(one, value));
    case "not":
      return !conforms(operand as JsonSchema, value);
    case "minimum":
      return typeof value !== "number" || value >= (operand as number);
    case "maximum":
      return typeof value !== "number" || value <= (operand as number);
    case "exclusiveMinimum":
      return typeof value !== "number" || value > (operand as number);
    case "minLength":
      return typeof value !== "string" || value.length >= (operand as number);
    case "maxLength":
      return typeof value !== "string" || value.length <= (operand as number);
    case "pattern":
      return typeof value !== "string" || new RegExp(operand as string, "u").test(value);
    case "minItems":
      return !Array.isArray(value) || value.length >= (operand as number);
    case "maxItems":
      return !Array.isArray(value) || value.length <= (operand as number);
    case "items":
      return !Array.isArray(value) || value.every((item) => conforms(operand as JsonSchema, item));
    case "required":
      return (operand as string[]).every((key) => Object.hasOwn(value as object, key));
    case "properties":
      return entries.every(
        ([key, inner]) => !Object.hasOwn(properties, key) || conforms(properties[key], inner),
      );
    case "propertyNames":
      return entries.every(([key]) => conforms(operand as JsonSchema, key));
    case "additionalProperties":
      return entries.every(
        ([key, inner]) =>
          Object.hasOwn(properties, key) || (operand !== false && conforms(operand as JsonSchema, inner)),
      );
    default:
      throw new Error(`keyword ${keyword} is not known here`);
  }
}

function isType(type: string, value: unknown): boolean {
  switch (type) {
    case "object":
      return typeof value === "object" && value !== null && !Array.isArray(value);
    case "array":
      return Array.isArray(value);
    case "integer":
      return Number.isInteger(value);
    case "string":
      return typeof value === "string";
    case "number":
      return typeof value === "number";
    default:
      throw new Error(`type ${type} is not known here`);
  }
}

const rates = { a: { a: 1 } };

describe("the JSON Schema", () => {
  it("says of the type of a scenario what the shapes say", () => {
    // That these two compile is the test: each type can stand for the other.
    const asWritten = (scenario: Scenario): InputOf<typeof scenarioShape> => scenario;
    const asScenario = (written: InputOf<typeof scenarioShape>): Scenario => written;
    expect(asScenario(asWritten(presets.paper))).toBe(presets.paper);
  });

  it("is plain JSON", () => {
    expect(JSON.parse(JSON.stringify(jsonSchema))).toEqual(jsonSchema);
  });

  it.each<[string, unknown]>([
    ["paper", presets.paper],
    ["cloud", presets.cloud],
    ["the starter", parseScenario(starter, "starter")],
    ["the least there can be", minimal()],
    [
      "all ways to write a delay",
      minimal({ traffic: { rates, delay: { within: "1 ms", across: { uniform: [0, "2 s"] } } } }),
    ],
    ["a placement by hand", minimal({ hosts: { placement: { h1: { a: 2 } } } })],
  ])("takes %s, as prepare does", (_name, scenario) => {
    expect(failure(() => prepare(scenario as Scenario))).toBe("no error");
    expect(conforms(jsonSchema, scenario)).toBe(true);
  });

  it.each<[string, unknown]>([
    ["no traffic", { classes: { a: {} } }],
    ["an unknown key", minimal({ clok: {} })],
    ["an unknown class key", minimal({ classes: { a: { cuont: 2 } } })],
    ["a fraction as multiple", minimal({ classes: { a: { count: 2, multiple: 2.5 } } })],
    ["a count of 0", minimal({ classes: { a: { count: 0 } } })],
    [
      "a whole number as name",
      minimal({ classes: { 1: { count: 2 } }, traffic: { rates: { 1: { 1: 1 } } } }),
    ],
    ["a negative rate", minimal({ traffic: { rates: { a: { a: -1 } } } })],
    ["a negative rate as text", minimal({ traffic: { rates: { a: { a: "-1/s" } } } })],
    ["a time for a rate", minimal({ traffic: { rates: { a: { a: "5 s" } } } })],
    ["metres", minimal({ baseInterval: "5 m" })],
    ["a base interval of 0", minimal({ baseInterval: 0 })],
    ["a normal delay", minimal({ traffic: { rates, delay: { normal: { mean: 1, sd: 1 } } } })],
    ["two laws", minimal({ clock: { error: { exponential: 1, uniform: [0, 1] } } })],
    ["a range of one", minimal({ clock: { error: { uniform: [1] } } })],
    ["an unknown word", minimal({ policies: { inTransit: "stabel" } })],
    ["null", minimal({ hosts: null })],
  ])("refuses %s, as prepare does", (_name, scenario) => {
    expect(failure(() => prepare(scenario as Scenario))).toMatch(/^ScenarioError: /);
    expect(conforms(jsonSchema, scenario)).toBe(false);
  });

  it("knows every unit that is read", () => {
    for (const unit of unitNames("time"))
      expect(conforms(jsonSchema, minimal({ baseInterval: `1.5 ${unit}` }))).toBe(true);
    for (const unit of unitNames("dataRate")) {
      expect(conforms(jsonSchema, minimal({ recovery: { bandwidth: `2e3 ${unit}` } }))).toBe(true);
    }
    for (const unit of unitNames("data")) {
      expect(conforms(jsonSchema, minimal({ traffic: { rates, size: `4${unit}` } }))).toBe(true);
    }
    for (const unit of unitNames("rate")) {
      expect(conforms(jsonSchema, minimal({ failures: { vm: `1${unit}`, host: `2 req ${unit}` } }))).toBe(
        true,
      );
    }
  });

  it("describes every key", () => {
    const undescribed: string[] = [];
    const walk = (schema: JsonSchema, path: string) => {
      for (const [key, inner] of Object.entries((schema.properties ?? {}) as Record<string, JsonSchema>)) {
        if (typeof inner.description !== "string") undescribed.push(`${path}${key}`);
        walk(inner, `${path}${key}.`);
      }
    };
    walk(jsonSchema, "");
    expect(undescribed).toEqual([]);
  });
});
