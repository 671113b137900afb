import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RecordingTerminal, vmqsc, vmqscOn } from "../support/run-vmqsc.js";

const folder = mkdtempSync(join(tmpdir(), "vmqsc-merge-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const length = ["--messages", "60000"];
const files = [1, 2, 3].map((number) => join(folder, `${number}.json`));

beforeAll(async () => {
  for (const [place, file] of files.entries()) {
    const { exitCode, stdout, stderr } = await vmqsc(
      ...["simulate", "paper", ...length, "--shard", `${place + 1}/3`, "--json"],
    );
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    writeFileSync(file, stdout);
  }
});

/** Only the time that it took tells the outputs apart. */
function timeless(text: string): string {
  return text.replace(/"seconds": .*|[\d.]+ m?s, seed/, "");
}

describe("vmqsc merge", () => {
  it.each([[], ["--json"], ["--csv"]])(
    "prints what one run prints, to the last bit: %s",
    async (...format) => {
      const one = await vmqsc("simulate", "paper", ...length, ...format);
      const merged = await vmqsc("merge", ...files.toReversed(), ...format);
      expect(timeless(merged.stdout)).toBe(timeless(one.stdout));
      expect({ exitCode: merged.exitCode, stderr: merged.stderr }).toEqual({ exitCode: 0, stderr: "" });
    },
  );

  it.each([
    ["a missing shard", () => [files[0], files[2]], "shard 2 of 3 is missing"],
    [
      "a double shard",
      () => [...files, files[1]],
      "FOLDER/2.json and FOLDER/2.json are both shard 2 of 3; give one of them",
    ],
    ["a file that is not there", () => [join(folder, "4.json")], "FOLDER/4.json does not exist"],
    ["a folder", () => [folder], "FOLDER is a directory, a file is wanted"],
    [
      "a file cut short",
      () => {
        const file = join(folder, "short.json");
        writeFileSync(file, '{"format": "vmqsc sh');
        return [file];
      },
      "FOLDER/short.json must be a whole shard of vmqsc simulate, compare or sweep --shard, and is no JSON; run it again",
    ],
  ])("refuses %s in a sentence", async (_what, given, sentence) => {
    expect(await vmqsc("merge", ...given())).toEqual({
      exitCode: 1,
      stdout: "",
      stderr: `vmqsc: ${sentence.replaceAll("FOLDER", folder)}\n`,
    });
  });

  it("refuses a shard that was interrupted", async () => {
    const terminal = new RecordingTerminal();
    const running = vmqscOn(
      terminal,
      "simulate",
      "paper",
      "--replications",
      "5000",
      "--shard",
      "1/1",
      "--json",
    );
    while (!terminal.interrupt()) await new Promise((resolve) => setTimeout(resolve, 10));
    const { exitCode, stdout } = await running;
    expect([exitCode, JSON.parse(stdout).interrupted]).toEqual([130, true]);
    const file = join(folder, "interrupted.json");
    writeFileSync(file, stdout);
    const { stderr } = await vmqsc("merge", file);
    expect(stderr).toMatch(
      /interrupted\.json was interrupted after \d+ of its 5000 replications; run it again\n$/,
    );
  });
});

describe("vmqsc simulate --shard", () => {
  it.each([
    [["--shard", "1/3", ...length], "--shard prints what vmqsc merge reads, so it goes with --json"],
    [
      ["--shard", "4/3", ...length, "--json"],
      "--shard must be NUMBER/OF with NUMBER from 1 to OF, such as 3/100, got 4/3",
    ],
    [
      ["--shard", "a/b", ...length, "--json"],
      "--shard must be NUMBER/OF with NUMBER from 1 to OF, such as 3/100, got a/b",
    ],
    [
      ["--shard", "1/3", "--json"],
      "--shard needs a number of replications that is known beforehand: give --messages or --replications, and neither --precision nor --max-time",
    ],
    [
      ["--shard", "1/3", ...length, "--precision", "0.1", "--json"],
      "--shard needs a number of replications that is known beforehand: give --messages or --replications, and neither --precision nor --max-time",
    ],
  ])("refuses %j", async (args, sentence) => {
    expect(await vmqsc("simulate", "paper", ...args)).toEqual({
      exitCode: 1,
      stdout: "",
      stderr: `vmqsc: ${sentence}\n`,
    });
  });
});
