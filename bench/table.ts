import { type Goal, meets, type Timing } from "./benchmark.js";

/** The lines of a benchmark as text in columns. */
export function textTable(timings: readonly Timing[]): string {
  const rows = timings.map(cells);
  const width = (column: number) => Math.max(0, ...rows.map((row) => row[column].length));
  const widths = [0, 1, 2, 3].map(width);
  return rows
    .map(([what, value, range, goal, verdict]) =>
      `  ${what.padEnd(widths[0])}  ${value.padStart(widths[1])}  ${range.padEnd(widths[2])}  ${goal.padEnd(widths[3])}  ${verdict}`.trimEnd(),
    )
    .join("\n");
}

/** The lines of a benchmark as a Markdown table. */
export function markdownTable(timings: readonly Timing[]): string {
  const rows = timings.map((timing) => cells(timing).map((cell) => cell.replaceAll("|", "\\|")));
  return ["| | median | least … most | goal | |", "|---|---:|---|---|---|", ...rows.map(row)].join("\n");
}

function row(texts: readonly string[]): string {
  return `| ${texts.join(" | ")} |`;
}

function cells({ what, value, least, most, unit, goal }: Timing): readonly string[] {
  const range = least === undefined || most === undefined ? "" : `${digits(least)} … ${digits(most)}`;
  const verdict = goal === undefined ? "" : meets(value, goal) ? "met" : "missed";
  return [what, `${digits(value)} ${unit}`, range, goal === undefined ? "" : goalText(goal), verdict];
}

function goalText(goal: Goal): string {
  return "atMost" in goal ? `at most ${digits(goal.atMost)}` : `at least ${digits(goal.atLeast)}`;
}

const format = new Intl.NumberFormat("en", { maximumSignificantDigits: 3 });

function digits(value: number): string {
  return format.format(value);
}
