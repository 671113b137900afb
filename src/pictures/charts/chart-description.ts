import { type Chart, stackedTotals } from "./chart.js";

/** What a chart shows, in sentences, for readers who do not see it. */
export function chartDescription(chart: Chart): string {
  return sentencesOf(chart).join(" ");
}

function sentencesOf(chart: Chart): string[] {
  switch (chart.kind) {
    case "lines": {
      const { lines, estimates, marks = [], x, y } = chart;
      return [
        ...lines.flatMap(({ name, points: [first, ...more] }) => {
          if (first === undefined) return [];
          const [at, value] = more.at(-1) ?? first;
          return `${name}: ${y.label} from ${short(first[1])} at ${short(first[0])} to ${short(value)} at ${short(at)} of ${x.label}.`;
        }),
        ...(estimates ? [`${estimates.name}: ${estimates.points.length} points with intervals.`] : []),
        ...marks.map(({ label }) => `${label}.`),
      ];
    }
    case "heat": {
      const values = chart.cells.flat().filter((value) => !Number.isNaN(value));
      const range = `from ${short(Math.min(...values))} to ${short(Math.max(...values))}`;
      return [`${chart.label} over ${chart.x.label} and ${chart.y.label}, ${range}.`];
    }
    case "stairs":
      return chart.panels.map((panel) => {
        const totals = stackedTotals(panel);
        const most = Math.max(...totals);
        return `${panel.label}: at most ${short(most)}, first in interval ${totals.indexOf(most)}.`;
      });
    case "intervals":
      return chart.rows.map(({ name, mean, low, high, marked }) => {
        return `${name}: ${short(mean)}, from ${short(low)} to ${short(high)}${marked ? ", set apart" : ""}.`;
      });
  }
}

/** To four digits: a description gives the picture, not the data. */
function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}
