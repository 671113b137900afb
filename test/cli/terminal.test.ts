import { afterEach, describe, expect, it, vi } from "vitest";
import { isAscii, processTerminal } from "../../src/cli/process-terminal.js";
import { displayWidth } from "../../src/cli/render/text-width.js";
import { ProgressBar } from "../../src/cli/run-to-end.js";
import { cloudWithoutStorageFile } from "../support/cloud-without-storage.js";
import { RecordingTerminal, vmqsc, vmqscOn } from "../support/run-vmqsc.js";

const erase = `${String.fromCharCode(27)}[K`;

/** What a progress bar has drawn, line over line. */
function drawn(stderr: string): readonly string[] {
  return stderr
    .split("\r")
    .filter((line) => line.includes("%"))
    .map((line) => line.replace(erase, ""));
}

describe("the terminal of this process", () => {
  afterEach(() => vi.unstubAllEnvs());

  it("wants no colour where NO_COLOR is set or the terminal is dumb", () => {
    // A character device stands in for a terminal: what counts here is the environment.
    const colourWith = (name: string, value: string) => {
      vi.stubEnv("NO_COLOR", "");
      vi.stubEnv("TERM", "xterm");
      vi.stubEnv(name, value);
      return processTerminal(() => true).colour;
    };
    expect(colourWith("TERM", "xterm")).toBe(true);
    expect(colourWith("NO_COLOR", "1")).toBe(false);
    expect(colourWith("TERM", "dumb")).toBe(false);
    expect(processTerminal(() => false).colour).toBe(false);
  });

  it("is as wide as COLUMNS says, and of any width where there is none", () => {
    vi.stubEnv("COLUMNS", "72");
    expect(processTerminal(() => false).width).toBe(72);
    vi.stubEnv("COLUMNS", "");
    expect(processTerminal(() => false).width).toBeUndefined();
  });

  it.each([
    [{ LC_ALL: "C" }, true],
    [{ LANG: "POSIX" }, true],
    [{ LC_ALL: "C", LANG: "en_GB.UTF-8" }, true],
    [{ LC_ALL: "C.UTF-8" }, false],
    [{ LC_CTYPE: "en_GB.UTF-8", LANG: "C" }, false],
    [{}, false],
  ])("knows from the locale %j whether it has but ASCII: %s", (locale, ascii) => {
    expect(isAscii(locale)).toBe(ascii);
  });
});

describe("a narrow terminal", () => {
  it.each([
    [["plan", "cloud"], 60],
    [["ratio", "cloud"], 60],
    [["measures"], 60],
    [["solve", cloudWithoutStorageFile, "--best", "baseInterval"], 60],
    [
      [
        "sweep",
        "cloud",
        "--vary",
        "baseInterval=300s,600s",
        "--measures",
        "waste,stableLogPeakBytes,lineLag",
      ],
      60,
    ],
    [["help", "simulate"], 60],
    [["--help"], 60],
  ])("holds every line of %j", async (args, width) => {
    const { stdout } = await vmqscOn(new RecordingTerminal({ width }), ...args);
    const long = stdout.split("\n").filter((line) => displayWidth(line) > width);
    // A name that stands alone on its line cannot be broken.
    expect(long.filter((line) => line.trim().includes(" "))).toEqual([]);
    expect((await vmqsc(...args)).stdout).not.toBe(stdout);
  });
});

describe("a locale without signs", () => {
  it.each([["plan", "cloud"], ["ratio", "paper"], ["measures"], ["help", "simulate"], ["--help"]])(
    "gets ASCII alone from %j",
    async (...args) => {
      const { stdout } = await vmqscOn(new RecordingTerminal({ ascii: true }), ...args);
      expect(stdout).toMatch(/^[\n\x20-\x7e]+$/);
      expect(stdout).not.toContain("?");
    },
  );

  it("gets data as they are", async () => {
    const args = ["measures", "--json"];
    expect(await vmqscOn(new RecordingTerminal({ ascii: true }), ...args)).toEqual(await vmqsc(...args));
  });
});

