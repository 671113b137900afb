import { describe, expect, it } from "vitest";
import { prepare } from "../../src/scenario/checks/prepare.js";
import { measures as catalogue, existsIn } from "../../src/scenario/model/measures.js";
import { presets } from "../../src/scenario/model/presets.js";
import { cloudWithoutStorageFile } from "../support/cloud-without-storage.js";
import { vmqsc } from "../support/run-vmqsc.js";

const measures = catalogue.filter((measure) => existsIn(measure, prepare(presets.cloud)));

describe("vmqsc plan", () => {
  it("shows every measure of the catalogue, in sections, and what to change first", async () => {
    const { exitCode, stdout, stderr } = await vmqsc("plan", "cloud");
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    for (const { label } of measures) expect(stdout).toContain(`\n  ${label}  `);
    const sections = [
      "Ratio",
      "Load",
      "Stable storage",
      "Memory",
      "Skew and recovery line",
      "Exposure",
      "Recovery",
    ];
    const places = [...sections, "Waste", "Cost", "What to change first"].map((title) =>
      stdout.split("\n").indexOf(title),
    );
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places[0]).toBeGreaterThan(0);
    expect(stdout).toMatch(/^ {2}largest checkpoint burst .* at index 1$/m);
    expect(stdout).toMatch(/^ {2}stable-log ratio +179\/676 ≈ 0\.264793 /m);
    expect(stdout).toMatch(
      /^ {2}storage \(multiple 2\) receives 71\.5 % of what is logged to stable storage; /m,
    );
    expect(stdout).toMatch(/^ {2}the bottleneck is recovery, /m);
    const { stdout: withoutStorage } = await vmqsc("plan", cloudWithoutStorageFile);
    expect(withoutStorage).toMatch(/^ {2}a base interval of .* instead of .* lowers the waste from /m);
    expect(withoutStorage).not.toContain("bottleneck");
  });

  it("gives JSON keyed by measure, with units, splits by name, and the advice", async () => {
    const { stdout } = await vmqsc("plan", "cloud", "--json");
    const plan = JSON.parse(stdout);
    expect(Object.keys(plan.measures)).toEqual(measures.map(({ key }) => key));
    for (const { key, unit } of measures) {
      expect(plan.measures[key].unit).toBe(unit);
      expect(Number.isFinite(plan.measures[key].value)).toBe(true);
    }
    expect(Object.keys(plan.measures.messageRate.byClass)).toEqual(["web", "storage", "batch"]);
    expect(Object.keys(plan.measures.messageRate.byHost)).toHaveLength(20);
    expect(plan.hyperperiod).toBe(4);
    expect(plan.advice.dominant[0].class).toBe("storage");
    expect(Object.keys(plan.cost.classes)).toEqual(["web", "storage", "batch"]);
  });

  it("says in CSV, too, which peaks come before the flushes", async () => {
    const drop = ["paper", "--set", "policies.volatileLog=drop"];
    const text = (await vmqsc("plan", ...drop)).stdout;
    expect(text).toMatch(/volatile log held, peak .* before the flushes at index 1/);
    const lines = (await vmqsc("plan", ...drop, "--csv")).stdout.split("\r\n");
    expect(lines[0]).toBe("measure,unit,of,name,value,atIndex,beforeFlush,bound");
    expect(lines.find((line) => line.startsWith("volatileLogPeak,messages,system"))).toMatch(/,1,true,$/);
    expect(lines.find((line) => line.startsWith("stableLogPeak,messages,system"))).toMatch(/,1,,$/);
  });

  it("gives CSV: a line for the system, each class and each host", async () => {
    const { stdout } = await vmqsc("plan", "paper", "--csv");
    const lines = stdout.split("\r\n");
    expect(lines[0]).toBe("measure,unit,of,name,value,atIndex,bound");
    expect(lines).toContain("messageRate,messages/s,class,MI2,6,,");
    expect(lines.some((line) => line.startsWith("stableLogPeak,messages,system,,360,1"))).toBe(true);
  });

  it("leaves out the cost where nothing has a price, and advice where nothing stands out", async () => {
    const { stdout } = await vmqsc("plan", "paper", "--set", "classes.MI2.multiple=1");
    expect(stdout).not.toContain("\nCost\n");
    expect(stdout).toMatch(/\nNothing stands out to be changed first\.\n$/);
  });

  it("says that wastes past the first order can be compared and no more", async () => {
    const failing = await vmqsc("plan", "cloud", "--set", "failures.host=1/min");
    expect(failing.stderr).toMatch(
      /^vmqsc: outside the formulas' domain: the first-order waste of class batch .* \(waste\)$/m,
    );
    expect(failing.stdout).toMatch(/^ {2}waste \* +\d/m);
    expect(failing.stdout).toContain("\n* outside the domain of its formula, as standard error says\n");
    expect(failing.stdout).toMatch(/^ {2}wastes of 50 % and more are beyond the first order: /m);
    const { stdout } = await vmqsc("plan", "cloud");
    expect(stdout).not.toContain("beyond the first order");
  });

  it("marks what lies outside its domain in JSON and CSV, and has an exit code for it", async () => {
    const failing = ["plan", "cloud", "--set", "failures.host=1/min"];
    const json = await vmqsc(...failing, "--json");
    expect(json.stderr).toContain("outside the formulas' domain");
    const { measures } = JSON.parse(json.stdout);
    expect(measures.waste.outsideDomain).toContain("the first-order waste of class batch");
    expect(measures.lineLag.outsideDomain).toBeUndefined();
    const csv = (await vmqsc(...failing, "--csv")).stdout.split("\r\n");
    expect(csv[0]).toBe("measure,unit,of,name,value,atIndex,bound,outsideDomain");
    expect(csv.find((line) => line.startsWith("waste,1,system"))).toContain(
      "the first-order waste of class batch",
    );
    expect((await vmqsc(...failing, "--strict")).exitCode).toBe(3);
    expect((await vmqsc("plan", "paper", "--strict")).exitCode).toBe(0);
    expect((await vmqsc("plan", "paper", "--csv")).stdout).toMatch(
      /^measure,unit,of,name,value,atIndex,bound\r/,
    );
  });

  it("says what advice does to other figures", async () => {
    const { stdout } = await vmqsc("plan", "cloud");
    expect(stdout).toMatch(
      /^ {2}a multiple of \d+ instead of \d+ for \w+ lowers the waste from [\d.]+ % to [\d.]+ %,\n {4}which takes stable-log ratio from [\d.]+ to [\d.]+, .*stable log held, peak bytes from .* to .*$/m,
    );
  });

  it("names the largest few of many classes", async () => {
    const classes = Array.from(
      { length: 8 },
      (_, place) => `c${place}: { multiple: ${1 + place}, count: 2 }`,
    );
    const rates = classes.map((_, place) => `c${place}: { c${place}: ${1 + place}/s }`);
    const { stdout } = await vmqsc(
      "plan",
      "paper",
      "--set",
      `classes={ ${classes.join(", ")} }`,
      "--set",
      `traffic={ per: class, rates: { ${rates.join(", ")} } }`,
    );
    expect(stdout).toMatch(/^ {2}messages +36 msg\/s +.*most: c7 8 msg\/s, c6 7 msg\/s$/m);
  });
});
