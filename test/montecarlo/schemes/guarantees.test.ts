import { describe, expect, it } from "vitest";
import { type CheckpointingKey, rulesByKey } from "../../../src/montecarlo/schemes/rules-by-key.js";
import { schemeEntry } from "../../../src/scenario/model/schemes.js";
import { playList } from "./event-list.js";
import { large, type RandomRun, randomRuns, small } from "./random-runs.js";
import { isConsistent, latestLine, rdtViolations, uselessCheckpoints, Zigzag } from "./zigzag.js";

const keys = Object.keys(rulesByKey) as CheckpointingKey[];
const smallRuns = [...randomRuns("guarantees", 20_000, small)];
const largeRuns = [...randomRuns("guarantees, larger", 250, large)];

describe.each(keys)("%s on 20,000 small and 250 larger random runs", (key) => {
  const { guarantee } = schemeEntry(key);
  const violated = (run: RandomRun) => {
    const played = playList(rulesByKey[key](run.processes), run.processes, run.events);
    const zigzag = new Zigzag(played);
    return {
      useless: uselessCheckpoints(played, zigzag).length > 0,
      rdt: rdtViolations(played, zigzag).length > 0,
      line: [...played.lines.values()].some((line) => !isConsistent(played, line)),
      orphans: played.latest.some((_, process) => played.scheme.recover([process], 1e6).orphans > 0),
    };
  };
  const counts = (runs: readonly RandomRun[]) => {
    const found = { useless: 0, rdt: 0, line: 0, orphans: 0 };
    for (const run of runs) {
      const { useless, rdt, line, orphans } = violated(run);
      if (useless) found.useless++;
      if (rdt) found.rdt++;
      if (line) found.line++;
      if (orphans) found.orphans++;
    }
    return found;
  };

  it("keeps what it guarantees, and recovers to a line without orphans", () => {
    for (const runs of [smallRuns, largeRuns]) {
      const found = counts(runs);
      expect(found.orphans).toBe(0);
      if (key === "uncoordinated") expect(found.useless).toBeGreaterThan(0.2 * runs.length);
      else expect(found.useless).toBe(0);
      // Without RDT many runs break it: the check would not be one if it never failed.
      if (guarantee === "rdt") expect(found.rdt).toBe(0);
      else expect(found.rdt).toBeGreaterThan(0);
      if (guarantee === "index") expect(found.line).toBe(0);
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
