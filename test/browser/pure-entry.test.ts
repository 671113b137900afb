import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { rolldown } from "rolldown";
import { afterAll, describe, expect, it } from "vitest";
import * as vmqsc from "../../src/node.js";
import { openBrowser } from "../support/browser.js";
import { builtPackage } from "../support/built-package.js";
import { differsBeyondRounding } from "../support/up-to-rounding.js";

const { library } = await builtPackage("lib");

/** The text of a bundle of what a program imports from an entry. */
async function bundled(program: string, { platform, format }: Target): Promise<string> {
  const bundle = await rolldown({
    input: "program",
    platform,
    external: /^node:|^piscina$/,
    logLevel: "silent",
    plugins: [
      {
        name: "program",
        resolveId: (id) => (id === "program" ? id : null),
        load: (id) => (id === "program" ? program : null),
      },
    ],
  });
  const { output } = await bundle.generate({ format });
  await bundle.close();
  expect(output).toHaveLength(1);
  return output[0].code;
}

interface Target {
  readonly platform: "browser" | "node";
  readonly format: "esm" | "cjs";
}

/** A page that has loaded the library, from a server of its own. */
async function libraryPage() {
  const program = `import * as vmqsc from ${JSON.stringify(library.pure)}; globalThis.vmqsc = vmqsc;`;
  const script = await bundled(program, { platform: "browser", format: "esm" });
  const server = createServer(({ url }, response) => {
    const isScript = url === "/vmqsc.js";
    response.setHeader("content-type", isScript ? "text/javascript" : "text/html");
    response.end(
      isScript
        ? script
        : '<!doctype html><link rel="icon" href="data:,"><script type="module" src="vmqsc.js"></script>',
    );
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  afterAll(() => server.close());
  const page = await (await openBrowser())();
  const requests: string[] = [];
  const failures: string[] = [];
  page.on("request", (request) => requests.push(new URL(request.url()).pathname));
  page.on("pageerror", (error) => failures.push(String(error)));
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  return { page, requests, failures, script };
}

const { page, requests, failures, script } = await libraryPage();

/** What an expression of the library comes to in the browser, and here. */
async function bothSides(expression: string) {
  const text = `JSON.stringify(${expression})`;
  const here = new Function("vmqsc", `return ${text}`) as (library: typeof vmqsc) => string;
  return { there: await page.evaluate(text), here: here(vmqsc) };
}

describe("the pure entry in a browser", () => {
  it("loads without an error, and asks for nothing but the page and its script", () => {
    expect(failures).toEqual([]);
    expect(requests).toEqual(["/", "/vmqsc.js"]);
    expect(script).not.toMatch(/["']node:|piscina/);
  });

  it("offers all but files and threads", async () => {
    const { there, here } = await bothSides("Object.keys(vmqsc).sort()");
    const nodeOnly = JSON.parse(here).filter((name: string) => !JSON.parse(there as string).includes(name));
    expect(nodeOnly).toEqual(["fitFile", "loadScenario", "readTrace", "replayFile", "runOnThreads"]);
  });

  it.each([
    ["a ratio", "vmqsc.stableLogRatio(vmqsc.presets.paper, { exact: true })"],
    [
      "a scenario in YAML",
      'vmqsc.parseScenario("classes: { a: { count: 2 } }\\ntraffic: { rates: { a: { a: 1/s } } }", "a.yaml")',
    ],
    [
      "a simulation by spans",
      'vmqsc.simulate(vmqsc.presets.paper, { seed: "browser", replications: 20, mode: "span" })',
    ],
    [
      "a simulation event by event",
      'vmqsc.simulate(vmqsc.presets.paper, { seed: "browser", replications: 4, mode: "event" })',
    ],
    [
      "a simulation with delays and clock errors",
      'vmqsc.simulate(vmqsc.presets.cloud, { seed: "browser", replications: 2, measures: ["stableLogRatio", "earlyCheckpointRatio", "lineLag"] })',
    ],
    [
      "a shard, with the fingerprint of its scenario",
      `(() => {
        const run = new vmqsc.Simulation(vmqsc.presets.paper, { seed: "browser", replications: 4, shard: { number: 2, of: 2 } });
        while (!run.done) run.step();
        return { ...vmqsc.shardOf(run), seconds: 0, arithmetic: "that of each" };
      })()`,
    ],
  ])("%s is the same as in Node, to the last bit", async (_what, expression) => {
    const { there, here } = await bothSides(expression);
    expect(there).toBe(here);
  });

  it("every closed form is the same as in Node, but for the last bits of elementary functions", async () => {
    const { there, here } = await bothSides("vmqsc.analyze(vmqsc.presets.cloud)");
    expect(differsBeyondRounding(JSON.parse(there as string), JSON.parse(here))).toBe(false);
  });

  it("validates the paper's example", async () => {
    expect(await page.evaluate('vmqsc.validate(vmqsc.presets.paper, { seed: "browser" }).verdict')).toBe(
      "agree",
    );
    expect(await page.evaluate("vmqsc.stableLogRatio(vmqsc.presets.paper)")).toBe(1 / 6);
  });
});

describe("one function of either entry, bundled to CommonJS", () => {
  it.each(["pure", "node"] as const)("loads and runs: %s", async (entry) => {
    const program = `import { presets, stableLogRatio } from ${JSON.stringify(library[entry])}; export const ratio = stableLogRatio(presets.paper);`;
    const text = await bundled(program, { platform: "node", format: "cjs" });
    const module = { exports: {} };
    // As strict as a loader that has no module of its own to hand over.
    new Function("module", "exports", "require", text)(module, module.exports, () => ({}));
    expect(module.exports).toMatchObject({ ratio: 1 / 6 });
  });
});
