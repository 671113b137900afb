import tychei from "seedrandom/lib/tychei.js";
import { describe, expect, it } from "vitest";
import {
  fillUniform,
  numberedStreams,
  openStream,
  uniformOf,
} from "../../src/montecarlo/random/random-stream.js";
import { runReplication } from "../../src/montecarlo/replication/replication.js";
import { replicationPlan } from "../../src/montecarlo/replication/replication-plan.js";
import { systemOf, threeClassesSkewedShape } from "../support/system-of.js";
import { expectStandardNormal } from "./standard-normal.js";

function draws(seed: string, replication: number, purpose: string, count: number): Float64Array {
  const stream = openStream(seed, replication, purpose);
  return Float64Array.from({ length: count }, () => stream.double());
}

const streamCount = 1000;
const length = 100;
const streams = Array.from({ length: streamCount }, (_, n) => draws("seed", n, "gaps", length));

/** Correlation of two samples of uniform numbers, in its own standard deviations. */
function correlation(pairs: readonly (readonly [Float64Array, Float64Array])[]): number {
  let sum = 0;
  let count = 0;
  for (const [one, other] of pairs) {
    for (const [n, value] of one.entries()) sum += 12 * (value - 0.5) * (other[n] - 0.5);
    count += one.length;
  }
  return sum / Math.sqrt(count);
}

/** Every stream beside the one `step` further on. */
function neighbours(step: number): [Float64Array, Float64Array][] {
  return streams.slice(step).map((stream, n) => [streams[n], stream]);
}

describe("a stream", () => {
  it("gives the same numbers under the same name, to the last bit", () => {
    expect([...draws("golden", 0, "gaps", 4)]).toEqual([
      0.3383253049655883, 0.5994197330526068, 0.48484656670966053, 0.9731196210219879,
    ]);
    expect([...draws("golden", 7, "delays", 4)]).toEqual([
      0.7494243058369836, 0.5474088614856455, 0.6817692724114671, 0.7604837425351673,
    ]);
  });

  it("gives whole numbers under the same name, to the last bit", () => {
    const stream = openStream("golden", 0, "gaps");
    expect([stream.int32(), stream.int32(), stream.int32()]).toEqual([1453096848, -1761111854, -1720479327]);
  });

  it("gives the numbers of the package's own generator, in blocks of any length too", () => {
    const stream = openStream("golden", 3, "ends");
    const own = tychei("golden/3/ends", { state: true });
    const one = () => (own() * 0x100000000) | 0;
    for (const length of [1, 5, 1000, 2, 999]) {
      const expected = Array.from({ length }, one);
      expect([...stream.words(length).subarray(0, length)]).toEqual(expected);
      expect(stream.int32()).toBe(one());
    }
  });

  it("gives numbers for words as one by one", () => {
    const [block, single] = [openStream("golden", 0, "gaps"), openStream("golden", 0, "gaps")];
    const values = new Float64Array(1000);
    fillUniform(values, block);
    for (const value of values) expect(value).toBe(uniformOf(single.int32(), single.int32()));
    expect(Math.max(...values)).toBeLessThan(1);
  });

  it("gives other numbers when any part of its name differs", () => {
    const names = [
      ["seed", 0, "gaps"],
      ["seed", 1, "gaps"],
      ["seed", 0, "ends"],
      ["seec", 0, "gaps"],
      ["", 0, "gaps"],
    ] as const;
    const all = names.flatMap(([seed, replication, purpose]) => [...draws(seed, replication, purpose, 100)]);
    expect(new Set(all).size).toBe(all.length);
  });

  it("lies strictly between 0 and 1, with 53 bits", () => {
    const values = draws("bits", 0, "gaps", 10_000);
    expect(Math.min(...values)).toBeGreaterThan(0);
    expect(Math.max(...values)).toBeLessThan(1);
    expect(values.every((value) => Number.isInteger(value * 2 ** 53))).toBe(true);
    expect(values.some((value) => !Number.isInteger(value * 2 ** 52))).toBe(true);
  });
});

describe("1,000 streams of one seed", () => {
  it("have no number in common", () => {
    expect(new Set(streams.flatMap((stream) => [...stream])).size).toBe(streamCount * length);
  });

  it("are uniform at every place of theirs, over the streams", () => {
    for (let place = 0; place < 10; place++) {
      const mean = streams.reduce((sum, stream) => sum + stream[place] - 0.5, 0);
      expectStandardNormal(mean * Math.sqrt(12 / streamCount));
    }
  });

  it.each([1, 2, 10, 100])("do not go with the stream %i further on", (step) => {
    expectStandardNormal(correlation(neighbours(step)));
  });

  it("do not go with the same replication's streams for other purposes", () => {
    const others = streams.map((_, n) => draws("seed", n, "ends", length));
    expectStandardNormal(correlation(streams.map((stream, n) => [stream, others[n]])));
  });

  it("do not go with themselves one place on", () => {
    expectStandardNormal(
      correlation(streams.map((stream) => [stream.subarray(1), stream.subarray(0, length - 1)])),
    );
  });

  it("would be found out if they went together", () => {
    const copied = streams.map((stream, n): [Float64Array, Float64Array] => [
      stream,
      stream.map((value, place) => (place % 4 === 0 ? value : streams[(n + 1) % streamCount][place])),
    ]);
    expect(() => expectStandardNormal(correlation(copied))).toThrow();
  });
});

describe("numbered streams", () => {
  const side = 300;
  const drawn = (open = numberedStreams(openStream("seed", 0, "durations"))) =>
    Array.from({ length: side }, (_, first) =>
      Float64Array.from({ length: side }, (_, second) => open(first, second).double()),
    );
  const squares = drawn();

  it("give the same numbers for the same pair, in whatever order they are opened", () => {
    const open = numberedStreams(openStream("seed", 0, "durations"));
    const one = open(7, 3);
    open(3, 7);
    expect([one.double(), one.int32()]).toEqual([squares[7][3], expect.any(Number)]);
    expect(open(7, 3).double()).toBe(squares[7][3]);
    expect(open(7, 3).int32()).not.toBe(open(3, 7).int32());
  });

  it("have no number in common, nor with those of another name", () => {
    const all = [...squares, ...drawn(numberedStreams(openStream("seed", 1, "durations")))];
    expect(new Set(all.flatMap((row) => [...row])).size).toBe(2 * side * side);
  });

  it("are uniform from the first number on", () => {
    const sum = squares.reduce((all, row) => row.reduce((some, value) => some + value - 0.5, all), 0);
    expectStandardNormal((sum * Math.sqrt(12)) / side);
    const square = squares.reduce(
      (all, row) => row.reduce((some, x) => some + (x - 0.5) ** 2 - 1 / 12, all),
      0,
    );
    expectStandardNormal((square * Math.sqrt(180)) / side);
  });

  it.each([1, 2, 16, 128])("do not go with those of a number %i further on", (step) => {
    const further = squares.slice(step).map((row, n) => [squares[n], row] as const);
    expectStandardNormal(correlation(further));
    expectStandardNormal(
      correlation(squares.map((row) => [row.subarray(step), row.subarray(0, side - step)])),
    );
  });
});

describe("replication 7", () => {
  it("is the same alone as after the seven before it", () => {
    const system = systemOf(threeClassesSkewedShape);
    const plan = replicationPlan(system, 2000);
    const run = (replication: number) => runReplication(system, { seed: "alone", replication, plan });
    const alone = run(7);
    const inSequence = Array.from({ length: 8 }, (_, replication) => run(replication));
    expect(inSequence[7]).toEqual(alone);
    expect(inSequence[6].values).not.toEqual(alone.values);
  });
});
