import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as vmqsc from "../../src/node.js";
import { runExample } from "./code-example.js";
import { ConsoleSession, consoleSteps, matchesPrinted, renewedPrinted } from "./console-session.js";
import { type FencedBlock, fencedBlocks, withBlock } from "./fenced-blocks.js";

const root = fileURLToPath(new URL("../../", import.meta.url));
/** `npm run update-docs` sets it: what commands print is then written into the documents. */
const updating = process.env.UPDATE_DOCS === "1";

const documents = [
  ...readdirSync(root).filter((name) => name.endsWith(".md")),
  ...readdirSync(`${root}docs`).flatMap((name) => (name.endsWith(".md") ? `docs/${name}` : [])),
];

/** A file outside the repository that a block needs and this machine lacks. */
function missingInput(block: FencedBlock): string | undefined {
  const outside = block.lines.join("\n").match(/\.\.\/shared\/[\w./-]+/g) ?? [];
  return outside.find((path) => !existsSync(`${root}${path}`));
}

describe.each(documents)("%s", (document) => {
  const markdown = readFileSync(`${root}${document}`, "utf8");
  const blocks = fencedBlocks(markdown);
  let session: ConsoleSession;
  const renewed = new Map<FencedBlock, string[]>();

  beforeAll(() => {
    session = new ConsoleSession();
  });

  afterAll(() => {
    session.close();
    if (!updating) return;
    // From the end, so that a block that grows moves none that is still to come.
    const text = [...renewed]
      .reverse()
      .reduce((all, [block, lines]) => withBlock(all, block, lines), markdown);
    writeFileSync(`${root}${document}`, text);
  });

  it("has only blocks in languages with a meaning here", () => {
    const languages = new Set(blocks.map((block) => block.language));
    const known = ["console", "ts", "sh", "yaml", "json", "text", "csv", ""];
    expect([...languages].filter((language) => !known.includes(language))).toEqual([]);
  });

  for (const block of blocks.filter(({ language }) => language === "console" || language === "yaml")) {
    const file = /^# ([\w-]+\.yaml)$/.exec(block.lines[0] ?? "")?.[1];
    if (block.language === "yaml" && !file) continue;
    it(`line ${block.at}: ${block.lines[0]}`, async ({ skip }) => {
      const missing = missingInput(block);
      if (missing) skip(`${missing} is not here`);
      if (file) session.write(file, block.lines);
      else renewed.set(block, await runConsoleBlock(block));
    });
  }

  async function runConsoleBlock(block: FencedBlock): Promise<string[]> {
    const lines: string[] = [];
    for (const { command, printed } of consoleSteps(block.lines)) {
      const output = await session.output(command);
      const same = matchesPrinted(output, printed);
      // A comparison that fails, for the sake of the difference that it shows.
      if (!updating && !same) expect(output.join("\n"), command).toBe(printed.join("\n"));
      lines.push(...(lines.length > 0 ? [""] : []), `$ ${command}`, ...renewedPrinted(output, printed));
    }
    return lines;
  }

  for (const block of blocks.filter(({ language }) => language === "ts")) {
    it(`line ${block.at}: ${block.lines.find((line) => line !== "") ?? ""}`, async ({ skip }) => {
      const missing = missingInput(block);
      if (missing) skip(`${missing} is not here`);
      await runExample(block.lines, { names: {}, modules: { vmqsc } });
    });
  }
});
