import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { vmqsc } from "../support/run-vmqsc.js";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "vmqsc-"));
});
beforeEach(() => {
  for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string) => join(folder, name);
const short = ["--messages", "20000", "--workers", "1"];

/** Commands that write a picture, what of, and to which option. */
const writing = [
  ["diagram", ["diagram", "figure3"], "--output", "svg"],
  ["plan", ["plan", "cloud"], "--plot", "svg"],
  ["sweep", ["sweep", "paper", "--vary", "classes.MI2.multiple=1,2,3,4"], "--plot", "svg"],
  [
    "sweep over two axes",
    ["sweep", "paper", "--vary", "classes.MI2.multiple=1,2,3,4", "--vary", "classes.SI.count=2,3"],
    "--plot",
    "svg",
  ],
  ["simulate", ["simulate", "paper", ...short], "--plot", "svg"],
  ["validate", ["validate", "paper", ...short], "--plot", "svg"],
  ["compare", ["compare", "paper", "--schemes", "bcs", ...short], "--plot", "svg"],
  ["job", ["job", "cloud", "--work", "12h", "--jobs", "10", "--workers", "1"], "--plot", "svg"],
  ["report", ["report", "paper", ...short], "--output", "html"],
] as const;

describe.each(writing)("the picture of vmqsc %s", (_, command, option, ending) => {
  it("is written whole, under its own name alone, and not over another file", async () => {
    const path = file(`picture.${ending}`);
    const { exitCode, stderr } = await vmqsc(...command, option, path);
    expect(exitCode, stderr).toBe(0);
    expect(stderr).toContain(`${path} written\n`);
    expect(readdirSync(folder)).toEqual([`picture.${ending}`]);
    const content = readFileSync(path, "utf8");
    expect(content).toMatch(ending === "svg" ? /^<svg .*<\/svg>\n$/s : /^<!doctype html>.*<\/html>\n$/s);
    expect(content).not.toMatch(/\bNaN\b|\bundefined\b|\[object/);

    writeFileSync(path, "mine");
    const again = await vmqsc(...command, option, path);
    expect(again.exitCode).toBe(1);
    expect(again.stderr).toContain(`vmqsc: ${path} is there already; say --force to overwrite it\n`);
    expect(readFileSync(path, "utf8")).toBe("mine");
  });

  it("is refused under an ending that stands for nothing, before anything is computed", async () => {
    const { exitCode, stdout, stderr } = await vmqsc(...command, option, file("picture.pdf"));
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
    expect(stderr).toMatch(
      /^vmqsc: --(plot|output) must (name a file that )?ends? in \.[^\n]+, got .*picture\.pdf\n$/,
    );
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe.each([
  ["plan", "--plot", "svg"],
  ["simulate", "--plot", "svg"],
  ["validate", "--plot", "svg"],
  ["compare", "--plot", "svg"],
  ["sweep", "--plot", "svg", "--vary", "baseInterval=1,2"],
  ["job", "--plot", "svg", "--work", "1h"],
  ["replay", "--plot", "svg"],
  ["diagram", "--output", "svg"],
  ["report", "--output", "html"],
  ["fit", "--output", "yaml"],
])("the file of vmqsc %s", (command, option, ending, ...more) => {
  // Before anything is read, let alone computed: else what is missing would be the scenario.
  const writingTo = (path: string) => vmqsc(command, "nowhere.yaml", ...more, option, path);

  it("is refused beforehand where it is there already, or could not be written", async () => {
    const [taken, homeless, long] = ["taken", "no/where", "n".repeat(300)].map((name) =>
      file(`${name}.${ending}`),
    );
    writeFileSync(taken, "mine");
    mkdirSync(file(`folder.${ending}`));
    const refused: readonly [string, string][] = [
      [taken, "is there already; say --force to overwrite it"],
      [file(`folder.${ending}`), "is a folder, a file name is wanted"],
      [homeless, "cannot be written, its folder does not exist"],
      [join(taken, `in.${ending}`), "cannot be written, its folder does not exist"],
      [long, "cannot be written, its name is too long"],
    ];
    for (const [path, why] of refused) {
      expect(await writingTo(path)).toEqual({ exitCode: 1, stdout: "", stderr: `vmqsc: ${path} ${why}\n` });
    }
    expect((await vmqsc(command, "nowhere.yaml", ...more, option, taken, "--force")).stderr).toBe(
      "vmqsc: nowhere.yaml does not exist\n",
    );
    expect(readFileSync(taken, "utf8")).toBe("mine");
  });
});

describe("the endings of picture files", () => {
  it.each([
    ["png", "\u0089PNG"],
    ["html", "<!doctype html>"],
    ["svg", "<svg "],
  ])("--plot writes .%s", async (ending, begin) => {
    const path = file(`plan.${ending}`);
    expect((await vmqsc("plan", "paper", "--plot", path)).exitCode).toBe(0);
    expect(readFileSync(path, "latin1").startsWith(begin)).toBe(true);
  });

  it.each([
    ["png", /^.PNG/],
    ["json", /^\{"displayTimeUnit":"ms"/],
    ["log", /^\(\?<event>|^checkpoint|^send|^advance|\{"VM/],
  ])("diagram writes .%s", async (ending, begin) => {
    const path = file(`run.${ending}`);
    expect((await vmqsc("diagram", "figure2", "-o", path)).exitCode).toBe(0);
    expect(readFileSync(path, "latin1")).toMatch(begin);
  });
});

describe("--plot without a file", () => {
  it("draws below the table on the terminal", async () => {
    const { stdout } = await vmqsc("sweep", "paper", "--vary", "classes.MI2.multiple=1,2,3,4", "--plot");
    expect(stdout.indexOf("stable-log ratio over classes.MI2.multiple")).toBeGreaterThan(0);
    expect(stdout).toMatch(/[⠁-⣿]/);
  });

  it.each(["json", "csv"])("is refused beside --%s, whose output it would spoil", async (form) => {
    expect(await vmqsc("plan", "paper", "--plot", `--${form}`)).toEqual({
      exitCode: 1,
      stdout: "",
      stderr: `vmqsc: --plot needs a file beside --${form}, such as --plot plot.svg\n`,
    });
  });

  it("goes beside --json where it has a file", async () => {
    const { exitCode, stdout } = await vmqsc("plan", "paper", "--json", "--plot", file("plan.svg"));
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout).measures.stableLogRatio.value).toBe(1 / 6);
    expect(readdirSync(folder)).toEqual(["plan.svg"]);
  });
});

describe("vmqsc diagram of a scenario", () => {
  it("shows by itself no more messages than can be told apart, around the first base boundary", async () => {
    const { exitCode, stdout } = await vmqsc("diagram", "paper");
    expect(exitCode).toBe(0);
    const arrows = stdout.match(/class="message/g) ?? [];
    expect(arrows.length).toBeGreaterThan(5);
    expect(arrows.length).toBeLessThan(60);
    expect(stdout).toContain(">1·T0</text>");
    expect(stdout).toContain(">line 1</text>");
    expect(stdout).toContain(">m1</text>");
  });

  it("shows a failure from the boundary before it on, and what it sets back", async () => {
    const { stdout } = await vmqsc("diagram", "paper", "--vms", "SI1,MI21", "--fail", "SI1@62s");
    expect(stdout).toContain("SI1 fails at 62 s");
    expect(stdout).toContain("SI1 replays what it received from 60 s to 62 s");
    expect(stdout).toContain(">1·T0</text>");
  });

  it("refuses a window that nobody could read, and names the way out", async () => {
    const { exitCode, stderr } = await vmqsc("diagram", "paper", "--from", "0s", "--until", "5min");
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      /the picture would have \d+ messages, at most 2000 can be told apart: choose fewer/,
    );
  });

  it.each([
    [["--fail", "SI1@-5s"], "--fail must be a time of at least 0 s, got -5s"],
    [
      ["--fail", "SI1@500s", "--until", "100s"],
      "a failure must come before the end of the window, which is 100 s, got 500 s",
    ],
    [
      ["--fail", "SI1@1e9s"],
      "until must be so early that a run gets there, got 1000000000.25 s, before which it has about 1.8e+10 messages and checkpoints, at most 1e+9",
    ],
    [
      ["--until", "1e6s", "--from", "0s"],
      "the picture would have 18000000 messages, at most 2000 can be told apart: choose fewer VMs or a shorter window",
    ],
    [["--scheme", "fdsa"], '--scheme must name a scheme, got "fdsa", the nearest is fdas'],
  ])("refuses %j before it runs", async (args, sentence) => {
    expect(await vmqsc("diagram", "paper", ...args)).toEqual({
      exitCode: 1,
      stdout: "",
      stderr: `vmqsc: ${sentence}\n`,
    });
  });
});

describe("vmqsc diagram of a trace", () => {
  const shop = ["diagram", "examples/figures/shop.yaml", "--trace", "examples/shop.csv"];

  it("shows the messages of a window between the nodes, each with its fate", async () => {
    const { stdout } = await vmqsc(...shop, "--from", "59.5s", "--until", "60.5s");
    // 59.804,api,stock in the file, and the delay of the scenario
    expect(stdout).toMatch(/<title>m2 from api at 59\.804 s to stock at 59\.824 s: flushed[^<]*<\/title>/);
    expect(stdout).toContain(">web-2</text>");
    expect(stdout).toContain('<title id="space-time-title">examples/shop.csv: vmqsc from 59.5 s');
  });

  it("is a picture of a scenario with a trace, not of a script", async () => {
    const { exitCode, stderr } = await vmqsc("diagram", "figure3", "--trace", "examples/shop.csv");
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: "vmqsc: --trace is for scenarios: a script has every instant given\n",
    });
  });
});

describe("vmqsc report", () => {
  it("says which commands give its figures again, and they do", async () => {
    const settings = ["--set", "classes.MI2.multiple=3", "--seed", "a b"];
    const { stdout } = await vmqsc("report", "paper", ...settings, ...short);
    const command = /<code>(vmqsc validate [^<]*)<\/code>/.exec(stdout)?.[1];
    expect(command).toMatch(
      /^vmqsc validate paper --set classes.MI2.multiple=3 --seed 'a b' --messages \d+$/,
    );
    const messages = command?.split(" ").at(-1) as string;
    const again = await vmqsc(
      "validate",
      "paper",
      ...settings,
      "--workers",
      "1",
      "--messages",
      messages,
      "--json",
    );
    const { rows, replications } = JSON.parse(again.stdout);
    expect(stdout).toContain(`in ${replications} replications`);
    expect(stdout).toContain('<td class="number">2/9 ≈ 0.222222</td>');
    expect(rows[0].closedForm).toBe(2 / 9);
  });

  it("puts the scenario's numbers into the formulas", async () => {
    const { stdout } = await vmqsc("report", "paper", ...short);
    // (12·0 + 6·1/2)/(12 + 6) = 1/6
    const formulas = stdout.match(/<math .*?<\/math>/gs) ?? [];
    expect(
      formulas.map((one) =>
        one
          .replace(/<[^>]*>/g, " ")
          .replace(/\s+/g, " ")
          .trim(),
      ),
    ).toContain("η = 12 · 0 + 6 · 1 2 12 + 6 = 1 6 ≈ 0.16667");
  });

  it("puts a warning into the row that it concerns", async () => {
    const { stdout } = await vmqsc("report", "paper", "--set", "failures.vm.mtbf=2min", ...short);
    expect(stdout).toMatch(/<td class="doubt">[^<]*outside the domain of its formula: [^<]+<\/td>/);
  });
});
