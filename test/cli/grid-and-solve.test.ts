import { describe, expect, it } from "vitest";
import { stableLogRatio } from "../../src/analytic/stable-log-ratio.js";
import { Simulation } from "../../src/montecarlo/estimation/simulation.js";
import { LoadedScenario } from "../../src/scenario/checks/prepare.js";
import { loadScenario } from "../../src/scenario/reading/load-scenario.js";
import { withSettings } from "../../src/scenario/reading/with-settings.js";
import { cloudWithoutStorageFile as cloud } from "../support/cloud-without-storage.js";
import { RecordingTerminal, vmqsc, vmqscOn } from "../support/run-vmqsc.js";

interface SimulatedPoint {
  readonly measures: {
    readonly stableLogRatio: {
      readonly estimate: { readonly mean: number; readonly high: number };
    };
  };
}

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
      ["120 s", "720 msg", "720 kB"],
    ]);
  });

  it("gives a path's own unit to values without one", async () => {
    const vary = ["--vary", "baseInterval=30,300", "--vary", "traffic.rates.SI.SI=4"];
    const { stdout } = await vmqsc("sweep", "paper", ...vary);
    expect(stdout.split("\n").slice(1, 3)).toEqual([
      "        30 s                  4/s          0.166667",
      "       300 s                  4/s          0.166667",
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
      const point = withSettings(new LoadedScenario(loadScenario("paper")), [setting]).system;
      expect(value).toBe(stableLogRatio(point));
      const again = new Simulation(point, { seed: "grid", maxTime: 3600, measures: ["stableLogRatio"] });
      while (again.totals.count < estimate.replications) again.step();
      const { byClass, ...whole } = again.estimates().stableLogRatio!;
      expect(estimate).toEqual(whole);
    }
  });

  it.each([
    ["for as many messages as are asked for", "--messages", "1e6", "2e7", 0.0025],
    ["to the precision that is asked for", "--precision", "0.01", "0.0004", 0.0004],
  ])("runs each point %s", async (_, option, coarse, fine, between) => {
    const halfWidths = async (value: string) => {
      const grid = ["sweep", "paper", "--vary", "classes.MI2.multiple=2,4", "--simulate", "--json"];
      const { points } = JSON.parse((await vmqsc(...grid, option, value, "--max-time", "3600")).stdout);
      return (points as SimulatedPoint[]).map(({ measures }) => {
        const { mean, high } = measures.stableLogRatio.estimate;
        return (high - mean) / mean;
      });
    };
    const wide = await halfWidths(coarse);
    expect(wide).toHaveLength(2);
    for (const halfWidth of wide) expect(halfWidth).toBeGreaterThan(between);
    for (const halfWidth of await halfWidths(fine)) expect(halfWidth).toBeLessThanOrEqual(between);
    // Neither stops by the clock.
    expect(await halfWidths(coarse)).toEqual(wide);
  });

  it("keeps the points that are done when Ctrl-C is pressed", async () => {
    const terminal = new RecordingTerminal();
    const vary = ["--vary", "classes.MI2.multiple=1:1000:1"];
    const running = vmqscOn(
      terminal,
      "sweep",
      "paper",
      ...vary,
      "--simulate",
      "--max-time",
      "0.05",
      "--json",
    );
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(terminal.interrupt()).toBe(true);
    const { exitCode, stdout, stderr } = await running;
    const { points } = JSON.parse(stdout);
    expect(exitCode).toBe(130);
    expect(stderr).toBe(`vmqsc: interrupted; ${points.length} of 1000 points are known\n`);
    expect(points.length).toBeGreaterThan(0);
    expect(points.every((point: SimulatedPoint) => point.measures.stableLogRatio.estimate !== null)).toBe(
      true,
    );
  });

  it.each([
    [["sweep", "paper"], "required option '--vary <path=values>' not specified"],
    [["sweep", "paper", "--vary", "baseInterval=1,2", "--seed", "x"], "--seed goes with --simulate"],
    [
      ["sweep", cloud, "--vary", "classes.batch.multiple=1:4:1"],
      "classes.batch.phase must be below the multiple of its class, which is 1, got 1 (test/support/cloud-without-storage.yaml:8:110)",
    ],
    [["sweep", "paper", "--vary", "baseInterval=1,2", "--workers", "2"], "--workers goes with --simulate"],
    [
      ["sweep", "paper", "--vary", "baseInterval=1,2", "--simulate", "--max-time", "0"],
      "--max-time must be a time above 0, such as 60 s, got 0",
    ],
    [
      ["sweep", "paper", "--vary", "baseInterval=1,2", "--simulate", "--precision", "1"],
      "--precision must be a number above 0 and below 1, got 1",
    ],
    [
      ["sweep", "paper", "--vary", "baseInterval=1,2", "--simulate", "--messages", "0.5"],
      "--messages must be a whole number of at least 1, got 0.5",
    ],
  ])("refuses %j", async (args, sentence) => {
    expect(await vmqsc(...args)).toEqual({ exitCode: 1, stdout: "", stderr: `vmqsc: ${sentence}\n` });
  });
});

