import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, describe, expect, it } from "vitest";
import { accessibilityFaults, plannerPage } from "../support/planner-page.js";
import { vmqsc } from "../support/run-vmqsc.js";
import { differsBeyondRounding } from "../support/up-to-rounding.js";

const open = await plannerPage();
const folder = mkdtempSync(join(tmpdir(), "vmqsc-planner-"));
afterAll(() => rmSync(folder, { recursive: true }));

const paper = `classes:
  SI: { multiple: 1, count: 2 }
  MI2: { multiple: 2, count: 2 } # the paper's MI
traffic:
  rates:
    SI: { SI: 4/s, MI2: 2/s }
    MI2: { SI: 2/s, MI2: 1/s }
`;

function fileWith(name: string, content: string): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

/** Waits for an element to begin with a text. */
const until = (page: Page, id: string, begin: string) =>
  page.locator(`#${id}`, { hasText: new RegExp(`^${begin}`) }).waitFor();
const editorText = (page: Page) =>
  page.evaluate(
    'Array.from(document.querySelectorAll("#editor .cm-line"), (line) => line.textContent).join("\\n")',
  ) as Promise<string>;

/** The file that a button saves. */
async function saved(page: Page, button: string): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent("download"), page.click(button)]);
  return readFileSync(await download.path(), "utf8");
}

