import {
  type ComparisonMeasureKey,
  comparisonSections,
  findComparisonMeasure,
} from "../../scenario/model/comparison-measures.js";
import type { ComparisonReport } from "../../validation/comparison-report.js";
import type { IntervalChart } from "../charts/chart.js";

/** What tells schemes apart at a glance. */
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
  return measures.flatMap((key) => {
    const rows = Object.entries(schemes).flatMap(([name, scheme]) => {
      const found = scheme?.measures[key];
      return found === undefined ? [] : [{ name, mean: found.mean, low: found.low, high: found.high }];
    });
    if (rows.length === 0) return [];
    const measure = findComparisonMeasure(key);
    if (measure === undefined) return [];
    const { label, unit, section } = measure;
    const vmqsc = schemes.vmqsc?.measures[key]?.mean;
    return [
      {
        kind: "intervals",
        title: `${comparisonSections[section]}: ${label}, ${100 * confidence} % intervals`,
        x: { label: unit === "1" ? label : `${label} (${unit})` },
        ...(vmqsc !== undefined && { reference: { x: vmqsc, label: "vmqsc" } }),
        rows,
      } satisfies IntervalChart,
    ];
  });
}
