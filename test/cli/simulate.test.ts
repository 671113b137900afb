import { describe, expect, it } from "vitest";
import { findMeasure, measures } from "../../src/scenario/model/measures.js";
import { RecordingTerminal, vmqsc, vmqscOn } from "../support/run-vmqsc.js";

const short = ["--messages", "400000"];

describe("vmqsc simulate", () => {
  it("gives the contract's JSON, the same to the last bit for the same seed", async () => {
    const run = async (seed: string) => {
      const { stdout, exitCode } = await vmqsc("simulate", "paper", ...short, "--seed", seed, "--json");
      expect(exitCode).toBe(0);
      const { seconds, ...report } = JSON.parse(stdout);
      expect(seconds).toBeGreaterThan(0);
      return report;
    };
    const spring = await run("spring");
    expect(spring.seed).toBe("spring");
    expect(spring.messages).toBeGreaterThanOrEqual(400_000);
    for (const [key, estimate] of Object.entries<Record<string, unknown>>(spring.measures)) {
      expect(Object.keys(estimate)).toEqual(
        expect.arrayContaining(["mean", "standardError", "low", "high", "confidence"]),
      );
      expect(estimate.unit).toBe(findMeasure(key)!.unit);
    }
    expect(await run("spring")).toEqual(spring);
    expect((await run("autumn")).measures.stableLogRatio.mean).not.toBe(spring.measures.stableLogRatio.mean);
  });

  it("shows the measures that are asked for, with their interval", async () => {
    const chosen = ["--measures", "messageRate,stableLogRatio"];
    const { stdout, stderr } = await vmqsc("simulate", "paper", ...short, ...chosen);
    expect(stderr).toBe("");
    const [title, , header, ...rows] = stdout.trimEnd().split("\n");
    expect(title).toMatch(/^paper {2}[\d,]+ messages in \d+ replications, .* s, seed vmqsc$/);
    expect(header).toMatch(/^measure +estimate +99 % interval +±$/);
    expect(rows.map((row) => row.split("  ")[0])).toEqual(["stable-log ratio", "messages"]);
    expect(rows[1]).toMatch(/msg\/s/);
  });

  it("gives CSV with a line for each measure", async () => {
    const { stdout } = await vmqsc("simulate", "paper", ...short, "--csv");
    const lines = stdout.trimEnd().split("\r\n");
    expect(lines[0]).toBe("measure,unit,mean,standardError,low,high,confidence,replications");
    expect(lines.length - 1).toBeLessThanOrEqual(measures.length);
    expect(lines[1]).toMatch(/^stableLogRatio,1,0\.1\d+,/);
  });

  it("stops on Ctrl-C with what is known so far, and exit code 130", async () => {
    const terminal = new RecordingTerminal();
    const running = vmqscOn(
      terminal,
      "simulate",
      "paper",
      "--max-time",
      "1h",
      "--precision",
      "1e-9",
      "--json",
    );
    while (!terminal.interrupt()) await new Promise((resolve) => setTimeout(resolve, 10));
    const { exitCode, stdout, stderr } = await running;
    expect(exitCode).toBe(130);
    expect(stderr).toBe("vmqsc: interrupted; this is what is known so far\n");
    expect(JSON.parse(stdout).seed).toBe("vmqsc");
  });

  it.each([
    [["--max-time", "soon"], '--max-time must be a time such as 60 s, got "soon"; a number comes first'],
    [["--max-time", "5 m"], '--max-time must be a time such as 60 s, got "5 m"; write 5 min or 5 ms'],
    [["--max-time", "0"], "--max-time must be a time above 0, such as 60 s, got 0"],
    [["--precision", "0"], "--precision must be a number above 0 and below 1, got 0"],
    [["--messages", "1e30"], "--messages must be a whole number of at most 9007199254740991, got 1e30"],
    [["--messages", "1e400"], "--messages must be a whole number of at most 9007199254740991, got 1e400"],
    [
      ["--messages", "9007199254740993"],
      "--messages must be a whole number of at most 9007199254740991, got 9007199254740993",
    ],
    [["--messages", "1\u202e0"], '--messages must be a whole number of at least 1, got "1\\u202e0"'],
    [["--messages", "2.5"], "--messages must be a whole number of at least 1, got 2.5"],
    [
      ["--replications", "1"],
      "--replications must be a whole number of at least 2, since intervals come from their spread, got 1",
    ],
    [
      ["--messages", "1000", "--replications", "3"],
      "option '--replications <count>' cannot be used with option '--messages <count>'",
    ],
    [["--seed", ""], "--seed must be text of at least one character, got nothing"],
  ])("refuses %j", async (args, sentence) => {
    expect(await vmqsc("simulate", "paper", ...args)).toEqual({
      exitCode: 1,
      stdout: "",
      stderr: `vmqsc: ${sentence}\n`,
    });
  });
});

describe("vmqsc simulate --audit", () => {
  const small = ["--messages", "20000", "--audit"];

  it.each([
    ["simulate", "--audit"],
    ["simulate"],
    ["sweep", "--simulate", "--vary", "classes.SI.multiple=1"],
    ["compare", "--schemes", "bcs"],
    ["validate"],
  ])("refuses writes that do not fit their storage, and so does %s %s", async (command, ...options) => {
    const storage = ["--set", "classes.SI.image=1 GiB", "--set", "storage.write=1 MB/s"];
    const { exitCode, stderr } = await vmqsc(command!, "paper", ...storage, ...options);
    expect([exitCode, stderr]).toEqual([
      1,
      expect.stringMatching(/^vmqsc: storage.write of 1 MB\/s has no steady state/),
    ]);
  });

  it("finds nothing wrong on the paper's example", async () => {
    const { exitCode, stdout } = await vmqsc("simulate", "paper", ...small);
    expect(exitCode).toBe(0);
    const counts = stdout.split("\n").flatMap((line) => {
      const [, fault, count] = /^(orphans|missing|twice|out of order|lost) +(\d+) /.exec(line) ?? [];
      return fault ? [[fault, count]] : [];
    });
    expect(counts).toEqual([
      ["orphans", "0"],
      ["missing", "0"],
      ["twice", "0"],
      ["out of order", "0"],
      ["lost", "0"],
    ]);
  });

  it("shows what delay loses, and never an orphan", async () => {
    const delayed = ["--set", "traffic.delay=2s", "--json"];
    const report = JSON.parse((await vmqsc("simulate", "paper", ...small, ...delayed)).stdout);
    expect(report.orphans).toBe(0);
    expect(report.lost).toBeGreaterThan(0);
    expect(report.closedForm).toBeGreaterThan(0);
  });

  it.each([["--precision", "0.1"], ["--plan-only"]])(
    "takes no option that it would ignore: %s",
    async (...args) => {
      const { exitCode, stderr } = await vmqsc("simulate", "paper", ...small, ...args);
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(/^vmqsc: option '--audit' cannot be used with option '--(precision|plan-only)/);
    },
  );
});
