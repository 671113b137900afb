import type { ComparisonReport } from "../../validation/comparison-report.js";
import {
  claimLines,
  comparisonNotes,
  comparisonSummary,
  comparisonTables,
} from "../render/comparison-text.js";
import { paint } from "../render/paint.js";
import { left, right } from "../render/table.js";
import { htmlTable, list, paragraph, section, subheading } from "./page-elements.js";

const plain = paint({ colour: false, width: undefined });

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
