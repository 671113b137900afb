import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { vmqsc } from "../support/run-vmqsc.js";
import { splitCommand } from "./console-session.js";
import { fencedBlocks } from "./fenced-blocks.js";

const docs = fileURLToPath(new URL("../../docs/", import.meta.url));
/** `npm run update-docs` sets it: the pictures are then drawn anew. */
const updating = process.env.UPDATE_DOCS === "1";

const gallery = readFileSync(`${docs}gallery.md`, "utf8");
const commands = fencedBlocks(gallery)
  .filter(({ language }) => language === "sh")
  .map(({ lines }) => lines[0]);
const drawing = commands.filter((command) => command.endsWith(".svg"));
const shown = [...gallery.matchAll(/^!\[[^\]]+\]\(pictures\/([\w-]+\.svg)\)$/gm)].map(([, name]) => name);

const folder = mkdtempSync(join(tmpdir(), "vmqsc-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("the gallery", () => {
  it("shows the picture of each command, and no others are there", () => {
    expect(drawing.map((command) => command.split(" ").at(-1))).toEqual(shown);
    if (!updating) expect(readdirSync(`${docs}pictures`).sort()).toEqual([...shown].sort());
  });

  it.each(drawing)("%s draws what is shown", async (command) => {
    const [, ...words] = splitCommand(command).words;
    const name = words.pop() as string;
    const path = join(folder, name);
    const { exitCode, stderr } = await vmqsc(...words, path);
    expect(exitCode, stderr).toBe(0);
    const drawn = readFileSync(path, "utf8");
    if (updating) {
      mkdirSync(`${docs}pictures`, { recursive: true });
      writeFileSync(`${docs}pictures/${name}`, drawn);
    }
    // Not by expect: the difference of two pictures is no reading.
    if (drawn !== readFileSync(`${docs}pictures/${name}`, "utf8"))
      throw new Error(`docs/pictures/${name} is stale: npm run update-docs draws it anew`);
  });
});

describe("the figures among the examples", () => {
  it.each(["figure2", "figure3"])("%s is the built-in one", async (name) => {
    const [built, file] = [
      await vmqsc("diagram", name),
      await vmqsc("diagram", `examples/figures/${name}.yaml`),
    ];
    expect(file).toEqual(built);
  });
});
