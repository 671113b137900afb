import { describe, expect, it } from "vitest";
import { type CheckpointingKey, rulesByKey } from "../../../src/montecarlo/schemes/rules-by-key.js";
import { playList } from "./event-list.js";
import { large, randomRuns, small } from "./random-runs.js";

/** The first forces at most as much as the second, in every run and for every process. */
const dominated: readonly (readonly [CheckpointingKey, CheckpointingKey])[] = [
  ["mrs", "cbr"],
  ["mrs", "cas"],
  ["cas", "casbr"],
  ["cbr", "casbr"],
  ["mrs", "casbr"],
  ["fdas", "mrs"],
  ["fdi", "cbr"],
  ["fdas", "fdi"],
  ["fdi", "fdi-strict"],
  ["bhmr", "fdas"],
  ["bcs-aftersend", "bcs"],
  ["hmnr", "bcs-aftersend"],
  ["bcs-aftersend", "fdas"],
  ["bcs-aftersend", "mrs"],
  ["lazy-bcs-aftersend", "lazy-bcs"],
  ["lazy-fi", "lazy-bcs-aftersend"],
  ["bqc", "mrs"],
  ["bqc", "fdas"],
  ["bqc", "fdi"],
  ["bqc", "cbr"],
  ["bqc", "cas"],
];

/** Pairs of which neither dominates the other, as one might think. */
const undominated: readonly (readonly [CheckpointingKey, CheckpointingKey])[] = [
  ["lazy-bcs", "bcs"],
  ["lazy-fi", "fi"],
  ["bqf", "lazy-bcs"],
  ["fi", "bhmr"],
  ["bcs", "cbr"],
  ["qsa", "bcs"],
];

describe("forced checkpoints on 20,000 small and 250 larger random runs", () => {
  const runs = [...randomRuns("dominance", 20_000, small), ...randomRuns("dominance, larger", 250, large)];
  const forcedBy = new Map<CheckpointingKey, readonly Int32Array[]>();
  /** By run: how many checkpoints each process was forced to take. */
  const forced = (key: CheckpointingKey): readonly Int32Array[] => {
    let counts = forcedBy.get(key);
    if (counts === undefined) {
      counts = runs.map(({ processes, events }) => {
        const count = new Int32Array(processes);
        for (const { vm, kind } of playList(rulesByKey[key](processes), processes, events).checkpoints) {
          if (kind === "forced") count[vm]++;
        }
        return count;
      });
      forcedBy.set(key, counts);
    }
    return counts;
  };
  const runsWithMore = (less: CheckpointingKey, more: CheckpointingKey): number => {
    const limit = forced(more);
    return forced(less).filter((count, run) => count.some((each, process) => each > limit[run][process]))
      .length;
  };

  it.each(dominated)("%s forces no more than %s anywhere", (less, more) => {
    expect(runsWithMore(less, more)).toBe(0);
    expect(runsWithMore(more, less)).toBeGreaterThan(0);
  });

  it.each(undominated)("%s forces more than %s somewhere", (key, other) => {
    expect(runsWithMore(key, other)).toBeGreaterThan(0);
  });

  it("hmnr and fi force the same checkpoints at the same places", () => {
    for (const { processes, events } of runs) {
      const places = (key: "hmnr" | "fi") =>
        playList(rulesByKey[key](processes), processes, events).checkpoints.map(
          ({ vm, kind, position }) => `${vm} ${kind} ${position}`,
        );
      expect(places("fi")).toEqual(places("hmnr"));
    }
  });
});
