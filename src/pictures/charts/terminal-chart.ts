import { scaleLinear, scaleLog } from "d3-scale";
import {
  type Axis,
  axisNumber,
  type Chart,
  type HeatMap,
  type Interval,
  type IntervalChart,
  type LineChart,
  type StairsChart,
  stackedTotals,
} from "./chart.js";

const mostRows = 20;
const lineSigns = ["•", "+", "×", "o", "*"];
const shades = " ░▒▓█";
const barParts = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
const mostStairs = 48;

/**
 * A chart in characters, for a terminal: lines and intervals as marks in rows, shares as bars, shades for cells.
 *
 * @param columns width of the terminal, in characters
 * @returns lines of text, each at most `columns` wide
 */
export function terminalChart(chart: Chart, columns: number): readonly string[] {
  return [chart.title, ...rowsOf(chart, columns)].map((row) => row.slice(0, columns));
}

function rowsOf(chart: Chart, columns: number): string[] {
  switch (chart.kind) {
    case "lines":
      return lineRows(chart, columns);
    case "heat":
      return heatRows(chart, columns);
    case "stairs":
      return stairsRows(chart, columns);
    case "intervals":
      return intervalRows(chart, columns);
  }
}

/** Lines from the top down, in a row for each value of x, or in as many as make a small picture. */
function lineRows({ lines, estimates, marks = [], x, y }: LineChart, columns: number): string[] {
  const sign = (place: number) => lineSigns[place % lineSigns.length];
  const shown: readonly (readonly [x: number, mark: Mark])[] = [
    ...lines.flatMap(({ points }, place) =>
      points.map(([at, value]) => [at, { at: value, sign: sign(place) }] as const),
    ),
    ...(estimates?.points ?? []).map(
      ({ x: at, ...interval }) => [at, { at: interval.mean, sign: "●", interval }] as const,
    ),
    ...marks.flatMap(({ x: at, y: value }) =>
      value === undefined ? [] : [[at, { at: value, sign: "◆" }] as const],
    ),
  ];
  const all = [...new Set(shown.map(([at]) => at))].sort((a, b) => a - b);
  const place = scaled(x, all, [0, mostRows - 1]);
  const each = all.length <= mostRows;
  const values = each ? all : Array.from({ length: mostRows }, (_, row) => place.invert(row));
  const rows = values.map((at) => ({ name: axisNumber(Number(at.toPrecision(4))), marks: [] as Mark[] }));
  for (const [at, mark] of shown) rows[each ? all.indexOf(at) : Math.round(place(at))].marks.push(mark);
  const legend = [
    ...(lines.length > 1 || estimates ? lines.map(({ name }, n) => `${sign(n)} ${name}`) : []),
    ...(estimates ? [`● ${estimates.name}`] : []),
    ...marks.map(({ label }) => `◆ ${label}`),
  ];
  return [x.label, ...markRows(rows, y, legend, columns)];
}

function scaled({ scale, domain }: Axis, values: readonly number[], range: readonly [number, number]) {
  const [low, high] = domain ?? [Math.min(...values), Math.max(...values)];
  // A little room on both sides of a value, where all values are the same.
  const around = low === 0 ? [0, 1] : [Math.min(0.9 * low, 1.1 * low), Math.max(0.9 * low, 1.1 * low)];
  const shown = low === high ? around : [low, high];
  return (scale === "log" ? scaleLog() : scaleLinear()).domain(shown).range([...range]);
}

/** Ticks of a scale; on a logarithmic one only whole powers of ten, and where there are none, all. */
function ticksOf(scale: ReturnType<typeof scaled>, axis: Axis, count: number): number[] {
  const ticks = scale.ticks(count);
  const decades = ticks.filter((value) => /^1e/.test(value.toExponential()));
  return axis.scale === "log" && decades.length > 1 ? decades : ticks;
}

function axisRows(
  ticks: readonly number[],
  columnOf: (value: number) => number,
  columns: number,
  indent: number,
): string[] {
  const axis = Array<string>(columns).fill("─");
  const labels = Array<string>(columns + 8).fill(" ");
  let free = 0;
  for (const value of ticks) {
    const [column, label] = [columnOf(value), axisNumber(value)];
    const start = Math.max(0, column - (label.length >> 1));
    if (start < free) continue;
    axis[column] = "┬";
    for (const [place, character] of [...label].entries()) labels[start + place] = character;
    free = start + label.length + 1;
  }
  const space = " ".repeat(indent);
  return [`${space}└${axis.join("")}`, `${space} ${labels.join("").trimEnd()}`];
}

