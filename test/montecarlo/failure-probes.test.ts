import { describe, expect, it } from "vitest";
import { FailureProbes } from "../../src/montecarlo/observers/failure-probes.js";
import { openStream } from "../../src/montecarlo/random/random-stream.js";
import { type SmallRun, type Stage, stage } from "./small-run.js";
import { expectStandardNormal } from "./standard-normal.js";

/** What a failure at an instant would mean for one VM. */
interface Finding {
  /** R9: age of the last complete checkpoint, and messages replayed from it. */
  readonly age: number;
  readonly replayed: number;
  /** R10: time since the state on the line, and from the checkpoint on the line to that state. */
  readonly lost: number;
  readonly distance: number;
}

function probesOf({ protocol }: Stage, gap = Number.POSITIVE_INFINITY): FailureProbes {
  return new FailureProbes(
    protocol.population,
    () => protocol,
    gap,
    openStream("failure probes", 0, "failures"),
    { restore: new Array(protocol.population.classCount).fill(0), replaySpeedup: 1 },
  );
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
          lost: sums.lost[vm] - before.lost[vm],
          distance: sums.distance[vm] - before.distance[vm],
        }));
        compare(at, found);
      },
    };
  });
  played.loop.runUntil(run.until);
}

/**
 * A is SI, B is MI_3. B's clock is 6 s late at index 1, so its flush lags the line there. Of A's checkpoints the
 * second takes so long that the third and the fourth are complete before it.
 */
const lagging: SmallRun = {
  baseInterval: 16,
  until: 90,
  vms: [
    { multiple: 1, phase: 0, host: 0 },
    { multiple: 3, phase: 0, host: 1 },
  ],
  policies: { volatileLog: "keep", inTransit: "volatile" },
  //            k = 0  k = 1  k = 2  k = 3  k = 4  k = 5 and later
  clockErrors: [0, 0, 0, 6, 0, 0, 0, 0, 0, 0, ...new Array<number>(30).fill(0)],
  durations: [0, 0, 5, 0, 40, 0, 10, 4, 2, 0, ...new Array<number>(30).fill(3)],
  messages: [
    { from: 0, to: 1, sentAt: 10, deliveredAt: 10, bytes: 1 },
    { from: 1, to: 0, sentAt: 18, deliveredAt: 18, bytes: 1 },
    { from: 1, to: 0, sentAt: 40, deliveredAt: 40, bytes: 1 },
    { from: 0, to: 1, sentAt: 50, deliveredAt: 50, bytes: 1 },
    { from: 1, to: 0, sentAt: 60, deliveredAt: 60, bytes: 1 },
    { from: 0, to: 1, sentAt: 70, deliveredAt: 70, bytes: 1 },
  ],
};

describe("a failure, worked out by hand", () => {
  const found = new Map<number, Finding[]>();
  probe(lagging, [20, 21, 22, 50, 58, 71, 72, 80], (at, findings) => found.set(at, findings));

  const finding = (age: number, replayed: number, lost: number, distance: number): Finding => {
    return { age, replayed, lost, distance };
  };

  it("while A's first checkpoint is under way: both return to their start", () => {
    expect(found.get(20)).toEqual([finding(20, 1, 20, 0), finding(20, 1, 20, 0)]);
  });

  it("as that checkpoint is complete: A restarts from it, yet the line waits for B's flush", () => {
    expect(found.get(21)).toEqual([finding(5, 1, 21, 0), finding(21, 1, 21, 0)]);
  });

  it("as B flushes: the line moves, and B stands on it by its stable log", () => {
    expect(found.get(22)).toEqual([finding(6, 1, 6, 0), finding(22, 1, 0, 22)]);
  });

  it("while two of A's checkpoints and one of B's are under way: both restart from older ones", () => {
    expect(found.get(50)).toEqual([finding(34, 2, 34, 0), finding(50, 1, 28, 22)]);
  });

  it("as A's third checkpoint is complete before its second: it is the last complete one", () => {
    expect(found.get(58)).toEqual([finding(10, 0, 42, 0), finding(10, 1, 36, 22)]);
  });

  it("just before A's second checkpoint is complete: the line still stands at 1", () => {
    expect(found.get(71)).toEqual([finding(7, 0, 55, 0), finding(23, 2, 49, 22)]);
  });

  it("as it is complete: three lines are established at once", () => {
    expect(found.get(72)).toEqual([finding(8, 0, 8, 0), finding(24, 2, 8, 16)]);
  });

  it("as the next checkpoint begins: it does not count yet", () => {
    expect(found.get(80)).toEqual([finding(16, 0, 16, 0), finding(32, 2, 16, 16)]);
  });
});

describe("probes of failures", () => {
  it("come at Poisson times between the given instants, and nowhere else", () => {
    const set = stage(lagging);
    const probes = probesOf(set, 0.01);
    probes.probeBetween(100, 300);
    const times: number[] = [];
    while (probes.nextTime < Number.POSITIVE_INFINITY) {
      times.push(probes.nextTime);
      probes.happen();
    }
    const expected = 200 / 0.01;
    expectStandardNormal((times.length - expected) / Math.sqrt(expected));
    expect(times[0]).toBeGreaterThan(100);
    expect(times.at(-1)).toBeLessThan(300);
    // Of a Poisson stream's gaps, the share e⁻¹ is longer than the mean.
    const long = times.filter((time, n) => time - (times[n - 1] ?? 100) > 0.01).length;
    const share = Math.exp(-1);
    expectStandardNormal((long - share * times.length) / Math.sqrt(times.length * share * (1 - share)));
    expect(probes.sums.probes).toBe(times.length);
  });

  it("do not come before they are asked for", () => {
    expect(probesOf(stage(lagging), 1).nextTime).toBe(Number.POSITIVE_INFINITY);
  });
});
