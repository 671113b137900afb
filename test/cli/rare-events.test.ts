import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { simulateRun } from "../../src/montecarlo/estimation/simulation.js";
import { measures } from "../../src/scenario/model/measures.js";
import { vmqsc } from "../support/run-vmqsc.js";
import { systemOf } from "../support/system-of.js";

const folder = mkdtempSync(join(tmpdir(), "vmqsc-rare-"));
afterAll(() => rmSync(folder, { recursive: true }));

function scenario(name: string, text: string): string {
  const path = join(folder, `${name}.yaml`);
  writeFileSync(path, text);
  return path;
}

/** η is 3/69120004: the one class that logs hears a message a day. */
const quietBatch = scenario(
  "quiet-batch",
  `baseInterval: 1 s
classes: { front: { count: 4 }, batch: { multiple: 4, count: 2 } }
traffic: { per: class, rates: { front: { front: 200/s, batch: 1/d } } }
hosts: { count: 2 }
`,
);
const quietBatchSystem = systemOf({
  baseInterval: 1,
  classes: [{ count: 4 }, { count: 2, multiple: 4 }],
  rates: [
    [200, 1 / 86_400],
    [0, 0],
  ],
  per: "class",
});

/** One message a month, about. */
const silent = scenario(
  "silent",
  `baseInterval: 60 s
classes: { a: { count: 2 }, b: { multiple: 2, count: 2 } }
traffic: { per: class, rates: { a: { b: 0.0000003/s } } }
`,
);

/** Few events of every kind: early checkpoints, crossings, stable writes on delivery. */
const skewed = scenario(
  "skewed",
  `baseInterval: 10 s
classes: { a: { count: 3 }, b: { multiple: 3, count: 3, duration: { exponential: 1 s } } }
traffic: { per: sender, delay: { exponential: 20 ms }, rates: { a: { a: 0.01/s, b: 0.002/s }, b: { a: 0.003/s } } }
hosts: { count: 3 }
clock: { error: { normal: { mean: 0 s, sd: 50 ms } } }
policies: { inTransit: stable }
`,
);

interface Interval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

function expectOrder(name: string, { low, mean, high }: Interval): void {
  expect([name, low <= mean && mean <= high]).toEqual([name, true]);
}

describe("nothing seen", () => {
  it("never meets a precision: the run goes on to its budget", () => {
    const run = simulateRun(quietBatchSystem, {
      seed: "4",
      precision: 0.01,
      replications: 60,
      measures: ["stableLogRatio"],
    });
    const { mean, low, high } = run.measures.stableLogRatio!;
    expect(run.replications).toBe(60);
    expect({ mean, low }).toEqual({ mean: 0, low: 0 });
    expect(high).toBe((-Math.log1p(-run.measures.stableLogRatio!.confidence) / run.messages) * 1);
    expect(high).toBeGreaterThan(3 / 69_120_004);
  });

  it("is a bound in text, JSON and CSV, and exact only where it cannot happen", async () => {
    const short = ["--replications", "2", "--seed", "4"];
    const { stdout } = await vmqsc("simulate", quietBatch, ...short);
    const row = (label: string) => stdout.split("\n").find((line) => line.startsWith(`${label}  `))!;
    expect(row("stable-log ratio")).toMatch(/ 0 {2,}0 … \d.*e-6 +–$/);
    expect(row("early checkpoints")).toMatch(/ exact$/);
    expect(row("checkpoints")).toMatch(/ exact$/);
    const json = JSON.parse((await vmqsc("simulate", quietBatch, ...short, "--json")).stdout);
    const { byClass } = json.measures.stableLogRatio;
    // SI flushes nothing, ever; of the others nothing was seen at all.
    expect(byClass.front).toMatchObject({ low: 0, mean: 0, high: 0 });
    expect(Object.keys(byClass)).toEqual(["front"]);
    expect(json.measures.messageRate.byClass.batch).toMatchObject({ low: 0, mean: 0 });
    expect(json.measures.messageRate.byClass.batch.high).toBeGreaterThan(1 / 86_400);
    const csv = (await vmqsc("simulate", quietBatch, ...short, "--csv")).stdout;
    expect(csv).toMatch(/\nstableLogRatio,1,0,0,0,0\.00000\d+,/);
  });

  it("leaves a measure without an estimate, and the reason is the true one", async () => {
    const asked = ["--measures", "stableLogRatio", "--replications", "2"];
    const json = JSON.parse((await vmqsc("simulate", silent, ...asked, "--json")).stdout);
    expect(json.withoutEstimate).toEqual({ stableLogRatio: "no message was seen" });
    const { stdout } = await vmqsc("simulate", silent, ...asked);
    expect(stdout).toContain("\nstable-log ratio: no estimate, no message was seen\n");
    const vary = ["--vary", "classes.b.multiple=2,3", "--set", "baseInterval=10 min"];
    const { stderr } = await vmqsc("sweep", silent, ...vary, "--simulate", "--messages", "1", "--seed", "d");
    expect(stderr).toMatch(
      /^vmqsc: 2 of 2 points have no estimate of stableLogRatio, for no message was seen\n$/,
    );
  });
});

