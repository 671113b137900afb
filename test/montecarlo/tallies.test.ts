import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Tallies } from "../../src/montecarlo/observers/tallies.js";
import { type Facts, isHeld, type SeenMessage } from "./facts.js";
import { type SmallRun, smallRuns, stage } from "./small-run.js";

const window = { first: 2, last: 7 };
const measured = [3, 4, 5, 6, 7];
/** A common multiple of all multiples of the small runs. */
const hyperperiod = 12;

function countAndBytes(messages: readonly SeenMessage[]): [number, number] {
  return [messages.length, messages.reduce((sum, { bytes }) => sum + bytes, 0)];
}

/** Messages and bytes in the logs around each measured line, by its index. */
interface Levels {
  readonly volatile: Map<number, [number, number]>;
  readonly stable: Map<number, [number, number]>;
}

/** Plays a run until its last measured line is covered. */
function tally(run: SmallRun): { tallies: Tallies; facts: Facts; levels: Levels } {
  const levels: Levels = { volatile: new Map(), stable: new Map() };
  let tallies: Tallies | undefined;
  const image = run.vms.map((_, vm) => 100 + vm);
  const { loop, facts } = stage(run, ({ protocol, facts: seen }) => {
    tallies = new Tallies(
      protocol.population,
      run.baseInterval,
      window,
      hyperperiod,
      image,
      () => protocol.logs,
    );
    const held = (stay: (message: SeenMessage) => Parameters<typeof isHeld>[0]) =>
      countAndBytes(seen.deliveries.filter((message) => isHeld(stay(message))));
    const levelsSeen = {
      advanced: () => {},
      lineCovering: (k: number) => {
        levels.volatile.set(
          k,
          held((message) => seen.inVolatileLog(message)),
        );
      },
      lineCovered: (k: number) => {
        levels.stable.set(
          k,
          held((message) => seen.inStableLog(message)),
        );
      },
    };
    return { observers: [tallies, levelsSeen] };
  });
  loop.runUntilLine(window.last);
  return { tallies: tallies!, facts, levels };
}

/** Sums over the measured indices, at the places of the hyperperiod. */
function byPlace(value: (k: number) => number): number[] {
  const sums = new Array<number>(hyperperiod).fill(0);
  for (const k of measured) sums[k % hyperperiod] += value(k);
  return sums;
}

describe("the tallies of any run", () => {
  it("count by class what was received, logged, checkpointed and late at the measured indices", () => {
    fc.assert(
      fc.property(smallRuns, (run) => {
        const { tallies, facts } = tally(run);
        for (const vm of run.vms.keys()) {
          const steps = facts.advances.filter(
            (advance) => advance.vm === vm && measured.includes(advance.index),
          );
          const due = steps.filter(({ index }) => facts.isDue(vm, index));
          const received = facts.deliveries.filter(
            ({ to, deliveredIndex }) => to === vm && measured.includes(deliveredIndex + 1),
          );
          const logged = received.filter(
            ({ deliveredIndex, sentIndex }) =>
              !facts.isDue(vm, deliveredIndex + 1) ||
              (run.policies.inTransit === "stable" && sentIndex < deliveredIndex),
          );
          const { byClass } = tallies;
          expect([byClass.received[vm], byClass.receivedBytes[vm]]).toEqual(countAndBytes(received));
          expect([byClass.logged[vm], byClass.loggedBytes[vm]]).toEqual(countAndBytes(logged));
          expect(byClass.checkpoints[vm]).toBe(due.length);
          expect(byClass.early[vm]).toBe(due.filter(({ early }) => early).length);
          expect(byClass.advances[vm]).toBe(measured.length);
          expect(byClass.advanceTime[vm]).toBe(
            steps.reduce((sum, { at, index }) => sum + at - index * run.baseInterval, 0),
          );
        }
      }),
      { seed: 8, numRuns: 200 },
    );
  });

  it("count by index the bursts, and the logs just before and just after each line", () => {
    fc.assert(
      fc.property(smallRuns, (run) => {
        const { tallies, facts, levels } = tally(run);
        const { byIndex } = tallies;
        const vms = [...run.vms.keys()];
        const onDelivery = ({ sentIndex, deliveredIndex }: SeenMessage) =>
          run.policies.inTransit === "stable" && sentIndex < deliveredIndex;
        const flushed = (k: number) =>
          facts.deliveries.filter(
            (message) =>
              message.deliveredIndex === k - 1 && !facts.isDue(message.to, k) && !onDelivery(message),
          );
        const images = (k: number) => vms.reduce((sum, vm) => sum + (facts.isDue(vm, k) ? 100 + vm : 0), 0);
        expect([...byIndex.lines]).toEqual(byPlace(() => 1));
        expect([...byIndex.checkpointBytes]).toEqual(byPlace(images));
        expect([...byIndex.flushed]).toEqual(byPlace((k) => countAndBytes(flushed(k))[0]));
        expect([...byIndex.flushedBytes]).toEqual(byPlace((k) => countAndBytes(flushed(k))[1]));
        expect([...byIndex.volatile]).toEqual(byPlace((k) => levels.volatile.get(k)![0]));
        expect([...byIndex.volatileBytes]).toEqual(byPlace((k) => levels.volatile.get(k)![1]));
        expect([...byIndex.stable]).toEqual(byPlace((k) => levels.stable.get(k)![0]));
        expect([...byIndex.stableBytes]).toEqual(byPlace((k) => levels.stable.get(k)![1]));
      }),
      { seed: 9, numRuns: 200 },
    );
  });

  it("count the lines and their lags, and every line that a message has crossed", () => {
    fc.assert(
      fc.property(smallRuns, (run) => {
        const { tallies, facts } = tally(run);
        expect(tallies.lines).toBe(measured.length);
        expect(tallies.lineLag).toBe(
          measured.reduce((sum, k) => sum + facts.establishedAt[k] - k * run.baseInterval, 0),
        );
        const crossed = facts.deliveries.reduce(
          (sum, { sentIndex, deliveredIndex }) => sum + deliveredIndex - sentIndex,
          0,
        );
        expect(tallies.crossings).toBe(crossed);
      }),
      { seed: 10, numRuns: 200 },
    );
  });
});

describe("the small runs that these tests are made of", () => {
  it("hold early advances, messages across lines, lines that overtake, and flushes that lag", () => {
    const played = fc.sample(smallRuns, { seed: 11, numRuns: 200 }).map((run) => tally(run));
    const having = (sign: (facts: Facts) => boolean) => played.filter(({ facts }) => sign(facts)).length;
    const early = having(({ advances }) => advances.some((advance) => advance.early));
    const earlyByTwo = having(({ advances }) =>
      advances.some(({ vm, index, at, early: brought }) =>
        advances.some((next) => brought && next.vm === vm && next.index === index + 1 && next.at === at),
      ),
    );
    const crossing = having(({ deliveries }) =>
      deliveries.some(({ sentIndex, deliveredIndex }) => deliveredIndex > sentIndex + 1),
    );
    const together = having(({ establishedAt }) => new Set(establishedAt).size < establishedAt.length);
    const lagging = having(({ establishedAt, coveredAt }) =>
      coveredAt.some((at, k) => at > establishedAt[k]),
    );
    for (const count of [early, earlyByTwo, crossing, together, lagging]) expect(count).toBeGreaterThan(10);
  });
});
