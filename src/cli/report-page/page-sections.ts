import type { CapacityPlan } from "../../planning/capacity-plan.js";
import { measureSections, measures } from "../../scenario/model/measures.js";
import type { System } from "../../scenario/model/system.js";
import type { ComparisonReport } from "../../validation/comparison-report.js";
import type { ValidationRow } from "../../validation/row.js";
import type { ValidationReport } from "../../validation/validation.js";
import { adviceLines } from "../render/advice-text.js";
import {
  claimLines,
  comparisonNotes,
  comparisonSummary,
  comparisonTables,
} from "../render/comparison-text.js";
import { numberText } from "../render/number-text.js";
import { reasonOutside } from "../render/plan-csv.js";
import { classTitles, figureTexts } from "../render/plan-text.js";
import { left, paint, right } from "../render/table.js";
import {
  quantileCells,
  validationCells,
  validationColumns,
  validationRemarks,
  validationSummary,
  verdictText,
} from "../render/validation-text.js";
import { type Cell, htmlTable, list, paragraph, section, subheading } from "./page-elements.js";

/** No colour, and no end of a line. */
export const plain = paint({ colour: false, width: undefined });

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
  const remarks = validationRemarks(report);
  return section(
    "validation",
    "Closed form beside simulation",
    paragraph(
      "Each row is the closed form of a measure beside the estimate of a simulation that plays the protocol itself; the two share no code",
    ),
    htmlTable("Estimates with intervals that hold all together", validationColumns, rows),
    paragraph(
      `${verdictText(report.verdict, plain)}: ${validationSummary({ ...report, seconds: undefined })}`,
      verdictClass(report.verdict),
    ),
    ...(remarks.length > 0 ? [list(remarks, "quiet")] : []),
    ...pictures,
  );
}

/** How a verdict stands out, besides what it says. */
export function verdictClass(verdict: ValidationRow["verdict"]): string {
  if (verdict === "agree") return "good";
  return verdict === "disagree" ? "bad" : "quiet";
}

/** Every closed form, each with the warning that concerns it, and what to change first. */
export function planSection(plan: CapacityPlan, pictures: readonly string[]): string {
  const { system, figures, warnings, hyperperiod } = plan;
  const columns = [...left("measure"), ...right("whole system", ...classTitles(system)), ...left("remarks")];
  const tables = Object.entries(measureSections).flatMap(([family, heading]) => {
    const rows = measures.flatMap((measure): (readonly Cell[])[] => {
      const figure = figures[measure.key];
      if (measure.family !== family || figure === undefined) return [];
      const { value, byClass, notes } = figureTexts(measure, figure, plan);
      const reason = reasonOutside(plan, measure.key);
      const remark = [notes, reason && `outside the domain of its formula: ${reason}`]
        .filter(Boolean)
        .join("; ");
      const remarks = reason === undefined ? remark : { text: remark, className: "doubt" };
      return [[`${measure.label} (${measure.equation ?? ""})`, value, ...byClass, remarks]];
    });
    const remarked = rows.some((cells) => cells[cells.length - 1] !== "");
    const kept = remarked ? undefined : -1;
    return rows.length === 0
      ? []
      : [
          htmlTable(
            heading,
            columns.slice(0, kept),
            rows.map((cells) => cells.slice(0, kept)),
          ),
        ];
  });
  const general = warnings.filter(({ measures: concerned }) => concerned.length === 0);
  const advised = adviceLines(plan);
  return section(
    "plan",
    "Capacity plan",
    ...general.map(({ reason }) => paragraph(reason, "warning")),
    ...tables,
    paragraph(
      `The pattern of checkpoints repeats every ${numberText(Number(hyperperiod), 15)} base intervals`,
    ),
    subheading("What to change first"),
    advised.length > 0 ? list(advised) : paragraph("Nothing stands out to be changed first"),
    ...pictures,
  );
}

/** Schemes side by side, and what that says of the paper's claims. */
export function comparisonSection(report: ComparisonReport, pictures: readonly string[]): string {
  const tables = comparisonTables(report, undefined, plain).map(({ heading, schemes, rows }) =>
    htmlTable(heading, [...left("measure"), ...right(...schemes)], rows),
  );
  const claims = report.claims.flatMap((claim) => {
    const { answer, figures } = claimLines(claim, plain);
    return [paragraph(answer), ...(figures.length > 0 ? [list(figures, "quiet")] : [])];
  });
  return section(
    "comparison",
    "Beside other schemes",
    paragraph("All schemes have played the same messages, timers, delays and durations"),
    ...tables,
    list(comparisonNotes(report), "quiet"),
    ...(claims.length > 0 ? [subheading("What it says of VM_QSC's claims"), ...claims] : []),
    paragraph(comparisonSummary({ ...report, seconds: undefined }, plain)),
    ...pictures,
  );
}
