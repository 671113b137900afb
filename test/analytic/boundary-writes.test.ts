import { describe, expect, it } from "vitest";
import { boundaryWrites } from "../../src/analytic/boundary-writes.js";
import type { Distribution } from "../../src/scenario/model/distribution.js";
import type { Storage, System } from "../../src/scenario/model/system.js";
import { constant, type SystemShape, systemOf } from "../support/system-of.js";

const unlimited = Number.POSITIVE_INFINITY;
const uniform = (low: number, high: number): Distribution => ({ kind: "uniform", low, high });

const withStorage = (shape: SystemShape, storage: Partial<Storage>): System => ({
  ...systemOf(shape),
  storage: { write: 1e9, read: unlimited, hostLink: unlimited, ...storage },
});

/** Four VMs with images of 1 GB, and two of 2 GB that are due at every second index, on two hosts alike. */
const shape: SystemShape = {
  classes: [
    { count: 4, image: 1e9 },
    { count: 2, multiple: 2, image: 2e9 },
  ],
  // Each VM of the second class receives 10 messages of 1 MB a second.
  rates: [
    [0, 5],
    [0, 5],
  ],
  size: 1e6,
  hosts: { count: 2 },
};

describe("what a boundary writes where all clocks agree", () => {
  it("shares the bandwidth of storage among all streams", () => {
    const writes = boundaryWrites(withStorage(shape, {}));
    // Until all have 1 GB, 6 GB are written; the rest at once.
    expect(writes([0, 1])).toEqual({
      imagesDone: [8],
      allDone: [8],
      stored: [[6], [8]],
      staged: [[6], [8]],
      busy: 8,
      stagingPeak: 0,
    });
    // Flushes of 0.6 GB: through when all six have so much.
    const { imagesDone, allDone, stored, busy } = writes([0]);
    expect([imagesDone, stored[1], busy].map(String)).toEqual(["5.2", "", "5.2"]);
    expect(allDone).toEqual(imagesDone);
  });

  it("waits for flushes that take longer than images", () => {
    const small = { ...shape, classes: [{ count: 4, image: 1e8 }, shape.classes[1]] };
    const { imagesDone, allDone } = boundaryWrites(withStorage(small, {}))([0]);
    expect(imagesDone[0]).toBeCloseTo(0.6, 12);
    expect(allDone[0]).toBeCloseTo(0.4 + 1.2, 12);
  });

  it("stages images on the disks of hosts, and from there one by one", () => {
    const { imagesDone, allDone, stored, staged, busy, stagingPeak } = boundaryWrites(
      withStorage(shape, { staging: 2e9 }),
    )([0, 1]);
    // A host's disk takes three images side by side: 1 GB of each by 1.5 s, the third by 2 s. From 1.5 s on each host
    // has half of the storage's bandwidth for one image after the other.
    expect([imagesDone, allDone, busy]).toEqual([[9.5], [9.5], 8]);
    expect(stored).toEqual([[3.5, 3.5, 5.5, 5.5], [9.5]]);
    expect(staged).toEqual([[1.5], [2]]);
    // At 2 s all of 4 GB but for the quarter that is through.
    expect(stagingPeak).toBe(3.75e9);
  });

  it("has on a host's disk what has been written there, less what has gone on to stable storage", () => {
    const unlike = {
      ...shape,
      classes: [
        { count: 1, image: 1e9 },
        { count: 1, multiple: 2, image: 3e9 },
      ],
    };
    const one = { ...unlike, hosts: { count: 1 } };
    // Both have 1 GB on the disk at 2 s, the second has all of 3 GB at 4 s; the first is through at 2.25 s.
    expect(boundaryWrites(withStorage(one, { staging: 1e9, write: 4e9 }))([0, 1])).toMatchObject({
      stored: [[2.25], [4.75]],
      staged: [[2], [4]],
      busy: 1,
      stagingPeak: 3e9,
    });
    // Beside a flush of 0.6 GB, which does not go by the disk: the image is there at 1 s, and through at 2 s.
    const rates = [
      [0, 5],
      [0, 0],
    ];
    const beside = boundaryWrites(withStorage({ ...one, rates, size: 2e6 }, { staging: 1e9 }))([0]);
    expect(beside).toMatchObject({ staged: [[1], []], stored: [[2], []], allDone: [2], stagingPeak: 1e9 });
    expect(beside.busy).toBeCloseTo(1.6, 12);
  });

  it("does not stage flushes", () => {
    const { stored, staged, allDone } = boundaryWrites(withStorage(shape, { staging: 1e12 }))([0]);
    expect(staged[0][0]).toBeLessThan(0.01);
    // Two images at a time and two flushes; then two images more.
    expect(stored[1]).toEqual([]);
    expect(allDone[0]).toBeCloseTo(5.2, 2);
  });

  it("waits for nothing where nobody is due and nothing has been received", () => {
    const quiet = withStorage(
      {
        ...shape,
        classes: [{ count: 2, multiple: 2, image: 1e9 }],
        rates: [[0]],
        clock: { error: constant(5) },
      },
      {},
    );
    const writes = boundaryWrites(quiet);
    expect(writes([])).toMatchObject({ imagesDone: [0], allDone: [0], stored: [[]], busy: 0 });
    expect(writes([0])).toMatchObject({ imagesDone: [7], allDone: [7], stored: [[2]], busy: 2 });
  });

  it("follows the images of the system, and needs a storage", () => {
    const system = withStorage(shape, {});
    const doubled = {
      ...system,
      classes: system.classes.map((one) => ({ ...one, image: 2 * one.image })),
    };
    expect(boundaryWrites(system)([0, 1]).allDone).toEqual([8]);
    expect(boundaryWrites(doubled)([0, 1]).allDone).toEqual([16]);
    expect(() => boundaryWrites(systemOf(shape))([0])).toThrow("boundaryWrites is for systems with storage");
  });
});

