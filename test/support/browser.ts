import chromium from "@sparticuz/chromium";
import { type BrowserContextOptions, chromium as launcher, type Page } from "playwright-core";
import { afterAll } from "vitest";

/** What a browser would otherwise do besides showing a page. */
const quiet = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];

/** Opens pages in a Chromium for the tests of one file. They wait as long as it takes: no test is about speed. */
export async function openBrowser(): Promise<(options?: BrowserContextOptions) => Promise<Page>> {
  const executablePath = await chromium.executablePath();
  const browser = await launcher.launch({ executablePath, args: quiet, timeout: 0 });
  afterAll(() => browser.close());
  return async (options) => {
    const page = await browser.newPage(options);
    page.setDefaultTimeout(0);
    return page;
  };
}
