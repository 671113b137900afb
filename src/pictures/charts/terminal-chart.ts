import { scaleLinear, scaleLog } from "d3-scale";
import { BrailleCanvas } from "./braille-canvas.js";
import {
  type Axis,
  axisNumber,
  type Chart,
  clippedTo,
  type HeatMap,
  type IntervalChart,
  type LineChart,
  leastPositive,
  type StairsChart,
} from "./chart.js";

const chartRows = 12;
const shades = " ░▒▓█";
const barParts = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
const mostStairs = 48;

/**
 * A chart in characters, for a terminal: lines in braille dots, intervals as bars with caps, shades for cells.
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

function scaled({ scale, domain }: Axis, values: readonly number[], range: readonly [number, number]) {
  const shown = domain ?? [Math.min(...values), Math.max(...values)];
  const [low, high] = shown[0] === shown[1] ? around(shown[0]) : shown;
  return (scale === "log" ? scaleLog() : scaleLinear()).domain([low, high]).range([...range]);
}

/** A little room on both sides of a value, where all values are the same. */
function around(value: number): [number, number] {
  return value === 0 ? [0, 1] : [Math.min(0.9 * value, 1.1 * value), Math.max(0.9 * value, 1.1 * value)];
}

function lineRows(chart: LineChart, columns: number): string[] {
  const { lines, estimates, marks = [], x, y } = chart;
  const least = y.scale === "log" ? leastPositive(chart) : Number.NEGATIVE_INFINITY;
  const points = clippedTo(least, estimates?.points ?? []);
  const xs = [...lines.flatMap((line) => line.points.map(([at]) => at)), ...points.map((point) => point.x)];
  const ys = [
    ...lines.flatMap((line) => line.points.map(([, value]) => value)),
    ...points.flatMap(({ low, high }) => [low, high]),
  ].filter((value) => value >= least);
  const labelWidth = 9;
  const canvas = new BrailleCanvas(Math.max(20, columns - labelWidth - 2), chartRows);
  const atX = scaled(x, xs, [0, 2 * canvas.columns - 1]);
  const atY = scaled(y, ys, [4 * chartRows - 1, 0]);
  for (const { points: all, steps } of lines) {
    for (let p = 1; p < all.length; p++) {
      const [[x1, y1], [x2, y2]] = [all[p - 1], all[p]];
      if (y1 < least || y2 < least) continue;
      if (steps) canvas.line(atX(x1), atY(y1), atX(x2), atY(y1));
      canvas.line(steps ? atX(x2) : atX(x1), atY(y1), atX(x2), atY(y2));
    }
  }
  for (const { x: at, low, high } of points) canvas.bar(atX(at), atY(high), atY(low));
  for (const { x: at, mean } of points) canvas.point(atX(at), atY(mean), "●");
  for (const mark of marks) if (mark.y !== undefined) canvas.point(atX(mark.x), atY(mark.y), "◆");
  const yLabels = new Map(
    ticksOf(atY, y.scale, 4).map((value): [number, string] => [
      Math.round(atY(value)) >> 2,
      axisNumber(value),
    ]),
  );
  const rows = Array.from({ length: chartRows }, (_, row) => {
    const label = (yLabels.get(row) ?? "").padStart(labelWidth);
    return `${label}${yLabels.has(row) ? "┤" : "│"}${canvas.row(row)}`.trimEnd();
  });
  const xTicks = ticksOf(atX, x.scale, canvas.columns / 12).map((value): [number, string] => {
    return [Math.round(atX(value)) >> 1, axisNumber(value)];
  });
  const legend = [
    ...(lines.length > 1 || estimates !== undefined ? lines.map(({ name }) => `⠤ ${name}`) : []),
    ...(estimates === undefined ? [] : [`● ${estimates.name}`]),
    ...marks.map(({ label }) => `◆ ${label}`),
  ];
  const space = " ".repeat(labelWidth + 1);
  const axis = axisRows(xTicks, canvas.columns, labelWidth);
  return [y.label, ...rows, ...axis, `${space}${x.label}`, ...wrapped(legend, space, columns)];
}

