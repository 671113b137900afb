import { describe, expect, it } from "vitest";
import { vmqsc } from "../support/run-vmqsc.js";

describe("vmqsc ratio", () => {
  it("has the ratio itself in its CSV", async () => {
    const lines = (await vmqsc("ratio", "paper", "--csv")).stdout.trimEnd().split("\r\n");
    expect(lines.at(-1)).toBe(`whole system,,4,18,1,${1 / 6},,,`);
    expect(lines).toHaveLength(4);
  });

  it("says on standard error what a setting has added", async () => {
    const silent = "vmqsc: note: --set adds a class MI3, which neither sends nor receives\n";
    expect((await vmqsc("ratio", "paper", "--set", "classes.MI3.multiple=4")).stderr).toBe(silent);
    const talking = ["--set", "classes.MI3.multiple=4", "--set", "traffic.rates.SI.MI3=1"];
    expect((await vmqsc("ratio", "paper", ...talking)).stderr).toBe("vmqsc: note: --set adds a class MI3\n");
    const host = ["--set", "hosts.placement={ a: { SI: 2, MI2: 2 } }"];
    expect((await vmqsc("ratio", "paper", ...host)).stderr).toBe("vmqsc: note: --set adds a host a\n");
    expect((await vmqsc("ratio", "paper", "--set", "classes.MI2.multiple=4")).stderr).toBe("");
  });

  it("says that a constant clock error does nothing", async () => {
    const { stdout, stderr } = await vmqsc("ratio", "paper", "--set", "clock.error=5ms");
    expect(stderr).toBe(
      "vmqsc: note: a constant clock error moves all clocks alike, which is as if there were none\n",
    );
    expect(stdout).toBe((await vmqsc("ratio", "paper")).stdout);
  });

  it("prints the paper's ratio as fraction and decimal, by class, and what moves it", async () => {
    expect(await vmqsc("ratio", "paper")).toEqual({
      exitCode: 0,
      stderr: "",
      stdout: [
        "paper",
        "",
        "  stable-log ratio η       1/6 ≈ 0.166667",
        "  by bytes                 1/6 ≈ 0.166667",
        "",
        "class  multiple  VMs  receives   share  logged     ∂η/∂F  elasticity    ∂η/∂i",
        "SI            1    2      12/s  66.7 %     0 %  −0.00926      −0.667   +0.667",
        "MI2           2    2       6/s  33.3 %    50 %   +0.0185      +0.667  +0.0833",
        "",
      ].join("\n"),
    });
  });

  it("gives the contract's JSON in full precision", async () => {
    const { stdout } = await vmqsc("ratio", "paper", "--json");
    const report = JSON.parse(stdout);
    expect(report.stableLogRatio).toEqual({ value: 1 / 6, fraction: "1/6" });
    expect(report.stableLogByteRatio.value).toBe(1 / 6);
    expect(Object.keys(report.classes)).toEqual(["SI", "MI2"]);
    expect(report.classes.MI2).toMatchObject({ inbound: 6, share: 1 / 3, logged: 0.5 });
    expect(Object.keys(report.classes.SI)).toEqual(
      expect.arrayContaining(["inbound", "share", "logged", "sensitivity", "elasticity"]),
    );
  });

  it("gives CSV with a header", async () => {
    const { stdout } = await vmqsc("ratio", "paper", "--csv");
    const lines = stdout.split("\r\n");
    expect(lines[0]).toBe(
      "class,multiple,count,inbound,share,logged,sensitivity,elasticity,multipleSensitivity",
    );
    expect(lines[2]).toMatch(/^MI2,2,2,6,0.3333333333333333,0.5,/);
  });

  it.each([
    [[], "1/6"],
    [["--per", "sender"], "1/6"],
    [["--per", "pair"], "5/26"],
    [["--per", "class"], "1/6"],
  ])("takes classes and rates instead of a file, %j", async (per, fraction) => {
    const rates = "SI>SI=4,SI>MI2=2,MI2>SI=2,MI2>MI2=1";
    const { stdout } = await vmqsc(
      "ratio",
      "--classes",
      "SI=1x2,MI2=2x2",
      "--rates",
      rates,
      ...per,
      "--json",
    );
    expect(JSON.parse(stdout).stableLogRatio.fraction).toBe(fraction);
  });

  it("applies --set, also to classes given on the command line", async () => {
    const paper = await vmqsc("ratio", "paper", "--set", "classes.MI2.multiple=4", "--json");
    expect(JSON.parse(paper.stdout).stableLogRatio.fraction).toBe("1/4");
    const mix = ["--classes", "a=2x2", "--rates", "a>a=1"];
    const listed = await vmqsc("ratio", ...mix, "--set", "classes.a.multiple=5", "--json");
    expect(JSON.parse(listed.stdout).stableLogRatio.fraction).toBe("4/5");
  });

  it("sums up what is too long for a screen", async () => {
    const names = Array.from({ length: 30 }, (_, place) => `c${place}`);
    const classes = names.map((name, place) => `${name}=${1 + place}x2`).join(",");
    const rates = names.map((name) => `${name}>${name}=1`).join(",");
    const { stdout } = await vmqsc("ratio", "--classes", classes, "--rates", rates);
    expect(stdout).toContain("and 10 classes that move η less; --csv and --json have all\n");
  });

  it.each([
    [["ratio"], "ratio needs a scenario (a file, - or a built-in name), or --classes and --rates"],
    [["ratio", "paper", "--classes", "a=1x1"], "ratio takes a scenario or --classes and --rates, not both"],
    [
      ["ratio", "--classes", "a=1x2"],
      "ratio needs a scenario (a file, - or a built-in name), or --classes and --rates",
    ],
    [
      ["ratio", "clod"],
      "clod is neither a file nor a built-in scenario (paper, cloud); the nearest is cloud",
    ],
    [
      ["ratio", "paper", "--set", "classes.MI2.multiple=0"],
      "classes.MI2.multiple must be a whole number of at least 1, got 0 (--set classes.MI2.multiple=0)",
    ],
    [
      ["ratio", "--classes", "a=1x1", "--rates", "a>a=1"],
      "traffic.rates.a.a must be 0 or left out, since the class has one VM and a VM sends nothing to itself",
    ],
  ])("refuses %j in one sentence", async (args, sentence) => {
    expect(await vmqsc(...args)).toEqual({ exitCode: 1, stdout: "", stderr: `vmqsc: ${sentence}\n` });
  });
});
