import type { Figures } from "../../analytic/figure.js";
import type { Estimates } from "../../montecarlo/estimation/estimate.js";
import { findMeasure, type MeasureKey } from "../../scenario/model/measures.js";
import type { ValidationRow } from "../../validation/row.js";
import type { IntervalChart } from "../charts/chart.js";

/** An estimate beside what its closed form says. */
interface Compared {
  readonly measure: MeasureKey;
  readonly closedForm: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  readonly standardError: number;
  readonly marked?: boolean;
}

/** The rows of a validation, each as far from its closed form as it is, in standard errors. */
export function validationChart(rows: readonly ValidationRow[]): IntervalChart {
  return inStandardErrors(rows.map((row) => ({ ...row, marked: row.verdict === "disagree" })));
}

/** Estimates of a simulation, each as far from its closed form as it is, in standard errors. */
export function simulationChart(estimates: Estimates, figures: Partial<Figures>): IntervalChart {
  const compared = Object.entries(estimates).flatMap(([key, estimate]) => {
    const figure = figures[key as MeasureKey];
    if (figure === undefined || estimate === undefined) return [];
    return [{ ...estimate, measure: key as MeasureKey, closedForm: figure.value }];
  });
  return inStandardErrors(compared);
}

/** What varies at all: a figure that the rules make certain has no standard error to be measured in. */
function inStandardErrors(compared: readonly Compared[]): IntervalChart {
  const varying = compared.filter(({ standardError }) => standardError > 0);
  return {
    kind: "intervals",
    title: "Estimate against closed form",
    x: { label: "estimate less closed form (standard errors)" },
    reference: { x: 0, label: "closed form" },
    rows: varying.map(({ measure, closedForm, mean, low, high, standardError, marked }) => ({
      name: findMeasure(measure)?.label ?? measure,
      mean: (mean - closedForm) / standardError,
      low: (low - closedForm) / standardError,
      high: (high - closedForm) / standardError,
      ...(marked && { marked }),
    })),
  };
}
