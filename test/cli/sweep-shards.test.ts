import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { vmqsc } from "../support/run-vmqsc.js";

const folder = mkdtempSync(join(tmpdir(), "vmqsc-sweep-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Files of the shards of a sweep. */
async function shardsOf(name: string, of: number, args: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  for (let number = 1; number <= of; number++) {
    const { stdout, exitCode } = await vmqsc("sweep", ...args, "--shard", `${number}/${of}`);
    expect(exitCode).toBe(0);
    files.push(join(folder, `${name}-${number}.json`));
    writeFileSync(files[number - 1], stdout);
  }
  return files;
}

const grid = ["cloud", "--vary", "baseInterval=300s:700s:100s", "--vary", "classes.web.multiple=1,2"];
const simulated = [
  "paper",
  "--vary",
  "classes.MI2.multiple=2:5:1",
  "--simulate",
  "--messages",
  "100000",
  "--seed",
  "a",
];
const words = ["cloud", "--vary", "hosts.placement=spread,packed", "--measures", "crossHostRatio"];

describe("the shards of a sweep", () => {
  it.each([
    ["closed forms", [...grid, "--measures", "waste,lineLag"]],
    ["the stable-log ratio alone", ["paper", "--vary", "classes.MI2.multiple=2:11:1"]],
    ["estimates", simulated],
    ["words", words],
  ])("merge to what the whole prints, in any order: %s", async (_name, args) => {
    const files = await shardsOf("whole", 2, args);
    for (const form of [["--json"], ["--csv"], []]) {
      const merged = await vmqsc("merge", ...[...files].reverse(), ...form);
      expect(merged.stdout).toBe((await vmqsc("sweep", ...args, ...form)).stdout);
    }
  });

  it("are refused where they are not those of one sweep", async () => {
    const [first, second] = await shardsOf("one", 2, simulated);
    const [other] = await shardsOf("other", 2, grid);
    const [seeded] = await shardsOf("seeded", 2, [...simulated.slice(0, -1), "b"]);
    const said = async (...files: string[]) => (await vmqsc("merge", ...files)).stderr;
    expect(await said(first)).toContain("shard 2 of 2 is missing");
    expect(await said(first, first)).toContain("are both shard 1 of 2; give one of them");
    expect(await said(second, other)).toContain("is of another scenario than");
    expect(await said(second, seeded)).toContain("is of another simulation than");
  });
});