describe("the planner, opened from disk", () => {
  it("says what the paper's example comes to, and that the simulation agrees, without a request", async () => {
    const { page, requests, failures } = await open(paper);
    expect(await page.textContent("#ratio")).toBe("1/6 ≈ 0.166667");
    await page.locator("#advice", { hasText: "MI2 (multiple 2) receives 100 %" }).waitFor();
    await page.click("#validate");
    await until(page, "run-status", "agree: ");
    const verdicts = await page.locator("#run-result tbody tr td:last-child").allTextContents();
    expect(verdicts.length).toBeGreaterThan(30);
    expect(new Set(verdicts)).toEqual(new Set(["agree"]));
    expect(requests).toEqual([]);
    expect(failures).toEqual([]);
  });

  it("has the same plan as the command line", async () => {
    const { page } = await open(paper);
    const { stdout } = await vmqsc("plan", fileWith("paper.yaml", paper), "--csv");
    expect(await saved(page, "#save-plan")).toBe(stdout);
  });

  it("has the same numbers of a simulation as the command line that it names, on workers of its own", async () => {
    // Replications so long that they run on workers however fast the machine is.
    const many = "classes: { a: { multiple: 2, count: 400000 } }\ntraffic: { rates: { a: { a: 1/h } } }\n";
    const { page, workers } = await open(many);
    await page.fill("#seed", "browser");
    await page.fill("#precision", "20");
    await page.click("#simulate");
    await page.waitForSelector("text=Save JSON");
    // The planner, the leader of the run, and at least one that it leads.
    expect(workers.length).toBeGreaterThan(2);
    const { seconds: _there, ...there } = JSON.parse(await saved(page, "text=Save JSON"));
    const [, method, , ...options] = (await page.textContent("#run-result code"))!.split(" ");
    const { stdout } = await vmqsc(method, fileWith("many.yaml", many), ...options, "--json");
    const { seconds: _here, ...here } = JSON.parse(stdout);
    expect(there).toEqual(here);
  });

  it("puts other schemes beside it, with the numbers of the command that it names, and into the report", async () => {
    const { page } = await open(paper);
    await page.fill("#max-time", "1");
    await page.click("#compare");
    await page.waitForSelector("text=Save JSON");
    expect(await page.locator("#run-result figure").count()).toBeGreaterThan(2);
    const heads = page.locator("#run-result table").first().locator("thead th");
    expect(await heads.allTextContents()).toEqual(
      expect.arrayContaining(["measure", "vmqsc", "coordinated", "bcs", "log-all"]),
    );
    const { seconds: _there, ...there } = JSON.parse(await saved(page, "text=Save JSON"));
    const [, method, , ...options] = (await page.textContent("#run-result code"))!.split(" ");
    expect([method, options[0]]).toEqual(["compare", "--replications"]);
    const { stdout } = await vmqsc(method, fileWith("paper.yaml", paper), ...options, "--json");
    const { seconds: _here, ...here } = JSON.parse(stdout);
    // As many replications as the time allowed: Student's quantile for that many is each engine's own in the last bit.
    expect(differsBeyondRounding(there, here)).toBe(false);
    const report = await saved(page, "#report");
    expect(report).toContain(`vmqsc compare scenario.yaml ${options.join(" ")}`);
    expect(report).toContain("vmqsc validate scenario.yaml does it");
  });

  it("stops a run with what is known so far", async () => {
    const { page } = await open(paper);
    await page.fill("#precision", "0.001");
    await page.click("#simulate");
    await page.waitForSelector("#run-result tbody tr");
    await page.click("#stop");
    await page.waitForSelector("text=Save JSON");
    expect(JSON.parse(await saved(page, "text=Save JSON"))).toMatchObject({ interrupted: true });
    expect(await page.textContent("#run-result code")).toContain("--replications");
  });

  it("says that it works where a plan takes long, has η before it, and gives up a plan that is outdated", async () => {
    const names = Array.from({ length: 250 }, (_, n) => `c${n}`);
    const classes = names.map((name, n) => `  ${name}: { multiple: ${1 + (n % 7)}, count: ${2 + n} }\n`);
    const rates = names.map((name, n) => `    ${name}: { ${names[(n + 1) % names.length]}: 1/s }\n`);
    const clock = "clock: { error: { uniform: [0 s, 20 ms] } }\nhosts: { count: 40 }\n";
    const { page, workers } = await open(
      `${clock}classes:\n${classes.join("")}traffic:\n  rates:\n${rates.join("")}`,
    );
    await page.locator("#busy").waitFor();
    await page.locator("#busy").waitFor({ state: "hidden" });
    expect(await page.textContent("#controls-left-out")).toBe(
      "250 classes and 250 rates are too many for sliders: change them in the text",
    );
    expect(workers.length).toBe(1);
    await page.click("#editor .cm-content");
    await page.keyboard.press("Control+Home");
    await page.keyboard.type("baseInterval: 5 s\n");
    await page.locator("#busy").waitFor();
    // Longer than a plan is let go on that nobody waits for.
    await page.waitForTimeout(500);
    await page.selectOption("#example", "paper");
    await until(page, "ratio", "1/6");
    await page.locator("#busy").waitFor({ state: "hidden" });
  });

  it("changes the text where a control is moved, and leaves its comments", async () => {
    const { page } = await open(paper);
    await page.getByRole("slider", { name: "Multiples: MI2" }).press("ArrowRight");
    await until(page, "ratio", "2/9");
    // It has kept the focus: the next key moves it on.
    await page.keyboard.press("ArrowRight");
    await until(page, "ratio", "1/4");
    await page.keyboard.press("ArrowLeft");
    await until(page, "ratio", "2/9");
    expect(await editorText(page)).toContain("MI2: { multiple: 3, count: 2 } # the paper's MI");
    const rate = page.getByRole("textbox", { name: "SI → SI" });
    await rate.fill("-1");
    await rate.press("Enter");
    await page.waitForSelector("#controls .fault:not(:empty)");
    expect(await page.textContent("#controls .fault:not(:empty)")).toContain("must be");
    expect(await editorText(page)).toContain("SI: { SI: 4/s");
  });

  it("marks a mistake in its place, in the tool's own words", async () => {
    const { page } = await open(paper);
    await page.click("#editor .cm-content");
    await page.keyboard.press("Control+End");
    await page.keyboard.type("baseInterval: 5 parsecs");
    await page.waitForSelector("#editor .cm-lintRange-error");
    expect(await page.isVisible("#outdated")).toBe(true);
    const marked = fileWith("mistake.yaml", `${paper}baseInterval: 5 parsecs\n`);
    const { stderr } = await vmqsc("ratio", marked);
    const sentence = (await page.textContent("#fault"))!.replace(/ \(line \d+, column \d+\)$/, "");
    expect(stderr).toContain(sentence);
    expect(await page.textContent("#fault")).toContain("(line 8, column 15)");
    expect(await page.textContent("#editor .cm-lintRange-error")).toBe("5 parsecs");
  });

  it("completes keys from the schema", async () => {
    const { page } = await open(paper);
    await page.click("#editor .cm-content");
    await page.keyboard.press("Control+End");
    await page.keyboard.type("clock:\n  ");
    await page.keyboard.press("Control+Space");
    await page.waitForSelector(".cm-tooltip-autocomplete");
    expect(await page.locator(".cm-completionLabel").allTextContents()).toEqual(["error", "redraw", "scope"]);
  });

  it("makes a scenario of a trace that is opened", async () => {
    const { page } = await open(paper);
    const trace = fileWith("two.csv", "t,src,dst\n0,a,b\n1,b,a\n2,a,b\n4,a,b\n6,b,a\n");
    await page.setInputFiles("#open", trace);
    await until(page, "scenario-name", "two");
    expect(await editorText(page)).toContain("classes:");
  });

  it("draws a run as the command does", async () => {
    const { page } = await open(paper);
    await page.click("#draw");
    await page.waitForSelector("#diagram svg");
    const [from, to] = await Promise.all(
      ["#diagram-from", "#diagram-until"].map((id) => page.inputValue(id)),
    );
    const file = fileWith("paper.yaml", paper);
    const { stdout } = await vmqsc("diagram", file, "--from", `${from}s`, "--until", `${to}s`);
    const titleOf = (svg: string) => /<desc[^>]*>([\s\S]*?)<\/desc>/.exec(svg)?.[1];
    expect(titleOf(await saved(page, "#diagram button"))).toBe(titleOf(stdout));
  });

  it("saves the report of the command line, with what was validated here", async () => {
    const { page } = await open(paper);
    await page.click("#validate");
    await until(page, "run-status", "agree: ");
    const report = await saved(page, "#report");
    const wanted = [
      "<dt>stable-log ratio</dt><dd>1/6 ≈ 0.166667</dd>",
      '<dt>formulas and simulation</dt><dd class="good">agree</dd>',
      "vmqsc validate scenario.yaml",
      "vmqsc compare scenario.yaml does it",
    ];
    expect(wanted.filter((part) => !report.includes(part))).toEqual([]);
  });

  it("tells where a link is damaged, and shows an example", async () => {
    const { page, failures } = await open(paper);
    await page.evaluate("location.hash = 'nonsense'");
    await until(page, "file-status", "The link is damaged");
    await until(page, "scenario-name", "web tier");
    expect(failures).toEqual([]);
  });
});

describe("the planner for everybody", () => {
  it.each([
    ["light", { colorScheme: "light", viewport: { width: 1280, height: 900 } }],
    ["dark", { colorScheme: "dark", viewport: { width: 1280, height: 900 } }],
    ["a phone", { colorScheme: "light", viewport: { width: 390, height: 844 } }],
  ] as const)("has nothing that axe finds fault with, nor scrolls sideways: %s", async (_name, options) => {
    const { page } = await open(paper, options);
    await page.click("#validate");
    await until(page, "run-status", "agree: ");
    await page.click("#draw");
    await page.waitForSelector("#diagram svg");
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await page.evaluate("document.documentElement.scrollWidth - innerWidth")).toBeLessThanOrEqual(0);
  });
});
