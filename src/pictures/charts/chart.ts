/** An axis of numbers. */
export interface Axis {
  /** What it shows, with its unit: `base interval (s)`. */
  readonly label: string;
  readonly scale?: "linear" | "log";
  /** The smallest and largest value shown; by default those of the data. */
  readonly domain?: readonly [number, number];
}

/** A line through points, in order. */
export interface Line {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
  /** Whether a value holds until the next point, as stairs do. */
  readonly steps?: boolean;
}

/** An estimate with its interval at one place of the x axis. */
export interface IntervalPoint {
  readonly x: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** A point worth a word, such as an optimum; without `y`, a place on the x axis. */
export interface Mark {
  readonly x: number;
  readonly y?: number;
  readonly label: string;
}

/** Lines and estimates over a number. */
export interface LineChart {
  readonly kind: "lines";
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly lines: readonly Line[];
  readonly estimates?: { readonly name: string; readonly points: readonly IntervalPoint[] };
  readonly marks?: readonly Mark[];
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

/** Stairs over the indices of a hyperperiod, one panel above the other; each stacked by class. */
export interface StairsChart {
  readonly kind: "stairs";
  readonly title: string;
  readonly xLabel: string;
  readonly classNames: readonly string[];
  readonly panels: readonly {
    /** What it shows, with its unit. */
    readonly label: string;
    /** By class: its value from each index to the next. */
    readonly values: readonly (readonly number[])[];
  }[];
}

/** Estimates with intervals, one row each, beside a value of reference. */
export interface IntervalChart {
  readonly kind: "intervals";
  readonly title: string;
  readonly x: Axis;
  /** Where the reference stands, and what it is. */
  readonly reference?: { readonly x: number; readonly label: string };
  readonly rows: readonly {
    readonly name: string;
    readonly mean: number;
    readonly low: number;
    readonly high: number;
    /** Set apart, for instance a row that disagrees. */
    readonly marked?: boolean;
  }[];
}

/** Whatever can be plotted. */
export type Chart = LineChart | HeatMap | StairsChart | IntervalChart;

/** What does not fit on a logarithmic axis is cut off at its end; here is what is left, and how much was cut. */
export interface ClippedInterval extends IntervalPoint {
  readonly clipped: boolean;
}

/**
 * Intervals cut at the ends of an axis, since a bar that leaves a logarithmic axis would not be drawn at all.
 *
 * @param least the smallest value that the axis shows
 */
export function clippedTo(least: number, points: readonly IntervalPoint[]): readonly ClippedInterval[] {
  return points
    .filter(({ mean }) => mean >= least)
    .map((point) => ({ ...point, low: Math.max(least, point.low), clipped: point.low < least }));
}

/** The smallest positive value of a chart's y data, and with it the foot of a logarithmic axis. */
export function leastPositive({ lines, estimates }: LineChart): number {
  const values = [
    ...lines.flatMap(({ points }) => points.map(([, y]) => y)),
    ...(estimates?.points.flatMap(({ mean, low }) => [mean, low]) ?? []),
  ].filter((value) => value > 0);
  return values.length === 0 ? 1 : Math.min(...values);
}

const prefixes = ["", "k", "M", "G", "T"];

/** A number beside an axis, short: from ten thousand on with the prefix of its thousands. */
export function axisNumber(value: number): string {
  const thousands = Math.min(prefixes.length - 1, Math.floor(Math.log10(Math.abs(value)) / 3));
  if (Math.abs(value) < 10_000 || thousands < 1) return String(Number(value.toPrecision(6)));
  return `${Number((value / 1000 ** thousands).toPrecision(4))}${prefixes[thousands]}`;
}
