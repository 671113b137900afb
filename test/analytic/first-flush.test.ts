import { describe, expect, it } from "vitest";
import { advanceLaws } from "../../src/analytic/clock-skew.js";
import { firstFlushes } from "../../src/analytic/first-flush.js";
import { hostMemoryPeak, hostMemoryPeakBytes } from "../../src/analytic/host-memory.js";
import { coverLags } from "../../src/analytic/line-lag.js";
import { certain } from "../../src/analytic/numerics/tabulated-law.js";
import type { Distribution } from "../../src/scenario/model/distribution.js";
import { constant, type SystemShape, systemOf } from "../support/system-of.js";

const error: Distribution = { kind: "uniform", low: 0, high: 1 };

/** VMs that hear of nothing before their clocks strike. */
const quiet = (shape: Partial<SystemShape>) =>
  systemOf({ classes: [{ count: 40 }], rates: [[1e-12]], baseInterval: 100, clock: { error }, ...shape });

describe("the first flush of an index", () => {
  it("is the earliest of all clocks, one for each VM or one for each host", () => {
    const hosts = { count: 4 };
    const each = firstFlushes(quiet({ hosts }));
    expect(each.ofAll([])!.mean).toBeCloseTo(1 / 41, 4);
    expect(each.onHost(0, [])!.mean).toBeCloseTo(1 / 11, 4);
    const shared = firstFlushes(quiet({ hosts, clock: { error, scope: "host" } }));
    expect(shared.ofAll([])!.mean).toBeCloseTo(1 / 5, 5);
    expect(shared.onHost(0, [])!.mean).toBeCloseTo(1 / 2, 5);
  });

  it("is that of the VMs that are not due, on the hosts that have any", () => {
    // Packed: the first two hosts have class a alone, the third both, the fourth b alone.
    const flushes = firstFlushes(
      quiet({
        classes: [{ count: 25 }, { count: 15, multiple: 2 }],
        rates: [[1e-12, 1e-12], [1e-12]],
        hosts: { count: 4, placement: { kind: "packed" } },
        clock: { error, scope: "host" },
      }),
    );
    const groupOfA = 0;
    expect(flushes.ofAll([])!.mean).toBeCloseTo(1 / 5, 5);
    expect(flushes.ofAll([groupOfA])!.mean).toBeCloseTo(1 / 3, 5);
    expect(flushes.ofAll([0, 1])).toBeUndefined();
    expect(flushes.onHost(0, [groupOfA])).toBeUndefined();
    expect(flushes.onHost(1, [groupOfA])!.mean).toBeCloseTo(1 / 2, 5);
  });

  it("has the law of the earliest clock, in few points", () => {
    const { points, chances } = firstFlushes(quiet({ classes: [{ count: 2 }] })).ofAll([])!.law;
    expect(points.length).toBeLessThanOrEqual(302);
    expect(points.length).toBeGreaterThan(20);
    expect([chances[0] > 0, chances[chances.length - 1]]).toEqual([true, 1]);
    points.forEach((t, at) => {
      expect(chances[at]).toBeCloseTo(1 - (1 - t) ** 2, 9);
    });
  });

  it("is what all clocks err by where they err alike", () => {
    const flush = firstFlushes(quiet({ clock: { error: constant(0.3) } })).ofAll([]);
    expect(flush).toEqual({ mean: 0.3, law: certain(0.3) });
  });

  it("is no later than VMs advance that hear of nothing", () => {
    const system = quiet({ classes: [{ count: 40 }, { count: 40 }], rates: [[0, 20]], per: "receiver" });
    const [alone, told] = advanceLaws(system).map(({ mean }) => mean);
    expect(told).toBeLessThan(0.9 * alone);
    expect(firstFlushes(system).latest).toBe(alone);
  });
});

describe("the law of a line's cover", () => {
  const system = quiet({
    classes: [{ count: 3, multiple: 2 }],
    clock: { error: { kind: "uniform", low: -1, high: 1 } },
  });

  it("has no part before the boundary where no VM is due, and all clocks in it where all are", () => {
    const { points, chances } = coverLags(system).law(1);
    expect(points[0]).toBe(0);
    expect(chances[0]).toBeCloseTo(1 / 8, 9);
    const due = coverLags(system).law(2);
    expect([due.points[0] <= -1, due.chances[0]]).toEqual([true, 0]);
  });

  it("is certain where all clocks have struck", () => {
    const prompt = quiet({ classes: [{ count: 3, multiple: 2 }], clock: { error: constant(0) } });
    expect(coverLags(prompt).law(1)).toEqual(certain(0));
  });

  it("moves with an advance as often as the class is due, however seldom that is", () => {
    const seldom = quiet({
      classes: [{ count: 3 }, { count: 2, multiple: 4_194_303, phase: 3_000_000 }],
      rates: [[1e-12], [1e-12]],
    });
    const { covariances } = coverLags(seldom);
    // The latest of five clocks, and one of them: Cov = 1/(2 (n + 1)(n + 2)).
    for (const byClass of [covariances.whenDue, covariances.whenNotDue.subarray(1), covariances.mean]) {
      for (const covariance of byClass) expect(covariance).toBeCloseTo(1 / 84, 7);
    }
  });
});

describe("the memory of a host", () => {
  it("counts what each host receives and sends where one class only sends", () => {
    // Class a receives 3 messages a second from b: the two VMs are on hosts of their own.
    const shape: SystemShape = { classes: [{}, {}], rates: [[], [3]], size: 10, baseInterval: 20 };
    const system = systemOf({ ...shape, hosts: { count: 2 }, delay: constant(0.5) });
    const peak = hostMemoryPeak(system);
    // What a received since its checkpoint; the copies that b keeps, of what is under way too.
    expect(peak.byHost).toEqual([60, 61.5]);
    expect([peak.value, peak.atHost, peak.atIndexByHost]).toEqual([61.5, 1, [1, 1]]);
    expect(hostMemoryPeakBytes(system).byHost).toEqual([600, 615]);
  });

  it("is a bound of the fullest host where the hyperperiod is too long to be walked", () => {
    const multiples = [101, 103, 107, 109];
    const system = systemOf({
      classes: multiples.map((multiple) => ({ multiple })),
      rates: [[0, 1, 0, 0], [1], [0, 2], [5]],
      hosts: { count: 4 },
      baseInterval: 1,
    });
    const peak = hostMemoryPeak(system);
    expect(peak.bound).toBe("upper");
    expect(peak.byHost).toBeUndefined();
    // Class a holds what b and d send it for a whole multiple, and the copies of what it sends.
    expect(peak.value).toBeCloseTo(6 * 101 + 1, 9);
  });
});
