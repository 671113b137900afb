import { type Chart, clippedTo, type LineChart, leastPositive } from "./chart.js";

/** What a chart shows, in sentences, for readers who do not see it; what a drawing leaves out is said here. */
export function chartDescription(chart: Chart): string {
  switch (chart.kind) {
    case "lines":
      return [
        ...linesOf(chart),
        ...estimatesOf(chart),
        ...(chart.marks ?? []).map(({ label }) => `${label}.`),
      ].join(" ");
    case "heat": {
      const values = chart.cells.flat().filter((value) => !Number.isNaN(value));
      const range = `from ${short(Math.min(...values))} to ${short(Math.max(...values))}`;
      return `${chart.label} over ${chart.x.label} and ${chart.y.label}, ${range}.`;
    }
    case "stairs":
      return chart.panels
        .map(({ label, values }) => {
          const totals = (values[0] ?? []).map((_, k) =>
            values.reduce((sum, byClass) => sum + byClass[k], 0),
          );
          return `${label}: at most ${short(Math.max(...totals))}, first in interval ${totals.indexOf(Math.max(...totals))}.`;
        })
        .join(" ");
    case "intervals":
      return chart.rows
        .map(({ name, mean, low, high, marked }) => {
          return `${name}: ${short(mean)}, from ${short(low)} to ${short(high)}${marked ? ", set apart" : ""}.`;
        })
        .join(" ");
  }
}

function linesOf({ lines, x, y }: LineChart): string[] {
  return lines
    .filter(({ points }) => points.length > 0)
    .map(({ name, points }) => {
      const [first, last] = [points[0], points[points.length - 1]];
      return `${name}: ${y.label} from ${short(first[1])} at ${short(first[0])} to ${short(last[1])} at ${short(last[0])} of ${x.label}.`;
    });
}

function estimatesOf(chart: LineChart): string[] {
  const { estimates, y } = chart;
  if (estimates === undefined) return [];
  const sentences = [`${estimates.name}: ${estimates.points.length} points with intervals.`];
  if (y.scale !== "log") return sentences;
  const shown = clippedTo(leastPositive(chart), estimates.points);
  const clipped = shown.filter((point) => point.clipped).length;
  const without = estimates.points.length - shown.length;
  if (clipped > 0) sentences.push(`${clipped} intervals reach 0 and are cut off at the foot of the axis.`);
  if (without > 0) sentences.push(`${without} estimates of 0 have no place on the logarithmic axis.`);
  return sentences;
}

/** To four digits: a description gives the picture, not the data. */
function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}
