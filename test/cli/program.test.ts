import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { makeProgram } from "../../src/cli/program.js";
import { version } from "../../src/version.js";
import { RecordingTerminal, vmqsc } from "../support/run-vmqsc.js";

const commands = makeProgram(new RecordingTerminal()).commands.map((command) => command.name());

describe("the program", () => {
  it("makes a fresh command line each time, without side effects", () => {
    const terminal = new RecordingTerminal();
    expect(makeProgram(terminal)).not.toBe(makeProgram(terminal));
    expect(terminal.stdout + terminal.stderr).toBe("");
  });

  it("prints the version of package.json", async () => {
    const { version: packaged } = JSON.parse(readFileSync("package.json", "utf8"));
    expect(version).toBe(packaged);
    expect(await vmqsc("--version")).toEqual({ exitCode: 0, stdout: `${packaged}\n`, stderr: "" });
  });

  it("lists every command in its help, on standard output", async () => {
    const { exitCode, stdout, stderr } = await vmqsc("--help");
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    for (const command of commands) expect(stdout).toMatch(new RegExp(`^  ${command}\\b`, "m"));
  });

  it("shows its help on standard error when called without a command", async () => {
    const { exitCode, stdout, stderr } = await vmqsc();
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
    expect(stderr).toContain("Usage: vmqsc <command>");
  });

  it.each(commands)("%s has a help page with examples of itself", async (command) => {
    const page = await vmqsc(command, "--help");
    expect({ ...page, stdout: "" }).toEqual({ exitCode: 0, stdout: "", stderr: "" });
    expect(page.stdout).toMatch(new RegExp(`Examples:\\n  \\$ vmqsc .*${command}`));
    expect(await vmqsc("help", command)).toEqual(page);
  });
});

describe("help", () => {
  it.each([
    ["simulate", ["0.99", "0.001", "vmqsc", "60"]],
    ["validate", ["0.99", "0.01", "vmqsc", "60"]],
  ])("%s states what holds where an option is left out", async (command, defaults) => {
    const { stdout } = await vmqsc("help", command);
    for (const value of defaults) expect(stdout).toMatch(new RegExp(`\\(default: ${value}[);]`));
  });
});

describe("the value of an option", () => {
  it.each([
    [
      ["simulate", "paper", "--seed", "--csv"],
      "--seed needs a value, got --csv; if that is the value, write --seed=--csv",
    ],
    [
      ["fit", "t.csv", "-o", "--json"],
      "--output needs a value, got --json; if that is the value, write --output=--json",
    ],
    [["solve", "paper", "--by", "-x"], "--by needs a value, got -x; if that is the value, write --by=-x"],
    [
      ["--no-color", "sweep", "paper", "--vary", "--json"],
      "--vary needs a value, got --json; if that is the value, write --vary=--json",
    ],
    [["simulate", "paper", "--messages", "-5"], "--messages must be a whole number of at least 1, got -5"],
    [["simulate", "paper", "--seed=a", "--seed", "b"], "--seed takes one value and is given twice"],
    [["fit", "t.csv", "-o", "a", "--output=b"], "--output takes one value and is given twice"],
    [
      ["ratio", "--classes", "a=1x2", "--classes", "b=1x2", "--rates", "a>a=1"],
      "--classes takes one value and is given twice",
    ],
  ])("is refused where it would be lost: %j", async (args, sentence) => {
    expect(await vmqsc(...args)).toEqual({ exitCode: 1, stdout: "", stderr: `vmqsc: ${sentence}\n` });
  });

  it("may look like an option where it is written as one word", async () => {
    const { exitCode, stdout } = await vmqsc("simulate", "paper", "--seed=--csv", "--messages", "1e4");
    expect(exitCode).toBe(0);
    expect(stdout).toContain("seed --csv");
  });

  it("may be given again where all are taken", async () => {
    const set = ["--set", "hosts.count=2", "--set", "baseInterval=30s"];
    expect((await vmqsc("ratio", "paper", ...set)).exitCode).toBe(0);
  });
});

describe("a mistake in the call is one sentence on standard error and exit code 1", () => {
  it.each([
    [["valdate", "paper"], "vmqsc: unknown command 'valdate' (did you mean validate?)\n"],
    [["--no-color", "nonsense"], "vmqsc: unknown command 'nonsense'\n"],
    [["help", "valdate"], "vmqsc: unknown command 'valdate' (did you mean validate?)\n"],
    [["init", ""], 'vmqsc: a file must be named by its path, got ""\n'],
    [["fit", ""], 'vmqsc: a file must be named by its path, got ""\n'],
    [["--seed", "a", "simulate", "paper"], "vmqsc: unknown option '--seed'\n"],
    [["ratio", "paper", "--jsn"], "vmqsc: unknown option '--jsn' (did you mean --json?)\n"],
    [["simulate"], "vmqsc: missing required argument 'scenario'\n"],
    [["ratio", "paper", "more"], "vmqsc: too many arguments for 'ratio', expected 1 argument but got 2\n"],
    [["ratio", "paper", "--json", "--csv"], "vmqsc: option '--csv' cannot be used with option '--json'\n"],
    [
      ["simulate", "paper", "--confidence", "1"],
      "vmqsc: --confidence must be a number above 0 and below 1, got 1\n",
    ],
    [
      ["simulate", "paper", "--messages", "0x10"],
      "vmqsc: --messages must be a whole number of at least 1, got 0x10\n",
    ],
    [
      ["validate", "paper", "--measures", "stableLogRato"],
      'vmqsc: --measures must name keys of the catalogue, got "stableLogRato", the nearest is stableLogRatio\n',
    ],
  ])("%j", async (args, stderr) => {
    expect(await vmqsc(...args)).toEqual({ exitCode: 1, stdout: "", stderr });
  });
});
