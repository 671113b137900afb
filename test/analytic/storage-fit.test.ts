import { describe, expect, it } from "vitest";
import { analyze, analyzeSome } from "../../src/analytic/analyze.js";
import {
  leastBaseInterval,
  refuseMisfit,
  spreadPhases,
  storageMisfit,
} from "../../src/analytic/storage-fit.js";
import { prepare } from "../../src/scenario/checks/prepare.js";
import type { Scenario } from "../../src/scenario/model/scenario.js";
import type { System } from "../../src/scenario/model/system.js";
import { systemOf } from "../support/system-of.js";

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

  it("has none where the mean is all there is: for the bandwidth, a link, a host's own disk", () => {
    const wide = { write: "10 GB/s" };
    for (const [key, storage] of [
      ["write", { write: "700 MB/s" }],
      ["hostLink", { ...wide, hostLink: "700 MB/s" }],
      ["staging", { ...wide, staging: "700 MB/s" }],
    ] as const) {
      expect(storageMisfit(at({ storage }))?.path).toBe(`storage.${key}`);
      expect(storageMisfit(at({ storage }))?.reason).toContain("comes to 700 MB/s in the mean, as much");
    }
  });

  it("looks at the host that writes most", () => {
    // Packed: three of class a on the first host, one of a and two of b on the second, 400 MB/s in the mean.
    const hosts = { count: 2, placement: "packed" } as const;
    const misfit = (storage: Scenario["storage"]) => storageMisfit(at({ hosts, storage }))?.path;
    expect(misfit({ write: "10 GB/s", hostLink: "399 MB/s" })).toBe("storage.hostLink");
    expect(misfit({ write: "10 GB/s", staging: "399 MB/s" })).toBe("storage.staging");
    // Then the bursts are what is too much.
    expect(misfit({ write: "10 GB/s", staging: "401 MB/s" })).toBe("storage.write");
  });

  describe("VMs that send nothing, so that some indices are quiet", () => {
    const gigabytes = 1e9;
    const silent = (
      parts: readonly (readonly [multiple: number, phase: number, image: number])[],
    ): System => ({
      ...systemOf({
        classes: parts.map(([multiple, phase, image]) => ({ multiple, phase, image: image * gigabytes })),
        rates: [],
        baseInterval: 10,
      }),
      storage: { write: gigabytes, read: gigabytes, hostLink: Number.POSITIVE_INFINITY },
    });

    it("has until the next burst to write one, over the end of the hyperperiod too", () => {
      expect(storageMisfit(silent([[4, 0, 30]]))).toBeUndefined();
      expect(
        storageMisfit(
          silent([
            [4, 1, 19.9],
            [4, 3, 19.9],
          ]),
        ),
      ).toBeUndefined();
      expect(
        storageMisfit(
          silent([
            [4, 1, 29],
            [4, 0, 9],
          ]),
        ),
      ).toBeUndefined();
      expect(
        storageMisfit(
          silent([
            [4, 3, 15],
            [4, 0, 9],
          ]),
        ),
      ).toEqual({
        path: "storage.write",
        reason:
          "storage has no steady state: the burst of index 3 is written after 15 s, and the next one comes after 10 s",
      });
      expect(
        storageMisfit(
          silent([
            [4, 1, 9],
            [4, 3, 20],
          ]),
        )?.reason,
      ).toContain("burst of index 3 is written after 20 s");
      expect(
        storageMisfit(
          silent([
            [4, 1, 9],
            [4, 0, 10],
          ]),
        )?.reason,
      ).toContain("burst of index 4 is written after 10 s");
    });

    it("puts first what writes most, and each where the largest burst grows least", () => {
      expect(
        spreadPhases(
          silent([
            [2, 0, 3],
            [2, 0, 5],
            [2, 0, 4],
          ]),
        ),
      ).toEqual([1, 0, 1]);
      // At multiples 2 and 3 every pair of phases meets; the third is free beside the first alone.
      expect(
        spreadPhases(
          silent([
            [2, 1, 4],
            [3, 2, 5],
            [6, 0, 3],
          ]),
        ),
      ).toEqual([0, 0, 1]);
    });

    it("finds the same least base interval from below and from above", () => {
      const of = (baseInterval: number) => leastBaseInterval({ ...silent([[1, 0, 4.555]]), baseInterval });
      expect([of(1), of(10), of(1000)]).toEqual([4.56, 4.56, 4.56]);
      expect(of(0.01)).toBe(4.56);
    });
  });

  it("adds to the least base interval what clocks differ by", () => {
    const clock = { error: { uniform: ["0 s", "5 s"] } } as const;
    const least = leastBaseInterval(at({ clock }))!;
    const system = at({ clock });
    expect(least).toBeGreaterThan(10.1);
    expect(storageMisfit({ ...system, baseInterval: least })).toBeUndefined();
    expect(storageMisfit({ ...system, baseInterval: least / 1.025 })).toBeDefined();
  });

  it("names a base interval of many minutes in full, so that what it names does fit", () => {
    const storage = { write: "8.21 MB/s" };
    // 10 GB take 1,218 s; 1,220 s rounded to minutes would be 1,219.8 s.
    expect(() => refuseMisfit(at({ classes: { a: { count: 10, image: "1 GB" } }, storage }))).toThrow(
      /; baseInterval 1220 s would fit$/,
    );
  });

  it("names a shorter base interval together with phases, and says where none would fit", () => {
    const classes: Scenario["classes"] = {
      a: { multiple: 2, count: 7, image: "1 GB" },
      b: { multiple: 2, count: 6, image: "1 GB" },
      c: { multiple: 2, image: "10 MB" },
    };
    const storage = { write: "500 MB/s" };
    expect(() => refuseMisfit(at({ classes, storage }))).toThrow(
      /; baseInterval 26.1 s, or baseInterval 14.1 s with the phases b 1, c 1 would fit$/,
    );
    // Spreading what is little beside the rest gains nothing.
    const little: Scenario["classes"] = {
      a: { count: 7, image: "1 GB" },
      b: { multiple: 2, phase: 1, image: "1 GB" },
    };
    expect(() => refuseMisfit(at({ classes: little, storage }))).toThrow(/; baseInterval 16.1 s would fit$/);
    const traffic: Scenario["traffic"] = { rates: { a: { a: 1000 } }, size: "1 MB" };
    expect(() => refuseMisfit(at({ classes, storage, traffic }))).toThrow(
      /; no baseInterval would fit, as messages alone are too many$/,
    );
  });
});
