import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { RecordingTerminal, vmqsc, vmqscOn } from "../support/run-vmqsc.js";

const folder = mkdtempSync(join(tmpdir(), "vmqsc-job-"));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** Daly's published case: a pause of 5 min, a restart of 10 min, a failure every 7373.718 min. */
const daly = file(
  "daly.yaml",
  `name: daly
baseInterval: 273.223 min
classes: { rank: { count: 4, pause: 5 min } }
traffic: { rates: { rank: { rank: 1/s } } }
hosts: { count: 2 }
failures: { host: { mtbf: 14747.436 min } }
recovery: { restart: 10 min }
`,
);

/** Line k is covered 10 s after its boundary. */
const small = file(
  "small.yaml",
  `classes: { web: { count: 2, duration: 10 s } }
traffic: { rates: { web: { web: 1/s } } }
`,
);

const one = ["--workers", "1"];

describe("vmqsc job", () => {
  it("has the shape of the contract, and Daly's published run time", async () => {
    const { exitCode, stdout } = await vmqsc(
      "job",
      daly,
      "--work",
      "720h",
      "--jobs",
      "2000",
      "--json",
      ...one,
    );
    expect(exitCode).toBe(0);
    const { work, runTime, efficiency, failures, verdict } = JSON.parse(stdout);
    expect(work).toBe(720 * 3600);
    expect((runTime.closedForm / 60).toFixed(2)).toBe("44891.58");
    expect((runTime.daly / 60).toFixed(2)).toBe("44891.58");
    expect(verdict).toBe("agree");
    expect(runTime.low).toBeLessThan(runTime.closedForm);
    expect(runTime.high).toBeGreaterThan(runTime.closedForm);
    expect(Object.keys(runTime.quantiles)).toEqual(["0.5", "0.95", "0.99"]);
    for (const [chance, { low, high }] of Object.entries<{ low: number; high: number }>(
      runTime.quantileIntervals,
    )) {
      expect(low).toBeLessThanOrEqual(runTime.quantiles[chance]);
      expect(high).toBeGreaterThanOrEqual(runTime.quantiles[chance]);
    }
    expect(efficiency.closedForm).toBe(work / runTime.closedForm);
    expect(failures).toMatchObject({ vm: 0 });
  });

  it("claims nothing of quantiles that a few jobs do not bound", async () => {
    const job = ["job", "paper", "--work", "1h", "--jobs", "5", "--set", "failures.vm=1/d"];
    const { stdout } = await vmqsc(...job);
    expect(stdout).toMatch(/^50 % of jobs are done by .* any$/m);
    expect(stdout).not.toContain("∞");
  });

  it("gives the same for the same seed, and something else for another", async () => {
    const run = async (...args: string[]) => {
      const { stdout } = await vmqsc("job", daly, "--work", "720h", "--jobs", "200", "--json", ...args);
      return { ...JSON.parse(stdout), seconds: 0 };
    };
    const once = await run("--workers", "1");
    expect(await run("--workers", "1")).toEqual(once);
    expect(await run("--workers", "1", "--seed", "other")).not.toEqual(once);
  });

  it("plays recorded failures, and does not judge the closed form by them", async () => {
    const failures = file("outages.csv", "time,what\n100,h1\n2 min,h1\n4 min,web2\n");
    const args = ["--work", "180s", "--failures", failures, "--json", "--jobs", "2", ...one];
    const { exitCode, stdout, stderr } = await vmqsc("job", small, ...args);
    expect(exitCode).toBe(0);
    const { runTime, verdict, failures: counted } = JSON.parse(stdout);
    // Back at 150 s on line 1; the VM fails 90 s later, 20 s past the completion of checkpoint 2, and waits for 30 + 30 s.
    expect(runTime.mean).toBe(280 + 30 + 30);
    expect(counted).toEqual({ vm: 1, host: 2, hostInRecovery: 1 });
    expect(verdict).toBe("outside-domain");
    expect(stderr).toMatch(/these are recorded ones/);
  });

  it.each([
    ["by the number of a host", "100,host1\n120,host1\n240,web2\n"],
    ["in a column for hosts and one for VMs", "time;vm;host\n100;;1\n120;;h1\n240;web2;\n"],
    ["after comments, in any order", '\ufeff# of March\n\nt,host\r\n4 min,"web2"\r\n100 s,1\r\n2 min,1\r\n'],
    ["with another end of line", "100\th1\r120\th1\r240\tweb2\r"],
  ])("reads recorded failures %s", async (_how, text) => {
    const args = ["--work", "180s", "--failures", file("odd.csv", text), "--json", "--jobs", "2", ...one];
    const { stdout } = await vmqsc("job", small, ...args);
    expect(JSON.parse(stdout).runTime.mean).toBe(280 + 30 + 30);
  });

  it("says that E18 is for exponential times where they are not", async () => {
    const law = "failures.law={ weibull: { shape: 0.7 } }";
    const { stdout, stderr } = await vmqsc(
      "job",
      daly,
      "--work",
      "720h",
      "--jobs",
      "50",
      "--set",
      law,
      ...one,
    );
    expect(stdout).toContain("outside the domain");
    expect(stderr).toContain("failures.law is weibull");
  });

  it("exits with 2 where closed form and simulation disagree", async () => {
    // A margin that chance alone exceeds, and an interval too narrow for its confidence.
    const narrow = ["--margin", "1e-9", "--confidence", "1e-9", "--jobs", "100"];
    const { exitCode, stdout } = await vmqsc("job", daly, "--work", "720h", ...narrow, ...one);
    expect(exitCode).toBe(2);
    expect(stdout).toContain("disagree");
  });

  it.each([
    [["--work", "1s"], /work must be a time of at least one base interval's work, which is 60 s, got 1/],
    [["--work", "0h"], /--work must be a time above 0/],
    [["--work", "1h", "--set", "failures.host=1/s"], /hardly ever comes to its end/],
    [["--work", "1h", "--set", "classes.web.pause=60s"], /makes no progress where checkpoints pause/],
    [
      ["--work", "1h", "--set", "classes.web.image=1 GiB", "--set", "storage.write=1 MB/s"],
      /storage.write of 1 MB\/s has no steady state/,
    ],
    [["--work", "1h", "--set", "failures.law=weibull"], /failures.law must be exponential, \{ weibull/],
    [
      ["--work", "1h", "--set", "failures.law={ weibull: { shape: 0.01 } }"],
      /failures.law.weibull.shape must be a number from 0.2 to 20, got 0.01/,
    ],
    [[], /job needs the work to be done: --work 720h, or job.work in the scenario/],
  ])("refuses %j in a sentence", async (args, sentence) => {
    const { exitCode, stdout, stderr } = await vmqsc("job", small, ...args, ...one);
    expect(exitCode).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toMatch(sentence);
    expect(stderr.trim().split("\n")).toHaveLength(1);
  });

  it("audits recorded failures, too", async () => {
    const failures = file("audited.csv", "100,h1\n120,h1\n240,web2\n");
    const args = ["job", small, "--work", "180s", "--audit", "--jobs", "3", "--failures", failures];
    const { stdout } = await vmqsc(...args, "--json");
    // The second failure strikes on the way back, and leaves what the first has left.
    expect(JSON.parse(stdout)).toMatchObject({ jobs: 3, hostFailures: 3, vmFailures: 3, orphans: 0 });
  });

  it.each([
    [["--precision", "0.1"], /option '--audit' cannot be used with option '--precision <share>'/],
    [["--failures", "no-such.csv"], /no-such.csv/],
    [["--set", "classes.web.pause=70s"], /makes no progress/],
    [["--set", "failures.host=1/s"], /hardly ever comes to its end/],
    [
      ["--jobs", "2", "--set", "storage.write=1kB/s", "--set", "classes.web.image=1GB"],
      /has no steady state/,
    ],
  ])("refuses an audit with %j", async (args, sentence) => {
    const { exitCode, stderr } = await vmqsc("job", small, "--work", "1h", "--audit", ...args);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(sentence);
  });

  it.each([
    ["100,h7\n", /got h7; the nearest is h1 \(.*bad.csv:1:5\)/],
    ["time,what\n5,h1\nsoon,h1\n", /bad.csv:3:1/],
    ["5\n", /must have a time and the name of a VM or a host, got one cell \(.*bad.csv:1:1\)/],
    ["-5 s,h1\n", /must be at least 0/],
  ])("refuses recorded failures %j with their place", async (text, sentence) => {
    const path = file("bad.csv", text);
    const { exitCode, stderr } = await vmqsc("job", small, "--work", "1h", "--failures", path, ...one);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(sentence);
  });
});

describe("the job of a scenario", () => {
  it("has its run time in plan, sweep and solve", async () => {
    const work = ["--set", "job.work=720h"];
    const plan = JSON.parse((await vmqsc("plan", daly, ...work, "--json")).stdout);
    expect((plan.measures.runTime.value / 60).toFixed(2)).toBe("44891.58");
    expect(plan.measures.efficiency.value).toBe((720 * 3600) / plan.measures.runTime.value);
    const without = JSON.parse((await vmqsc("plan", daly, "--json")).stdout);
    expect(without.measures.runTime).toBeUndefined();

    const vary = ["--vary", "baseInterval=2h,4h,8h", "--measures", "runTime"];
    const sweep = await vmqsc("sweep", daly, ...work, ...vary);
    expect(sweep.stdout).toContain("run time");

    const target = ["--target", "runTime<=745h", "--by", "failures.host"];
    const solved = await vmqsc("solve", daly, "--set", "failures.host=1e-6/s", ...work, ...target);
    expect(solved.stdout).toContain("meets it");
  });

  it("need not be named again by --work", async () => {
    const { stdout } = await vmqsc("job", daly, "--set", "job.work=720h", "--jobs", "50", "--json", ...one);
    expect(JSON.parse(stdout).work).toBe(720 * 3600);
  });
});

describe("vmqsc job --audit", () => {
  it("carries failures out message by message, and finds nothing wrong", async () => {
    const path = file(
      "audited.yaml",
      `baseInterval: 2 s
classes: { A: { count: 2, duration: 0.3 s }, B: { multiple: 2, count: 2, duration: 0.5 s } }
traffic:
  rates: { A: { A: 2/s, B: 1/s }, B: { A: 1/s, B: 2/s } }
  delay: { exponential: 100 ms }
hosts: { count: 2 }
failures: { host: { mtbf: 30 s }, vm: { mtbf: 60 s } }
recovery: { restart: 1 s }
`,
    );
    const args = ["--work", "100s", "--jobs", "3", "--audit"];
    const { exitCode, stdout } = await vmqsc("job", path, ...args, "--json");
    expect(exitCode).toBe(0);
    const counts = JSON.parse(stdout);
    expect(counts).toMatchObject({ orphans: 0, missing: 0, twice: 0, outOfOrder: 0, lostElsewhere: 0 });
    expect(counts.hostFailures).toBeGreaterThan(10);
    const text = await vmqsc("job", path, ...args);
    expect(text.stdout).toContain("sound: no orphan");
    // More jobs than anybody waits for: what is audited by then is known.
    const terminal = new RecordingTerminal();
    const running = vmqscOn(terminal, "job", path, "--work", "100s", "--jobs", "1e6", "--audit", "--json");
    await vi.waitFor(() => expect(terminal.interrupt("SIGTERM")).toBe(true), {
      timeout: 20_000,
      interval: 1,
    });
    const ended = await running;
    const { jobs, interrupted } = JSON.parse(ended.stdout);
    expect([ended.exitCode, interrupted]).toEqual([143, true]);
    expect(ended.stderr).toBe(`vmqsc: interrupted; ${jobs} of 1,000,000 jobs are audited\n`);
  });
});
