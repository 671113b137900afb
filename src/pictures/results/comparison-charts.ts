import {
  type ComparisonMeasureKey,
  comparisonSections,
  findComparisonMeasure,
} from "../../scenario/model/comparison-measures.js";
import type { ComparisonReport } from "../../validation/comparison-report.js";
import type { IntervalChart } from "../charts/chart.js";

const telling: readonly ComparisonMeasureKey[] = [
  "forcedCheckpointRatio",
  "stableLogRatio",
  "vmRollbackMean",
  "hostRollbackMean",
  "runTime",
  "redone",
];

/** Schemes side by side, a picture for each measure; VM_QSC is where the dashed line stands. */
export function comparisonCharts(
  { schemes, confidence }: ComparisonReport,
  measures: readonly ComparisonMeasureKey[] = telling,
): readonly IntervalChart[] {
  return measures.flatMap((key): IntervalChart[] => {
    const rows = Object.entries(schemes).flatMap(([name, scheme]) => {
      const found = scheme?.measures[key];
      return found ? [{ name, mean: found.mean, low: found.low, high: found.high }] : [];
    });
    if (rows.length === 0) return [];
    const { label, unit, section } = findComparisonMeasure(key)!;
    const vmqsc = rows.find(({ name }) => name === "vmqsc");
    const title = `${comparisonSections[section]}: ${label}, ${100 * confidence} % intervals`;
    const x = { label: unit === "1" ? label : `${label} (${unit})` };
    return [{ kind: "intervals", title, x, reference: vmqsc && { x: vmqsc.mean, label: "vmqsc" }, rows }];
  });
}
