import { comparisonMeasures } from "../../scenario/model/comparison-measures.js";
import { type Measure, measures } from "../../scenario/model/measures.js";
import type { FormOptions } from "../options.js";
import { printReport } from "../print-report.js";
import { csv } from "../render/csv.js";
import { left, table } from "../render/table.js";
import type { Terminal } from "../terminal.js";

export function reportMeasures(terminal: Terminal, options: FormOptions): void {
  const entries = measures.map(({ key, ...rest }) => [key, rest]);
  const keys = ["key", "symbol", "unit", "family", "equation", "rule", "meaning"] as const;
  const rows = measures.map((measure: Measure) => keys.map((key) => measure[key] ?? ""));
  printReport(terminal, options, {
    json: () => ({
      measures: Object.fromEntries(entries),
      comparison: Object.fromEntries(comparisonMeasures.map(({ key, ...rest }) => [key, rest])),
    }),
    csv: () => csv(keys, rows),
    text: (style) =>
      `${table(left(...keys), rows, style)}\n${style.heading("In vmqsc compare, for each scheme")}\n${table(
        left("key", "unit", "meaning"),
        comparisonMeasures.map(({ key, unit, meaning }) => [key, unit, meaning]),
        style,
      )}`,
  });
}
