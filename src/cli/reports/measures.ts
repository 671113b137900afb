import { type Measure, measures } from "../../scenario/model/measures.js";
import type { FormOptions } from "../options.js";
import { printReport } from "../print-report.js";
import { csv } from "../render/csv.js";
import { json } from "../render/json.js";
import { table } from "../render/table.js";
import type { Terminal } from "../terminal.js";

/** Prints the catalogue of measures. */
export function reportMeasures(terminal: Terminal, options: FormOptions): void {
  const entries = measures.map(({ key, ...rest }) => [key, rest]);
  const keys = ["key", "symbol", "unit", "family", "equation", "rule", "meaning"] as const;
  const rows = measures.map((measure: Measure) => keys.map((key) => measure[key] ?? ""));
  const columns = keys.map((title) => ({ title }));
  printReport(terminal, options, {
    json: () => json({ measures: Object.fromEntries(entries) }),
    csv: () => csv(keys, rows),
    text: (style) => table(columns, rows, style),
  });
}
