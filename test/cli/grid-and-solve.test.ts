import { describe, expect, it } from "vitest";
import { stableLogRatio } from "../../src/analytic/stable-log-ratio.js";
import { Simulation } from "../../src/montecarlo/estimation/simulation.js";
import { loadScenario } from "../../src/scenario/load-scenario.js";
import { prepare } from "../../src/scenario/prepare.js";
import { withSettings } from "../../src/scenario/set-path.js";
import { vmqsc } from "../support/run-vmqsc.js";

describe("vmqsc sweep", () => {
  it("prints a table over the grid", async () => {
    expect(await vmqsc("sweep", "paper", "--vary", "classes.MI2.multiple=1:3:1")).toEqual({
      exitCode: 0,
      stderr: "",
      stdout: [
        "classes.MI2.multiple  stable-log ratio",
        "                   1                 0",
        "                   2          0.166667",
        "                   3          0.222222",
        "",
      ].join("\n"),
    });
  });

  it("keeps the units that the user gave", async () => {
    const { stdout } = await vmqsc(
      ...["sweep", "paper", "--vary", "baseInterval=30s,2min", "--measures", "stableLogPeak,flushBurstBytes"],
    );
    expect(
      stdout
        .split("\n")
        .slice(1, 3)
        .map((line) => line.trim().split(/ {2,}/)),
    ).toEqual([
      ["30 s", "180 msg", "180 kB"],
      ["2 min", "720 msg", "720 kB"],
    ]);
  });

  it("gives CSV and JSON in full precision", async () => {
    const vary = ["--vary", "classes.MI2.multiple=2,3", "--vary", "traffic.rates.SI.SI=4,5"];
    const { stdout } = await vmqsc("sweep", "paper", ...vary, "--csv");
    expect(stdout.split("\r\n").slice(0, 2)).toEqual([
      "classes.MI2.multiple,traffic.rates.SI.SI,stableLogRatio",
      "2,4,0.16666666666666666",
    ]);
    const grid = JSON.parse((await vmqsc("sweep", "paper", ...vary, "--json")).stdout);
    expect(grid.vary).toEqual(["classes.MI2.multiple", "traffic.rates.SI.SI"]);
    expect(grid.points).toHaveLength(4);
    expect(grid.points[1]).toEqual({
      at: { "classes.MI2.multiple": 2, "traffic.rates.SI.SI": 5 },
      measures: { stableLogRatio: { value: 0.15, unit: "1" } },
    });
  });

  it("puts beside the closed form what the engine estimates for that point", async () => {
    const { stdout } = await vmqsc(
      ...["sweep", "paper", "--vary", "classes.MI2.multiple=2,4", "--simulate", "--seed", "grid"],
      ...["--max-time", "0.1s", "--json"],
    );
    for (const { at, measures } of JSON.parse(stdout).points) {
      const { value, estimate } = measures.stableLogRatio;
      expect(estimate.replications).toBeGreaterThanOrEqual(2);
      // How many replications fit into the time is chance; what they come to is not.
      const setting = `classes.MI2.multiple=${at["classes.MI2.multiple"]}`;
      const point = prepare(withSettings(loadScenario("paper"), [setting]));
      expect(value).toBe(stableLogRatio(point));
      const again = new Simulation(point, { seed: "grid", maxTime: 3600, measures: ["stableLogRatio"] });
      while (again.totals.count < estimate.replications) again.step();
      expect(estimate).toEqual(again.estimates().stableLogRatio);
    }
  });

  it.each([
    [["sweep", "paper"], "required option '--vary <path=values>' not specified"],
    [
      ["sweep", "paper", "--vary", "baseInterval=1,2", "--seed", "x"],
      "--seed and --max-time go with --simulate",
    ],
  ])("refuses %j", async (args, sentence) => {
    expect(await vmqsc(...args)).toEqual({ exitCode: 1, stdout: "", stderr: `vmqsc: ${sentence}\n` });
  });
});

describe("vmqsc solve", () => {
  it("answers with the value just inside and just outside", async () => {
    const { stdout } = await vmqsc(
      ...["solve", "paper", "--target", "stableLogRatio<=0.25", "--by", "classes.MI2.multiple"],
    );
    expect(stdout).toBe(
      [
        "stable-log ratio ≤ 0.25",
        "classes.MI2.multiple up to 4 meets it",
        "",
        "            classes.MI2.multiple  stable-log ratio",
        "now                            2       0.166666667  meets it",
        "most                           4              0.25  meets it",
        "just above                     5       0.266666667  misses it",
        "",
      ].join("\n"),
    );
  });

  it("gives the proof in JSON and CSV too", async () => {
    const question = ["solve", "paper", "--target", "stableLogRatio<=0.25", "--by", "classes.MI2.multiple"];
    const answer = JSON.parse((await vmqsc(...question, "--json")).stdout);
    expect(answer.target).toEqual({ measure: "stableLogRatio", relation: "<=", value: 0.25, unit: "1" });
    expect(answer.solution.most).toEqual({
      inside: { value: 4, figure: 0.25, meets: true },
      outside: { value: 5, figure: 4 / 15, meets: false },
    });
    expect((await vmqsc(...question, "--csv")).stdout).toContain("most,4,0.25,true\r\n");
  });

  it("says so where nothing meets the target", async () => {
    const question = ["solve", "cloud", "--target", "stableLogRatio<=0.1", "--by", "classes.batch.multiple"];
    const { exitCode, stdout } = await vmqsc(...question);
    expect(exitCode).toBe(0);
    expect(stdout).toContain("no classes.batch.multiple that was tried meets it\n");
    expect(JSON.parse((await vmqsc(...question, "--json")).stdout).solution).toBeNull();
  });

  it.each([
    ["baseInterval", /^the waste is least at a base interval of /],
    ["multiples", /^cost per hour .* now, .* with the best multiples$/m],
    ["phases", /^No choice of phases does better\.$/m],
  ])("--best %s", async (best, expected) => {
    const { exitCode, stdout } = await vmqsc("solve", "cloud", "--best", best);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(expected);
    const { stdout: text } = await vmqsc("solve", "cloud", "--best", best, "--json");
    expect(JSON.parse(text).best).toBe(best);
  });

  it.each([
    [["solve", "paper"], "solve needs --target with --by, or --best"],
    [
      ["solve", "paper", "--best", "phases", "--by", "x"],
      "option '--best <what>' cannot be used with option '--by <path>'",
    ],
    [["solve", "paper", "--best", "phases", "--csv"], "solve --best prints no CSV; --json has all"],
  ])("refuses %j", async (args, sentence) => {
    expect(await vmqsc(...args)).toEqual({ exitCode: 1, stdout: "", stderr: `vmqsc: ${sentence}\n` });
  });
});
