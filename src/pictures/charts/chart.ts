export interface Axis {
  /** What it shows, with its unit: `base interval (s)`. */
  readonly label: string;
  readonly scale?: "linear" | "log";
  /** The smallest and largest value shown; by default those of the data. */
  readonly domain?: readonly [number, number];
}

export interface Interval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

export interface LineChart {
  readonly kind: "lines";
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  /** Each through its points, in their order. */
  readonly lines: readonly {
    readonly name: string;
    readonly points: readonly (readonly [x: number, y: number])[];
  }[];
  readonly estimates?: {
    readonly name: string;
    readonly points: readonly (Interval & { readonly x: number })[];
  };
  /** Points worth a word, such as an optimum; without `y`, places on the x axis. */
  readonly marks?: readonly { readonly x: number; readonly y?: number; readonly label: string }[];
}

/** A quantity over two others, as coloured cells. */
export interface HeatMap {
  readonly kind: "heat";
  readonly title: string;
  readonly x: { readonly label: string; readonly values: readonly string[] };
  readonly y: { readonly label: string; readonly values: readonly string[] };
  /** What the cells show, with its unit. */
  readonly label: string;
  /** `cells[row][column]`, rows from the bottom up; NaN where there is no value. */
  readonly cells: readonly (readonly number[])[];
}

/** Stairs over the indices of a hyperperiod, stacked by class. */
export interface StairsChart {
  readonly kind: "stairs";
  readonly title: string;
  readonly xLabel: string;
  /** What it shows, with its unit. */
  readonly label: string;
  readonly classNames: readonly string[];
  /** By class: its value from each index to the next. */
  readonly values: readonly (readonly number[])[];
}

/** Estimates with intervals, one row each, beside a value of reference. */
export interface IntervalChart {
  readonly kind: "intervals";
  readonly title: string;
  readonly x: Axis;
  /** Where the reference stands, and what it is. */
  readonly reference?: { readonly x: number; readonly label: string };
  /** Those that are marked are set apart, for instance a row that disagrees. */
  readonly rows: readonly (Interval & { readonly name: string; readonly marked?: boolean })[];
}

export type Chart = LineChart | HeatMap | StairsChart | IntervalChart;

/** What the classes come to together, by index. */
export function stackedTotals({ values }: StairsChart): readonly number[] {
  return values[0].map((_, k) => values.reduce((sum, byClass) => sum + byClass[k], 0));
}

const prefixes = ["", "k", "M", "G", "T"];

/** A number beside an axis, short: from ten thousand on with the prefix of its thousands. */
export function axisNumber(value: number): string {
  const thousands = Math.min(prefixes.length - 1, Math.floor(Math.log10(Math.abs(value)) / 3));
  if (Math.abs(value) < 10_000 || thousands < 1) return String(Number(value.toPrecision(6)));
  return `${Number((value / 1000 ** thousands).toPrecision(4))}${prefixes[thousands]}`;
}

/** What a chart shows, in sentences, for readers who do not see it. */
export function chartDescription(chart: Chart): string {
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
      ].join(" ");
    }
    case "heat": {
      const values = chart.cells.flat().filter((value) => !Number.isNaN(value));
      const range = `from ${short(Math.min(...values))} to ${short(Math.max(...values))}`;
      return `${chart.label} over ${chart.x.label} and ${chart.y.label}, ${range}.`;
    }
    case "stairs": {
      const totals = stackedTotals(chart);
      const most = Math.max(...totals);
      return `${chart.label}: at most ${short(most)}, first in interval ${totals.indexOf(most)}.`;
    }
    case "intervals":
      return chart.rows
        .map(({ name, mean, low, high, marked }) => {
          return `${name}: ${short(mean)}, from ${short(low)} to ${short(high)}${marked ? ", set apart" : ""}.`;
        })
        .join(" ");
  }
}

/** To four digits: a description gives the picture, not the data. */
function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}
