import { describe, expect, it } from "vitest";
import { vmqsc } from "../support/run-vmqsc.js";

describe("vmqsc simulate --plan-only", () => {
  it("says what follows from two of precision, confidence and budget", async () => {
    const { exitCode, stdout, stderr } = await vmqsc(
      ...["simulate", "paper", "--plan-only", "--precision", "0.01", "--confidence", "0.95"],
    );
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout).toMatch(/^precision of η +± 1 %$/m);
    expect(stdout).toMatch(/^confidence +95 %$/m);
    expect(stdout).toMatch(/^replications, about +36 {2}follows$/m);
    expect(stdout).toMatch(/^time on \d+ threads?, about +[\d.]+ \w+ {2}follows$/m);
  });

  it("gives JSON and CSV", async () => {
    const args = ["simulate", "paper", "--plan-only", "--replications", "40", "--workers", "4"];
    const { stdout } = await vmqsc(...args, "--json");
    expect(JSON.parse(stdout)).toMatchObject({ follows: "precision", replications: 40, workers: 4 });
    expect((await vmqsc(...args, "--csv")).stdout.split("\r\n")[0]).toBe(
      "precision,confidence,messages,replications,seconds,workers,follows",
    );
  });

  it.each([
    [
      ["--precision", "0.1", "--confidence", "0.9", "--messages", "100"],
      "--plan-only gives the third of --precision, --confidence and a budget from the other two; leave one of them out",
    ],
    [
      ["--messages", "1e6", "--max-time", "10"],
      "--plan-only takes one budget: --messages, --replications or --max-time",
    ],
    [
      ["--shard", "1/2", "--replications", "100"],
      "option '--plan-only' cannot be used with option '--shard <number/of>'",
    ],
  ])("refuses %j", async (args, sentence) => {
    expect(await vmqsc("simulate", "paper", "--plan-only", ...args)).toEqual({
      exitCode: 1,
      stdout: "",
      stderr: `vmqsc: ${sentence}\n`,
    });
  });
});
