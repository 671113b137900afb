import { scaleLinear, scaleLog } from "d3-scale";
import {
  type Axis,
  axisNumber,
  type Chart,
  type HeatMap,
  type IntervalChart,
  type LineChart,
  type StairsChart,
  stackedTotals,
} from "./chart.js";

const chartRows = 12;
const shades = " ░▒▓█";
const barParts = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
const mostStairs = 48;

/** A chart in lines of characters: lines in braille dots, intervals as bars with caps, shades for cells. */
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

function lineRows({ lines, estimates, marks = [], x, y }: LineChart, columns: number): string[] {
  const points = estimates?.points ?? [];
  const onLines = lines.flatMap((line) => line.points);
  const labelWidth = 9;
  const canvas = new BrailleCanvas(Math.max(20, columns - labelWidth - 2), chartRows);
  const atX = scaled(
    x,
    [...onLines.map(([at]) => at), ...points.map((point) => point.x)],
    [0, 2 * canvas.columns - 1],
  );
  const ys = [...onLines.map(([, value]) => value), ...points.flatMap(({ low, high }) => [low, high])];
  const atY = scaled(y, ys, [4 * chartRows - 1, 0]);
  for (const { points: all } of lines) {
    for (let p = 1; p < all.length; p++) {
      const [[x1, y1], [x2, y2]] = [all[p - 1], all[p]];
      canvas.line(atX(x1), atY(y1), atX(x2), atY(y2));
    }
  }
  for (const { x: at, low, high } of points) canvas.bar(atX(at), atY(high), atY(low));
  for (const { x: at, mean } of points) canvas.point(atX(at), atY(mean), "●");
  for (const mark of marks) if (mark.y !== undefined) canvas.point(atX(mark.x), atY(mark.y), "◆");
  const yLabels = new Map(
    ticksOf(atY, y, 4).map((value) => [Math.round(atY(value)) >> 2, axisNumber(value)]),
  );
  const rows = Array.from({ length: chartRows }, (_, row) => {
    const label = (yLabels.get(row) ?? "").padStart(labelWidth);
    return `${label}${yLabels.has(row) ? "┤" : "│"}${canvas.row(row)}`.trimEnd();
  });
  const legend = [
    ...(lines.length > 1 || estimates ? lines.map(({ name }) => `⠤ ${name}`) : []),
    ...(estimates ? [`● ${estimates.name}`] : []),
    ...marks.map(({ label }) => `◆ ${label}`),
  ];
  const space = " ".repeat(labelWidth + 1);
  const column = (value: number) => Math.round(atX(value)) >> 1;
  const axis = axisRows(ticksOf(atX, x, canvas.columns / 12), column, canvas.columns, labelWidth);
  return [y.label, ...rows, ...axis, `${space}${x.label}`, ...wrapped(legend, space, columns)];
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

function stairsRows(chart: StairsChart, columns: number): string[] {
  const totals = stackedTotals(chart);
  const most = Math.max(...totals);
  const rows = totals.slice(0, mostStairs).map((total, k) => {
    return `${String(k).padStart(4)} ${barOf(total / most, columns - 18)} ${axisNumber(total)}`;
  });
  const rest = totals.length > mostStairs ? [`     … and ${totals.length - mostStairs} more`] : [];
  return [chart.xLabel, `     ${chart.label}`, ...rows, ...rest];
}

/** A bar of a share of `width` characters, to an eighth of one. */
function barOf(share: number, width: number): string {
  const eighths = Math.round(share * width * 8);
  return "█".repeat(eighths >> 3) + barParts[eighths & 7];
}

function intervalRows({ x, rows, reference }: IntervalChart, columns: number): string[] {
  const labelWidth = Math.min(Math.floor(columns / 2), Math.max(...rows.map(({ name }) => name.length)) + 1);
  const width = Math.max(20, columns - labelWidth - 2);
  const values = [...rows.flatMap(({ low, high }) => [low, high]), ...(reference ? [reference.x] : [])];
  const at = scaled(x, values, [0, width - 1]);
  const column = (value: number) => Math.min(width - 1, Math.max(0, Math.round(at(value))));
  const drawn = rows.map(({ name, mean, low, high, marked }) => {
    const cells = Array<string>(width).fill(" ");
    if (reference) cells[column(reference.x)] = "┊";
    cells.fill("─", column(low), column(high) + 1);
    cells[column(low)] = "├";
    cells[column(high)] = "┤";
    cells[column(mean)] = marked ? "✕" : "●";
    return `${name.slice(0, labelWidth).padEnd(labelWidth)}│${cells.join("")}`.trimEnd();
  });
  const axis = axisRows(ticksOf(at, x, width / 12), column, width, labelWidth);
  const notes = [x.label, ...(reference ? [`┊ ${reference.label}`] : [])];
  return [...drawn, ...axis, ...wrapped(notes, " ".repeat(labelWidth + 1), columns)];
}

/** Bits of the eight dots of a braille character, by column and row. */
const dotBits = [
  [0, 1, 2, 6],
  [3, 4, 5, 7],
] as const;
const emptyBraille = 0x2800;

/** A drawing of dots, two by four to a character; places are in dots, and `y` counts from the top. */
class BrailleCanvas {
  private readonly cells: Uint8Array;
  private readonly marks = new Map<number, string>();

  constructor(
    readonly columns: number,
    private readonly rows: number,
  ) {
    this.cells = new Uint8Array(columns * rows);
  }

  line(x1: number, y1: number, x2: number, y2: number): void {
    const steps = Math.max(1, Math.ceil(Math.max(Math.abs(x2 - x1), Math.abs(y2 - y1))));
    for (let step = 0; step <= steps; step++) {
      const column = Math.round(x1 + ((x2 - x1) * step) / steps);
      const row = Math.round(y1 + ((y2 - y1) * step) / steps);
      if (column < 0 || column >= 2 * this.columns || row < 0 || row >= 4 * this.rows) continue;
      this.cells[(row >> 2) * this.columns + (column >> 1)] |= 1 << dotBits[column & 1][row & 3];
    }
  }

  bar(x: number, top: number, bottom: number): void {
    const [first, last] = [this.rowOf(top), this.rowOf(bottom)];
    for (let row = first; row <= last; row++) {
      this.mark(x, row, first === last ? "┼" : row === first ? "┬" : row === last ? "┴" : "│");
    }
  }

  point(x: number, y: number, character: string): void {
    this.mark(x, this.rowOf(y), character);
  }

  row(row: number): string {
    const first = row * this.columns;
    const shown = Array.from(this.cells.subarray(first, first + this.columns), (dots, column) => {
      return this.marks.get(first + column) ?? (dots === 0 ? " " : String.fromCharCode(emptyBraille + dots));
    });
    return shown.join("");
  }

  private rowOf(y: number): number {
    return Math.min(this.rows - 1, Math.max(0, Math.round(y) >> 2));
  }

  private mark(x: number, row: number, character: string): void {
    const column = Math.round(x) >> 1;
    if (column >= 0 && column < this.columns) this.marks.set(row * this.columns + column, character);
  }
}
