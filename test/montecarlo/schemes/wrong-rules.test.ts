import { expect, it } from "vitest";
import { playList } from "./event-list.js";
import { randomRuns, small } from "./random-runs.js";
import { wrongRules } from "./wrong-rules.js";
import { isConsistent, rdtViolations, uselessCheckpoints } from "./zigzag.js";

const runs = [...randomRuns("wrong rules", 20_000, small)];

it.each(Object.keys(wrongRules))("20,000 small random runs reject %s", (name) => {
  const { rules, breaks } = wrongRules[name];
  const rejected = runs.filter(({ processes, events }) => {
    const played = playList(rules(processes), processes, events);
    if (breaks === "rdt") return rdtViolations(played).length > 0;
    if (uselessCheckpoints(played).length > 0) return true;
    return (
      breaks === "useless or line" && [...played.lines.values()].some((line) => !isConsistent(played, line))
    );
  });
  expect(rejected.length).toBeGreaterThan(0);
});
