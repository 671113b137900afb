import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { analyze } from "../../src/analytic/analyze.js";
import { drain, FairSharing, type SharedLimits, type Stream } from "../../src/analytic/fair-sharing.js";
import { linkUtilization } from "../../src/analytic/storage-load.js";
import { SharedBandwidth } from "../../src/montecarlo/storage/shared-bandwidth.js";
import { prepare } from "../../src/scenario/checks/prepare.js";
import { incrementalBytes } from "../../src/scenario/model/checkpoint-bytes.js";
import { existsIn, measures } from "../../src/scenario/model/measures.js";
import type { Scenario } from "../../src/scenario/model/scenario.js";

const gigabyte = 1e9;
const images = [
  { host: 0, bytes: 1 * gigabyte },
  { host: 0, bytes: 1 * gigabyte },
  { host: 0, bytes: 3 * gigabyte },
  { host: 1, bytes: 3 * gigabyte },
  { host: 2, bytes: 1 * gigabyte },
];

describe("equal sharing (E20)", () => {
  it("ends the reference burst after 3, 3, 5; 4; 2 s", () => {
    const streams = images.map((one) => ({ ...one, at: 0 }));
    const limits = { shared: 2 * gigabyte, hostLink: gigabyte, each: Number.POSITIVE_INFINITY };
    expect(drain(streams, limits)).toEqual({ ends: [3, 3, 5, 4, 2], busy: 5 });
  });

  it("ends it at the same instants event by event", () => {
    const sharing = new SharedBandwidth<number>(
      { total: 2 * gigabyte, perHost: gigabyte, perStream: Number.POSITIVE_INFINITY },
      3,
    );
    images.forEach(({ host, bytes }, stream) => {
      sharing.begin(stream, host, bytes, 0);
    });
    const ends: number[] = [];
    while (sharing.nextTime < Number.POSITIVE_INFINITY) ends[sharing.end().stream] = sharing.now;
    expect(ends).toEqual([3, 3, 5, 4, 2]);
    expect(sharing.busy).toBe(5);
  });

  it("leaves to others what a stream by itself cannot take", () => {
    const streams = [1, 4, 4].map((bytes, host) => ({ host, at: 0, bytes }));
    expect(drain(streams, { shared: 3, hostLink: Number.POSITIVE_INFINITY, each: 2 }).ends).toEqual([
      1, 3, 3,
    ]);
    expect(drain(streams, { shared: 30, hostLink: Number.POSITIVE_INFINITY, each: 2 }).ends).toEqual([
      0.5, 2, 2,
    ]);
  });

  it("serves streams that start later from then on", () => {
    const streams = [
      { host: 0, at: 0, bytes: 3 },
      { host: 0, at: 1, bytes: 1 },
    ];
    const limits = { shared: 1, hostLink: Number.POSITIVE_INFINITY, each: Number.POSITIVE_INFINITY };
    expect(drain(streams, limits).ends).toEqual([4, 3]);
  });
});

describe("incremental checkpoints (E22)", () => {
  it("write what has changed, of a working set ever less that is new, and never more than the image", () => {
    expect(incrementalBytes({ full: 100, dirty: 2 }, 10)).toBe(20);
    expect(incrementalBytes({ full: 100, dirty: 2 }, 60)).toBe(100);
    expect(incrementalBytes({ full: 100, dirty: 2, workingSet: 40 }, 20)).toBe(40 * -Math.expm1(-1));
  });

  it("follow the period of their class, and with them the pause", () => {
    const at = (multiple: number) =>
      prepare({
        baseInterval: "10 s",
        classes: {
          a: {
            count: 2,
            multiple,
            image: { full: "1 GB", dirty: "1 MB/s" },
            pause: { fixed: "1 s", perByte: "1 ns" },
          },
        },
        traffic: { rates: { a: { a: 1 } } },
      }).classes[0];
    expect(at(1).image).toBe(1e7);
    expect(at(4).image).toBe(4e7);
    expect(at(4).pause).toBe(1 + 1e-9 * 4e7);
  });
});

const plain: Scenario = {
  baseInterval: "60 s",
  classes: { a: { count: 4, image: "1 GB" }, b: { multiple: 2, count: 2, image: "2 GB" } },
  traffic: { rates: { a: { a: 10, b: 5 }, b: { a: 5, b: 5 } }, size: "1 MB" },
  hosts: { count: 2 },
};