describe("what a boundary writes where clocks differ", () => {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const writesWith = (clock: Partial<System["clock"]>, image: number, storage: Partial<Storage> = {}) =>
    boundaryWrites(
      withStorage({ classes: [{ count: 4, image }], rates: [[0]], clock, hosts: { count: 2 } }, storage),
    )([0]);

  it("ends, where it takes no time, with the last clock: of four VMs or of two hosts", () => {
    const error = uniform(0, 1);
    const ofVms = writesWith({ error, scope: "vm" }, 1);
    expect(Math.abs(mean(ofVms.allDone) - 4 / 5)).toBeLessThan(0.01);
    expect(Math.abs(mean(writesWith({ error, scope: "host" }, 1).allDone) - 2 / 3)).toBeLessThan(0.01);
    // The values are equally likely, ascending, and as many as are asked for.
    expect(ofVms.allDone).toHaveLength(16);
    expect(ofVms.allDone).toEqual([...ofVms.allDone].sort((a, b) => a - b));
    expect(Math.max(...ofVms.stored[0])).toBeLessThan(1e-8);
    expect(ofVms.busy).toBeCloseTo(4e-9, 12);
  });

  it("is not looked at more closely than the writes are long, but for streams that share a disk", () => {
    const error = uniform(0, 1);
    // The errors deviate by 0.29 s, a little less than a ten-thousandth of the 4,000 s that the writes take.
    const slow = writesWith({ error }, 1e12);
    expect([slow.allDone.length, slow.stored[0].length]).toEqual([1, 1]);
    expect(slow.allDone[0]).toBeCloseTo(4000.5, 9);
    expect(writesWith({ error }, 0.7e12).stored[0].length).toBeGreaterThan(2);
    expect(writesWith({ error }, 1e12, { staging: 1e9 }).stored[0].length).toBeGreaterThan(2);
  });

  it("follows the law of the clocks, value by value", () => {
    const one = { classes: [{ count: 1, image: 1 }], rates: [[0]], hosts: { count: 1 } };
    const clock = { error: { kind: "exponential", mean: 1 } } as const;
    const { allDone } = boundaryWrites(withStorage({ ...one, clock }, {}))([0]);
    // Of the sixteenth from u to v: ∫ −ln(1 − p) dp.
    const integral = (p: number) => (p === 1 ? 1 : (1 - p) * Math.log(1 - p) + p);
    allDone.slice(0, 15).forEach((value, piece) => {
      const wanted = 16 * (integral((piece + 1) / 16) - integral(piece / 16));
      expect(Math.abs(value - wanted)).toBeLessThan(0.004 / (1 - (piece + 1) / 16));
    });
    expect(Math.abs(mean(allDone) - 1)).toBeLessThan(0.02);
  });

  it("writes to the disk of a host in the order of the clocks", () => {
    const three = { classes: [{ count: 3, image: 1e9 }], rates: [[0]], hosts: { count: 1 } };
    const clock = { error: uniform(0, 1000) };
    const { staged, stored, stagingPeak } = boundaryWrites(
      withStorage({ ...three, clock }, { staging: 1e9 }),
    )([0]);
    // Hardly ever two at once: a second on the disk, and another to stable storage.
    expect(mean(staged[0])).toBeGreaterThan(1 - 1e-9);
    expect(mean(staged[0])).toBeLessThan(1.01);
    expect(mean(stored[0])).toBeLessThan(2.02);
    expect(stagingPeak).toBeGreaterThan(1e9 - 1);
    expect(stagingPeak).toBeLessThan(1.03e9);
  });
});
