import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { prepare } from "../../src/scenario/checks/prepare.js";
import { existsIn, measures } from "../../src/scenario/model/measures.js";
import { presets } from "../../src/scenario/model/presets.js";
import { loadScenario } from "../../src/scenario/reading/load-scenario.js";
import { type ValidationReport, validate } from "../../src/validation/validation.js";
import { expectTable } from "../support/document-table.js";

const document = "docs/validation.md";
const folder = fileURLToPath(new URL("../../examples", import.meta.url));
const files = readdirSync(folder).filter((name) => name.endsWith(".yaml"));
const regimes = [
  ...Object.keys(presets).map((name) => ({ name, scenario: name })),
  ...files.map((file) => ({ name: `[${file}](../examples/${file})`, scenario: `${folder}/${file}` })),
];
const longest = 600;

describe("in every regime, every row agrees within 1 %", () => {
  const found: (readonly (string | number)[])[] = [];

  it.each(regimes)(
    "$name",
    ({ name, scenario }) => {
      const system = prepare(loadScenario(scenario));
      const report = validate(system, { maxTime: longest });
      expect(report.rows.filter(({ verdict }) => verdict !== "agree")).toEqual([]);
      expect(report.rows).toHaveLength(measures.filter((measure) => existsIn(measure, system)).length);
      const vms = system.classes.reduce((sum, { count }) => sum + count, 0);
      found.push([name, vms, report.replications, agreeing(report), farthest(report)]);
    },
    1000 * longest,
  );

  it("as the document shows", () => {
    expectTable(document, "regimes", [
      ["regime", "VMs", "replications", "rows that agree", "farthest row"],
      ...found,
    ]);
  });
});

function agreeing({ rows }: ValidationReport): string {
  return `${rows.filter(({ verdict }) => verdict === "agree").length} of ${rows.length}`;
}

/** The row in which mean and closed form are farthest apart, beside half the width of its interval. */
function farthest({ rows }: ValidationReport): string {
  const apart = (difference = 0) => Math.abs(difference);
  const [row] = [...rows].sort((a, b) => apart(b.relativeDifference) - apart(a.relativeDifference));
  const { measure, closedForm, low, high, relativeDifference = 0 } = row!;
  const percent = (share: number) => `${(100 * share).toFixed(2)} %`;
  return `\`${measure}\`, ${percent(Math.abs(relativeDifference))} ± ${percent((high - low) / 2 / closedForm)}`;
}
