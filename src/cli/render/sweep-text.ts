import type { SweepResult } from "../../pictures/results/sweep-charts.js";
import { findMeasure } from "../../scenario/model/measures.js";
import { type CsvCell, csvLine } from "./csv.js";
import { finite } from "./json.js";
import {
  estimateText,
  measureDimension,
  measureText,
  shownUnit,
  unitFor,
  valueColumn,
} from "./measure-text.js";
import { numberText } from "./number-text.js";
import { type Paint, right, table } from "./table.js";

/** A table on the screen that is longer than this is of no use there. */
const shownPoints = 1000;

/** Lines that are written at once: a grid may be too large for one string. */
const linesPerWrite = 20_000;

/** Lines put together to pieces of text that are worth a write. */
function* inPieces(lines: Iterable<string>): Generator<string> {
  let piece: string[] = [];
  for (const line of lines) {
    if (piece.push(line) < linesPerWrite) continue;
    yield piece.join("");
    piece = [];
  }
  yield piece.join("");
}

export function sweepJson(result: SweepResult): Generator<string> {
  return inPieces(jsonLines(result));
}

function* jsonLines({ sweep, points, estimates }: SweepResult): Generator<string> {
  const paths = sweep.axes.map(({ path }) => path);
  yield `{\n  "vary": ${JSON.stringify(paths)},\n  "points": [`;
  for (let point = 0; point < points; point++) {
    const at = sweep.coordinates(point).map((value, axis) => [paths[axis], value]);
    const measures = sweep.measures.map((key, column) => {
      const value = sweep.columns[column][point];
      const outsideDomain = sweep.outside[column][point] === 1 || undefined;
      const found = estimates?.[point][column];
      // Without its splits, which have no names here.
      const estimate = found && { ...found, byClass: undefined, byHost: undefined };
      return [key, { value, unit: findMeasure(key)!.unit, estimate, outsideDomain }];
    });
    const row = { at: Object.fromEntries(at), measures: Object.fromEntries(measures) };
    yield `${point === 0 ? "" : ","}\n    ${JSON.stringify(row, finite)}`;
  }
  const warnings = sweep.warnings.length > 0 ? `,\n  "warnings": ${JSON.stringify(sweep.warnings)}` : "";
  yield `\n  ]${warnings}\n}\n`;
}

/** The points as CSV, in pieces; a last column names the measures that lie outside their domain, where any do. */
export function sweepCsv(result: SweepResult): Generator<string> {
  return inPieces(csvLines(result));
}

function* csvLines({ sweep, points, estimates }: SweepResult): Generator<string> {
  const simulated = estimates ? ["mean", "low", "high"] : [];
  const anyOutside = sweep.warnings.length > 0;
  yield csvLine([
    ...sweep.axes.map(({ path }) => path),
    ...sweep.measures.flatMap((key) => [key, ...simulated.map((name) => `${key} ${name}`)]),
    ...(anyOutside ? ["outsideDomain"] : []),
  ]);
  for (let point = 0; point < points; point++) {
    const cells: CsvCell[] = [...sweep.coordinates(point)];
    for (let column = 0; column < sweep.measures.length; column++) {
      cells.push(sweep.columns[column][point]);
      const estimate = estimates?.[point][column];
      if (estimates) cells.push(estimate?.mean, estimate?.low, estimate?.high);
    }
    if (anyOutside) cells.push(sweep.measures.filter((_, column) => sweep.outside[column][point]).join(" "));
    yield csvLine(cells);
  }
}

export function sweepText({ sweep, points, estimates }: SweepResult, style: Paint): string {
  const columns = [
    ...right(...sweep.axes.map(({ path }) => path)),
    ...sweep.measures.flatMap((key) => {
      const { label } = findMeasure(key)!;
      return estimates ? right(label, "estimate", "interval") : right(label);
    }),
  ];
  const shown = Math.min(points, shownPoints);
  const axisTexts = sweep.axes.map(({ values, dimension, unit }) =>
    valueColumn([...values.subarray(0, shownPoints)], dimension, unit),
  );
  const units = sweep.measures.map((key, column) => {
    const unit = shownUnit(findMeasure(key)!);
    const dimension = measureDimension(unit);
    return { unit, one: dimension && unitFor([...sweep.columns[column].subarray(0, shown)], dimension) };
  });
  const rows = Array.from({ length: shown }, (_, point) => [
    ...sweep
      .coordinates(point)
      .map((value, axis) => (typeof value === "string" ? value : axisTexts[axis](value))),
    ...sweep.measures.flatMap((_key, column) => {
      const { unit, one } = units[column];
      const mark = !sweep.outside[column].includes(1) ? "" : sweep.outside[column][point] ? " *" : "  ";
      const closedForm = measureText(sweep.columns[column][point], unit, 6, one) + mark;
      if (!estimates) return [closedForm];
      const estimate = estimates[point][column];
      if (!estimate) return [closedForm, "–", "–"];
      const { mean, interval } = estimateText(estimate, unit, one);
      return [closedForm, mean, interval];
    }),
  ]);
  const left = points - shown;
  return [
    table(columns, rows, style),
    left > 0 ? style.faint(`and ${numberText(left, 15)} points more; --csv and --json have all\n`) : "",
    sweep.warnings.length > 0
      ? style.doubtful("* outside the domain of its formula, as standard error says\n")
      : "",
  ].join("");
}
