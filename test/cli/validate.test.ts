import { describe, expect, it } from "vitest";
import { vmqsc } from "../support/run-vmqsc.js";

const quick = ["--measures", "stableLogRatio,messageRate,checkpointRate"];

describe("vmqsc validate", () => {
  it("prints parameters, closed form, estimate with interval, and the verdict", async () => {
    const { exitCode, stdout, stderr } = await vmqsc("validate", "paper", ...quick);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout).toMatch(/^paper {2}base interval 60 s, 4 VMs in 2 classes, 1 host\n/);
    expect(stdout).toMatch(/^from SI +4\/s +2\/s$/m);
    expect(stdout).toMatch(
      /^stable-log ratio +1\/6 ≈ 0\.166667 +0\.16\d+ +0\.16\d+ … 0\.16\d+ +[+−]\S+ % +agree$/m,
    );
    expect(stdout).toMatch(/^agree: 3 of 3 rows within 1 %, 99 % sure of all together; /m);
  });

  it("gives the contract's JSON", async () => {
    const { stdout } = await vmqsc("validate", "paper", ...quick, "--json");
    const report = JSON.parse(stdout);
    expect(report.verdict).toBe("agree");
    expect(report.rows.map((row: { measure: string }) => row.measure)).toEqual([
      "stableLogRatio",
      "messageRate",
      "checkpointRate",
    ]);
    expect(Object.keys(report.rows[0])).toEqual(
      expect.arrayContaining(["measure", "closedForm", "mean", "low", "high", "difference", "verdict"]),
    );
    expect(report.rows[0].closedForm).toBe(1 / 6);
  });

  it("calls a run too short to decide inconclusive, which is no failure", async () => {
    const { exitCode, stdout } = await vmqsc(
      "validate",
      "paper",
      "--messages",
      "1000",
      "--margin",
      "1e-6",
      "--json",
    );
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout).verdict).toBe("inconclusive");
  });
});
