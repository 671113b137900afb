import type { Figures } from "../../analytic/figure.js";
import type { Estimates } from "../../montecarlo/estimation/estimate.js";
import { findMeasure, type MeasureKey } from "../../scenario/model/measures.js";
import type { ValidationRow } from "../../validation/row.js";
import type { Interval, IntervalChart } from "../charts/chart.js";

export function validationChart(rows: readonly ValidationRow[]): IntervalChart {
  return inStandardErrors(rows.map((row) => ({ ...row, marked: row.verdict === "disagree" })));
}

/** Estimates of a simulation, each as far from its closed form as it is, in standard errors. */
export function simulationChart(estimates: Estimates, figures: Partial<Figures>): IntervalChart {
  const compared = Object.entries(estimates).flatMap(([key, estimate]) => {
    const [measure, figure] = [key as MeasureKey, figures[key as MeasureKey]];
    return figure && estimate ? [{ ...estimate, measure, closedForm: figure.value }] : [];
  });
  return inStandardErrors(compared);
}

interface Compared extends Interval {
  readonly measure: MeasureKey;
  readonly closedForm: number;
  readonly standardError: number;
  readonly marked?: boolean;
}

/** What varies at all: a figure that the rules make certain has no standard error to be measured in. */
function inStandardErrors(compared: readonly Compared[]): IntervalChart {
  const varying = compared.filter(({ standardError }) => standardError > 0);
  return {
    kind: "intervals",
    title: "Estimate against closed form",
    x: { label: "estimate less closed form (standard errors)" },
    reference: { x: 0, label: "closed form" },
    rows: varying.map(({ measure, closedForm, standardError, marked = false, mean, low, high }) => {
      const off = (value: number) => (value - closedForm) / standardError;
      return { name: findMeasure(measure)!.label, mean: off(mean), low: off(low), high: off(high), marked };
    }),
  };
}
