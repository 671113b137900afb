import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EngineObserver } from "../../src/montecarlo/fast-engine/engine-observer.js";
import type { WritesThrough } from "../../src/montecarlo/storage/stable-writes.js";
import { bytesOf } from "../support/ledger.js";
import { type Path, plainStage, type SmallRun, smallRuns, stage, withoutTies } from "./small-run.js";

/** Bandwidths at which no write ends at a whole second, but together with others. */
const bandwidth = fc.integer({ min: 20, max: 400 }).map((bytes) => bytes + 1 / Math.PI);
const storage: fc.Arbitrary<WritesThrough> = fc.record({
  limits: fc.record({
    write: bandwidth,
    read: fc.constant(1),
    hostLink: fc.oneof(fc.constant(Number.POSITIVE_INFINITY), bandwidth),
    staging: fc.oneof(fc.constant(undefined), bandwidth),
  }) as fc.Arbitrary<WritesThrough["limits"]>,
  image: fc.array(fc.constantFrom(0, 100, 317, 1000), { minLength: 6, maxLength: 6 }),
});

/** When lines are established and covered, when checkpoints can be restored, and what is in the stable log at the lines. */
function engineAccount(run: SmallRun, path: Path) {
  const establishedAt: number[] = [];
  const coveredAt: number[] = [];
  const restorable: number[][] = [];
  const stable: number[][] = [];
  const { loop } = stage(
    run,
    ({ protocol: { logs } }) => {
      const observer: EngineObserver = {
        checkpointRestorable: (vm, k, at) => void restorable.push([vm, k, at]),
        lineEstablished: (_, at) => void establishedAt.push(at),
        lineCovered: (_, at) => {
          coveredAt.push(at);
          stable.push([logs.stableCount, logs.stableBytes]);
        },
      };
      return { observers: [observer] };
    },
    path,
  );
  loop.runUntil(run.until);
  return { establishedAt, coveredAt, restorable: inOrder(restorable), stable };
}

/** The same by the rules as they are read, with every message by its identity. */
function plainAccount(run: SmallRun) {
  const stable: number[][] = [];
  const { stream, rules, ledger } = plainStage(run, ({ ledger: all }) => ({
    observers: [
      {
        lineCovered: () => {
          const held = all.inLogs("stable");
          stable.push([held.length, bytesOf(held)]);
        },
      },
    ],
  }));
  stream.runUntil(run.until);
  const kept = rules.vms.flatMap(({ checkpoints }, vm) =>
    checkpoints.map(({ index, restorable }) => [vm, index, restorable]),
  );
  return { establishedAt: ledger.establishedAt.slice(1), coveredAt: ledger.coveredAt.slice(1), kept, stable };
}

function inOrder(rows: number[][]): number[][] {
  return rows.toSorted(([vm, k], [other, l]) => vm - other || k - l);
}

describe("VM_QSC by amounts, with storage that takes time (R11)", () => {
  it.each<Path>(["one by one", "spanned"])("is VM_QSC by identities: %s", (path) => {
    fc.assert(
      fc.property(smallRuns, storage, (small, writesThrough) => {
        const run = { ...(path === "spanned" ? withoutTies(small) : small), writesThrough };
        const [engine, plain] = [engineAccount(run, path), plainAccount(run)];
        expect(engine.stable).toEqual(plain.stable);
        for (const key of ["establishedAt", "coveredAt"] as const) {
          expect(engine[key].map(rounded)).toEqual(plain[key].map(rounded));
        }
        // The rules forget checkpoints that no failure can need any more; the first ones, and those without an image, take no time.
        for (const [vm, k, at] of plain.kept) {
          if (k === 0 || at >= run.until || writesThrough.image[vm] === 0) continue;
          const found = engine.restorable.find(([other, index]) => other === vm && index === k);
          expect(rounded(found![2])).toBe(rounded(at));
        }
      }),
      { seed: 1, numRuns: 200 },
    );
  });
});

function rounded(time: number): number {
  return Number(time.toFixed(6));
}
