import { describe, expect, it } from "vitest";
import { cloudWithoutStorageFile as cloud } from "../support/cloud-without-storage.js";
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

  it("has an exit code for rows that do not agree, where the caller is strict", async () => {
    const few = ["validate", "paper", ...quick, "--messages", "1000"];
    expect((await vmqsc(...few)).exitCode).toBe(0);
    expect((await vmqsc(...few, "--strict")).exitCode).toBe(3);
    expect((await vmqsc("validate", "paper", ...quick, "--strict")).exitCode).toBe(0);
    const outside = ["validate", cloud, "--set", "baseInterval=15s", "--measures", "lineLag,messageRate"];
    const { exitCode, stderr } = await vmqsc(...outside, "--messages", "1e8", "--strict");
    expect(exitCode).toBe(3);
    expect(stderr).toContain("vmqsc: outside the formulas' domain: recovery lines");
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

  describe("where closed form and simulation disagree", () => {
    // A hundred VMs whose clocks err by as much as many messages take: the mean field is out by half a percent, which is
    // the order of 1/N that it claims, and a margin of a thousandth asks for more.
    const beyond = [
      ...["--set", "classes.SI.count=50", "--set", "classes.MI2.count=50"],
      ...["--set", "clock.error={uniform: [0 s, 0.5 s]}", "--margin", "0.001", "--confidence", "0.9"],
      ...["--measures", "checkpointRate,earlyCheckpointRatio", "--messages", "2e9", "--seed", "beyond"],
    ];

    it("answers with exit code 2 and says so in the row and below the table", async () => {
      const { exitCode, stdout, stderr } = await vmqsc("validate", "paper", ...beyond);
      expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: "" });
      expect(stdout).toMatch(/^checkpoints .* agree$/m);
      expect(stdout).toMatch(/^early checkpoints .* disagree$/m);
      expect(stdout).toMatch(/^disagree: 1 of 2 rows within 0\.1 %, /m);
    });

    it("answers so in JSON and CSV too", async () => {
      const { exitCode, stdout } = await vmqsc("validate", "paper", ...beyond, "--json");
      expect(exitCode).toBe(2);
      const { verdict, rows } = JSON.parse(stdout);
      expect(verdict).toBe("disagree");
      expect(rows.map((row: { verdict: string }) => row.verdict)).toEqual(["agree", "disagree"]);
      const sheet = await vmqsc("validate", "paper", ...beyond, "--csv");
      expect(sheet.exitCode).toBe(2);
      expect(sheet.stdout).toMatch(/^earlyCheckpointRatio,.*,disagree,/m);
    });
  });
});
