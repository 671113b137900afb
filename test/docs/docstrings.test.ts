import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import * as vmqsc from "../../src/node.js";
import { runExample } from "./code-example.js";

const source = fileURLToPath(new URL("../../src/", import.meta.url));

interface DocstringExample {
  readonly path: string;
  /** Line of `@example`, from 1. */
  readonly at: number;
  readonly lines: readonly string[];
}

/** The examples in the docstrings of a file, without the stars. */
function examplesOf(path: string, text: string): DocstringExample[] {
  const examples: { path: string; at: number; lines: string[] }[] = [];
  let open = false;
  for (const [index, line] of text.split("\n").entries()) {
    const doc = /^\s*\*(?!\/) ?(.*)$/.exec(line)?.[1];
    if (doc?.startsWith("@example")) {
      examples.push({ path, at: index + 1, lines: [doc.slice("@example".length)] });
      open = true;
    } else if (doc === undefined || doc.startsWith("@")) open = false;
    else if (open) examples.at(-1)!.lines.push(doc);
  }
  return examples;
}

const examples = readdirSync(source, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts"))
  .flatMap((name) => examplesOf(join(source, name), readFileSync(join(source, name), "utf8")))
  .filter((example) => example.lines.some((line) => line.includes("// =>")));

/** What an example finds by name: the library, its own module, `LoadedScenario`, and systems: `paper` (or `system`), `cloud`. */
async function namesFor(path: string): Promise<Record<string, unknown>> {
  const { presets } = await import("../../src/scenario/model/presets.js");
  const { prepare } = await import("../../src/scenario/checks/prepare.js");
  const { LoadedScenario } = await import("../../src/scenario/checks/prepare.js");
  const own: Record<string, unknown> = await import(/* @vite-ignore */ path);
  const paper = prepare(presets.paper);
  return { paper, system: paper, cloud: prepare(presets.cloud), LoadedScenario, ...vmqsc, ...own };
}

describe("docstring examples", () => {
  it("are found", () => {
    expect(examples.length).toBeGreaterThan(5);
  });

  it.each(examples.map((example) => [`${relative(source, example.path)}:${example.at}`, example] as const))(
    "%s",
    async (_, { path, lines }) => {
      await runExample(lines, { names: await namesFor(path), modules: { vmqsc } });
    },
  );
});
