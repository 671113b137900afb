import { type ChildProcess, type SpawnSyncReturns, spawn, spawnSync } from "node:child_process";
import {
  closeSync,
  cpSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { run } from "../../src/cli/program.js";
import { RecordingTerminal } from "../support/run-vmqsc.js";
import { worked } from "../support/worked.js";

const packaged = JSON.parse(readFileSync("package.json", "utf8"));
const binary: string = packaged.bin.vmqsc;
const library: string = packaged.exports["."].default;

function built(...args: readonly string[]): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [binary, ...args], { encoding: "utf8" });
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

async function textOf(stream: Readable): Promise<string> {
  let text = "";
  for await (const chunk of stream) text += chunk;
  return text;
}

/** How a process ends: its exit code, or the signal that ended it. */
function endOf(child: ChildProcess): Promise<[number | null, NodeJS.Signals | null]> {
  return new Promise((resolve) => child.on("exit", (code, signal) => resolve([code, signal])));
}

// `npm test` builds first; a lone run of this file may not have.
describe.skipIf(!existsSync(binary))("the built command", () => {
  it("starts with the line that names the interpreter, and may be executed after packing", () => {
    expect(readFileSync(binary, "utf8").split("\n")[0]).toBe("#!/usr/bin/env node");
    expect(statSync(binary).size).toBeLessThan(150_000);
  });

  it("answers like the program in process", async () => {
    const terminal = new RecordingTerminal();
    await run(["ratio", "paper"], terminal);
    const { status, stdout, stderr } = built("ratio", "paper");
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: terminal.stdout, stderr: "" });
  });

  it.each([
    ["plan", "paper"],
    ["sweep", "paper", "--vary", "baseInterval=1s,2s"],
    ["solve", "paper", "--target", "stableLogRatio<=0.1", "--by", "classes.MI2.multiple"],
    ["fit", "examples/shop.csv"],
    ["replay", "examples/shop.csv", "--scenario", "paper", "--set", "classes.MI2.nodes=['*']"],
    ["replay", "examples/shop.csv", "--multiples", "*=2"],
    ["diagram", "figure2"],
    ["measures"],
    ["schema"],
  ])("answers %s %s %s like the program, however its files load each other", async (...args) => {
    const terminal = new RecordingTerminal();
    const exitCode = await run(args, terminal);
    const { status, stdout, stderr } = built(...args);
    expect({ status, stdout, stderr }).toEqual({
      status: exitCode,
      stdout: terminal.stdout,
      stderr: terminal.stderr,
    });
  });

  it("writes letters that are not ASCII as they are", () => {
    const folder = mkdtempSync(join(tmpdir(), "vmqsc-letters-"));
    const file = join(folder, "paper.html");
    const { status } = built("report", "paper", "--messages", "1e5", "--skip-comparison", "-o", file);
    expect(status).toBe(0);
    expect(readFileSync(file, "utf8")).toContain("<mi>η</mi>");
    rmSync(folder, { recursive: true });
  });

  it("opens the closed forms beyond the ratio only for commands that ask for them", () => {
    const folder = mkdtempSync(join(tmpdir(), "vmqsc-chunks-"));
    try {
      cpSync(dirname(binary), folder, { recursive: true });
      rmSync(join(folder, "analytic.cjs"));
      const status = (...args: readonly string[]) =>
        spawnSync(process.execPath, [join(folder, "vmqsc.cjs"), ...args]).status;
      expect(status("ratio", "paper")).toBe(0);
      expect(status("ratio", "--classes", "a=2x2", "--rates", "a>a=1")).toBe(0);
      // Without the file a command that needs it ends in a bug.
      expect(status("plan", "paper")).not.toBe(0);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it.each([
    ["missing", undefined],
    ["cut short", Buffer.alloc(1000)],
    ["of another kind", Buffer.from("not what V8 wrote".repeat(1000))],
  ])("starts alike when its compiled code is %s", (_fault, code) => {
    const folder = mkdtempSync(join(tmpdir(), "vmqsc-launcher-"));
    try {
      cpSync(dirname(binary), folder, { recursive: true });
      const kept = readdirSync(folder).filter((name) => name.endsWith(".code"));
      expect(kept).toContain("main.cjs.code");
      for (const name of kept) {
        rmSync(join(folder, name));
        if (code) writeFileSync(join(folder, name), code);
      }
      const command = [join(folder, "vmqsc.cjs"), "ratio", "--classes", "a=2x2", "--rates", "a>a=1"];
      const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: "utf8" });
      expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
      expect(stdout).toMatch(/η +1\/2/);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("reads a scenario from standard input", () => {
    const { stdout: starter } = built("init");
    const { status, stdout } = spawnSync(process.execPath, [binary, "ratio", "-", "--json"], {
      input: starter,
      encoding: "utf8",
    });
    expect(status).toBe(0);
    expect(JSON.parse(stdout).stableLogRatio.value).toBeGreaterThan(0);
  });

  it("prints no colour and no progress where there is no terminal", () => {
    const { stdout, stderr } = built("simulate", "paper", "--messages", "100000");
    expect(stdout).not.toContain(String.fromCharCode(27));
    expect(stderr).toBe("");
  });

  it("ends quietly when its reader goes away", () => {
    const grid = "--vary classes.MI2.multiple=1:300000:1 --csv";
    const script = `"${process.execPath}" "${binary}" sweep paper ${grid} | head -n 1; exit \${PIPESTATUS[0]}`;
    const { status, stdout, stderr } = spawnSync("bash", ["-c", script], { encoding: "utf8" });
    expect({ status, stdout, stderr }).toEqual({
      status: 0,
      stdout: "classes.MI2.multiple,stableLogRatio\r\n",
      stderr: "",
    });
  });

  it.skipIf(!existsSync("/dev/full")).each([["plan", "paper"], ["init"], ["--help"], ["--version"]])(
    "says in a sentence that standard output cannot be written: %o",
    (...args) => {
      const full = openSync("/dev/full", "w");
      try {
        const { status, stderr } = spawnSync(process.execPath, [binary, ...args], {
          stdio: ["ignore", full, "pipe"],
          encoding: "utf8",
        });
        expect({ status, stderr }).toEqual({
          status: 1,
          stderr: "vmqsc: standard output cannot be written, the disk is full\n",
        });
      } finally {
        closeSync(full);
      }
    },
  );

  it.skipIf(!existsSync("/dev/full"))("answers although nobody can read its warnings", () => {
    const full = openSync("/dev/full", "w");
    try {
      const { status } = spawnSync(process.execPath, [binary, "plan", "nofile"], {
        stdio: ["ignore", "pipe", full],
      });
      expect(status).toBe(1);
    } finally {
      closeSync(full);
    }
  });

  it.each([
    ["", [0]],
    [", also where the signal comes to the process and to its group", [0, 5, 40]],
  ])("answers Ctrl-C with what is known so far, and exit code 130%s", async (_, delays) => {
    const endless = ["simulate", "paper", "--max-time", "1h", "--precision", "1e-9", "--json"];
    const child = spawn(process.execPath, [binary, ...endless]);
    const stdout = textOf(child.stdout);
    const ended = endOf(child);
    await worked(child, 1);
    for (const delay of delays) {
      await pause(delay);
      child.kill("SIGINT");
    }
    expect(await ended).toEqual([130, null]);
    expect(JSON.parse(await stdout).measures.stableLogRatio.mean).toBeGreaterThan(0);
  });

  it("ends at once on a second Ctrl-C, though it is busy with a reader that does not read", async () => {
    const measures =
      "waste,lineLag,vmRecoveryTime,stableLogMean,volatileLogMean,senderCopiesMean,messageRate";
    const long = ["sweep", "paper", "--vary", "baseInterval=1:3e6:1", "--measures", measures, "--csv"];
    const child = spawn(process.execPath, [binary, ...long], { timeout: 20_000, killSignal: "SIGKILL" });
    const ended = endOf(child);
    await worked(child, 1);
    child.kill("SIGINT");
    // Said before the first line is printed.
    await new Promise((resolve) => child.stderr.once("data", resolve));
    child.kill("SIGINT");
    expect(await ended).toEqual([null, "SIGINT"]);
  });
});

describe.skipIf(!existsSync(library))("the built library", () => {
  it("exports what the sources export", async () => {
    const [fromDist, fromSource] = await Promise.all([
      import(/* @vite-ignore */ `${process.cwd()}/${library}`),
      import("../../src/index.js"),
    ]);
    expect(Object.keys(fromDist).sort()).toEqual(Object.keys(fromSource).sort());
    expect(fromDist.stableLogRatio(fromDist.presets.paper, { exact: true }).fraction).toBe("1/6");
  });
});

describe("a bug", () => {
  it("keeps its stack trace", async () => {
    const terminal = new RecordingTerminal();
    const bug = new TypeError("not the user's mistake");
    terminal.print = () => {
      throw bug;
    };
    await expect(run(["ratio", "paper"], terminal)).rejects.toBe(bug);
    expect(terminal.stderr).toBe("");
  });
});
