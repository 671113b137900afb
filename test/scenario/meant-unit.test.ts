import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Dimension, meantUnit, unitFactor } from "../../src/scenario/quantities/unit-table.js";
import { unitNames } from "../support/unit-names.js";

const size = (unit: string, dimension: Dimension) => {
  const { numerator, denominator } = unitFactor(unit, dimension)!;
  return Number(numerator) / Number(denominator);
};

describe("the unit that a misspelt one must mean", () => {
  it.each<[string, Dimension, string | undefined]>([
    ["Gb/s", "dataRate", "Gbit/s"],
    ["Mbps", "dataRate", "Mbit/s"],
    ["MBps", "dataRate", "MB/s"],
    ["kb", "data", "kbit"],
    ["KB", "data", "kB"],
    ["KB/sec", "dataRate", "kB/sec"],
    ["GIB", "data", "GiB"],
    ["Gib", "data", "Gibit"],
    ["gigabytes", "data", "GB"],
    ["mebibyte", "data", "MiB"],
    ["Mbits", "data", "Mbit"],
    // Careless of case, or a thousandth of a byte: no answer is better than one of another size.
    ["gb", "data", undefined],
    ["mb", "data", undefined],
    ["mB", "data", undefined],
    ["Kb", "data", undefined],
    ["mins", "time", "min"],
    ["hrs", "time", "h"],
    ["D", "time", "d"],
    ["minuts", "time", "minute"],
    ["Ms", "time", undefined],
    ["hs", "time", undefined],
    ["M", "time", undefined],
    ["months", "time", undefined],
    ["rps", "rate", "/s"],
    ["req/hr", "rate", "/h"],
    ["/mins", "rate", "/min"],
    ["kreq/s", "rate", undefined],
    ["/Ms", "rate", undefined],
  ])("%s as %s: %s", (text, dimension, meant) => {
    expect(meantUnit(text, dimension)).toBe(meant);
  });

  const dimensions = ["time", "data", "rate", "dataRate"] as const;

  it("is a unit, and one that is written rightly means itself", () => {
    const text = fc.stringMatching(/^[kKmMgGtTpPiIbByYtTeEsShHdDnu]{1,6}(\/[smhdinrMS]{1,3})?$/);
    fc.assert(
      fc.property(text, fc.constantFrom(...dimensions), (unit, dimension) => {
        const meant = meantUnit(unit, dimension);
        if (meant !== undefined) expect(unitFactor(meant, dimension)).toBeDefined();
        if (unitFactor(unit, dimension)) expect(size(meant!, dimension)).toBe(size(unit, dimension));
      }),
      { numRuns: 5000 },
    );
  });

  it("is of the size that its letters say, whatever the case of the others", () => {
    for (const name of unitNames("data").filter((unit) => /^.i?[bB]/.test(unit) && unit.length > 2)) {
      for (const unit of [name.toUpperCase(), name.toLowerCase(), name[0].toLowerCase() + name.slice(1)]) {
        const meant = meantUnit(unit, "data");
        if (meant === undefined) continue;
        expect(/bit/i.test(unit) || unit.endsWith("b"), unit).toBe(meant.endsWith("bit"));
        expect(meant[0].toUpperCase(), unit).toBe(unit[0].toUpperCase());
        expect(/^.i/i.test(unit), unit).toBe(/^.i/.test(meant));
      }
    }
  });
});