describe("storage (E19 to E23, R11)", () => {
  it("has no measure of its own without the key", () => {
    const figures = Object.keys(analyze(prepare(plain)));
    expect(figures).toEqual(measures.filter(({ key }) => figures.includes(key)).map(({ key }) => key));
    for (const measure of measures) {
      if (!existsIn(measure, {})) expect(figures).not.toContain(measure.key);
    }
  });

  it("comes to sums over the classes where all clocks agree", () => {
    const figures = analyze(prepare({ ...plain, storage: { write: "1 GB/s", read: "0.5 GB/s" } }));
    // Index 2 brings six images: the last of them is there when all 8 GB are.
    expect(figures.burstDrainTime).toEqual({ value: 8, atIndex: 2 });
    // Of index 1 that is all: 4 GB, and what two VMs have received in 60 s, 10 messages of 1 MB a second each.
    expect(figures.storageBusyShare!.value).toBe((8 + (4 + 1.2)) / 2 / 60);
    expect(figures.storageUtilization!.value).toBe((8 + 5.2) / 120);
    // Six share 0.5 GB/s until four have their 1 GB; then each of two has what one VM can take, 1 Gbit/s.
    expect(figures.hostRestoreTime!.value).toBe(12 + 1e9 / 125e6);
  });

  it("names the first of several indices at which the burst is largest", () => {
    const classes = (phase: number) => ({
      a: { count: 2, multiple: 2, image: "1 GB" },
      b: { count: 2, multiple: 2, phase, image: "1 GB" },
    });
    const rates = { a: { a: 1, b: 1 }, b: { a: 1, b: 1 } };
    const at = (phase: number) =>
      analyze(
        prepare({
          baseInterval: "60 s",
          classes: classes(phase),
          traffic: { rates },
          storage: { write: "1 GB/s", staging: "1 GB/s" },
        }),
      );
    // Half of them at either index, and what the others flush; or all at index 2.
    expect(at(1).burstDrainTime!.atIndex).toBe(1);
    expect(at(1).stagingPeak!.atIndex).toBe(1);
    expect(at(0).burstDrainTime!.atIndex).toBe(2);
    expect(at(0).stagingPeak!.atIndex).toBe(2);
  });

  it("has no utilisation of links that have no limit", () => {
    expect(linkUtilization(prepare({ ...plain, storage: { write: "1 GB/s" } }))).toBeUndefined();
    const limited = linkUtilization(
      prepare({ ...plain, storage: { write: "1 GB/s", hostLink: "0.5 GB/s" } }),
    )!;
    // On either host two of a with 1 GB a minute, and one of b with 2 GB and 10 messages of 1 MB a second every second one.
    expect(limited.byHost!.map((share) => Number(share.toFixed(12)))).toEqual(
      Array(2).fill(Number(((2 + (2 + 0.6) / 2) / 30).toFixed(12))),
    );
  });

  it.each(["vm", "host"] as const)("holds no line up where it is fast, with a clock for each %s", (scope) => {
    const shape = {
      ...plain,
      classes: { a: { count: 20, image: "1 MB" }, b: { multiple: 2, count: 20, image: "1 MB" } },
      traffic: { ...plain.traffic, size: "1 kB", delay: "2 s" },
      clock: { error: { uniform: [0, 1] }, scope },
      hosts: { count: 4 },
    } as const;
    const without = analyze(prepare({ ...shape, storage: undefined }));
    const fast = analyze(prepare({ ...shape, storage: { write: "1000 TB/s" } }));
    // As if writes knew nothing of advances the lag would be 1.8 % longer, or 11 %: that of the last of two times the clocks.
    expect(Math.abs(fast.lineLag!.value / without.lineLag!.value - 1)).toBeLessThan(5e-3);
    expect(Math.abs(fast.hostRollback!.value / without.hostRollback!.value - 1)).toBeLessThan(1e-3);
  });

  it("takes a class that is not due at any index looked at as due alone, and its peaks for bounds", () => {
    const system = prepare({
      ...plain,
      classes: {
        a: { count: 4, image: "1 GB" },
        b: { multiple: 4194303, phase: 3000000, count: 2, image: "2 GB" },
      },
      traffic: { rates: { a: { a: 1 } }, size: "1 B" },
      storage: { write: "1 GB/s" },
    });
    const figures = analyze(system);
    expect(figures.checkpointCompletion!.byClass).toEqual([4, 4]);
    expect(figures.burstDrainTime).toEqual({ value: 4, bound: "lower" });
  });
});

/** Max-min fair rates by the definition: all grow together, until a stream's own limit, its link or the whole is used up. */
function fairRates(hosts: readonly number[], { shared, hostLink, each }: SharedLimits): number[] {
  const rates = hosts.map(() => 0);
  const growing = new Set(hosts.keys());
  const used = (host?: number) =>
    rates.reduce((sum, rate, place) => sum + (host === undefined || hosts[place] === host ? rate : 0), 0);
  while (growing.size > 0) {
    const beside = (host: number) => [...growing].filter((place) => hosts[place] === host).length;
    const room = [...growing].map((place) =>
      Math.min(
        each - rates[place],
        (hostLink - used(hosts[place])) / beside(hosts[place]),
        (shared - used()) / growing.size,
      ),
    );
    const least = Math.min(...room);
    const full = [...growing].filter((_, at) => room[at] <= least * (1 + 1e-12) + 1e-12);
    for (const place of growing) rates[place] += least;
    for (const place of full) growing.delete(place);
  }
  return rates;
}

