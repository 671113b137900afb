import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { planPart } from "../../src/cli/report-page/report-page.js";
import { capacityPlan } from "../../src/planning/capacity-plan.js";
import { prepare } from "../../src/scenario/checks/prepare.js";
import { presets } from "../../src/scenario/model/presets.js";
import { vmqsc } from "../support/run-vmqsc.js";
import { splitCommand } from "./console-session.js";
import { fencedBlocks } from "./fenced-blocks.js";

const docs = fileURLToPath(new URL("../../docs/", import.meta.url));
/** `npm run update-docs` sets it: the pictures are then drawn anew. */
const updating = process.env.UPDATE_DOCS === "1";

const gallery = readFileSync(`${docs}gallery.md`, "utf8");
const commands = fencedBlocks(gallery)
  .filter(({ language }) => language === "sh")
  .flatMap(({ lines }) => lines);
const reports = commands.filter((command) => command.endsWith(".html"));
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

describe("the reports among the examples", () => {
  const examples = fileURLToPath(new URL("../../examples/reports/", import.meta.url));

  it("are those that the gallery names", () => {
    expect(reports.map((command) => command.split(" ").at(-1))).toEqual(["paper.html", "cloud.html"]);
    if (!updating) expect(readdirSync(examples).sort()).toEqual(["cloud.html", "paper.html"]);
  });

  // That of cloud takes minutes: of it the plan is compared.
  it.each(updating ? reports : reports.slice(0, 1))("%s makes what is there", async (command) => {
    const [, ...words] = splitCommand(command).words;
    const name = words.pop() as string;
    const { exitCode, stdout, stderr } = await vmqsc(...words.slice(0, -1));
    expect(exitCode, stderr).toBe(0);
    if (updating) writeFileSync(examples + name, stdout);
    if (stdout !== readFileSync(examples + name, "utf8"))
      throw new Error(`examples/reports/${name} is stale: npm run update-docs makes it anew`);
  });

  it("the cloud's has the plan as it is now", () => {
    const steps = capacityPlan(prepare(presets.cloud));
    let step = steps.next();
    while (!step.done) step = steps.next();
    const tables = planPart(step.value).join("");
    expect(tables.length).toBeGreaterThan(5000);
    expect(readFileSync(`${examples}cloud.html`, "utf8").includes(tables)).toBe(true);
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
