import { exactStableLogRatio } from "../../analytic/stable-log-ratio.js";
import { findMeasure, type MeasureKey } from "../../scenario/model/measures.js";
import type { System } from "../../scenario/model/system.js";
import type { QuantileRow } from "../../validation/quantile-row.js";
import type { ValidationRow } from "../../validation/row.js";
import type { ValidationReport } from "../../validation/validation.js";
import type { ReportForms } from "../print-report.js";
import { csvOf } from "./csv.js";
import { estimateText, labelOf, measureText, type ShownUnit, shownUnit } from "./measure-text.js";
import { numberText, percentText, signedText } from "./number-text.js";
import { runLengthText, type Timeless } from "./simulation-run.js";
import { systemText } from "./system-text.js";
import { type Column, left, type Paint, right, table } from "./table.js";

/** Closed form beside estimate, row by row; and beside both, by measure, what a trace comes to. */
export function validationForms(
  report: ValidationReport,
  system: System,
  traced?: ReadonlyMap<MeasureKey, number>,
): ReportForms {
  const rows = report.rows.map((row) => ({
    ...row,
    trace: traced?.get(row.measure),
    unit: findMeasure(row.measure)!.unit,
  }));
  const keys = ["measure", "unit", "closedForm", "mean", "low", "high", "difference", "verdict", "reason"];
  return {
    json: () => ({ ...report, rows }),
    csv: () => csvOf(traced ? [...keys, "trace"] : keys, rows),
    text: (style) =>
      [
        systemText(system, style),
        table(
          [...validationColumns, ...(traced ? right("trace", "ratio") : [])],
          [
            ...rows.map((row) => [
              ...validationCells(row, system, style),
              ...(traced ? traceCells(row, row.trace) : []),
            ]),
            ...(report.quantiles ?? []).map((row) => quantileCells(row, style)),
          ],
          style,
        ),
        ...validationRemarks(report).map((remark) => style.faint(`${remark}\n`)),
        `\n${verdictText(report.verdict, style)}: ${validationSummary(report)}\n`,
      ].join(""),
  };
}

export const validationColumns: readonly Column[] = [
  ...left("measure"),
  ...right("closed form", "estimate", "interval", "differs by"),
  ...left("verdict"),
];

export function validationRemarks({ rows, notCovered }: ValidationReport): readonly string[] {
  const reasons = rows.flatMap(({ measure, reason }) =>
    reason === undefined ? [] : [`${labelOf(measure)}: ${reason}`],
  );
  return [
    ...new Set(reasons),
    ...notCovered.map(({ measure, reason }) => `${labelOf(measure)}: not judged, ${reason}`),
  ];
}

export function quantileCells(row: QuantileRow, style: Paint): string[] {
  const { label, unit } = findMeasure(row.measure)!;
  const closedForm = measureText(row.closedForm, "1", 6);
  return rowCells(`${label}, at most ${measureText(row.atMost, unit, 15)}`, closedForm, row, "1", style);
}

export function validationCells(row: ValidationRow, system: System, style: Paint): string[] {
  const measure = findMeasure(row.measure)!;
  const unit = shownUnit(measure);
  const exact = row.measure === "stableLogRatio" ? exactStableLogRatio(system)?.fraction : undefined;
  const closedForm = measureText(row.closedForm, unit, 6);
  const isShort = exact !== undefined && exact.length <= 20 && exact !== closedForm;
  return rowCells(measure.label, isShort ? `${exact} ≈ ${closedForm}` : closedForm, row, unit, style);
}

function rowCells(
  label: string,
  closedForm: string,
  row: ValidationRow | QuantileRow,
  unit: ShownUnit,
  style: Paint,
): string[] {
  const { mean, interval } = estimateText(row, unit);
  const { relativeDifference: relative, verdict } = row;
  // Less than this is rounding, not a difference.
  const shown = relative !== undefined && Math.abs(relative) < 1e-12 ? 0 : relative;
  const differs = shown === undefined || Number.isNaN(shown) ? "" : `${signedText(shown * 100, 2)} %`;
  const known = Number.isFinite(row.high - row.low) ? interval : "–";
  return [label, closedForm, mean, known, differs, verdictText(verdict, style)];
}

/** The trace's own value, and how many times the closed form it is. */
function traceCells({ measure, closedForm }: ValidationRow, value: number | undefined): string[] {
  if (value === undefined) return ["–", ""];
  const ratio = closedForm === value ? 1 : value / closedForm;
  const times = Number.isFinite(ratio) ? `× ${numberText(ratio, 3)}` : "";
  return [measureText(value, findMeasure(measure)!.unit), times];
}

export function verdictText(verdict: ValidationRow["verdict"], style: Paint): string {
  const words = {
    agree: style.good("agree"),
    disagree: style.bad("disagree"),
    inconclusive: style.doubtful("inconclusive"),
    "outside-domain": style.faint("outside the formula's domain"),
  };
  return words[verdict];
}

export function validationSummary({ rows, margin, confidence, ...run }: Timeless<ValidationReport>): string {
  const agreeing = rows.filter(({ verdict }) => verdict === "agree").length;
  const within = `${agreeing} of ${rows.length} rows within ${percentText(margin)}`;
  return `${within}, ${percentText(confidence)} sure of all together; ${runLengthText(run)}`;
}