/** The ends of streams, from one change of the rates to the next. */
function drainSlowly(streams: readonly Stream[], limits: SharedLimits) {
  const left = streams.map(({ bytes }) => bytes);
  const ends = streams.map(({ at }) => at);
  let [now, busy] = [0, 0];
  while (left.some((bytes) => bytes > 0)) {
    const begun = [...streams.keys()].filter((place) => left[place] > 0 && streams[place].at <= now);
    const rates = fairRates(
      begun.map((place) => streams[place].host),
      limits,
    );
    const later = streams.map(({ at }) => at).filter((at) => at > now);
    const next = Math.min(...later, ...begun.map((place, at) => now + left[place] / rates[at]));
    if (begun.length > 0) busy += next - now;
    begun.forEach((place, at) => {
      left[place] -= rates[at] * (next - now);
      if (left[place] > 1e-9) return;
      left[place] = 0;
      ends[place] = next;
    });
    now = next;
  }
  return { ends, busy };
}

const aStream = fc.record({ host: fc.nat(3), at: fc.nat(6), bytes: fc.nat(9) });
const aLimit = fc.oneof(fc.integer({ min: 1, max: 5 }), fc.constant(Number.POSITIVE_INFINITY));
const someLimits = fc.record({ shared: fc.integer({ min: 1, max: 12 }), hostLink: aLimit, each: aLimit });

describe("equal sharing, against its definition", () => {
  it("ends every stream when it is through, whenever streams begin and whichever limits bind", () => {
    fc.assert(
      fc.property(fc.array(aStream, { minLength: 1, maxLength: 8 }), someLimits, (streams, limits) => {
        const wanted = drainSlowly(streams, limits);
        const found = drain(streams, limits);
        const distances = found.ends.map((end, place) => Math.abs(end - wanted.ends[place]));
        expect(Math.max(...distances, Math.abs(found.busy - wanted.busy))).toBeLessThan(1e-8);
      }),
    );
  });

  it("takes one host for several with the same streams", () => {
    const copies = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(
        fc.array(aStream, { minLength: 1, maxLength: 5 }),
        someLimits,
        copies,
        (streams, limits, many) => {
          const found = drain(streams, limits, many);
          const written = streams.flatMap((one, place) =>
            Array.from({ length: many[one.host] }, (_, copy) => ({
              place,
              stream: { ...one, host: one.host + 4 * copy },
            })),
          );
          const each = drainSlowly(
            written.map(({ stream }) => stream),
            limits,
          );
          const distances = written.map(({ place }, at) => Math.abs(found.ends[place] - each.ends[at]));
          expect(Math.max(...distances, Math.abs(found.busy - each.busy))).toBeLessThan(1e-8);
        },
      ),
    );
  });

  it("knows on the way what is left of each stream, and of all of a host", () => {
    const sharing = new FairSharing({ shared: 3, hostLink: 2, each: 1 }, [1, 1]);
    sharing.runUntil(10, () => {});
    sharing.start(7, 0, 6);
    sharing.start(8, 0, 3);
    sharing.start(9, 1, 9);
    const ended: [number, number, number][] = [];
    // Each runs at 1 byte a second.
    sharing.runUntil(12, (...end) => ended.push(end));
    expect([sharing.left(0, 7), sharing.left(0, 8), sharing.left(1, 9), sharing.left(1, 7)]).toEqual([
      4, 1, 7, 0,
    ]);
    expect([sharing.outstanding(0), sharing.outstanding(1)]).toEqual([5, 7]);
    expect([sharing.nextEnd, sharing.busy]).toEqual([13, 2]);
    sharing.runUntil(17, (...end) => ended.push(end));
    expect([sharing.left(0, 7), sharing.outstanding(0), sharing.outstanding(1)]).toEqual([0, 0, 2]);
    expect(ended).toEqual([
      [8, 13, 0],
      [7, 16, 0],
    ]);
    sharing.runUntil(Number.POSITIVE_INFINITY, (...end) => ended.push(end));
    expect([ended[2], sharing.busy, sharing.nextEnd]).toEqual([[9, 19, 1], 9, Number.POSITIVE_INFINITY]);
  });
});

describe("streams that share a bandwidth and links", () => {
  it("get what is left by hosts that stand for several, whose links are full", () => {
    // Two hosts with three streams each have 1 a stream; of 8 there is 2 left for the one on the third host.
    const crowded = [0, 0, 0].map((host) => ({ host, at: 0, bytes: 3 }));
    const limits = { shared: 8, hostLink: 3, each: Number.POSITIVE_INFINITY };
    const { ends, busy } = drain([...crowded, { host: 1, at: 0, bytes: 4 }], limits, [2, 1]);
    expect([ends.map((end) => Number(end.toFixed(9))), Number(busy.toFixed(9))]).toEqual([[3, 3, 3, 2], 3]);
  });

  it("are through at once where they have nothing to write, and before 0 where they start there", () => {
    const limits = { shared: 2, hostLink: Number.POSITIVE_INFINITY, each: Number.POSITIVE_INFINITY };
    const streams = [-9, -5, 7].map((at, place) => ({ host: 0, at, bytes: [4, 0, 4][place] }));
    expect(drain(streams, limits)).toEqual({ ends: [-7, -5, 9], busy: 4 });
  });
});
