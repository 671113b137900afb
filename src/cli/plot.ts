import type { Chart } from "../pictures/charts/chart.js";
import type { Options } from "./options.js";
import { asciiText } from "./render/ascii-text.js";
import type { Terminal } from "./terminal.js";
import { UsageError } from "./usage-error.js";
import { writeWholeFile } from "./write-whole-file.js";

const usualWidth = 80;

/**
 * Refuses what cannot be drawn to, before hours of work.
 *
 * @throws {UsageError} where the file has another ending, or the terminal is taken by JSON or CSV
 */
export function checkPlot({ plot, json, csv }: Options): void {
  if (plot === true && (json || csv)) {
    throw new UsageError(`--plot needs a file beside --${json ? "json" : "csv"}, such as --plot plot.svg`);
  }
  if (typeof plot === "string" && !/\.(svg|png|html)$/i.test(plot)) {
    throw new UsageError(`--plot must name a file that ends in .svg, .png or .html, got ${plot}`);
  }
}

/** Draws charts, if `--plot` asks for them: to its file, or in characters on the terminal. */
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
