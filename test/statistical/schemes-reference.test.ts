import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { estimates } from "../../src/montecarlo/estimation/estimates.js";
import { pairedDifferences } from "../../src/montecarlo/estimation/paired-differences.js";
import type { ComparisonMeasureKey } from "../../src/scenario/model/comparison-measures.js";
import type { SchemeKey } from "../../src/scenario/model/schemes.js";
import { comparedSystem, comparedTotals } from "../support/compared-systems.js";

/** A reference value and its standard error. */
type Reference = readonly [value: number, standardError: number];

/** Uniform ideal, uniform delayed, client-server ideal (10 VMs), uniform ideal (50 VMs); null where there is none. */
type Row = readonly (Reference | null)[];

/** By measure and scheme; where from and on which systems stands in the file. */
const { tables } = JSON.parse(
  readFileSync(new URL("../golden/schemes-monte-carlo.json", import.meta.url), "utf8"),
) as { tables: { readonly [Key in ComparisonMeasureKey]?: { readonly [Key in SchemeKey]?: Row } } };

const systems = [
  { traffic: "uniform", vms: 10 },
  { traffic: "uniform", vms: 10, delayed: true },
  { traffic: "client-server", vms: 10 },
  { traffic: "uniform", vms: 50 },
] as const;

describe.each([0, 1, 2, 3])("reference values of another implementation, system %i", (place) => {
  const { vms } = systems[place];
  const system = comparedSystem(systems[place]);
  const rows = (Object.keys(tables) as ComparisonMeasureKey[]).flatMap((measure) =>
    (Object.keys(tables[measure]!) as SchemeKey[]).flatMap((scheme) => {
      const reference = tables[measure]![scheme]![place];
      return reference === null ? [] : [{ measure, scheme, reference }];
    }),
  );
  const schemes = [...new Set(["vmqsc" as const, ...rows.map(({ scheme }) => scheme)])];
  const totals = comparedTotals(system, schemes, { seed: "reference", replications: vms === 10 ? 40 : 8 });

  it.each(rows)("$measure of $scheme", ({ measure, scheme, reference: [value, error] }) => {
    const { mean, standardError } = estimates(totals, { scheme })[measure]!;
    // As many replications as the reference, or half as many: not much less sharp.
    expect(standardError).toBeLessThanOrEqual(3 * error + 1e-9);
    expect(Math.abs(mean - value)).toBeLessThanOrEqual(
      5 * Math.hypot(standardError, error) + rounding(value),
    );
  });
});

/** The reference is printed with so many digits. */
function rounding(value: number): number {
  return value === 0 ? 0 : 0.0005;
}

describe("on the same events", () => {
  const totals = comparedTotals(
    comparedSystem({ traffic: "uniform", vms: 10 }),
    ["vmqsc", "log-optimistic", "bcs", "lazy-bcs"],
    {
      seed: "paired",
      replications: 40,
    },
  );
  const difference = (scheme: SchemeKey, measure: ComparisonMeasureKey) =>
    pairedDifferences(totals).find(({ slot }) => slot.scheme === scheme && slot.measure === measure)!
      .estimate;

  it("optimistic logging writes exactly VM_QSC's stable log, and sets VMs back less", () => {
    expect(difference("log-optimistic", "stableLogRatio")).toMatchObject({ mean: 0, standardError: 0 });
    const { mean, standardError } = difference("log-optimistic", "hostRollbackMean");
    expect(mean / standardError).toBeLessThan(-6);
  });

  it("a paired difference is known better than the two figures apart", () => {
    const of = (scheme: SchemeKey) => estimates(totals, { scheme }).hostRollbackMean!.standardError;
    const { standardError } = difference("bcs", "hostRollbackMean");
    expect(standardError).toBeLessThan(Math.hypot(of("bcs"), of("vmqsc")));
  });
});

it("coordinated rounds set VMs back exactly as VM_QSC does where all multiples are 1, without delays and clock errors", () => {
  const system = { ...comparedSystem({ traffic: "uniform", vms: 10 }) };
  const alike = { ...system, classes: system.classes.map((one) => ({ ...one, multiple: 1 })) };
  const totals = comparedTotals(alike, ["vmqsc", "coordinated"], { seed: "alike", replications: 5 });
  const found = (scheme: SchemeKey) => estimates(totals, { scheme });
  for (const measure of [
    "hostRollbackMean",
    "hostRollbackWorst",
    "vmsRolledBack",
    "recoveryLineAge",
    "checkpointRate",
  ] as const)
    expect(found("coordinated")[measure]!.mean).toBe(found("vmqsc")[measure]!.mean);
});
