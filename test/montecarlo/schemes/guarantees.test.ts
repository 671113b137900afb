import { describe, expect, it } from "vitest";
import { type CheckpointingKey, rulesByKey } from "../../../src/montecarlo/schemes/make-scheme.js";
import { schemeEntry } from "../../../src/scenario/model/schemes.js";
import { playList } from "./event-list.js";
import { large, type RandomRun, randomRuns, small } from "./random-runs.js";
import { isConsistent, latestLine, rdtViolations, uselessCheckpoints, Zigzag } from "./zigzag.js";

const keys = Object.keys(rulesByKey) as CheckpointingKey[];
const smallRuns = [...randomRuns("guarantees", 20_000, small)];
const largeRuns = [...randomRuns("guarantees, larger", 250, large)];

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

/** What a run by some rules comes to. */
interface Outcome {
  readonly useless: boolean;
  readonly rdt: boolean;
  /** Whether one of the lines that the rules name is no consistent one. */
  readonly line: boolean;
  readonly orphans: boolean;
  /** How many checkpoints each process was forced to take, and where. */
  readonly forced: Int32Array;
  readonly places: string;
}

const outcomes = new Map<CheckpointingKey, readonly Outcome[]>();

/** Every run by the rules of `key`, played once for all that is asked of it. */
function outcomesOf(key: CheckpointingKey): readonly Outcome[] {
  let found = outcomes.get(key);
  if (found === undefined) {
    found = [...smallRuns, ...largeRuns].map((run) => outcomeOf(key, run));
    outcomes.set(key, found);
  }
  return found;
}

function outcomeOf(key: CheckpointingKey, { processes, events }: RandomRun): Outcome {
  const played = playList(rulesByKey[key](processes), processes, events);
  const zigzag = new Zigzag(played);
  const forced = new Int32Array(processes);
  for (const { vm, kind } of played.checkpoints) if (kind === "forced") forced[vm]++;
  return {
    useless: uselessCheckpoints(played, zigzag).length > 0,
    rdt: rdtViolations(played, zigzag).length > 0,
    line: [...played.lines.values()].some((line) => !isConsistent(played, line)),
    orphans: played.latest.some((_, process) => played.scheme.recover([process], 1e6).orphans > 0),
    forced,
    places: played.checkpoints.map(({ vm, kind, position }) => `${vm} ${kind} ${position}`).join(),
  };
}

describe.each(keys)("%s on 20,000 small and 250 larger random runs", (key) => {
  const { guarantee } = schemeEntry(key);

  it("keeps what it guarantees, and recovers to a line without orphans", () => {
    const all = outcomesOf(key);
    for (const runs of [all.slice(0, smallRuns.length), all.slice(smallRuns.length)]) {
      const runsWith = (sign: "useless" | "rdt" | "line" | "orphans") =>
        runs.filter((run) => run[sign]).length;
      expect(runsWith("orphans")).toBe(0);
      if (key === "uncoordinated") expect(runsWith("useless")).toBeGreaterThan(0.2 * runs.length);
      else expect(runsWith("useless")).toBe(0);
      // Without RDT many runs break it: the check would not be one if it never failed.
      if (guarantee === "rdt") expect(runsWith("rdt")).toBe(0);
      else expect(runsWith("rdt")).toBeGreaterThan(0);
      if (guarantee === "index") expect(runsWith("line")).toBe(0);
    }
  });

  it("returns to the line that enumeration finds, and forgets nothing that matters", () => {
    let compared = 0;
    for (const run of smallRuns.slice(0, 4000)) {
      const played = playList(rulesByKey[key](run.processes), run.processes, run.events);
      const lines = played.latest.reduce((product, x) => product * (x + 2), 1);
      if (lines > 1000) continue;
      const forgetful = playList(rulesByKey[key](run.processes), run.processes, run.events, {
        after: (_at, { history }) => history.forget(),
      });
      const last = run.processes - 1;
      for (const failed of [[0], [last], [0, last]]) {
        const line = [...played.scheme.history.lineAfter(failed)];
        expect(line).toEqual(latestLine(played, failed));
        expect([...forgetful.scheme.history.lineAfter(failed)]).toEqual(line);
        const { deliverAgain } = played.scheme.recover(failed, 1e6);
        expect(forgetful.scheme.recover(failed, 1e6).deliverAgain).toBe(deliverAgain);
      }
      compared++;
    }
    expect(compared).toBeGreaterThan(300);
  });
});

describe("forced checkpoints on 20,000 small and 250 larger random runs", () => {
  const runsWithMore = (less: CheckpointingKey, more: CheckpointingKey): number => {
    const limit = outcomesOf(more);
    return outcomesOf(less).filter(({ forced }, run) =>
      forced.some((count, process) => count > limit[run].forced[process]),
    ).length;
  };

  it.each(dominated)("%s forces no more than %s anywhere", (less, more) => {
    expect(runsWithMore(less, more)).toBe(0);
    expect(runsWithMore(more, less)).toBeGreaterThan(0);
  });

  it.each(undominated)("%s forces more than %s somewhere", (key, other) => {
    expect(runsWithMore(key, other)).toBeGreaterThan(0);
  });

  it("hmnr and fi force the same checkpoints at the same places", () => {
    expect(outcomesOf("fi").map(({ places }) => places)).toEqual(
      outcomesOf("hmnr").map(({ places }) => places),
    );
  });
});
