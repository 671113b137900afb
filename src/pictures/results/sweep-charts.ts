import type { Estimate } from "../../montecarlo/estimation/estimate.js";
import type { SweepPoints } from "../../planning/sweep.js";
import { findMeasure } from "../../scenario/model/measures.js";
import type { Chart, HeatMap, LineChart } from "../charts/chart.js";

/** What is known of each point: closed forms, and estimates where they were asked for. */
export interface SweepResult {
  readonly sweep: SweepPoints;
  /** Points that are done; fewer than the grid has after Ctrl-C. */
  readonly points: number;
  /** By point, then by measure. */
  readonly estimates: readonly (readonly (Estimate | undefined)[])[] | undefined;
}

/** A picture for each measure: a line over one axis, with estimates if any; a heat map over two; none over more. */
export function sweepCharts(result: SweepResult): readonly Chart[] {
  const { axes, measures } = result.sweep;
  if (axes.length > 2) return [];
  return measures.map((key, column) => {
    const { label, unit } = findMeasure(key)!;
    const withUnit = unit === "1" ? label : `${label} (${unit})`;
    return axes.length === 1 ? overOne(result, withUnit, column) : overTwo(result, withUnit, column);
  });
}

function overOne({ sweep, points, estimates }: SweepResult, label: string, column: number): LineChart {
  const [{ path, words }] = sweep.axes;
  // Words have no place on an axis of numbers: they stand at 1, 2, 3, …
  const places = Array.from({ length: points }, (_, point) =>
    words === undefined ? Number(sweep.coordinates(point)[0]) : point + 1,
  );
  const values = places.map((x, point) => [x, sweep.columns[column][point]] as const);
  const found = places.flatMap((x, point) => {
    const estimate = estimates?.[point]?.[column];
    return estimate ? [{ ...estimate, x }] : [];
  });
  const names = words === undefined ? "" : ` (${words.map((word, n) => `${n + 1}: ${word}`).join(", ")})`;
  const name = `estimate, ${100 * (found[0]?.confidence ?? 0)} % interval`;
  return {
    kind: "lines",
    title: `${label} over ${path}`,
    x: { label: `${path}${names}` },
    y: { label },
    lines: [{ name: "formula", points: values.filter(([, y]) => Number.isFinite(y)) }],
    ...(found.length > 0 && { estimates: { name, points: found } }),
  };
}

function overTwo({ sweep, points }: SweepResult, label: string, column: number): HeatMap {
  const [rows, columns] = sweep.axes;
  const [down, across] = [rows, columns].map(({ words, values }) => Array.from(words ?? values, String));
  return {
    kind: "heat",
    title: `${label} over ${rows.path} and ${columns.path}`,
    label,
    x: { label: columns.path, values: across },
    y: { label: rows.path, values: down },
    cells: down.map((_, row) =>
      across.map((__, place) => {
        const point = row * across.length + place;
        return point < points ? sweep.columns[column][point] : Number.NaN;
      }),
    ),
  };
}
