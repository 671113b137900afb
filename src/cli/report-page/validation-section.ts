import { findMeasure } from "../../scenario/model/measures.js";
import type { System } from "../../scenario/model/system.js";
import type { ValidationRow } from "../../validation/row.js";
import type { ValidationReport } from "../../validation/validation.js";
import { paint } from "../render/paint.js";
import { left, right } from "../render/table.js";
import { quantileCells, validationCells, validationSummary, verdictText } from "../render/validation-text.js";
import { type Cell, htmlTable, list, paragraph, section } from "./page-elements.js";

const plain = paint({ colour: false, width: undefined });

/** Closed form beside estimate, row by row, with the verdict. */
export function validationSection(
  report: ValidationReport,
  system: System,
  pictures: readonly string[],
): string {
  const marked = (cells: readonly string[], verdict: ValidationRow["verdict"]): readonly Cell[] => [
    ...cells.slice(0, -1),
    { text: cells[cells.length - 1], className: verdictClass(verdict) },
  ];
  const rows = [
    ...report.rows.map((row) => marked(validationCells(row, system, plain), row.verdict)),
    ...(report.quantiles ?? []).map((row) => marked(quantileCells(row, plain), row.verdict)),
  ];
  const reasons = report.rows.flatMap(({ measure, reason }) =>
    reason === undefined ? [] : [`${labelOf(measure)}: ${reason}`],
  );
  const open = report.notCovered.map(({ measure, reason }) => `${labelOf(measure)}: not judged, ${reason}`);
  const notes = [...new Set(reasons), ...open];
  const columns = [
    ...left("measure"),
    ...right("closed form", "estimate", "interval", "differs by"),
    ...left("verdict"),
  ];
  return section(
    "validation",
    "Closed form beside simulation",
    paragraph(
      "Each row is the closed form of a measure beside the estimate of a simulation that plays the protocol itself; the two share no code",
    ),
    htmlTable("Estimates with intervals that hold all together", columns, rows),
    paragraph(
      `${verdictText(report.verdict, plain)}: ${validationSummary({ ...report, seconds: undefined })}`,
      verdictClass(report.verdict),
    ),
    ...(notes.length > 0 ? [list(notes, "quiet")] : []),
    ...pictures,
  );
}

function labelOf(measure: string): string {
  return findMeasure(measure)?.label ?? measure;
}

/** How a verdict stands out, besides what it says. */
export function verdictClass(verdict: ValidationRow["verdict"]): string {
  if (verdict === "agree") return "good";
  return verdict === "disagree" ? "bad" : "quiet";
}
