// Writes what the last run of `npm run mutate` found into the table of docs/mutation.md: of the files that were changed in
// it; the rows of others stay, but those of files that there are no more go. `--survivors` lists what was not noticed.
import { existsSync, readFileSync, writeFileSync } from "node:fs";

const document = "docs/mutation.md";
const [begin, end] = ["<!-- table -->\n", "<!-- end of table -->"];
const noticed = new Set(["Killed", "Timeout", "RuntimeError", "CompileError"]);

const text = readFileSync(document, "utf8");
const [before, rest] = text.split(begin);
const [table, after] = rest.split(end);
const rows = new Map();
for (const [, file, all, killed] of table.matchAll(/^\| `(.+?)` \| ([\d,]+) \| ([\d,]+) \|/gm)) {
  const [total, found] = [all, killed].map((number) => Number(number.replaceAll(",", "")));
  if (existsSync(`src/${file}`)) rows.set(file, { total, found });
}
const { files } = JSON.parse(readFileSync("dist/mutation/report.json", "utf8"));
for (const [path, { mutants }] of Object.entries(files)) {
  const run = mutants.filter(({ status }) => status !== "Ignored" && status !== "Pending");
  const missed = run.filter(({ status }) => !noticed.has(status));
  if (run.length > 0)
    rows.set(path.replace(/^src\//, ""), { total: run.length, found: run.length - missed.length });
  if (!process.argv.includes("--survivors")) continue;
  for (const { location, mutatorName, replacement } of missed) {
    console.log(`${path}:${location.start.line}:${location.start.column} ${mutatorName} => ${replacement}`);
  }
}
const row = (name, { total, found }) =>
  `| ${name} | ${total.toLocaleString("en")} | ${found.toLocaleString("en")} | ${(total - found).toLocaleString("en")} | ${Math.floor((100 * found) / total)} % |`;
const share = ({ total, found }) => found / total;
const sorted = [...rows].sort(([a, one], [b, other]) => share(other) - share(one) || a.localeCompare(b));
const together = sorted.reduce(
  (sum, [, { total, found }]) => ({ total: sum.total + total, found: sum.found + found }),
  { total: 0, found: 0 },
);
const lines = [
  "| file | mutants | noticed | not noticed | score |",
  "|---|--:|--:|--:|--:|",
  ...sorted.map(([file, counts]) => row(`\`${file}\``, counts)),
  row("together", together),
];
writeFileSync(document, `${before}${begin}${lines.join("\n")}\n${end}${after}`);