function wrapped(items: readonly string[], indent: string, columns: number): string[] {
  const rows: string[] = [];
  for (const item of items) {
    const longer = `${rows.at(-1)}   ${item}`;
    if (rows.length > 0 && longer.length <= columns) rows[rows.length - 1] = longer;
    else rows.push(`${indent}${item}`);
  }
  return rows;
}

function heatRows({ x, y, label, cells }: HeatMap, columns: number): string[] {
  const values = cells.flat().filter((value) => !Number.isNaN(value));
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const shadeOf = (value: number) => {
    if (Number.isNaN(value)) return "·";
    const share = high > low ? (value - low) / (high - low) : 1;
    return shades[Math.min(shades.length - 1, Math.floor(share * shades.length))];
  };
  const labelWidth = Math.max(...y.values.map((value) => value.length));
  const cellWidth = Math.max(3, ...x.values.map((value) => value.length + 1));
  const rows = [...y.values.keys()].reverse().map((row) => {
    const shaded = cells[row].map((value) => shadeOf(value).repeat(cellWidth)).join("");
    return `${y.values[row].padStart(labelWidth)} │${shaded}`;
  });
  const indent = " ".repeat(labelWidth + 2);
  const foot = x.values.map((value) => value.padStart(cellWidth)).join("");
  const steps = [...shades].map((shade, place) => {
    return `${shade === " " ? "blank" : shade} from ${axisNumber(low + ((high - low) * place) / shades.length)}`;
  });
  return [
    y.label,
    ...rows,
    indent + foot,
    indent + x.label,
    ...wrapped([`${label}:`, ...steps], "", columns),
  ];
}

function stairsRows({ panels, xLabel }: StairsChart, columns: number): string[] {
  const width = Math.max(6, Math.floor((columns - 6) / panels.length) - 12);
  const totals = panels.map(stackedTotals);
  const indices = totals[0]?.length ?? 0;
  const shown = Math.min(indices, mostStairs);
  const rows = Array.from({ length: shown }, (_, k) => {
    const bars = totals.map((all) => {
      const share = all[k] / Math.max(...all, Number.MIN_VALUE);
      return `${barOf(share, width)} ${axisNumber(all[k])}`.padEnd(width + 12);
    });
    return `${String(k).padStart(4)} ${bars.join("")}`.trimEnd();
  });
  const head = panels.map(({ label }) => label.slice(0, width + 11).padEnd(width + 12)).join("");
  const rest = indices > shown ? [`     … and ${indices - shown} more`] : [];
  return [xLabel, `     ${head}`.trimEnd(), ...rows, ...rest];
}

/** A bar of a share of `width` characters, to an eighth of one. */
function barOf(share: number, width: number): string {
  const eighths = Math.round(share * width * 8);
  return "█".repeat(eighths >> 3) + barParts[eighths & 7];
}

function intervalRows({ x, rows, reference }: IntervalChart, columns: number): string[] {
  const line: readonly Mark[] = reference ? [{ at: reference.x, sign: "┊" }] : [];
  const drawn = rows.map(({ name, marked, ...interval }) => {
    return { name, marks: [...line, { at: interval.mean, sign: marked ? "✕" : "●", interval }] };
  });
  return markRows(drawn, x, reference ? [`┊ ${reference.label}`] : [], columns);
}

interface Mark {
  readonly at: number;
  readonly sign: string;
  readonly interval?: Interval;
}

/** Rows of marks over one axis, which stands under them with its notes; later marks cover earlier ones. */
function markRows(
  rows: readonly { readonly name: string; readonly marks: readonly Mark[] }[],
  axis: Axis,
  notes: readonly string[],
  columns: number,
): string[] {
  const labelWidth = Math.min(Math.floor(columns / 2), Math.max(...rows.map(({ name }) => name.length)) + 1);
  const width = Math.max(20, columns - labelWidth - 2);
  const marks = rows.flatMap((row) => row.marks);
  const values = marks.flatMap(({ at, interval }) => (interval ? [interval.low, interval.high] : [at]));
  const place = scaled(axis, values, [0, width - 1]);
  const column = (value: number) => Math.min(width - 1, Math.max(0, Math.round(place(value))));
  const drawn = rows.map(({ name, marks: of }) => {
    const cells = Array<string>(width).fill(" ");
    for (const { at, sign, interval } of of) {
      if (interval) {
        cells.fill("─", column(interval.low), column(interval.high) + 1);
        cells[column(interval.low)] = "├";
        cells[column(interval.high)] = "┤";
      }
      cells[column(at)] = sign;
    }
    return `${name.slice(0, labelWidth).padEnd(labelWidth)}│${cells.join("")}`.trimEnd();
  });
  const scale = axisRows(ticksOf(place, axis, width / 12), column, width, labelWidth);
  return [...drawn, ...scale, ...wrapped([axis.label, ...notes], " ".repeat(labelWidth + 1), columns)];
}