it("vmqsc sweep says which of its paths leave every figure as it is", async () => {
  const grid = ["sweep", "paper", "--vary", "clock.error=0s,50ms", "--measures", "stableLogRatio"];
  const idle = "vmqsc: note: clock.error leaves every figure as it is\n";
  expect((await vmqsc(...grid, "--vary", "classes.MI2.multiple=2,3")).stderr).toBe(idle);
});

describe("vmqsc sweep, outside the domain of a formula", () => {
  const grid = ["sweep", cloud, "--vary", "baseInterval=15s,60s", "--measures", "lineLag,stableLogRatio"];

  it("warns on standard error, and marks the points in the table, CSV and JSON", async () => {
    const { stdout, stderr, exitCode } = await vmqsc(...grid);
    expect(stderr).toMatch(
      /^vmqsc: outside the formulas' domain: recovery lines .* \(lineLag\)\nvmqsc: note: baseInterval leaves every figure as it is\n$/,
    );
    expect(exitCode).toBe(0);
    const lines = stdout.split("\n");
    expect(lines[1]).toMatch(/^ +15 s +[\d.]+ s \* +0\.264793$/);
    expect(lines[2]).toMatch(/^ +60 s +[\d.]+ s {4,}0\.264793$/);
    expect(stdout).toMatch(/\n\* outside the domain of its formula, as standard error says\n$/);
    const csv = await vmqsc(...grid, "--csv");
    expect(csv.stderr).toBe(stderr);
    expect(csv.stdout.split("\r\n").map((line) => line.split(",").at(-1))).toEqual([
      "outsideDomain",
      "lineLag",
      "",
      "",
    ]);
    const { points, warnings } = JSON.parse((await vmqsc(...grid, "--json")).stdout);
    expect(points.map((point: { measures: { lineLag: object } }) => point.measures.lineLag)).toEqual([
      expect.objectContaining({ outsideDomain: true }),
      expect.not.objectContaining({ outsideDomain: true }),
    ]);
    expect(warnings).toHaveLength(1);
    expect((await vmqsc(...grid, "--strict")).exitCode).toBe(3);
  });

  it("leaves the table as it was where nothing is outside", async () => {
    const { stdout, stderr } = await vmqsc(
      "sweep",
      cloud,
      "--vary",
      "hosts.placement=spread,packed",
      "--measures",
      "crossHostRatio",
    );
    expect(stderr).toBe("");
    expect(stdout).toMatch(/^hosts\.placement +cross-host share\n +spread +0\.\d+\n +packed +0\.\d+\n$/);
  });
});

