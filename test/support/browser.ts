import chromium from "@sparticuz/chromium";
import { type Browser, chromium as launcher } from "playwright-core";
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

/** A Chromium for the tests of one file. */
export async function openBrowser(): Promise<Browser> {
  const browser = await launcher.launch({ executablePath: await chromium.executablePath(), args: quiet });
  afterAll(() => browser.close());
  return browser;
}
