import { spawn } from "node:child_process";
import { afterEach, describe, expect, it, vi } from "vitest";
import { processTerminal } from "../../src/cli/process-terminal.js";
import { builtPackage } from "../support/built-package.js";
import { vmqsc } from "../support/run-vmqsc.js";
import { worked } from "../support/worked.js";

const { binary } = await builtPackage("bin", "lib");

interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The built command, with a Ctrl-C when it has worked some seconds. */
async function built(args: readonly string[], interruptAfter?: number): Promise<Ended> {
  const child = spawn(process.execPath, [binary, ...args]);
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  const ended = new Promise<Ended>((resolve) =>
    child.on("close", (code, signal) => resolve({ code, signal, stdout, stderr })),
  );
  if (interruptAfter !== undefined) {
    await worked(child, interruptAfter);
    child.kill("SIGINT");
  }
  return ended;
}

const endless = ["--max-time", "1h", "--precision", "1e-9", "--json"];

describe("the built command on threads", () => {
  it("prints the same for 1, 2 and 7 workers", async () => {
    const outputs = [];
    for (const workers of ["1", "2", "7"]) {
      const args = ["simulate", "paper", "--messages", "200000", "--workers", workers, "--csv"];
      outputs.push(await built(args));
    }
    expect(outputs[0]?.code).toBe(0);
    expect(outputs[0]?.stdout).toMatch(/^stableLogRatio,1,0\.1/m);
    expect(outputs.slice(1)).toEqual([outputs[0], outputs[0]]);
  });

  it("sweeps to the same on 1 and 2", async () => {
    const grid = ["sweep", "paper", "--vary", "classes.MI2.multiple=2,4", "--simulate", "--csv"];
    const one = await built([...grid, "--messages", "200000", "--workers", "1"]);
    expect(one.stdout.split("\r\n")).toHaveLength(4);
    expect(await built([...grid, "--messages", "200000", "--workers", "2"])).toEqual(one);
  });

  it("validates on several", async () => {
    const { code, stdout } = await built(["validate", "paper", "--workers", "2", "--json"]);
    expect([code, JSON.parse(stdout).verdict]).toEqual([0, "agree"]);
  });

  it.each(["1", "2"])("answers Ctrl-C at once with what is known so far: %s workers", async (workers) => {
    const { code, stdout, stderr } = await built(["simulate", "paper", ...endless, "--workers", workers], 2);
    expect(code).toBe(130);
    expect(stderr).toBe("vmqsc: interrupted; this is what is known so far\n");
    const { interrupted, replications, measures } = JSON.parse(stdout);
    expect(interrupted).toBe(true);
    expect(replications).toBeGreaterThan(1);
    expect(measures.stableLogRatio.high).toBeGreaterThan(measures.stableLogRatio.mean);
  });

  it("hears it in the midst of a long replication", async () => {
    const long = ["--set", "classes.SI.count=2000000", "--mode", "event", "--workers", "1"];
    const { code, stdout } = await built(["simulate", "paper", ...endless, ...long], 2);
    expect(code).toBe(130);
    expect(JSON.parse(stdout)).toMatchObject({ interrupted: true, replications: 0, measures: {} });
  });

  it("keeps to --max-time even in the midst of its first replication, and says so", async () => {
    const long = ["--set", "classes.SI.count=2000000", "--mode", "event", "--max-time", "1"];
    const { code, stdout, stderr } = await built(["simulate", "paper", ...long]);
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(/^vmqsc: not one replication ended in \S+ s; --max-time gives it longer, .*\n$/);
  });
});

describe("a second Ctrl-C", () => {
  afterEach(() => vi.useRealTimers());

  it("is the same press within 0.3 s, and then finds nobody listening, and so ends the process", () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "performance"] });
    let heard = 0;
    const before = process.listenerCount("SIGINT");
    const forget = processTerminal().onInterrupt(() => {
      heard++;
    });
    const press = process.rawListeners("SIGINT").at(-1) as () => void;
    press();
    vi.advanceTimersByTime(299);
    press();
    expect([heard, process.listenerCount("SIGINT")]).toEqual([1, before + 1]);
    vi.advanceTimersByTime(1);
    expect(process.listenerCount("SIGINT")).toBe(before);
    forget();
    expect([heard, process.listenerCount("SIGINT")]).toEqual([1, before]);
  });

  it("is the same press also where what was interrupted ends at once", () => {
    const before = process.listenerCount("SIGINT");
    const forget = processTerminal().onInterrupt(() => {});
    const start = performance.now();
    (process.rawListeners("SIGINT").at(-1) as () => void)();
    forget();
    expect(performance.now() - start).toBeGreaterThan(299);
    expect(process.listenerCount("SIGINT")).toBe(before);
  });
});

describe("options of threads and modes", () => {
  it.each([
    ["simulate", ["--workers", "0"], "--workers must be a whole number of at least 1, got 0"],
    ["validate", ["--workers", "two"], "--workers must be a whole number of at least 1, got two"],
    [
      "simulate",
      ["--audit", "--mode", "span"],
      "--audit follows every message by its identity, and --mode span only counts them",
    ],
    ["simulate", ["--audit", "--plot"], "option '--audit' cannot be used with option '--plot [file]'"],
    [
      "simulate",
      ["--plan-only", "--plot"],
      "option '--plan-only' cannot be used with option '--plot [file]'",
    ],
    [
      "compare",
      ["--shard", "1/2", "--json", "--replications", "4", "--plot", "p.svg"],
      "option '--shard <number/of>' cannot be used with option '--plot [file]'",
    ],
    [
      "simulate",
      ["--audit", "--workers", "2"],
      "option '--audit' cannot be used with option '--workers <count>'",
    ],
  ])("are refused in a sentence: %s %j", async (command, args, sentence) => {
    expect(await vmqsc(command, "paper", ...args)).toEqual({
      exitCode: 1,
      stdout: "",
      stderr: `vmqsc: ${sentence}\n`,
    });
  });

  it("says which modes there are", async () => {
    const { exitCode, stderr } = await vmqsc("validate", "paper", "--mode", "fast");
    expect(exitCode).toBe(1);
    expect(stderr).toContain("span, event");
  });
});