describe("vmqsc solve", () => {
  it("takes shares in per cent, and has an exit code for what has no answer", async () => {
    const question = ["solve", "paper", "--by", "classes.MI2.multiple", "--target"];
    const percent = await vmqsc(...question, "stableLogRatio<=25 %", "--json");
    expect(JSON.parse(percent.stdout).target.value).toBe(0.25);
    const waste = ["solve", cloud, "--by", "baseInterval", "--target", "waste<=0.3%"];
    expect((await vmqsc(...waste)).stdout.split("\n")[0]).toBe("waste ≤ 0.3 %");
    expect((await vmqsc(...question, "stableLogRatio<=25%", "--strict")).exitCode).toBe(0);
    expect((await vmqsc(...question, "stableLogRatio<=-1", "--strict")).exitCode).toBe(3);
    expect((await vmqsc(...question, "stableLogRatio<=-1")).exitCode).toBe(0);
  });

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
        "now                            2          0.166667  meets it",
        "most                           4              0.25  meets it",
        "just above                     5          0.266667  misses it",
        "",
      ].join("\n"),
    );
  });

  it("gives units and as many digits as tell inside from outside", async () => {
    const { stdout } = await vmqsc(
      ...["solve", cloud, "--target", "stableLogPeakBytes<=4GiB", "--by", "baseInterval"],
    );
    expect(stdout).toBe(
      [
        "stable log held, peak bytes ≤ 4 GiB",
        "baseInterval up to 16.37425 s meets it",
        "",
        "            baseInterval  stable log held, peak bytes",
        "most          16.37425 s                 3.999999 GiB  meets it, outside the formula's domain",
        "just above    16.37426 s                 4.000001 GiB  misses it, outside the formula's domain",
        "now                 30 s                 7.328577 GiB  misses it",
        "",
      ].join("\n"),
    );
  });

  it.each([
    // Hours would need more digits than the seconds that were tried.
    ["checkpointByteRate<=100MB/s", "baseInterval", "baseInterval from 20401.1 s on meets it"],
    ["vmRecoveryTime<=5min", "classes.batch.image", "classes.batch.image up to 936.604 GiB meets it"],
    ["hostRecoveryTime<=2min", "recovery.bandwidth", "recovery.bandwidth from 0.370153 Gbit/s on meets it"],
  ])("gives the unit of what is solved for: %s by %s", async (target, by, sentence) => {
    const { stdout } = await vmqsc("solve", cloud, "--target", target, "--by", by);
    expect(stdout.split("\n")[1]).toBe(sentence);
  });

  it("puts one value on one line, and no number where it would not be read", async () => {
    const exactly = await vmqsc("solve", "paper", "--target", "waste<=0", "--by", "failures.vm");
    expect(exactly.stdout).toMatch(/^now, most +0\/year +0 % {2}meets it$/m);
    const { stdout } = await vmqsc("solve", "paper", "--target", "stableLogRatio<=1", "--by", "baseInterval");
    expect(stdout.split("\n")[1]).toBe(
      "stable-log ratio does not depend on baseInterval: it is 0.166667 at all 92 values that were tried, which meets it",
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

  it("answers for the share of all messages that a class receives", async () => {
    const question = ["solve", "paper", "--target", "stableLogRatio<=0.1", "--by", "classes.MI2.share"];
    expect((await vmqsc(...question)).stdout).toBe(
      [
        "stable-log ratio ≤ 0.1",
        "classes.MI2.share up to 20 % (1/5) meets it",
        "share: of all messages, those that the class receives; the others keep their proportions",
        "",
        "            classes.MI2.share  stable-log ratio",
        "most                     20 %               0.1  meets it",
        "just above          20.0001 %         0.1000004  misses it",
        "now                 33.3333 %         0.1666667  misses it",
        "",
      ].join("\n"),
    );
    const { by, solution } = JSON.parse((await vmqsc(...question, "--json")).stdout);
    expect(by).toBe("classes.MI2.share");
    expect(solution.most.inside).toEqual({ value: 0.2, figure: 0.1, meets: true, fraction: "1/5" });
    expect((await vmqsc(...question, "--csv")).stdout).toContain("most,0.2,0.1,true\r\n");
  });

  it.each([
    ["paper", "stableLogRatio<=0.5", "classes.MI2.share", "every classes.MI2.share meets it"],
    ["paper", "stableLogRatio<=0.1", "classes.SI.share", "classes.SI.share from 80 % (4/5) on meets it"],
    [cloud, "stableLogRatio<=0.1", "classes.batch.share", "no classes.batch.share meets it, not even 0 %"],
    ["paper", "stableLogRatio<=-1", "classes.SI.share", "no classes.SI.share meets it, not even 100 %"],
  ])("says plainly which shares meet it: %s, %s by %s", async (scenario, target, by, sentence) => {
    const { stdout } = await vmqsc("solve", scenario, "--target", target, "--by", by);
    expect(stdout.split("\n")[1]).toBe(sentence);
  });

  it("says so where nothing meets the target", async () => {
    const question = ["solve", cloud, "--target", "stableLogRatio<=0.1", "--by", "classes.batch.multiple"];
    const { exitCode, stdout } = await vmqsc(...question);
    expect(exitCode).toBe(0);
    expect(stdout.split("\n")[1]).toMatch(
      /^no classes\.batch\.multiple that was tried meets it: of \d+ values, the least dip followed to its bottom, 1 comes closest$/,
    );
    expect(stdout).toMatch(/^just below +0 +– {2}classes\.batch\.multiple must be a whole .*\nclosest +1 /m);
    const { solution, closest } = JSON.parse((await vmqsc(...question, "--json")).stdout);
    expect(solution).toBeNull();
    expect(closest.value).toBe(1);
  });

  it("says that a phase was taken modulo the multiple", async () => {
    const question = ["solve", cloud, "--target", "stableLogRatio<=0.2", "--by", "classes.batch.multiple"];
    expect((await vmqsc(...question)).stdout).toBe(
      [
        "stable-log ratio ≤ 0.2",
        "classes.batch.multiple up to 1 meets it",
        "with phase 1 of the class taken modulo the multiple",
        "",
        "            classes.batch.multiple  stable-log ratio",
        "most                             1          0.189349  meets it",
        "just above                       2          0.239645  misses it",
        "now                              4          0.264793  misses it",
        "",
      ].join("\n"),
    );
    const { phaseModuloMultiple, solution } = JSON.parse((await vmqsc(...question, "--json")).stdout);
    expect(phaseModuloMultiple).toBe(1);
    expect(solution.most.inside).toEqual({ value: 1, figure: 32 / 169, meets: true, phase: 0 });
    expect((await vmqsc(...question, "--csv")).stdout.split("\r\n").slice(0, 3)).toEqual([
      "trial,classes.batch.multiple,stableLogRatio,meets,phase",
      "just below,0,,false,",
      "least,1,0.1893491124260355,true,0",
    ]);
  });

  it("gives what is best as many digits as tell it from its neighbours", async () => {
    const { stdout } = await vmqsc("solve", cloud, "--best", "baseInterval");
    expect(stdout).toMatch(/^best +366\.83 s +0\.03593545 %$/m);
    expect(stdout).toMatch(/^1 % above +370\.5 s +0\.03593709 %$/m);
  });

  it("says so where every base interval is equally good", async () => {
    const { stdout } = await vmqsc("solve", "paper", "--best", "baseInterval");
    expect(stdout).toBe(
      [
        "every base interval is equally good: nothing fails, and checkpoints cost nothing",
        "W = A/T0 + B T0 + const, with A = 0 s and B = 0/s",
        "",
        "     base interval  waste",
        "now           60 s    0 %",
        "",
      ].join("\n"),
    );
    const { everyIsBest } = JSON.parse(
      (await vmqsc("solve", "paper", "--best", "baseInterval", "--json")).stdout,
    );
    expect(everyIsBest).toBe(true);
  });

  it.each([
    ["nothing where they take no time", "0 s", ""],
    [
      "where they do, of intervals that are not named",
      "5 s",
      "\nCheckpoints would outlast that interval: the formula leaves its domain.\n",
    ],
  ])("says of checkpoints that cost nothing: %s", async (_, duration, remark) => {
    const set = ["--set", "failures.vm=1/d", "--set", `classes.SI.duration=${duration}`];
    const { stdout } = await vmqsc("solve", "paper", "--best", "baseInterval", ...set);
    expect(stdout).toMatch(/^the shorter the base interval the less the waste: checkpoints cost nothing\n/);
    expect(/^now .* %\n([\s\S]*)$/m.exec(stdout)![1]).toBe(remark);
  });

  it("says where an interval that is named lies outside the domain", async () => {
    const set = ["--set", "classes.web.duration=10 min"];
    const { stdout } = await vmqsc("solve", cloud, "--best", "baseInterval", ...set);
    expect(stdout).toContain("\nCheckpoints would outlast that interval: the formula leaves its domain.\n");
  });

  it.each([
    ["baseInterval", /^the waste is least at a base interval of /],
    ["multiples", /^cost per hour .* now, .* with the best multiples$/m],
    ["phases", /^No choice of phases does better\.$/m],
  ])("--best %s", async (best, expected) => {
    const { exitCode, stdout } = await vmqsc("solve", cloud, "--best", best);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(expected);
    const { stdout: text } = await vmqsc("solve", cloud, "--best", best, "--json");
    expect(JSON.parse(text).best).toBe(best);
  });

  it.each([
    ["baseInterval", [], "trial,baseInterval,waste", "1 % below", 5],
    ["baseInterval", ["failures.vm=0", "failures.host=0"], "trial,baseInterval,waste", "best,Infinity,0", 3],
    [
      "multiples",
      [],
      "class,multiple,costPerHour,best,leastCostPerHour,costPerHour one less,costPerHour one more",
      "storage,2,144.4",
      4,
    ],
    ["phases", ["classes.batch.phase=0"], "class,multiple,phase,best", "storage,2,0,1", 4],
  ])("--best %s is CSV too, with %j", async (best, settings, header, second, lines) => {
    const set = settings.flatMap((setting) => ["--set", setting]);
    const { exitCode, stdout, stderr } = await vmqsc("solve", cloud, "--best", best, "--csv", ...set);
    const rows = stdout.split("\r\n");
    expect({ exitCode, stderr, header: rows[0], lines: rows.length - 1 }).toEqual({
      exitCode: 0,
      stderr: "",
      header,
      lines,
    });
    expect(rows[2]).toContain(second);
    for (const row of rows.slice(0, -1)) expect(row.split(",")).toHaveLength(header.split(",").length);
  });

  it("has the numbers of the JSON in its CSV, in full", async () => {
    const cells = async (best: string) => {
      const { stdout } = await vmqsc("solve", cloud, "--best", best, "--csv");
      return stdout.split("\r\n").map((row) => row.split(","));
    };
    const answer = async (best: string) =>
      JSON.parse((await vmqsc("solve", cloud, "--best", best, "--json")).stdout);
    const { baseInterval, proof } = await answer("baseInterval");
    expect((await cells("baseInterval"))[3]).toEqual(["best", `${baseInterval}`, `${proof[2].waste}`]);
    const { batch } = (await answer("multiples")).classes;
    const [less, , more] = batch.proof;
    const figures = [batch.multiple, batch.cost, batch.best, batch.leastCost, less.cost, more.cost];
    expect((await cells("multiples"))[3]).toEqual(["batch", ...figures.map(String)]);
  });

  it("says in CSV that any base interval is as good", async () => {
    const { stdout } = await vmqsc("solve", "paper", "--best", "baseInterval", "--csv");
    expect(stdout).toBe("trial,baseInterval,waste\r\nnow,60,0\r\nbest,any,0\r\n");
  });

  it.each([
    [["solve", "paper"], "solve needs --target with --by, or --best"],
    [
      ["solve", "paper", "--best", "phases", "--by", "x"],
      "option '--best <what>' cannot be used with option '--by <path>'",
    ],
    [
      ["solve", "paper", "--target", "stableLogRatio<=0.1", "--by", "classes.MI3.share"],
      "classes.MI3 is not a path of this scenario; the nearest is classes.MI2",
    ],
  ])("refuses %j", async (args, sentence) => {
    expect(await vmqsc(...args)).toEqual({ exitCode: 1, stdout: "", stderr: `vmqsc: ${sentence}\n` });
  });
});

describe("a measure of what the scenario does not have", () => {
  it.each([
    ["solve", "paper", "--target", "runTime<=3h", "--by", "baseInterval"],
    ["solve", "paper", "--target", "runTime<=3h", "--best", "multiples"],
    ["simulate", "paper", "--measures", "stableLogRatio,runTime"],
    ["validate", "paper", "--measures", "runTime"],
    ["replay", "examples/shop.csv", "--multiples", "1,2", "--base-interval", "10s", "--measures", "runTime"],
  ])("is refused by %s", async (...args) => {
    expect(await vmqsc(...args)).toEqual({
      exitCode: 1,
      stdout: "",
      stderr: "vmqsc: runTime needs job in the scenario, which has none\n",
    });
  });

  it("is absent at every point of a sweep, which says why, unless an axis brings in what it needs", async () => {
    const sweep = ["sweep", "paper", "--measures", "stagingPeak,stableLogRatio", "--vary"];
    const { exitCode, stdout, stderr } = await vmqsc(...sweep, "baseInterval=10s,20s", "--csv");
    expect(exitCode).toBe(0);
    expect(stdout).toContain("\n10,,0.16");
    expect(stderr).toBe("vmqsc: stagingPeak needs storage.staging in the scenario, which has none\n");
    const job = await vmqsc("sweep", "paper", "--measures", "runTime", "--vary", "job.work=1h,2h", "--csv");
    expect(job).toEqual({
      exitCode: 0,
      stdout: "job.work,runTime\r\n3600,3600\r\n7200,7200\r\n",
      stderr: "",
    });
  });

  it("is left out of the simulation of such a sweep", async () => {
    const args = [
      "--vary",
      "baseInterval=10s",
      "--measures",
      "runTime,messageRate",
      "--simulate",
      "--messages",
      "1e4",
    ];
    const { exitCode, stdout } = await vmqsc("sweep", "paper", ...args, "--csv");
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/\n10,,,,,18,1/);
  });
});
