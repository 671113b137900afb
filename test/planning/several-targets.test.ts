import { describe, expect, it } from "vitest";
import { bestUnderTargets } from "../../src/planning/best-under-targets.js";
import { solveTarget } from "../../src/planning/solve-target.js";
import { parseTarget } from "../../src/planning/target.js";
import { jointBands } from "../../src/planning/target-solution.js";
import { LoadedScenario, prepare } from "../../src/scenario/checks/prepare.js";
import { presets } from "../../src/scenario/model/presets.js";
import type { Scenario } from "../../src/scenario/model/scenario.js";
import { vmqsc } from "../support/run-vmqsc.js";

const paper = new LoadedScenario(presets.paper);
const answers = (path: string, ...targets: string[]) =>
  jointBands(targets.map((text) => solveTarget(paper, parseTarget(text), path)));

describe("several targets by one number", () => {
  it("have in common what meets every one, and the target that ends it", () => {
    expect(answers("classes.MI2.multiple", "stableLogRatio<=0.25", "stableLogRatio>=0.2")).toEqual([
      { least: { value: 3, boundBy: 1 }, most: { value: 4, boundBy: 0 } },
    ]);
  });

  it("have nothing in common where no value meets them all", () => {
    expect(answers("classes.MI2.multiple", "stableLogRatio<=0.2", "stableLogRatio>=0.3")).toEqual([]);
  });

  it("are answered one by one and together", async () => {
    const { exitCode, stdout } = await vmqsc(
      ...["solve", "paper", "--target", "stableLogRatio<=0.25", "--target", "stableLogRatio>=0.2"],
      ...["--by", "classes.MI2.multiple"],
    );
    expect(exitCode).toBe(0);
    expect(stdout).toContain(
      "All targets together\nclasses.MI2.multiple from 3 (stable-log ratio) up to 4 (stable-log ratio) meets all 2 targets\n",
    );
  });
});

function found(scenario: Scenario, choice: "baseInterval" | "multiples" | "phases", ...targets: string[]) {
  const search = bestUnderTargets(
    prepare(scenario),
    targets.map((text) => parseTarget(text)),
    choice,
  );
  for (;;) {
    const { done, value } = search.next();
    if (done) return value;
  }
}

const cluster: Scenario = {
  baseInterval: "60 s",
  classes: {
    a: { count: 8, image: "1 GB", pause: "1 s" },
    b: { multiple: 4, count: 4, image: "4 GB", pause: "2 s" },
  },
  traffic: { rates: { a: { a: 1, b: 1 }, b: { a: 1, b: 1 } } },
  hosts: { count: 2 },
  failures: { vm: { mtbf: "30 d" }, host: { mtbf: "10 d" } },
  storage: { write: "1 GB/s" },
};

describe("what is best under targets", () => {
  it("is the base interval where the binding target ends", () => {
    const free = found(cluster, "baseInterval", "storageUtilization<=0.9").best!;
    const bound = found(cluster, "baseInterval", "hostRollback<=100s").best!;
    expect(bound.baseInterval).toBeLessThan(free.baseInterval);
    expect(bound.figures[0]).toBeLessThanOrEqual(100);
    expect(bound.figures[0]).toBeGreaterThan(99.9);
  });

  it("is better in multiples than what was, and no single change of one class is better still", () => {
    const { now, best, targets } = found(cluster, "multiples", "stableLogRatio<=0.4");
    expect(best!.objective!).toBeLessThan(now.objective!);
    for (const c of [0, 1]) {
      for (const change of [-1, 1]) {
        const multiples = best!.multiples.map((one, place) => Math.max(1, place === c ? one + change : one));
        const classes = Object.fromEntries(
          Object.entries(cluster.classes).map(([name, one], place) => [
            name,
            { ...one, multiple: multiples[place] },
          ]),
        );
        const other = found({ ...cluster, classes }, "phases", "stableLogRatio<=0.4").now;
        const waste = found({ ...cluster, classes }, "baseInterval", "stableLogRatio<=0.4").now.objective!;
        expect(!other.meets || waste >= best!.objective! * (1 - 1e-9)).toBe(true);
      }
    }
    expect(targets).toHaveLength(1);
  });

  it("is found where the present choice has no steady state", () => {
    const { now, best } = found(
      { ...cluster, storage: { write: "0.1 GB/s" } },
      "baseInterval",
      "storageUtilization<=0.7",
    );
    expect(now.meets).toBe(false);
    expect(now.objective).toBeUndefined();
    expect(best!.figures[0]).toBeLessThanOrEqual(0.7);
  });
});

it("the best base interval with storage is worked out, not taken from E15's optimum", async () => {
  const storage = ["--set", 'storage={"write":"100 GB/s"}', "--set", "baseInterval=5min"];
  const { exitCode, stdout } = await vmqsc("solve", "paper", "--best", "baseInterval", ...storage);
  expect(exitCode).toBe(0);
  expect(stdout).toContain("The base interval of least waste that fits the storage\n");
});
