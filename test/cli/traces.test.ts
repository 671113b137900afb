import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { vmqsc } from "../support/run-vmqsc.js";

const folder = mkdtempSync(join(tmpdir(), "vmqsc-traces-"));
const fitted = join(folder, "shop.yaml");
const fit = ["fit", "examples/shop.csv", "--multiples", "web-*=1,orders=2,*=4", "--base-interval", "10s"];

async function json(...args: string[]) {
  const { stdout, stderr, exitCode } = await vmqsc(...args, "--json");
  expect([exitCode, stderr]).toEqual([0, ""]);
  return JSON.parse(stdout);
}

describe("vmqsc fit and replay", () => {
  it("write a scenario and replay the trace on it", async () => {
    expect((await vmqsc(...fit, "-o", fitted)).exitCode).toBe(0);
    const replayed = await json("replay", "examples/shop.csv", "--scenario", fitted);
    expect(replayed).toMatchObject({
      baseInterval: 10,
      messages: 1210,
      phase0: { stableLogRatio: { value: 763 / 1074, fraction: "763/1074" }, logged: 763, counted: 1074 },
      formula: { stableLogRatio: 373 / 605 },
    });
    expect(replayed.phases.low).toBeLessThan(replayed.phases.quantiles["0.5"]);
    expect(replayed.phases.high).toBeGreaterThan(replayed.phases.quantiles["0.5"]);
  });

  it("need no scenario in a file, and take a packed trace", async () => {
    const packed = join(folder, "shop.csv.gz");
    writeFileSync(packed, gzipSync(readFileSync("examples/shop.csv")));
    const { phase0, formula } = await json(
      ...["replay", packed, "--multiples", "web-*=1,orders=2,*=4", "--base-interval", "10s"],
    );
    expect([phase0.logged, formula.stableLogRatio]).toEqual([763, 373 / 605]);
  });

  it("replay with delays and every other measure", async () => {
    const { measures, phase0 } = await json(
      ...[
        "replay",
        "examples/shop.csv",
        "--scenario",
        fitted,
        "--measures",
        "stableLogRatio,volatileLogPeak",
      ],
      ...["--set", "traffic.delay=2s"],
    );
    expect(Object.keys(measures)).toEqual(["stableLogRatio", "volatileLogPeak"]);
    expect(measures.stableLogRatio.trace).toBe(phase0.stableLogRatio.value);
    expect(phase0.logged).not.toBe(763);
  });

  it("sort a trace that does not begin with its earliest message", async () => {
    const unsorted = join(folder, "unsorted.csv");
    const [header, ...rows] = readFileSync("examples/shop.csv", "utf8").trimEnd().split("\n");
    writeFileSync(unsorted, [header, ...rows.toReversed(), ""].join("\n"));
    const { stdout } = await vmqsc("replay", unsorted, "--scenario", fitted, "--json");
    expect(JSON.parse(stdout).phase0.logged).toBe(763);
  });

  it("say what is wrong with a trace in a sentence", async () => {
    const { exitCode, stderr } = await vmqsc("fit", "package.json");
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      /^vmqsc: JSON must hold spans of Jaeger, OTLP or Zipkin, got an object with "name",.*\n$/,
    );
  });
});

describe("simulate and validate on a trace", () => {
  it("give intervals of one trace", async () => {
    const { measures, replications } = await json(
      ...[
        "simulate",
        fitted,
        "--trace",
        "examples/shop.csv",
        "--replications",
        "50",
        "--measures",
        "stableLogRatio",
      ],
    );
    const { mean, low, high } = measures.stableLogRatio;
    expect(replications).toBe(50);
    // A trace of 1,210 messages in bursts does not say more than that.
    expect(high - low).toBeGreaterThan(0.03);
    expect(low).toBeLessThan(mean);
    expect(high).toBeLessThan(0.75);
  });

  it("put the trace beside closed form and Poisson traffic", async () => {
    const { rows } = await json(
      ...["validate", fitted, "--trace", "examples/shop.csv", "--measures", "stableLogRatio,flushBurst"],
      ...["--messages", "200000", "--margin", "0.05"],
    );
    expect(rows[0]).toMatchObject({ measure: "stableLogRatio", trace: 763 / 1074, verdict: "agree" });
    expect(rows[1].trace / rows[1].closedForm).toBeGreaterThan(1.2);
  });

  it("compare schemes on the messages of a trace, at any phase", async () => {
    const { schemes, verdict } = await json(
      ...[
        "compare",
        fitted,
        "--trace",
        "examples/shop.csv",
        "--schemes",
        "log-optimistic,bcs",
        "--replications",
        "40",
      ],
    );
    const { stableLogRatio } = schemes.vmqsc.measures;
    // Over the phases the share is the formula's, whatever the traffic.
    expect(stableLogRatio.low).toBeLessThan(332 / 537);
    expect(stableLogRatio.high).toBeGreaterThan(332 / 537);
    expect(schemes["log-optimistic"].measures.stableLogRatio.difference).toEqual({
      mean: 0,
      low: 0,
      high: 0,
    });
    expect(verdict).not.toBe("disagree");
  });
});

describe("validate of traffic that is not Poisson", () => {
  it("agrees in means, and holds quantiles of peaks to be outside their domain, far off as they are", async () => {
    const { stdout, exitCode } = await vmqsc(
      ...["validate", "paper", "--set", "traffic.pattern={ onOff: { on: 60 s, off: 60 s } }", "--json"],
      ...["--measures", "stableLogRatio,volatileLogPeak", "--margin", "0.1", "--messages", "4000000"],
    );
    const report = JSON.parse(stdout);
    const quantiles = report.quantiles.filter((row: { quantile: number }) => row.quantile === 0.99);
    expect([exitCode, report.verdict]).toEqual([0, "agree"]);
    expect(quantiles.map((row: { verdict: string }) => row.verdict)).toEqual(["outside-domain"]);
    expect(quantiles[0].mean).toBeLessThan(0.8);
  });
});
