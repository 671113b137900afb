import { type Measure, measures } from "../../scenario/model/measures.js";
import type { MeasuresOptions } from "../commands/measures.js";
import { csv } from "../render/csv.js";
import { json } from "../render/json.js";
import { paint } from "../render/paint.js";
import { table } from "../render/table.js";
import type { Terminal } from "../terminal.js";

/** Prints the catalogue of measures. */
export function reportMeasures(terminal: Terminal, options: MeasuresOptions): void {
  if (options.json) {
    const entries = measures.map(({ key, ...rest }) => [key, rest]);
    terminal.print(json({ measures: Object.fromEntries(entries) }));
    return;
  }
  const keys = ["key", "symbol", "unit", "family", "equation", "rule", "meaning"] as const;
  const rows = measures.map((measure: Measure) => keys.map((key) => measure[key] ?? ""));
  if (options.csv) terminal.print(csv(keys, rows));
  else
    terminal.print(
      table(
        keys.map((title) => ({ title })),
        rows,
        paint(terminal.colour),
      ),
    );
}
