import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { comparisonMeasures } from "../../src/scenario/model/comparison-measures.js";
import { schemes } from "../../src/scenario/model/schemes.js";
import { RecordingTerminal, vmqsc, vmqscOn } from "../support/run-vmqsc.js";

const short = ["--messages", "200000"];
const images = ["--set", "classes.SI.image=2GiB", "--set", "classes.MI2.image=4GiB"];

describe("vmqsc compare", () => {
  it("gives the contract's JSON, the same to the last bit for the same seed", async () => {
    const run = async (...more: string[]) => {
      const { stdout, exitCode } = await vmqsc("compare", "paper", ...short, "--json", ...more);
      expect(exitCode).toBe(0);
      const { seconds, ...report } = JSON.parse(stdout);
      expect(seconds).toBeGreaterThan(0);
      return report;
    };
    const found = await run("--schemes", "bcs,coordinated");
    expect(Object.keys(found)).toEqual(
      expect.arrayContaining(["seed", "replications", "messages", "schemes"]),
    );
    expect(Object.keys(found.schemes)).toEqual(["vmqsc", "bcs", "coordinated"]);
    const units = new Map<string, string>(comparisonMeasures.map(({ key, unit }) => [key, unit]));
    for (const { measures } of Object.values<{ measures: object }>(found.schemes)) {
      for (const [key, { mean, low, high, difference, unit }] of Object.entries(measures)) {
        expect(low).toBeLessThanOrEqual(mean);
        expect(high).toBeGreaterThanOrEqual(mean);
        expect(difference.low).toBeLessThanOrEqual(difference.mean);
        expect(difference.high).toBeGreaterThanOrEqual(difference.mean);
        expect(unit).toBe(units.get(key));
      }
    }
    const { vmqsc: own, bcs } = found.schemes;
    expect(own.measures.forcedCheckpointRatio).toMatchObject({ mean: 0, low: 0, high: 0, closedForm: 0 });
    expect(own.measures.hostRollbackMean.difference).toEqual({ mean: 0, low: 0, high: 0 });
    expect(bcs.measures.forcedCheckpointRatio.difference.mean).toBe(bcs.measures.forcedCheckpointRatio.mean);
    expect(await run("--schemes", "vmqsc,bcs,coordinated")).toEqual(found);
  });

  it("shows a column for each scheme, and marks in words what the interval leaves open", async () => {
    const { stdout, stderr } = await vmqsc("compare", "paper", ...short, ...images, "--schemes", "bcs,bqf");
    expect(stderr).toBe("");
    expect(stdout).toMatch(/^ +vmqsc +bcs +bqf \(R\)$/m);
    expect(stdout).toMatch(/\(open\): the interval of the difference to VM_QSC includes 0/);
    expect(stdout).toMatch(/^\(R\) reconstruction/m);
    expect(stdout).toMatch(/^bqf: \[13\]/m);
    expect(stdout).toMatch(/^\d+ of \d+ closed forms agree/m);
    const coloured = new RecordingTerminal({ colour: true });
    const painted = await vmqscOn(coloured, "compare", "paper", ...short, ...images, "--schemes", "bcs");
    expect(painted.stdout).toContain("\u001b[2m");
    expect(painted.stdout).toContain("(open)");
  });

  it("says of each claim of the paper whether it holds, with the figure behind it", async () => {
    const all = ["--schemes", "coordinated,bcs,fdas,log-all,log-optimistic"];
    const { stdout } = await vmqsc("compare", "paper", ...short, ...images, ...all);
    expect(stdout).toMatch(/^1\. it forces no checkpoint .*: yes\n +forced checkpoints 0, bcs 0\.\d+: yes$/m);
    expect(stdout).toMatch(/^2\. .*: yes$/m);
    expect(stdout).toMatch(/break-even with bcs: VM_QSC writes less where images are larger than \d/);
    expect(stdout).toMatch(/^3\. .*: yes$/m);
    // A scheme that carries one integer, too, saves nothing.
    expect(stdout).toMatch(/^4\. it saves communication.*: no$/m);
    expect(stdout).toMatch(/piggyback 4 B, bcs 4 B: no$/m);
    // All phases are 0, so that at every other index all images are due as in a round.
    expect(stdout).toMatch(/^5\. .*: no$/m);
    expect(stdout).toMatch(/^ +work lost 0 s, coordinated [\d.]+ s: yes$/m);
    expect(stdout).toMatch(/^6\. what it costs.*: yes$/m);
    const bare = await vmqsc("compare", "paper", ...short, "--schemes", "bcs");
    expect(bare.stdout).toMatch(/^2\. .*: undecided, since the scenario gives no image/m);
  });

  it("gives CSV with a row for each measure of each scheme, of the measures asked for", async () => {
    const chosen = ["--measures", "forcedCheckpointRatio,hostRollbackMean", "--csv"];
    const { stdout } = await vmqsc("compare", "paper", ...short, "--schemes", "bcs", ...chosen);
    const [header, ...rows] = stdout.trimEnd().split("\r\n");
    expect(header).toBe(
      "scheme,measure,unit,mean,low,high,difference,differenceLow,differenceHigh,closedForm,verdict",
    );
    expect(rows.map((row) => row.split(",").slice(0, 3).join())).toEqual([
      "vmqsc,forcedCheckpointRatio,1",
      "vmqsc,hostRollbackMean,s",
      "bcs,forcedCheckpointRatio,1",
      "bcs,hostRollbackMean,s",
    ]);
  });

  it("lists every scheme, with how certain its rules are", async () => {
    const { stdout } = await vmqsc("compare", "--list");
    for (const { key } of schemes) expect(stdout).toMatch(new RegExp(`^${key}  `, "m"));
    expect(Object.keys(JSON.parse((await vmqsc("compare", "--list", "--json")).stdout))).toHaveLength(
      schemes.length,
    );
  });

  it("merges shards into what one run would have found", async () => {
    const folder = mkdtempSync(join(tmpdir(), "compare-"));
    const options = ["compare", "paper", "--replications", "5", "--schemes", "bcs", "--json"];
    const files = await Promise.all(
      ["1/2", "2/2"].map(async (shard, place) => {
        const file = join(folder, `${place}.json`);
        writeFileSync(file, (await vmqsc(...options, "--shard", shard)).stdout);
        return file;
      }),
    );
    const merged = JSON.parse((await vmqsc("merge", ...files, "--json")).stdout);
    const whole = JSON.parse((await vmqsc(...options)).stdout);
    for (const [key, measure] of Object.entries<{ mean: number; difference: object }>(
      whole.schemes.bcs.measures,
    )) {
      expect(merged.schemes.bcs.measures[key]).toMatchObject({
        mean: measure.mean,
        difference: measure.difference,
      });
    }
    expect((await vmqsc("merge", ...files)).stdout).toMatch(/vmqsc +bcs/);
  });

  it("runs a job by each scheme in the same failures, from the scenario or by --work", async () => {
    const failing = ["--set", "failures.host.mtbf=30min", "--set", "recovery.restart=10s"];
    const run = async (...more: string[]) => {
      const { stdout, stderr, exitCode } = await vmqsc(
        "compare",
        "paper",
        ...failing,
        "--replications",
        "4",
        ...more,
      );
      expect([exitCode, stderr]).toEqual([0, ""]);
      return stdout;
    };
    const only = ["--schemes", "coordinated,log-all", "--measures", "runTime,redone,recovering"];
    const text = await run("--work", "1h", ...only);
    expect(text).toMatch(/^The job, with failures that happen\n +vmqsc +coordinated +log-all\n/m);
    expect(text).toMatch(/^run time +\d/m);
    const byWork = JSON.parse(await run("--work", "1h", ...only, "--json"));
    const byKey = JSON.parse(await run("--set", "job.work=1h", ...only, "--json"));
    expect(byKey.schemes).toEqual(byWork.schemes);
    const { vmqsc: own, coordinated, "log-all": logged } = byWork.schemes;
    // All on one host, with checkpoints that are complete at once: both return to the same boundary.
    expect(Math.abs(coordinated.measures.redone.difference.mean)).toBeLessThan(1e-9);
    expect(own.measures.redone.mean).toBeGreaterThan(0);
    expect(logged.measures.redone.mean).toBe(0);
    expect(own.measures.runTime).toHaveProperty("closedForm");
  });

  it("has the storage that the scenario names", async () => {
    const storage = [
      "--set",
      "storage={ write: 100 MB/s, read: 100 MB/s }",
      "--set",
      "failures.host.mtbf=1h",
    ];
    const only = [
      "--schemes",
      "coordinated,log-optimistic",
      "--measures",
      "storageUtilization,hostRollbackMean",
    ];
    const sizes = ["--set", "classes.SI.image=500MB", "--set", "classes.MI2.image=1GB"];
    const run = (...more: string[]) =>
      vmqsc("compare", "paper", ...storage, ...sizes, "--replications", "12", ...only, ...more);
    const { exitCode, stdout } = await run("--json");
    expect(exitCode).toBe(0);
    const { vmqsc: own, coordinated } = JSON.parse(stdout).schemes;
    expect(own.measures.storageUtilization).toMatchObject({
      closedForm: expect.any(Number),
      verdict: "agree",
    });
    // Half of T0, and 10 s or 30 s until the line is written by turns.
    expect(own.measures.hostRollbackMean).toMatchObject({ closedForm: expect.closeTo(50, 1) });
    expect(own.measures.hostRollbackMean.verdict).not.toBe("disagree");
    expect(coordinated.measures.hostRollbackMean.low).toBeGreaterThan(own.measures.hostRollbackMean.high);
    // By turns VM_QSC has time enough for each; all at once, in every base interval, is too much.
    const turns = [
      "classes.SI.image=1.4GB",
      "classes.MI2.image=2GB",
      "classes.SI.multiple=2",
      "classes.SI.phase=1",
    ];
    const { stdout: backlog } = await run(...turns.flatMap((setting) => ["--set", setting]));
    expect(backlog).toMatch(/^coordinated writes more than storage takes/m);
    const misfit = await run("--set", "classes.SI.image=9GB");
    expect([misfit.exitCode, misfit.stdout]).toEqual([1, ""]);
  });

  it("names the scheme by which a job would not come to its end", async () => {
    const { exitCode, stdout, stderr } = await vmqsc(
      ...["compare", "paper", "--work", "1h", "--replications", "2", "--schemes", "coordinated"],
      ...["--set", "failures.vm.mtbf=40s"],
    );
    expect([exitCode, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(
      /^vmqsc: schemes\.coordinated hardly ever brings the job to its end, since it is not done after/,
    );
  });

  it.each([
    [["paper", "--work", "1h", "--trace", "x.csv"], /--work.*cannot be used with.*--trace/],
    [["figure3", "--work", "1h"], /--work is for scenarios/],
    [["figure3", "--plot", "schemes.svg"], /--plot is for scenarios/],
    [["figure3", "--trace", "x.csv"], /--trace is for scenarios/],
    [["paper", "--schemes", "bcx"], /"bcx", the nearest is bcs/],
    [["paper", "--measures", "autonom"], /"autonom", the nearest is autonomy/],
    [[], /needs a scenario or a script/],
    [["paper", "--messages", "1000", "--replications", "3"], /cannot be used with/],
    [["cloud", "--schemes", "bhmr"], /bhmr carries something of every pair of VMs/],
    [["paper", "--set", "classes.SI.count=5000"], /at most 2000 VMs, and this scenario has 5002/],
    [["figure3", "--seed", "a"], /--seed is for scenarios/],
    [["figure3", "--set", "baseInterval=1s"], /--set changes a scenario/],
  ])("refuses %j in one sentence", async (args, sentence) => {
    const { exitCode, stdout, stderr } = await vmqsc("compare", ...args);
    expect(exitCode).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toMatch(sentence);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
  });
});

describe("vmqsc compare of a script", () => {
  it("gives the contract's JSON", async () => {
    const file = "examples/schemes/worked-example.yaml";
    const { stdout } = await vmqsc("compare", file, "--schemes", "bcs,cas", "--json");
    const { bcs, cas } = JSON.parse(stdout).schemes;
    expect(bcs.forced).toEqual([
      { vm: "B", position: 0, message: "m2" },
      { vm: "C", position: 1, message: "m3" },
      { vm: "C", position: 3, message: "m5" },
    ]);
    expect(bcs.skipped).toEqual([]);
    expect(bcs.useless).toEqual([]);
    expect(bcs.checkpoints.C).toEqual([
      { at: 0, kind: "initial", position: 0 },
      { at: 8, kind: "forced", position: 1 },
      { at: 13, kind: "forced", position: 3 },
    ]);
    expect(bcs.failures[1]).toEqual({
      at: 22.5,
      failed: ["A"],
      line: { A: 2, B: 2, C: 2 },
      deliverAgain: ["m4"],
    });
    expect(cas.failures[1].line).toEqual({ A: 6, B: null, C: null });
  });

  it("shows what is forced, skipped and useless, and who returns where", async () => {
    const { stdout } = await vmqsc("compare", "examples/schemes/worked-example.yaml");
    expect(stdout).toMatch(/^worked example {2}3 VMs, 9 messages, 4 failures$/m);
    expect(stdout).toMatch(/^uncoordinated +4 +none +none +A 1, A 2, B 1$/m);
    expect(stdout).toMatch(/^A fails at 22\.5 s$/m);
    expect(stdout).toMatch(/^fdas +A to 3 +m7, m9$/m);
  });
});
