import { describe, expect, it } from "vitest";
import { advice } from "../../src/planning/advice.js";
import { bestBaseInterval } from "../../src/planning/best-base-interval.js";
import { bottleneck, doubledResources } from "../../src/planning/bottleneck.js";
import { prepare } from "../../src/scenario/checks/prepare.js";
import type { Scenario } from "../../src/scenario/model/scenario.js";

const scenario: Scenario = {
  baseInterval: "60 s",
  classes: { a: { count: 8, image: "1 GB", pause: "1 s" } },
  traffic: { rates: { a: { a: 1 } } },
  hosts: { count: 2 },
  failures: { host: { mtbf: "10 d" } },
  recovery: { restart: "0 s", bandwidth: "1 GB/s" },
};
const at = (change: Partial<Scenario>) => prepare({ ...scenario, ...change });

describe("what holds a system up", () => {
  it("is not asked for without storage", () => {
    expect(bottleneck(at({}))).toBeUndefined();
    expect(doubledResources(at({}))).toEqual([]);
  });

  it("is storage where writes fill half of the base interval, else the largest part of the waste", () => {
    expect(bottleneck(at({ storage: { write: "0.2 GB/s" } }))).toEqual({ what: "storage", share: 40 / 60 });
    expect(bottleneck(at({ storage: { write: "8 GB/s" } }))!.what).toBe("pauses");
    const often = { failures: { host: { mtbf: "1 h" } } } as const;
    expect(bottleneck(at({ ...often, storage: { write: "8 GB/s" } }))!.what).toBe("exposure");
    expect(bottleneck(at({ ...often, storage: { write: "8 GB/s", read: "50 MB/s" } }))!.what).toBe(
      "recovery",
    );
  });

  it("is memory where logs need half as much of it as the VMs beside them", () => {
    const logging = { rates: { a: { a: 1 } }, size: "10 MB", per: "receiver" } as const;
    const system = (hosts: number) =>
      at({ traffic: logging, hosts: { count: hosts }, storage: { write: "8 GB/s" }, failures: {} });
    const one = bottleneck(system(1))!;
    expect(one.what).toBe("memory");
    // The line waits for the last image, 8 GB at 8 GB/s, and logs fill on: 61 s of 8 VMs, on 8 GB of images.
    expect(Math.abs(one.share / ((61 * 8 * 1e7) / 8e9) - 1)).toBeLessThan(1e-12);
    expect(doubledResources(system(1)).at(-1)).toMatchObject({ path: "memory", baseInterval: 120 });
    const light = at({ traffic: { ...logging, size: "1 MB" }, storage: { write: "8 GB/s" }, failures: {} });
    expect(bottleneck(light)!.what).not.toBe("memory");
  });

  it("says what twice as much of each resource brings", () => {
    const doubled = doubledResources(at({ storage: { write: "0.2 GB/s", hostLink: "4 GB/s" } }));
    expect(doubled.map(({ path }) => path)).toEqual([
      "storage.write",
      "storage.hostLink",
      "recovery.bandwidth",
      "recovery.replaySpeedup",
      "memory",
    ]);
    const drain = doubled[0].effects.find(({ measure }) => measure === "burstDrainTime");
    expect(drain).toEqual({ measure: "burstDrainTime", before: 40, after: 20 });
    for (const { before, after } of doubled[3].effects) expect(after).toBe(before);
  });

  it("advises nothing that the storage has no room for", () => {
    // By E15 a base interval of some seconds would be best, in which 24 GB cannot be written at 0.6 GB/s.
    const often: Partial<Scenario> = {
      classes: {
        a: { count: 4, image: "1 MB", pause: "100 ms" },
        b: { multiple: 10, count: 24, image: "1 GB" },
      },
      traffic: { rates: { a: { a: 1, b: 1 } } },
      failures: { host: { mtbf: "10 h" } },
    };
    const system = at({ ...often, storage: { write: "0.6 GB/s" } });
    expect(bestBaseInterval(system).baseInterval).toBeLessThan(40);
    expect(advice(system).baseInterval).toBeUndefined();
    expect(advice(at(often)).baseInterval).toBeDefined();
  });
});
