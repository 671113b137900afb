import { describe, expect, it, vi } from "vitest";
import type { MeasureKey } from "../../src/scenario/model/measures.js";
import { knownExperiment } from "../support/known-experiment.js";
import { vmqsc } from "../support/run-vmqsc.js";
import { paper } from "../support/system-of.js";

// The catalogue with one measure more, which the simulation alone can find.
vi.mock("../../src/scenario/model/measures.js", async (original) => {
  const actual = await original<typeof import("../../src/scenario/model/measures.js")>();
  const found = {
    key: "deepestQueue",
    label: "deepest queue",
    symbol: "q",
    unit: "messages",
    family: "memory",
    meaning: "messages in the deepest queue",
    rule: "R5",
  };
  const measures = [...actual.measures, found];
  const findMeasure = (key: string) => measures.find((measure) => measure.key === key);
  return { ...actual, measures, findMeasure };
});

const { analyze } = await import("../../src/analytic/analyze.js");
const { estimates } = await import("../../src/montecarlo/estimation/estimates.js");
const { RunningTotals } = await import("../../src/montecarlo/estimation/running-totals.js");
const { validate } = await import("../../src/validation/validation.js");
const { simulationForms } = await import("../../src/cli/render/simulation-run.js");
const { paint } = await import("../../src/cli/render/table.js");

const key = "deepestQueue" as MeasureKey;
const experiment = knownExperiment("queue", [
  { measure: "stableLogRatio", ratio: 1 / 6, spread: 0.01 },
  { measure: key, ratio: 12, spread: 0.01 },
]);

describe("a measure without a closed form", () => {
  it("is in the catalogue's table, with no equation", async () => {
    const { stdout } = await vmqsc("measures", "--csv");
    expect(stdout).toContain("deepestQueue,q,messages,memory,,R5,messages in the deepest queue\r\n");
    expect((await vmqsc("measures")).stdout).toMatch(/deepestQueue +q +messages +memory +R5/);
  });

  it("has no figure, and no row in a plan", async () => {
    expect(Object.keys(analyze(paper))).not.toContain(key);
    for (const form of [[], ["--json"], ["--csv"]]) {
      const { stdout, exitCode } = await vmqsc("plan", "paper", ...form);
      expect(exitCode).toBe(0);
      expect(stdout).not.toMatch(/deepest/);
    }
  });

  it("has an estimate in a simulation", () => {
    const totals = new RunningTotals(
      experiment.layout,
      [0, 1, 2].map((replication) => experiment.run(replication)),
    );
    const run = { seed: "a", messages: 3000, replications: 3, seconds: 1, measures: estimates(totals) };
    const forms = simulationForms(run, "paper", { classes: [], hosts: [] });
    expect(forms.text(paint({ colour: false }))).toMatch(/\ndeepest queue +1[12](\.\d+)? msg /);
    expect(forms.csv()).toMatch(/\ndeepestQueue,messages,1[12]\.\d+,/);
  });

  it("is not judged, and a validation says why", () => {
    const report = validate(paper, { experiment, figures: { stableLogRatio: { value: 1 / 6 } } });
    expect(report.rows.map(({ measure }) => measure)).toEqual(["stableLogRatio"]);
    expect(report.notCovered).toEqual([{ measure: key, reason: "it has no closed form" }]);
  });

  it("is no goal to be solved for, and a sweep leaves its place empty", async () => {
    const solve = await vmqsc(
      "solve",
      "paper",
      "--target",
      "deepestQueue<=3",
      "--by",
      "classes.MI2.multiple",
    );
    expect(solve.exitCode).toBe(1);
    expect(solve.stderr).toContain("must name a measure that has a closed form, and deepestQueue has none");
    const vary = ["--vary", "classes.MI2.multiple=2:3:1", "--measures", "stableLogRatio,deepestQueue"];
    const { stdout } = await vmqsc("sweep", "paper", ...vary, "--csv");
    expect(stdout.split("\r\n")[1]).toMatch(/^2,0\.16\d+,$/);
  });
});
