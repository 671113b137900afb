import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Timers } from "../../src/montecarlo/sources/timers.js";

interface Ring {
  readonly at: number;
  readonly index: number;
  readonly vm: number;
}

/** All timers of the first indices, sorted: by time, then index, then VM. */
function sorted(baseInterval: number, rounds: readonly (readonly number[])[]): Ring[] {
  return rounds
    .flatMap((errors, round) =>
      errors.map((error, vm) => ({ at: (round + 1) * baseInterval + error, index: round + 1, vm })),
    )
    .sort((a, b) => a.at - b.at || a.index - b.index || a.vm - b.vm);
}

/** Timers over given errors, round by round and again from the first; it notes which indices it asked for. */
function timersOver(baseInterval: number, rounds: readonly (readonly number[])[], slack = 0) {
  const asked: number[] = [];
  const all = rounds.flat();
  const timers = new Timers(baseInterval, rounds[0].length, {
    low: Math.min(...all) - slack,
    high: Math.max(...all) + slack,
    fill: (k, errors) => {
      asked.push(k);
      errors.set(rounds[(k - 1) % rounds.length]);
    },
  });
  return { timers, asked };
}

function ringing(timers: Timers, count: number): Ring[] {
  return Array.from({ length: count }, () => {
    const ring = { at: timers.nextTime, index: timers.nextIndex, vm: timers.nextVm };
    timers.advance();
    return ring;
  });
}

/** Errors of some VMs over some rounds: none, few values over and over, any below or beyond the interval of 16 s. */
const manyRounds = fc
  .record({ vmCount: fc.integer({ min: 1, max: 12 }), rounds: fc.integer({ min: 1, max: 12 }) })
  .chain(({ vmCount, rounds }) => {
    const table = (error: fc.Arbitrary<number>) =>
      fc.array(fc.array(error, { minLength: vmCount, maxLength: vmCount }), {
        minLength: rounds,
        maxLength: rounds,
      });
    return fc.oneof(
      table(fc.constant(0)),
      table(fc.constantFrom(-16, 0, 16)),
      table(fc.integer({ min: -80, max: 80 })),
      table(fc.double({ min: -1, max: 1, noNaN: true })),
      table(fc.double({ min: -50, max: 50, noNaN: true })),
      table(fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1e6, noNaN: true }))),
    );
  });

describe("timers", () => {
  it("ring in the order of time, then index, then VM, however large the clock errors", () => {
    fc.assert(
      fc.property(manyRounds, fc.boolean(), (rounds, loose) => {
        const { timers } = timersOver(16, rounds, loose ? 40 : 0);
        // Whatever rings before the first timer of a later round could is certain.
        const lowest = Math.min(...rounds.flat());
        const certain = sorted(16, rounds).filter(({ at }) => at < (rounds.length + 1) * 16 + lowest);
        expect(ringing(timers, certain.length)).toEqual(certain);
      }),
      { seed: 3, numRuns: 1000 },
    );
  });

  it("ring once for every VM and index, over many rounds", () => {
    const rounds = Array.from({ length: 7 }, (_, k) =>
      Array.from({ length: 11 }, (_, vm) => ((k * 31 + vm * 17) % 79) - 39),
    );
    const { timers } = timersOver(16, rounds);
    const rings = ringing(timers, 11 * 500);
    const names = new Set(rings.map(({ index, vm }) => `${index}/${vm}`));
    expect(names.size).toBe(rings.length);
    expect(rings.map(({ at }) => at)).toEqual(rings.map(({ at }) => at).toSorted((a, b) => a - b));
  });

  it("ask the clocks once for each index, in order, and not before a timer of it could ring", () => {
    const { timers, asked } = timersOver(16, [[0, 3, -20]]);
    ringing(timers, 300);
    expect(asked).toEqual(Array.from(asked, (_, place) => place + 1));
    expect(16 * asked.length - 20).toBeLessThanOrEqual(timers.nextTime);
  });

  it("may ring before time 0, where an error is larger than the interval", () => {
    const { timers } = timersOver(16, [[-40, 0]]);
    expect(ringing(timers, 4)).toEqual([
      { at: -24, index: 1, vm: 0 },
      { at: -8, index: 2, vm: 0 },
      { at: 8, index: 3, vm: 0 },
      { at: 16, index: 1, vm: 1 },
    ]);
  });

  it("ring in order where a few errors are far off and all others crowd together", () => {
    const errors = Array.from({ length: 5000 }, (_, vm) =>
      vm % 1000 === 7 ? 1e6 + vm : ((vm * 7919) % 4999) / 1e3,
    );
    const { timers } = timersOver(16, [errors]);
    const first = ringing(timers, 4000);
    expect(first).toEqual(sorted(16, [errors]).slice(0, 4000));
  });
});
