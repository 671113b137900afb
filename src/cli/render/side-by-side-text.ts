import type { SideBySide } from "../../planning/side-by-side.js";
import { findMeasure, type Measure, measureSections } from "../../scenario/model/measures.js";
import type { System } from "../../scenario/model/system.js";
import { measureText, shownUnit } from "./measure-text.js";
import { percentText } from "./number-text.js";
import { left, type Paint, right, table } from "./table.js";

/** Several scenarios measure by measure, and how each differs from the first. */
export function sideBySideText(
  rows: readonly SideBySide[],
  systems: readonly System[],
  style: Paint,
): string {
  const sections = Object.keys(measureSections) as (keyof typeof measureSections)[];
  const columns = [
    ...left(""),
    ...systems.flatMap(({ name }, place) => [...right(name), ...(place === 0 ? [] : right("change"))]),
  ];
  const parts = sections.flatMap((section) => {
    const own = rows.filter(({ measure }) => findMeasure(measure)!.family === section);
    if (own.length === 0) return [];
    const cells = own.map((row) => {
      const measure = findMeasure(row.measure)!;
      return [measure.label, ...row.values.flatMap((_, place) => cellsOf(row, measure, place))];
    });
    return [`${style.heading(measureSections[section])}\n${table(columns, cells, style)}`];
  });
  return parts.join("\n");
}

function cellsOf({ values, differences }: SideBySide, measure: Measure, place: number): readonly string[] {
  const value = values[place];
  const shown = value === undefined ? "–" : measureText(value, shownUnit(measure), 4);
  return place === 0 ? [shown] : [shown, changeText(values[0], differences[place])];
}

function changeText(first: number | undefined, difference: number | undefined): string {
  if (first === undefined || difference === undefined) return "";
  if (Math.abs(difference) <= 1e-9 * Math.abs(first)) return "=";
  if (first === 0) return "new";
  const share = difference / Math.abs(first);
  return `${share > 0 ? "+" : "−"}${percentText(Math.abs(share), 3)}`;
}
