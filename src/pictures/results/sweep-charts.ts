import type { Estimate } from "../../montecarlo/estimation/estimate.js";
import type { Sweep } from "../../planning/sweep.js";
import { findMeasure, type MeasureKey } from "../../scenario/model/measures.js";
import type { Chart, HeatMap, LineChart } from "../charts/chart.js";

/** By point of the grid, then by measure; absent where nothing was simulated. */
export type SweepEstimates = readonly (readonly (Estimate | undefined)[])[] | undefined;

/**
 * A sweep as pictures, one for each measure: a line over one axis, with estimates where there are any; a heat map over two.
 *
 * @returns none where a sweep has more than two axes
 */
export function sweepCharts(sweep: Sweep, points: number, estimates: SweepEstimates): readonly Chart[] {
  if (sweep.axes.length > 2) return [];
  return sweep.measures.map((key, column) =>
    sweep.axes.length === 1
      ? overOne(sweep, points, estimates, key, column)
      : overTwo(sweep, points, key, column),
  );
}

/** What a measure is called beside an axis, with its unit. */
export function measureLabel(key: MeasureKey): string {
  const { label, unit } = findMeasure(key) ?? { label: key, unit: "1" };
  return unit === "1" ? label : `${label} (${unit})`;
}

function overOne(
  sweep: Sweep,
  points: number,
  estimates: SweepEstimates,
  key: MeasureKey,
  column: number,
): LineChart {
  const [axis] = sweep.axes;
  // Words have no place on an axis of numbers: they stand at 1, 2, 3, …
  const places = Array.from({ length: points }, (_, point) => {
    return axis.words === undefined ? Number(sweep.coordinates(point)[0]) : point + 1;
  });
  const values = places.map((x, point): [number, number] => [x, sweep.columns[column][point]]);
  const found = places.flatMap((x, point) => {
    const estimate = estimates?.[point]?.[column];
    return estimate === undefined ? [] : [{ x, mean: estimate.mean, low: estimate.low, high: estimate.high }];
  });
  const names =
    axis.words === undefined ? "" : ` (${axis.words.map((word, n) => `${n + 1}: ${word}`).join(", ")})`;
  const confidence = estimates?.flat().find((estimate) => estimate !== undefined)?.confidence;
  return {
    kind: "lines",
    title: `${measureLabel(key)} over ${axis.path}`,
    x: { label: `${axis.path}${names}` },
    y: { label: measureLabel(key) },
    lines: [{ name: "formula", points: values.filter(([, y]) => Number.isFinite(y)) }],
    ...(found.length > 0 && {
      estimates: { name: `estimate, ${100 * (confidence ?? 0.99)} % interval`, points: found },
    }),
  };
}

function overTwo(sweep: Sweep, points: number, key: MeasureKey, column: number): HeatMap {
  const [rows, columns] = sweep.axes;
  const at = new Map<string, number>();
  for (let point = 0; point < points; point++) {
    at.set(sweep.coordinates(point).join(" "), sweep.columns[column][point]);
  }
  const valuesOf = (axis: (typeof sweep.axes)[number]) => axis.words ?? axis.values;
  const cells = [...valuesOf(rows)].map((row) =>
    [...valuesOf(columns)].map((value) => at.get(`${row} ${value}`) ?? Number.NaN),
  );
  return {
    kind: "heat",
    title: `${measureLabel(key)} over ${rows.path} and ${columns.path}`,
    label: measureLabel(key),
    x: { label: columns.path, values: [...valuesOf(columns)].map(String) },
    y: { label: rows.path, values: [...valuesOf(rows)].map(String) },
    cells,
  };
}
