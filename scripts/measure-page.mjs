// Measures the planner page in Chromium, as docs/performance.md shows it: size, time to the first figure, and how long
// η and the whole plan of `cloud` take to follow a slider. Builds the page first.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import chromium from "@sparticuz/chromium";
import { chromium as launcher } from "playwright-core";
import { pageFiles } from "./build-page.mjs";

const page = (await pageFiles())["planner.html"];
const folder = mkdtempSync(join(tmpdir(), "vmqsc-page-"));
const file = join(folder, "planner.html");
writeFileSync(file, page);
const browser = await launcher.launch({
  executablePath: await chromium.executablePath(),
  args: ["--no-sandbox", "--disable-gpu"],
});

const best = (times) => `${Math.round(Math.min(...times))} ms`;

async function opened() {
  const tab = await browser.newPage();
  await tab.goto(pathToFileURL(file).href);
  await tab.locator("#ratio:not(:empty)").waitFor();
  return { tab, firstFigure: await tab.evaluate(() => performance.now()) };
}

const firstFigures = [];
for (let run = 0; run < 5; run++) {
  const { tab, firstFigure } = await opened();
  firstFigures.push(firstFigure);
  await tab.close();
}
const { tab } = await opened();
await tab.selectOption("#example", "cloud");
await tab.locator("#scenario-name", { hasText: "cloud" }).waitFor();
const followed = await tab.evaluate(async () => {
  const changed = (id) =>
    new Promise((resolve) => {
      const observer = new MutationObserver(() => {
        observer.disconnect();
        resolve(performance.now());
      });
      observer.observe(document.getElementById(id), { childList: true });
    });
  const slider = document.querySelector('input[type=range][aria-label="Multiples: batch"]');
  const times = [];
  for (let multiple = 5; multiple <= 16; multiple++) {
    const start = performance.now();
    const ends = [changed("ratio"), changed("figures")];
    slider.value = String(multiple);
    slider.dispatchEvent(new Event("input"));
    times.push((await Promise.all(ends)).map((end) => end - start));
  }
  return times;
});
await browser.close();
rmSync(folder, { recursive: true });

console.log(
  `size: ${(page.length / 1e6).toFixed(2)} MB, ${Math.round(gzipSync(page).length / 1000)} kB compressed`,
);
console.log(`first figure after the page is opened: ${best(firstFigures)}`);
console.log(
  `cloud, after a slider is moved: η ${best(followed.map(([eta]) => eta))}, whole plan ${best(followed.map(([, plan]) => plan))}`,
);
