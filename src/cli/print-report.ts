import type { DomainWarning } from "../analytic/figure.js";
import type { Chart } from "../pictures/charts/chart.js";
import type { FormOptions, Options } from "./options.js";
import { asciiText } from "./render/ascii-text.js";
import { json } from "./render/json.js";
import { type Paint, paint } from "./render/table.js";
import { wrapped } from "./render/text-width.js";
import { type Terminal, UsageError } from "./terminal.js";
import { writeWholeFile } from "./write-whole-file.js";

export interface ReportForms {
  /** What one JSON object says; quantities in SI base units, in full precision. */
  json(): unknown;
  csv(): string;
  text(style: Paint): string;
}

export function printReport(terminal: Terminal, options: FormOptions, forms: ReportForms): void {
  if (options.json) terminal.print(json(forms.json()));
  else if (options.csv) terminal.print(forms.csv());
  else printText(terminal, forms.text(paint(terminal)));
}

/** Prints text for people, in the characters that their locale knows and within the width of their terminal. */
export function printText(terminal: Terminal, text: string): void {
  const spelled = terminal.ascii ? asciiText(text) : text;
  const { width } = terminal;
  // Tables keep to the width by themselves: what is longer is a sentence.
  const within = (line: string) =>
    width === undefined ? line : wrapped(line, width, `${/^ */.exec(line)![0]}  `).join("\n");
  terminal.print(spelled.split("\n").map(within).join("\n"));
}

/** Says on standard error where figures lie outside the domain of their formulas, and what else a reader should know. */
export function noteWarnings(terminal: Terminal, warnings: readonly DomainWarning[]): void {
  for (const { reason, measures } of warnings) {
    terminal.note(
      measures.length > 0
        ? `vmqsc: outside the formulas' domain: ${reason} (${measures.join(", ")})\n`
        : `vmqsc: note: ${reason}\n`,
    );
  }
}

const usualWidth = 80;

/** Refuses what cannot be drawn to, before hours of work. @throws {UsageError} */
export function checkPlot({ plot, json, csv }: Options): void {
  if (plot === true && (json || csv)) {
    throw new UsageError(`--plot needs a file beside --${json ? "json" : "csv"}, such as --plot plot.svg`);
  }
  if (typeof plot === "string" && !/\.(svg|png|html)$/i.test(plot)) {
    throw new UsageError(`--plot must name a file that ends in .svg, .png or .html, got ${plot}`);
  }
}

export async function drawPlot(
  terminal: Terminal,
  { plot, force }: Options,
  charts: () => readonly Chart[],
): Promise<void> {
  if (plot === undefined) return;
  const drawn = charts();
  if (drawn.length === 0) return terminal.note("vmqsc: there is nothing to plot\n");
  if (plot === true) {
    const { terminalChart } = await import("../pictures/charts/terminal-chart.js");
    const columns = terminal.width ?? usualWidth;
    const text = drawn.map((chart) => `\n${terminalChart(chart, columns).join("\n")}\n`).join("");
    return terminal.print(terminal.ascii ? asciiText(text) : text);
  }
  const { chartFile } = await import("../pictures/chart-file.js");
  writeWholeFile(plot, await chartFile(plot, drawn), force === true);
  terminal.note(`${plot} written\n`);
}
