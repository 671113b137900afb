import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { deflateRawSync } from "node:zlib";
import axe from "axe-core";
import type { BrowserContextOptions, Page, Worker } from "playwright-core";
import { afterAll } from "vitest";
import { pageFiles } from "../../scripts/build-page.mjs";
import { openBrowser } from "./browser.js";

/** A planner page in a browser, and what it did besides showing itself. */
export interface OpenedPage {
  readonly page: Page;
  /** Addresses that it asked for, without its own and what it made itself. */
  readonly requests: readonly string[];
  readonly failures: readonly string[];
  readonly workers: readonly Worker[];
}

/** The single file of the planner, built from the sources as they stand, and a way to open it from disk. */
export async function plannerPage() {
  const folder = mkdtempSync(join(import.meta.dirname, "../../node_modules/.vmqsc-page-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "planner.html");
  writeFileSync(file, (await pageFiles())["planner.html"]);
  const newPage = await openBrowser();
  const address = pathToFileURL(file).href;
  return async (scenario: string, options: BrowserContextOptions = {}): Promise<OpenedPage> => {
    const page = await newPage(options);
    const [requests, failures, workers]: [string[], string[], Worker[]] = [[], [], []];
    page.on("request", (request) => {
      const url = request.url();
      if (!url.startsWith(address) && !/^(?:blob|data):/.test(url)) requests.push(url);
    });
    page.on("pageerror", (error) => failures.push(String(error)));
    page.on("worker", (worker) => workers.push(worker));
    await page.goto(`${address}#${fragmentOf(scenario)}`);
    await page.locator("#ratio:not(:empty)").waitFor();
    return { page, requests, failures, workers };
  };
}

/** A scenario as the fragment of a link. */
function fragmentOf(scenario: string): string {
  return deflateRawSync(scenario).toString("base64url");
}

/** What axe finds fault with, as the names of its rules and the elements. */
export async function accessibilityFaults(page: Page): Promise<readonly string[]> {
  // Evaluated, not added as an element: the page allows no other script.
  await page.evaluate(axe.source);
  const found = `axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ": " + nodes[0].html))`;
  return (await page.evaluate(found)) as string[];
}
