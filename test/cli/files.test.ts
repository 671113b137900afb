import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { comparisonMeasures } from "../../src/scenario/model/comparison-measures.js";
import { measures } from "../../src/scenario/model/measures.js";
import { loadScenario } from "../../src/scenario/reading/load-scenario.js";
import { RecordingTerminal, vmqsc, vmqscOn } from "../support/run-vmqsc.js";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "vmqsc-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("vmqsc init", () => {
  it("prints a scenario that the other commands take", async () => {
    const { stdout } = await vmqsc("init");
    const file = join(folder, "printed.yaml");
    writeFileSync(file, stdout);
    expect((await vmqsc("ratio", file)).exitCode).toBe(0);
    expect((await vmqsc("plan", file)).exitCode).toBe(0);
  });

  it("writes a file, but not over one", async () => {
    const file = join(folder, "mine.yaml");
    expect(await vmqsc("init", file)).toEqual({
      exitCode: 0,
      stdout: "",
      stderr: `${file} written; next: vmqsc ratio ${file}\n`,
    });
    writeFileSync(file, "mine");
    expect(await vmqsc("init", file)).toEqual({
      exitCode: 1,
      stdout: "",
      stderr: `vmqsc: ${file} is there already; say --force to overwrite it\n`,
    });
    expect((await vmqsc("init", file, "--json")).stdout).toBe("");
    expect(readFileSync(file, "utf8")).toBe("mine");
    expect((await vmqsc("init", file, "--force")).exitCode).toBe(0);
    expect(readFileSync(file, "utf8")).not.toBe("mine");
  });
});

describe("vmqsc init --set and --json", () => {
  const settings = [
    "--set",
    "hosts.count=8",
    "--set",
    "clock=null",
    "--set",
    "classes.web.duration={uniform: [1 s, 2 s]}",
  ];

  it("changes the starter and keeps its comments", async () => {
    const { exitCode, stdout } = await vmqsc("init", ...settings);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^ {2}count: 8$/m);
    expect(stdout).toMatch(/^ {4}duration: \{ uniform: \[ 1 s, 2 s \] \}/m);
    expect(stdout).toMatch(/^ {4}count: 10$/m);
    expect(stdout).toContain("# what one checkpoint writes");
    expect(stdout).not.toMatch(/^clock/m);
  });

  it("prints one JSON object, the same scenario", async () => {
    const yaml = join(folder, "set.yaml");
    const written = await vmqsc("init", yaml, ...settings, "--json");
    expect(written.exitCode).toBe(0);
    const { clock, hosts, ...others } = JSON.parse(written.stdout);
    expect({ clock, count: hosts.count }).toEqual({ clock: undefined, count: 8 });
    expect(loadScenario(yaml)).toEqual({ hosts, ...others });
  });

  it("writes JSON to a file that will be read as JSON", async () => {
    const file = join(folder, "starter.json");
    expect((await vmqsc("init", file)).stdout).toBe("");
    expect(loadScenario(file)).toEqual(JSON.parse((await vmqsc("init", "--json")).stdout));
  });

  it.each([
    [
      "hosts.cuont=8",
      "hosts.cuont is not a path of this scenario; the nearest is hosts.count (--set hosts.cuont=8)",
    ],
    ["hosts.count=0", "hosts.count must be a whole number of at least 1, got 0 (--set hosts.count=0)"],
  ])("refuses %s", async (setting, sentence) => {
    const refused = { exitCode: 1, stdout: "", stderr: `vmqsc: ${sentence}\n` };
    expect(await vmqsc("init", "--set", setting)).toEqual(refused);
  });
});

describe("files that are read", () => {
  it.each([
    ["fit", "trace.csv", "--multiples", "1", "-o"],
    ["plan", "trace.csv", "--plot"],
  ])(
    "are not written over by vmqsc %s, not even by another name and with --force",
    async (command, name, ...options) => {
      const file = join(folder, name);
      const link = join(folder, `${command}.svg`);
      writeFileSync(file, "t,src,dst\n1,a,b\n");
      symlinkSync(file, link);
      expect(await vmqsc(command, file, ...options, link, "--force")).toEqual({
        exitCode: 1,
        stdout: "",
        stderr: `vmqsc: ${link} is read here, and would be lost; name another file\n`,
      });
      expect(readFileSync(file, "utf8")).toBe("t,src,dst\n1,a,b\n");
    },
  );

  it.each([
    ["plan", "-", "-"],
    ["replay", "-", "--scenario", "-"],
    ["simulate", "-", "--trace", "-"],
  ])("are standard input once: %s", async (...args) => {
    const { exitCode, stderr } = await vmqsc(...args);
    expect(exitCode).toBe(1);
    expect(stderr).toBe("vmqsc: standard input can be read for one thing only, and - is given twice\n");
  });
});

it.each(["simulate", "validate", "compare", "diagram"])(
  "vmqsc %s has no use for options that say how a trace is read without one",
  async (command) => {
    const { exitCode, stderr } = await vmqsc(command, "paper", "--time-unit", "ms");
    expect(exitCode).toBe(1);
    expect(stderr).toBe("vmqsc: --time-unit goes with --trace\n");
  },
);