/** Items side by side, in as many indented lines as they need. */
function wrapped(items: readonly string[], indent: string, columns: number): string[] {
  const rows: string[] = [];
  for (const item of items) {
    const last = rows[rows.length - 1];
    if (last !== undefined && last.length + 3 + item.length <= columns)
      rows[rows.length - 1] = `${last}   ${item}`;
    else rows.push(`${indent}${item}`);
  }
  return rows;
}

type Scale = ReturnType<typeof scaled>;

/** Ticks of a scale; on a logarithmic one only whole powers of ten, and where there are none, all. */
function ticksOf(scale: Scale, kind: Axis["scale"], count: number): number[] {
  const ticks = scale.ticks(count);
  const decades = ticks.filter((value) => /^1e/.test(value.toExponential()));
  return kind === "log" && decades.length > 1 ? decades : ticks;
}

/** The x axis and its labels, of which none touches the one before. */
function axisRows(ticks: readonly (readonly [number, string])[], columns: number, indent: number): string[] {
  const axis = Array<string>(columns).fill("─");
  const labels = Array<string>(columns + 8).fill(" ");
  let free = 0;
  for (const [column, label] of ticks) {
    const start = Math.max(0, column - (label.length >> 1));
    if (start < free) continue;
    axis[column] = "┬";
    for (const [place, character] of [...label].entries()) labels[start + place] = character;
    free = start + label.length + 1;
  }
  const space = " ".repeat(indent);
  return [`${space}└${axis.join("")}`, `${space} ${labels.join("").trimEnd()}`];
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
  const foot = x.values.map((value) => value.padStart(cellWidth)).join("");
  const steps = [...shades].map((shade, place) => {
    return `${shade === " " ? "blank" : shade} from ${axisNumber(low + ((high - low) * place) / shades.length)}`;
  });
  return [
    y.label,
    ...rows,
    `${" ".repeat(labelWidth)}  ${foot}`,
    `${" ".repeat(labelWidth)}  ${x.label}`,
    ...wrapped([`${label}:`, ...steps], "", columns),
  ];
}

/** One row for each index: a bar of its total in each panel. */
function stairsRows({ panels, xLabel }: StairsChart, columns: number): string[] {
  const indices = panels[0]?.values[0]?.length ?? 0;
  const width = Math.max(6, Math.floor((columns - 6) / panels.length) - 12);
  const totals = panels.map(({ values }) =>
    Array.from({ length: indices }, (_, k) => values.reduce((sum, byClass) => sum + byClass[k], 0)),
  );
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
  const labelWidth = Math.min(Math.floor(columns / 2), Math.max(...rows.map(({ name }) => name.length)) + 1);
  const width = Math.max(20, columns - labelWidth - 2);
  const values = rows
    .flatMap(({ low, high }) => [low, high])
    .concat(reference === undefined ? [] : [reference.x]);
  const at = scaled(x, values, [0, width - 1]);
  const column = (value: number) => Math.min(width - 1, Math.max(0, Math.round(at(value))));
  const drawn = rows.map(({ name, mean, low, high, marked }) => {
    const cells = Array<string>(width).fill(" ");
    if (reference !== undefined) cells[column(reference.x)] = "┊";
    for (let place = column(low); place <= column(high); place++) cells[place] = "─";
    cells[column(low)] = "├";
    cells[column(high)] = "┤";
    cells[column(mean)] = marked ? "✕" : "●";
    return `${name.slice(0, labelWidth).padEnd(labelWidth)}│${cells.join("")}`.trimEnd();
  });
  const ticks = ticksOf(at, x.scale, width / 12).map((value): [number, string] => [
    column(value),
    axisNumber(value),
  ]);
  const note = reference === undefined ? [] : [`┊ ${reference.label}`];
  const axis = axisRows(ticks, width, labelWidth);
  return [...drawn, ...axis, ...wrapped([x.label, ...note], " ".repeat(labelWidth + 1), columns)];
}