describe("an interval", () => {
  it.each([quietBatch, silent, skewed, "paper"])("holds its mean in every row of %s", async (path) => {
    for (const length of [
      ["--replications", "2"],
      ["--replications", "9"],
    ]) {
      const { stdout } = await vmqsc("simulate", path, ...length, "--json");
      expect(stdout).not.toContain("null");
      for (const { key, share } of measures as readonly { key: string; share?: true }[]) {
        const whole = JSON.parse(stdout).measures[key];
        if (!whole) continue;
        const parts: Interval[] = Object.values({ ...whole.byClass, ...whole.byHost });
        for (const part of [whole, ...parts]) {
          expectOrder(key, part);
          if (key !== "advanceTime" && key !== "lineLag") expect(part.low).toBeGreaterThanOrEqual(0);
          if (share) expect(part.high).toBeLessThanOrEqual(1);
        }
      }
    }
  });

  it.each([quietBatch, skewed])("holds its mean in every row of a validation of %s", async (path) => {
    for (const messages of ["1e4", "4e4"]) {
      const { stdout } = await vmqsc("validate", path, "--messages", messages, "--json");
      for (const row of JSON.parse(stdout).rows) expectOrder(row.measure, row);
    }
  });
});

/** No message comes before its receiver is there, but one that a fast clock sends in the first milliseconds. */
const seldomForced = scenario(
  "seldom-forced",
  `baseInterval: 10 s
classes: { a: { count: 3, image: 1 GiB, duration: 1 s }, b: { multiple: 3, count: 3, image: 1 GiB, duration: 1 s } }
traffic: { rates: { a: { a: 20/h, b: 1/d }, b: { a: 1/d } }, delay: { exponential: 1 ms } }
clock: { error: { normal: { mean: 0 s, sd: 1 ms } } }
hosts: { count: 3 }
failures: { vm: { mtbf: 100 year }, host: { mtbf: 1000 year } }
`,
);