describe("progress", () => {
  it("is drawn on a terminal, and leaves its line clean", async () => {
    const terminal = new RecordingTerminal({ interactive: true });
    const { stderr } = await vmqscOn(terminal, "simulate", "paper", "--messages", "2e6", "--workers", "1");
    expect(drawn(stderr)[0]).toMatch(/^[━ ]{30} \d+ % {2}[\d,.]+ messages, \d+ replications?$/);
    expect(stderr.endsWith(`\r${erase}`)).toBe(true);
  });

  it("of validate says what is open, and never 100 % while anything is", async () => {
    const terminal = new RecordingTerminal({ interactive: true });
    const { stderr } = await vmqscOn(
      terminal,
      "validate",
      "examples/strong-skew.yaml",
      "--messages",
      "4e7",
      "--workers",
      "1",
    );
    const lines = drawn(stderr);
    expect(lines.length).toBeGreaterThan(1);
    expect(lines[0]).toMatch(/ rows open$/);
    const shares = lines.map((line) => Number(/(\d+) %/.exec(line)![1]));
    expect(Math.max(...shares)).toBeLessThan(100);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    // Nothing is decided at the first drawing.
    expect(shares[0]).toBeLessThanOrEqual(50);
  });

  it.each([
    [["plan", "cloud"], "closed forms and advice"],
    [["solve", "cloud", "--target", "waste<=1%", "--by", "baseInterval"], "values of baseInterval"],
  ])("of %j is drawn too, and a signal ends it", async (args, note) => {
    const terminal = new RecordingTerminal({ interactive: true });
    const { stderr } = await vmqscOn(terminal, ...args);
    expect(drawn(stderr)[0]).toContain(note);
    const ended = new RecordingTerminal();
    const running = vmqscOn(ended, ...args);
    await vi.waitFor(() => expect(ended.interrupt("SIGTERM")).toBe(true), { timeout: 20_000, interval: 1 });
    expect(await running).toEqual({
      exitCode: 143,
      stdout: "",
      stderr: "vmqsc: interrupted before the answer was known\n",
    });
  });

  it("never goes back, and does not say that all is done", () => {
    const terminal = new RecordingTerminal({ interactive: true });
    vi.useFakeTimers({ toFake: ["performance"] });
    try {
      const bar = new ProgressBar(terminal);
      for (const share of [0.2, 1, 0.5]) {
        bar.show(() => ({ share, note: "x" }));
        vi.advanceTimersByTime(200);
      }
    } finally {
      vi.useRealTimers();
    }
    expect(drawn(terminal.stderr).map((line) => /\d+ %/.exec(line)![0])).toEqual(["20 %", "99 %", "99 %"]);
  });

  it("is not drawn where there is no terminal", async () => {
    expect((await vmqsc("simulate", "paper", "--messages", "1e5")).stderr).toBe("");
  });
});

describe("a signal", () => {
  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ] as const)("%s ends a run with what is known, and exit code %i", async (signal, exitCode) => {
    for (const command of [
      ["simulate", "paper", "--max-time", "1h", "--precision", "1e-9", "--workers", "1"],
      ["sweep", "paper", "--vary", "classes.MI2.multiple=1:1000:1", "--simulate", "--max-time", "0.01"],
    ]) {
      const terminal = new RecordingTerminal();
      const running = vmqscOn(terminal, ...command, "--json");
      await vi.waitFor(() => expect(terminal.interrupt(signal)).toBe(true), { timeout: 20_000 });
      const outcome = await running;
      expect(outcome.exitCode).toBe(exitCode);
      expect(outcome.stderr).toContain("vmqsc: interrupted; ");
      expect(JSON.parse(outcome.stdout)).toBeTypeOf("object");
    }
  });
});
