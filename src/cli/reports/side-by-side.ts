import { type SideBySide, sideBySide } from "../../planning/side-by-side.js";
import { findMeasure, measureSections } from "../../scenario/model/measures.js";
import type { System } from "../../scenario/model/system.js";
import type { Options } from "../options.js";
import { printReport } from "../print-report.js";
import { csv } from "../render/csv.js";
import { measureText, shownUnit } from "../render/measure-text.js";
import { percentText } from "../render/number-text.js";
import { left, type Paint, right, table } from "../render/table.js";
import type { Terminal } from "../terminal.js";

export function reportSideBySide(terminal: Terminal, systems: readonly System[], options: Options): void {
  const { rows: compared, misfits } = sideBySide(systems);
  for (const [place, reason] of misfits.entries()) {
    if (reason !== undefined) terminal.note(`vmqsc: ${systems[place].name}: ${reason}\n`);
  }
  const scenarios = systems.map(({ name }) => name);
  const [first, ...others] = scenarios;
  const rows = compared.map((row) => ({ ...row, unit: findMeasure(row.measure)!.unit }));
  const orNull = (values: readonly (number | undefined)[]) => values.map((value) => value ?? null);
  printReport(terminal, options, {
    json: () => {
      const measures = rows.map(({ measure, unit, values, differences }) => {
        return [measure, { unit, values: orNull(values), differences: orNull(differences) }];
      });
      return { scenarios, measures: Object.fromEntries(measures) };
    },
    csv: () =>
      csv(
        ["measure", "unit", ...scenarios, ...others.map((name) => `${name} less ${first}`)],
        rows.map(({ measure, unit, values, differences }) => {
          return [measure, unit, ...values, ...differences.slice(1)];
        }),
      ),
    text: (style) => sideBySideText(compared, scenarios, style),
  });
}

function sideBySideText(rows: readonly SideBySide[], [first, ...others]: readonly string[], style: Paint) {
  const columns = [...left(""), ...right(first, ...others.flatMap((name) => [name, "change"]))];
  const parts = Object.entries(measureSections).flatMap(([section, heading]) => {
    const cells = rows.flatMap(({ measure: key, values, differences }) => {
      const measure = findMeasure(key)!;
      if (measure.family !== section) return [];
      const shown = values.map((value) =>
        value === undefined ? "–" : measureText(value, shownUnit(measure), 4),
      );
      const beside = others.flatMap((_, place) => [
        shown[place + 1],
        changeText(values[0], differences[place + 1]),
      ]);
      return [[measure.label, shown[0], ...beside]];
    });
    return cells.length === 0 ? [] : [`${style.heading(heading)}\n${table(columns, cells, style)}`];
  });
  return parts.join("\n");
}

function changeText(first: number | undefined, difference: number | undefined): string {
  if (first === undefined || difference === undefined) return "";
  if (Math.abs(difference) <= 1e-9 * Math.abs(first)) return "=";
  if (first === 0) return "new";
  const share = difference / Math.abs(first);
  return `${share > 0 ? "+" : "−"}${percentText(Math.abs(share), 3)}`;
}
