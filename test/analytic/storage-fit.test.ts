import { describe, expect, it } from "vitest";
import { analyze, analyzeSome } from "../../src/analytic/analyze.js";
import { leastBaseInterval, refuseMisfit, storageMisfit } from "../../src/analytic/storage-fit.js";
import { prepare } from "../../src/scenario/checks/prepare.js";
import type { Scenario } from "../../src/scenario/model/scenario.js";

const scenario: Scenario = {
  baseInterval: "10 s",
  classes: { a: { count: 4, image: "1 GB" }, b: { multiple: 2, count: 2, image: "3 GB" } },
  traffic: { rates: { a: { a: 1 } } },
  storage: { write: "1 GB/s" },
};
const at = (change: Partial<Scenario>) => prepare({ ...scenario, ...change });

describe("what fits the storage there is (E19)", () => {
  it("has no steady state from a utilisation of 1 on, and says by how much and what would fit", () => {
    expect(() => analyze(at({ storage: { write: "100 MB/s" } }))).toThrow(
      "storage.write of 100 MB/s has no steady state: what is written to stable storage comes to 700 MB/s in the mean, 7 times as much; baseInterval 101 s would fit",
    );
    expect(() =>
      refuseMisfit(at({ hosts: { count: 2 }, storage: { write: "1 GB/s", hostLink: "300 MB/s" } })),
    ).toThrow(
      /^storage.hostLink of 300 MB\/s has no steady state: what one host writes comes to 350 MB\/s in the mean, 1.17 times as much; /,
    );
    expect(() => refuseMisfit(at({ storage: { write: "1 GB/s", staging: "300 MB/s" } }))).toThrow(
      /^storage.staging of 300 MB\/s has no steady state: what the VMs of one host write comes to 700 MB\/s/,
    );
  });

  it("has none where a burst meets the next one, if only at one index", () => {
    const system = at({ storage: { write: "0.9 GB/s" } });
    expect(analyzeSome(system, ["storageUtilization"]).storageUtilization!.value).toBeLessThan(1);
    expect(() => refuseMisfit(system)).toThrow(
      "storage has no steady state: the burst of index 2 is written after 11.11 s, and the next one comes after 10 s; baseInterval 11.2 s would fit",
    );
    expect(storageMisfit(at({ storage: { write: "1.01 GB/s" } }))).toBeUndefined();
  });

  it("names the phases that would fit", () => {
    const classes: Scenario["classes"] = {
      a: { multiple: 2, count: 6, image: "1 GB" },
      b: { multiple: 2, count: 6, image: "1 GB" },
    };
    expect(() => refuseMisfit(at({ classes }))).toThrow(
      /; baseInterval 12.1 s, or the phases b 1 would fit$/,
    );
  });

  it("finds the least base interval: a little less has no steady state", () => {
    const system = at({ storage: { write: "123 MB/s" } });
    const least = leastBaseInterval(system)!;
    expect(storageMisfit({ ...system, baseInterval: least })).toBeUndefined();
    expect(storageMisfit({ ...system, baseInterval: 0.989 * least })).toBeDefined();
  });
});