describe("a comparison that saw nothing", () => {
  const asked = ["--schemes", "bcs,log-optimistic,coordinated", "--seed", "vmqsc", "--json"];

  it("gives bounds, of differences too, and says nothing of what it did not see", async () => {
    const { stdout } = await vmqsc("compare", seldomForced, ...asked, "--replications", "4");
    const { schemes, claims } = JSON.parse(stdout);
    const { forcedCheckpointRatio, autonomy } = schemes.bcs.measures;
    const bound = forcedCheckpointRatio.high;
    expect(forcedCheckpointRatio).toMatchObject({ low: 0, mean: 0, difference: { low: 0, high: bound } });
    expect(bound).toBeGreaterThan(0);
    expect(autonomy).toMatchObject({ low: 1 - bound, mean: 1, high: 1 });
    expect(autonomy.difference.low).toBeLessThan(0);
    const { stableLogByteRate, stableLogRate } = schemes.vmqsc.measures;
    expect(stableLogByteRate.high).toBeGreaterThan(stableLogByteRate.closedForm);
    expect(Math.round(1e6 * stableLogByteRate.high)).toBe(Math.round(1e9 * stableLogRate.high));
    // What the rules make certain stays so.
    expect(schemes.coordinated.measures.autonomy).toMatchObject({ low: 0, mean: 0, high: 0 });
    expect(schemes["log-optimistic"].measures.autonomy).toMatchObject({ low: 1, mean: 1, high: 1 });
    expect(claims[0].answer).toBe("undecided");
  });

  it("disagrees with no closed form for that", async () => {
    const { exitCode } = await vmqsc("compare", seldomForced, ...asked, "--replications", "60");
    expect(exitCode).toBe(0);
  });

  it("keeps shares in 0 … 1, by class too", async () => {
    const skewedMore = ["--set", "clock.error.normal.sd=3 s", "--replications", "3"];
    const { stdout } = await vmqsc("compare", seldomForced, ...asked, ...skewedMore);
    const { autonomy } = JSON.parse(stdout).schemes.bcs.measures;
    expect(autonomy.mean).toBeLessThan(1);
    for (const { high } of [autonomy, ...autonomy.byClass]) expect(high).toBeLessThanOrEqual(1);
  });
});

describe("a job that no failure struck", () => {
  it("has a bound on what failures cost, which holds the closed form", async () => {
    const { stdout } = await vmqsc("job", seldomForced, "--work", "1h", "--jobs", "50", "--json");
    expect(stdout).not.toContain("null");
    const { runTime, efficiency, lost, failures } = JSON.parse(stdout);
    expect(failures).toEqual({ vm: 0, host: 0, hostInRecovery: 0 });
    for (const row of [runTime, efficiency]) {
      expectOrder("job", row);
      expectOrder("job", { ...row, mean: row.closedForm });
    }
    expect(lost.redone).toMatchObject({ low: 0, mean: 0 });
    expect(lost.redone.high).toBeGreaterThan(0);
    const text = (await vmqsc("job", seldomForced, "--work", "1h", "--jobs", "50")).stdout;
    expect(text).toMatch(/99 % of jobs are done by +1 h +≥ 1 h\n/);
  });

  it("is certain of what cannot fail", async () => {
    const never = ["--set", "failures=null", "--set", "clock.error=0 s", "--set", "traffic.delay=0 s"];
    const { stdout } = await vmqsc("job", seldomForced, ...never, "--work", "1h", "--jobs", "50", "--json");
    const { runTime } = JSON.parse(stdout);
    expect(runTime).toMatchObject({ low: 3601, mean: 3601, high: 3601, closedForm: 3601 });
  });
});

describe("a budget in messages where they are rare", () => {
  it("is refused before it runs for hours, by every command that takes one", async () => {
    for (const command of ["simulate", "validate"]) {
      const { exitCode, stderr } = await vmqsc(command, silent, "--messages", "100000");
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(
        /^vmqsc: messages must be at most \d+ in this scenario, where one comes every 55600 base intervals on average, got 100000: more would take minutes or longer, for which a time limit must be given\n$/,
      );
    }
  });

  it("is forecast without waiting for one", async () => {
    const { stdout } = await vmqsc("simulate", silent, "--messages", "1000", "--plan-only", "--json");
    const forecast = JSON.parse(stdout);
    for (const value of Object.values(forecast)) expect(value).not.toBeNull();
    expect(forecast.messages).toBeGreaterThanOrEqual(1000);
    expect(forecast.messages).toBeLessThan(1100);
  });

  it.each([quietBatch, silent])("never foresees infinity: %s", async (path) => {
    for (const asked of [
      ["--precision", "0.01"],
      ["--max-time", "10"],
      ["--replications", "5"],
    ]) {
      const { stdout } = await vmqsc("simulate", path, ...asked, "--plan-only", "--json");
      for (const value of Object.values(JSON.parse(stdout))) {
        if (typeof value === "number") expect(value).toBeGreaterThan(0);
        else expect(typeof value).toBe("string");
      }
    }
  });
});
