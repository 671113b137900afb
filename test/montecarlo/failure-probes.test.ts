import { describe, expect, it } from "vitest";
import { FailureProbes } from "../../src/montecarlo/observers/failure-probes.js";
import { openStream } from "../../src/montecarlo/random/random-stream.js";
import { lagging, type SmallRun, type Stage, stage } from "./small-run.js";
import { expectStandardNormal } from "./standard-normal.js";

/** What a failure of one VM at an instant would mean (R9). */
interface Finding {
  /** Age of the last complete checkpoint, and messages replayed from it. */
  readonly age: number;
  readonly replayed: number;
}

function probesOf({ protocol }: Stage, gap = Number.POSITIVE_INFINITY): FailureProbes {
  const stream = openStream("failure probes", 0, "failures");
  return new FailureProbes(protocol.population, () => protocol, gap, stream, undefined);
}

/** Probes a run at given instants; what is found at each, VM by VM. */
function probe(
  run: SmallRun,
  instants: readonly number[],
  compare: (at: number, findings: Finding[]) => void,
): void {
  const played = stage(run, (set) => {
    const probes = probesOf(set);
    const { sums } = probes;
    return {
      observers: [probes],
      visits: instants,
      visit: (at) => {
        const before = structuredClone(sums);
        probes.nextTime = at;
        probes.happen();
        expect(sums.probes).toBe(before.probes + 1);
        const found = run.vms.map((_, vm) => ({
          age: sums.age[vm] - before.age[vm],
          replayed: sums.replayed[vm] - before.replayed[vm],
        }));
        compare(at, found);
      },
    };
  });
  played.loop.runUntil(run.until);
}

describe("a failure of a VM, worked out by hand", () => {
  const found = new Map<number, Finding[]>();
  probe(lagging, [20, 21, 50, 58, 71, 72, 80], (at, findings) => found.set(at, findings));

  it.each([
    ["while A's first checkpoint is under way both return to their start", 20, [20, 1], [20, 1]],
    ["as that checkpoint is complete A restarts from it", 21, [5, 1], [21, 1]],
    [
      "while two of A's checkpoints and one of B's are under way both restart from older ones",
      50,
      [34, 2],
      [50, 1],
    ],
    [
      "as A's third checkpoint is complete before its second it is the last complete one",
      58,
      [10, 0],
      [10, 1],
    ],
    ["just before A's second checkpoint is complete the third is still the last", 71, [7, 0], [23, 2]],
    ["as the second is complete A restarts from its fourth", 72, [8, 0], [24, 2]],
    ["as the next checkpoint begins it does not count yet", 80, [16, 0], [32, 2]],
  ] as const)("%s", (_, at, [ageOfA, replayedByA], [ageOfB, replayedByB]) => {
    expect(found.get(at)).toEqual([
      { age: ageOfA, replayed: replayedByA },
      { age: ageOfB, replayed: replayedByB },
    ]);
  });
});

describe("probes of failures", () => {
  it("come once in each part of the window, anywhere in it, and nowhere else", () => {
    const set = stage(lagging);
    const probes = probesOf(set, 0.01);
    probes.probeBetween(100, 300);
    const places: number[] = [];
    while (probes.nextTime < Number.POSITIVE_INFINITY) {
      places.push((probes.nextTime - 100) / 0.01);
      probes.happen();
    }
    expect(places.map(Math.floor)).toEqual(Array.from({ length: 20_000 }, (_, part) => part));
    // Uniform in its part, and owing nothing to the one before.
    const within = places.map((place) => (place % 1) - 0.5);
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
    expectStandardNormal(sum(within) / Math.sqrt(within.length / 12));
    const pairs = within.slice(1).map((place, n) => place * within[n]);
    expectStandardNormal(sum(pairs) / Math.sqrt(pairs.length / 144));
    expect(probes.sums.probes).toBe(20_000);
  });

  it("do not come before they are asked for", () => {
    expect(probesOf(stage(lagging), 1).nextTime).toBe(Number.POSITIVE_INFINITY);
  });
});