describe("vmqsc schema and measures", () => {
  it("print JSON and nothing else", async () => {
    expect(JSON.parse((await vmqsc("schema")).stdout).required).toEqual(["classes", "traffic"]);
    const catalogue = JSON.parse((await vmqsc("measures", "--json")).stdout);
    expect(Object.keys(catalogue.measures)).toEqual(measures.map(({ key }) => key));
  });

  it("measures prints a line for each, and CSV", async () => {
    const { stdout } = await vmqsc("measures");
    const [own, compared] = stdout
      .trimEnd()
      .split("\n\n")
      .map((part) => part.split("\n"));
    expect(own).toHaveLength(measures.length + 1);
    expect(compared).toHaveLength(comparisonMeasures.length + 2);
    const { stdout: csv } = await vmqsc("measures", "--csv");
    expect(csv.split("\r\n")[1]).toMatch(/^stableLogRatio,η,1,ratio,E2,R3,share of all messages/);
  });
});

describe("vmqsc fit", () => {
  const lines = Array.from({ length: 300 }, (_, m) => `${m / 10},${m % 3 === 0 ? "b,a" : "a,b"},100`);
  const trace = () => {
    const file = join(folder, "trace.csv");
    writeFileSync(file, `t,src,dst,bytes\n${lines.join("\n")}\n`);
    return file;
  };

  it("writes a scenario with exactly the trace's shares", async () => {
    const output = join(folder, "fitted.yaml");
    const { exitCode, stdout } = await vmqsc("fit", trace(), "--multiples", "a=1,b=2", "-o", output);
    expect(exitCode).toBe(0);
    expect(stdout).toContain("300 messages among 2 nodes");
    const ratio = JSON.parse((await vmqsc("ratio", output, "--json")).stdout);
    // Node b received two messages in three, and flushes one in two of them.
    expect(ratio.stableLogRatio.fraction).toBe("1/3");
    expect((await vmqsc("fit", trace(), "--multiples", "a=1,b=2", "-o", output)).stderr).toContain(
      "say --force",
    );
  });

  it("prints the scenario where no file is named, and JSON", async () => {
    const { stdout } = await vmqsc("fit", trace(), "--multiples", "a=1,b=2");
    expect(stdout).toMatch(/^classes:$/m);
    const report = JSON.parse((await vmqsc("fit", trace(), "--multiples", "a=1,b=2", "--json")).stdout);
    expect(report.messages).toBe(300);
    expect(Object.keys(report.scenario.classes)).toEqual(["SI", "MI2"]);
  });

  it("gives the table as CSV, with and without a file", async () => {
    const table = [
      "class,multiple,nodes,received,receivedWithin,share",
      "SI,1,1,100,0,0.3333333333333333",
      "MI2,2,1,200,0,0.6666666666666666",
      "",
    ].join("\r\n");
    const output = join(folder, "beside.yaml");
    const question = ["fit", trace(), "--multiples", "a=1,b=2", "--csv"];
    expect(await vmqsc(...question)).toEqual({ exitCode: 0, stdout: table, stderr: "" });
    expect(await vmqsc(...question, "-o", output)).toEqual({ exitCode: 0, stdout: table, stderr: "" });
    expect(readFileSync(output, "utf8")).toMatch(/^classes:$/m);
    expect((await vmqsc(...question, "--json")).stderr).toBe(
      "vmqsc: option '--csv' cannot be used with option '--json'\n",
    );
  });

  it("applies --set before anything is written", async () => {
    const output = join(folder, "set-fitted.yaml");
    const settings = ["--set", "classes.MI2.multiple=3", "--set", "hosts.count=2"];
    const fitted = ["fit", trace(), "--multiples", "a=1,b=2", ...settings];
    const { exitCode, stdout } = await vmqsc(...fitted, "-o", output);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^MI2 +3 /m);
    expect(readFileSync(output, "utf8")).toMatch(
      /^# Changed by --set "classes\.MI2\.multiple=3"\.\n# Changed by --set "hosts\.count=2"\.\n# Fitted to /,
    );
    const scenario = loadScenario(output);
    expect([scenario.classes.MI2?.multiple, scenario.hosts?.count]).toEqual([3, 2]);
    expect(JSON.parse((await vmqsc(...fitted, "--json")).stdout).scenario).toEqual(scenario);
    expect((await vmqsc("fit", trace(), "--set", "classes.MI9.cuont=1")).stderr).toContain(
      "the nearest is classes.MI9.count (--set classes.MI9.cuont=1)",
    );
  });

  it.each([
    [["--multiples", "c=1"], "multiples name c, but no node of the trace is called so"],
    [["--multiples", "a=0,*=1"], 'multiples must read like "ts-order-*=1,*=4" or "1,2,4"'],
  ])("refuses %j", async (args, sentence) => {
    const { exitCode, stderr } = await vmqsc("fit", trace(), ...args);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`vmqsc: ${sentence}`);
    expect(stderr.split("\n")).toHaveLength(2);
  });

  it("names a trace that is not there", async () => {
    const absent = join(folder, "absent.csv");
    const { exitCode, stderr } = await vmqsc("fit", absent);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(absent);
    expect(existsSync(absent)).toBe(false);
  });
});

describe("colour", () => {
  it("shows on a terminal that wants it, and not with --no-color before or after the command", async () => {
    const coloured = await vmqscOn(new RecordingTerminal({ colour: true }), "ratio", "paper");
    const startOfColour = `${String.fromCharCode(27)}[`;
    expect(coloured.stdout).toContain(startOfColour);
    for (const args of [
      ["ratio", "paper", "--no-color"],
      ["--no-color", "ratio", "paper"],
    ]) {
      const plain = await vmqscOn(new RecordingTerminal({ colour: true }), ...args);
      expect(plain.stdout).toBe((await vmqsc("ratio", "paper")).stdout);
    }
  });
});
