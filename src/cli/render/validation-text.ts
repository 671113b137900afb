import { exactStableLogRatio } from "../../analytic/stable-log-ratio.js";
import { findMeasure, type MeasureKey } from "../../scenario/model/measures.js";
import type { System } from "../../scenario/model/system.js";
import type { QuantileRow } from "../../validation/quantile-row.js";
import type { ValidationRow } from "../../validation/row.js";
import type { ValidationReport } from "../../validation/validation.js";
import { csvOf } from "./csv.js";
import { json } from "./json.js";
import { estimateText, measureText, shownUnit } from "./measure-text.js";
import { numberText, percentText, signedText } from "./number-text.js";
import type { Paint } from "./paint.js";
import { runLengthText, type Timeless } from "./simulation-run.js";
import { systemText } from "./system-text.js";
import { left, right, table } from "./table.js";

/** What the trace comes to, by measure. */
export type TraceValues = ReadonlyMap<MeasureKey, number>;

/** Closed form beside estimate as JSON, row by row. */
export function validationJson(report: ValidationReport, traced?: TraceValues): string {
  const rows = report.rows.map((row) => ({
    ...row,
    trace: traced?.get(row.measure),
    unit: findMeasure(row.measure)!.unit,
  }));
  return json({ ...report, rows });
}

/** Closed form beside estimate as CSV, row by row. */
export function validationCsv({ rows }: ValidationReport, traced?: TraceValues): string {
  const keys = ["measure", "unit", "closedForm", "mean", "low", "high", "difference", "verdict", "reason"];
  return csvOf(
    traced ? [...keys, "trace"] : keys,
    rows.map((row) => ({
      ...row,
      unit: findMeasure(row.measure)!.unit,
      trace: traced?.get(row.measure),
    })),
  );
}

/** Closed form beside estimate for a person, row by row. */
export function validationText(
  report: ValidationReport,
  system: System,
  style: Paint,
  traced?: TraceValues,
): string {
  const reasons = report.rows.flatMap(({ measure, reason }) =>
    reason === undefined ? [] : [`${findMeasure(measure)!.label}: ${reason}`],
  );
  return [
    systemText(system, style),
    table(
      [
        ...left("measure"),
        ...right("closed form", "estimate", "interval", "differs by"),
        ...left("verdict"),
        ...(traced ? right("trace", "ratio") : []),
      ],
      [
        ...report.rows.map((row) => [
          ...validationCells(row, system, style),
          ...(traced ? traceCells(row, traced.get(row.measure)) : []),
        ]),
        ...(report.quantiles ?? []).map((row) => quantileCells(row, style)),
      ],
      style,
    ),
    ...[...new Set(reasons)].map((reason) => style.faint(`${reason}\n`)),
    ...report.notCovered.map(({ measure, reason }) =>
      style.faint(`${findMeasure(measure)!.label}: not judged, ${reason}\n`),
    ),
    `\n${verdictText(report.verdict, style)}: ${validationSummary(report)}\n`,
  ].join("");
}

/** A quantile in words: which, how likely it suffices, and for which share of lines it did. */
export function quantileCells(row: QuantileRow, style: Paint): string[] {
  const { label, unit } = findMeasure(row.measure)!;
  const { mean, low, high } = estimateText(row, "1");
  return [
    `${label}, at most ${measureText(row.atMost, unit, 15)}`,
    measureText(row.closedForm, "1", 6),
    mean,
    Number.isFinite(row.high - row.low) ? `${low} … ${high}` : "–",
    Number.isNaN(row.difference) ? "" : `${signedText((row.relativeDifference ?? 0) * 100, 2)} %`,
    verdictText(row.verdict, style),
  ];
}

/** A row in words: measure, closed form, estimate, interval, difference, verdict. */
export function validationCells(row: ValidationRow, system: System, style: Paint): string[] {
  const measure = findMeasure(row.measure)!;
  const unit = shownUnit(measure);
  const { mean, low, high } = estimateText(row, unit);
  const exact = row.measure === "stableLogRatio" ? exactStableLogRatio(system)?.fraction : undefined;
  const closedForm = measureText(row.closedForm, unit, 6);
  // Less than this is rounding, not a difference.
  const isRounding = Math.abs(row.relativeDifference ?? 0) < 1e-12;
  const relative = isRounding && row.relativeDifference !== undefined ? 0 : row.relativeDifference;
  return [
    measure.label,
    exact !== undefined && exact.length <= 20 && exact !== closedForm
      ? `${exact} ≈ ${closedForm}`
      : closedForm,
    mean,
    Number.isFinite(row.high - row.low) ? `${low} … ${high}` : "–",
    relative === undefined || Number.isNaN(relative) ? "" : `${signedText(relative * 100, 2)} %`,
    verdictText(row.verdict, style),
  ];
}

/** The trace's own value, and how many times the closed form it is. */
function traceCells({ measure, closedForm }: ValidationRow, value: number | undefined): string[] {
  if (value === undefined) return ["–", ""];
  const ratio = closedForm === value ? 1 : value / closedForm;
  return [
    measureText(value, findMeasure(measure)!.unit),
    Number.isFinite(ratio) ? `× ${numberText(ratio, 3)}` : "",
  ];
}

/** A verdict in words. */
export function verdictText(verdict: ValidationRow["verdict"], style: Paint): string {
  switch (verdict) {
    case "agree":
      return style.good("agree");
    case "disagree":
      return style.bad("disagree");
    case "inconclusive":
      return style.doubtful("inconclusive");
    case "outside-domain":
      return style.faint("outside the formula's domain");
  }
}

/** What all rows come to, and what it took. */
export function validationSummary({ rows, margin, confidence, ...run }: Timeless<ValidationReport>): string {
  const agreeing = rows.filter(({ verdict }) => verdict === "agree").length;
  return (
    `${agreeing} of ${rows.length} rows within ${percentText(margin)}, ${percentText(confidence)} sure of all together; ` +
    runLengthText(run)
  );
}
