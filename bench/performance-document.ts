import { readFileSync, writeFileSync } from "node:fs";
import { machine } from "./machine.js";
import type { Result, Results } from "./results.js";
import { markdownTable } from "./table.js";

const file = "docs/performance.md";
const frontPage = "README.md";
/** The six figures of the front page: benchmark, and how what is timed begins. */
const onFrontPage: Readonly<Record<string, string>> = {
  engine: "event mode, skewed, 100 VMs",
  day: "10,000 VMs: ",
  workers: "2 workers",
  "closed-forms": "η at 1,000,000 points",
  plan: "plan cloud without storage: processor time",
  "start-up": "`vmqsc ratio FILE`",
};

/**
 * Writes the tables into the document, each between `<!-- bench NAME -->` and `<!-- /bench NAME -->`, and gives the
 * file. Tables of benchmarks that were not run stay, unless they come from another machine.
 */
export function writeDocument(results: Results): string {
  let text = readFileSync(file, "utf8");
  const sections = [...text.matchAll(/<!-- bench (\S+) -->/g)].map((match) => match[1]);
  const old = sections.filter((name) => name !== "machine" && !Object.hasOwn(results, name));
  if (old.length > 0 && !text.includes(machine)) {
    throw new Error(
      `${file} holds figures of another machine; run ${old.join(", ")} too, so that none are mixed`,
    );
  }
  text = withSection(text, "machine", machine);
  for (const [name, result] of Object.entries(results)) text = withSection(text, name, section(result));
  writeFileSync(file, text);
  writeFrontPage(results);
  return file;
}

/** One figure of each; only a run of all of these benchmarks renews them. */
function writeFrontPage(results: Results): void {
  const chosen = Object.entries(onFrontPage);
  if (!chosen.every(([name]) => Object.hasOwn(results, name))) return;
  const rows = chosen.map(([name, what]) => {
    const timing = results[name].timings.find((each) => each.what.startsWith(what));
    if (!timing) throw new Error(`${frontPage} wants ${what}, which ${name} does not time`);
    return { ...timing, what: `${name}: ${timing.what}` };
  });
  const text = readFileSync(frontPage, "utf8");
  writeFileSync(frontPage, withSection(text, "summary", `${machine}\n\n${markdownTable(rows)}`));
}

function section({ about, timings }: Result): string {
  const sentence = `${about[0].toUpperCase()}${about.slice(1)}.`;
  return `${sentence}\n\n${markdownTable(timings)}`;
}

function withSection(text: string, name: string, body: string): string {
  const [begin, end] = [`<!-- bench ${name} -->`, `<!-- /bench ${name} -->`];
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from < 0 || to < from) throw new Error(`${file} lacks ${begin} … ${end}`);
  return `${text.slice(0, from + begin.length)}\n\n${body}\n\n${text.slice(to)}`;
}
