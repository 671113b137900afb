import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { openBrowser } from "../support/browser.js";
import { vmqsc } from "../support/run-vmqsc.js";

const folder = mkdtempSync(join(tmpdir(), "vmqsc-"));
afterAll(() => rmSync(folder, { recursive: true }));

const { stdout, stderr } = await vmqsc("report", "paper", "--messages", "400000", "--workers", "1");
const path = join(folder, "report.html");
writeFileSync(path, stdout);
const newPage = await openBrowser();
const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

interface Findings {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly html: string }[];
  }[];
}

/** The report on a screen, and what it has asked for. */
async function shown(colorScheme: "light" | "dark", width: number) {
  // The page allows no script, and axe is one.
  const page = await newPage({ colorScheme, viewport: { width, height: 800 }, bypassCSP: true });
  const requests: string[] = [];
  const complaints: string[] = [];
  page.on("request", (request) => requests.push(request.url()));
  page.on("console", (message) => complaints.push(message.text()));
  await page.goto(pathToFileURL(path).href);
  return { page, requests, complaints };
}

describe("a report in a browser", () => {
  it("is one file, which asks for nothing else and could not", async () => {
    expect(stderr).toBe("");
    const { page, requests, complaints } = await shown("light", 1000);
    expect(requests).toEqual([pathToFileURL(path).href]);
    expect(complaints).toEqual([]);
    const policy = await page.getAttribute('meta[http-equiv="Content-Security-Policy"]', "content");
    expect(policy).toBe("default-src 'none'; style-src 'unsafe-inline'");
  });

  it("has its parts, and links that lead to them", async () => {
    const { page } = await shown("light", 1000);
    const links = await page
      .locator("nav a")
      .evaluateAll((all) => all.map((link) => link.getAttribute("href")));
    expect(links).toEqual([
      "#scenario",
      "#plan",
      "#diagram",
      "#validation",
      "#comparison",
      "#formulas",
      "#reproduce",
    ]);
    for (const link of links) expect(await page.locator(`section${link}`).count(), String(link)).toBe(1);
    expect(await page.locator("#validation p", { hasText: /: \d+ of \d+ rows within 1 %/ }).count()).toBe(1);
    expect(await page.locator("#validation td.bad").count()).toBe(0);
    expect(
      await page.locator("#plan svg, #diagram svg, #validation svg, #comparison svg").count(),
    ).toBeGreaterThan(5);
    expect(await page.locator("math").first().boundingBox()).toMatchObject({ height: expect.any(Number) });
  });

  it.each([
    ["light", 1000],
    ["dark", 1000],
    ["light", 390],
    ["dark", 390],
  ] as const)("is in order for assistive technology: %s, %d px wide", async (colorScheme, width) => {
    const { page } = await shown(colorScheme, width);
    await page.addScriptTag({ path: axe });
    const { violations } = (await page.evaluate("axe.run()")) as Findings;
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  });

  it("keeps to the width of a phone", async () => {
    const { page } = await shown("light", 390);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(390);
  });

  it("is black on white on paper, in dark mode too", async () => {
    const { page } = await shown("dark", 1000);
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    const colours = await page.evaluate(
      "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.querySelector('svg.space-time')).backgroundColor]",
    );
    expect(colours).toEqual(["rgb(255, 255, 255)", "rgb(255, 255, 255)"]);
  });
});
