import type { IntervalChart } from "../../src/pictures/charts/chart.js";

/** An estimate with its interval, and the closed form that it is held against. */
export interface ComparedEstimate {
  readonly label: string;
  readonly closedForm: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  readonly marked: boolean;
}

/** Per cent to each side; intervals that are wider yet are cut off. */
const widest = 5;

/** How far estimates are from their closed forms, in per cent of these; nothing while there are no intervals. */
export function differenceCharts(compared: readonly ComparedEstimate[]): readonly IntervalChart[] {
  const rows = compared.flatMap(({ label, closedForm, mean, low, high, marked }) => {
    if (closedForm === 0 || !Number.isFinite(high - low)) return [];
    const [difference, from, to] = [mean, low, high].map((value) => 100 * (value / closedForm - 1));
    return [{ name: label, mean: clamped(difference), low: clamped(from), high: clamped(to), marked }];
  });
  if (rows.length === 0) return [];
  const chart: IntervalChart = {
    kind: "intervals",
    title: "Estimates against closed forms",
    x: { label: `difference from the closed form (%), at most ${widest} shown`, domain: [-widest, widest] },
    reference: { x: 0, label: "closed form" },
    rows,
  };
  return [chart];
}

function clamped(percent: number): number {
  return Math.min(widest, Math.max(-widest, percent));
}
