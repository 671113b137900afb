import * as Plot from "@observablehq/plot";
import { colour, themeStyle } from "../theme.js";
import {
  type Axis,
  axisNumber,
  type Chart,
  chartDescription,
  type HeatMap,
  type IntervalChart,
  type LineChart,
  type StairsChart,
} from "./chart.js";

/** How large, and with whose elements: a page's own document, or one made for the purpose. */
export interface SvgChartOptions {
  readonly document: Document;
  readonly width?: number;
  /** Begins the names of the title and description, which must differ within a page. */
  readonly id?: string;
}

const lineColours = ["formula", "estimate", "third", "fourth", "quiet"] as const;
const lineColour = (place: number) => colour(lineColours[place % lineColours.length]);
const dashes = [undefined, "7 3", "2 3", "9 3 2 3", "1 4"];
const dash = (place: number) => dashes[place % dashes.length];
const svgNamespace = "http://www.w3.org/2000/svg";
const mostNumberedCells = 256;

/** A chart as SVG that stands alone, in light and dark: axes with units, a title and a description. */
export function svgChart(chart: Chart, { document, width = 640, id = "chart" }: SvgChartOptions): string {
  const svg = draw(chart, document, width);
  const labels = { role: "img", "aria-labelledby": `${id}-title ${id}-description`, class: "chart" };
  setAttributes(svg, { xmlns: svgNamespace, ...labels });
  // Plot names its groups for screen readers, which a picture with a title of its own must not do.
  for (const group of svg.querySelectorAll("g[aria-label]")) group.removeAttribute("aria-label");
  for (const inner of svg.querySelectorAll("style")) inner.remove();
  svg.prepend(
    made(document, "title", { id: `${id}-title` }, chart.title),
    made(document, "desc", { id: `${id}-description` }, chartDescription(chart)),
    made(document, "style", {}, `${themeStyle("chart")}.chart text{white-space:pre}`),
  );
  // Plot counts its markers over all charts that a process draws; here each chart counts its own.
  const markers = new Map<string, string>();
  return svg.outerHTML.replace(/plot-marker-\d+/g, (name) => {
    if (!markers.has(name)) markers.set(name, `${id}-marker-${markers.size + 1}`);
    return markers.get(name)!;
  });
}

type Attributes = Readonly<Record<string, string | number | undefined>>;

function setAttributes(node: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes))
    if (value !== undefined) node.setAttribute(name, String(value));
}

function made(document: Document, name: string, attributes: Attributes, content = ""): Element {
  const node = document.createElementNS(svgNamespace, name);
  setAttributes(node, attributes);
  node.textContent = content;
  return node;
}

function draw(chart: Chart, document: Document, width: number): Element {
  switch (chart.kind) {
    case "lines":
      return drawLines(chart, document, width);
    case "heat":
      return drawHeat(chart, document, width);
    case "stairs":
      return drawStairs(chart, document, width);
    case "intervals":
      return drawIntervals(chart, document, width);
  }
}

function base(document: Document, width: number, height: number) {
  const style = { fontFamily: '"DejaVu Sans", system-ui, sans-serif', fontSize: "12px", background: "none" };
  return { document, width, height, marginLeft: 68, marginBottom: 46, marginTop: 30, insetRight: 6, style };
}

/** A scale with its ticks; `perDecade` is how many pixels a power of ten has on a logarithmic one. */
function scaleOf({ label, scale, domain }: Axis, arrow: "→" | "↑", perDecade = Number.POSITIVE_INFINITY) {
  const log = scale === "log";
  const written = perDecade < roomForThree ? /^1e/ : /^[125]/;
  return {
    label: arrow === "→" ? `${label} →` : `↑ ${label}`,
    labelArrow: "none" as const,
    grid: true,
    type: log ? ("log" as const) : ("linear" as const),
    tickFormat: log ? (value: number) => decadeLabel(value, written) : axisNumber,
    ...(log && { tickSpacing: 30 }),
    ...(domain && { domain: [...domain] }),
  };
}

/** Pixels of a power of ten in which three labels have room, 1, 2 and 5 times it; with less, one has. */
const roomForThree = 120;

/** On a logarithmic axis only some times a power of ten are written out. */
function decadeLabel(value: number, written: RegExp): string {
  return written.test(value.toExponential()) ? String(Number(value.toPrecision(1))) : "";
}

function drawLines({ lines, estimates, marks = [], x, y }: LineChart, document: Document, width: number) {
  const points = estimates?.points ?? [];
  const legend: readonly LegendRow[] = [
    ...lines.map(({ name }, place) => ({ name, colour: lineColour(place), dash: dash(place) })),
    ...(estimates ? [{ name: estimates.name, colour: colour("estimate"), dot: true }] : []),
  ];
  const named = legend.length > 1 ? legend : [];
  // Marks have their labels above the frame, where no line can cross them.
  const above = 18 * (named.length + (marks.length > 0 ? 1 : 0));
  const strokes = { stroke: colour("estimate"), strokeWidth: 1.5 };
  const frame = base(document, width, 340 + above);
  const xs = lines.flatMap(({ points: all }) => all.map(([at]) => at));
  const decades = Math.log10(Math.max(...xs) / Math.min(...xs));
  const plot = Plot.plot({
    ...frame,
    marginTop: 34 + above,
    x: scaleOf(x, "→", (width - frame.marginLeft) / decades),
    y: scaleOf(y, "↑"),
    marks: [
      ...lines.map(({ points: all }, place) =>
        Plot.line(all, { stroke: lineColour(place), strokeDasharray: dash(place), strokeWidth: 2 }),
      ),
      Plot.ruleX(points, { x: "x", y1: "low", y2: "high", ...strokes, marker: "tick" }),
      Plot.dot(points, { x: "x", y: "mean", fill: colour("paper"), r: 3.5, ...strokes }),
      Plot.ruleX(marks, { x: "x", stroke: colour("quiet"), strokeDasharray: "4 3" }),
      Plot.dot(
        marks.filter((mark) => mark.y !== undefined),
        { x: "x", y: "y", r: 5, fill: colour("estimate") },
      ),
      textAbove(marks, { dy: -6, lineAnchor: "bottom" }),
    ],
  });
  appendLegend(plot, document, named);
  return plot;
}

/** Labels at their places on the x axis, above the frame. */
function textAbove(labels: readonly { readonly x: number; readonly label: string }[], at: Plot.TextOptions) {
  return Plot.text(labels, { x: "x", frameAnchor: "top", text: "label", ...at, fill: colour("ink") });
}

interface LegendRow {
  readonly name: string;
  readonly colour: string;
  readonly dash?: string | undefined;
  readonly dot?: boolean;
}

function appendLegend(plot: Element, document: Document, rows: readonly LegendRow[]): void {
  for (const [place, row] of rows.entries()) {
    const y = 30 + 18 * place;
    const shape = row.dot
      ? { cx: 84, cy: y, r: 3.5, fill: colour("paper") }
      : { x1: 72, x2: 96, y1: y, y2: y };
    const stroke = { stroke: row.colour, "stroke-width": row.dot ? 1.5 : 2, "stroke-dasharray": row.dash };
    const placed = { x: 102, y: y + 4, fill: "currentColor", "text-anchor": "start" };
    plot.append(
      made(document, row.dot ? "circle" : "line", { ...shape, ...stroke }),
      made(document, "text", placed, row.name),
    );
  }
}

function drawHeat({ x, y, label, cells }: HeatMap, document: Document, width: number) {
  const data = cells.flatMap((row, r) => row.map((value, c) => ({ x: x.values[c], y: y.values[r], value })));
  const known = data.filter(({ value }) => !Number.isNaN(value));
  const values = known.map(({ value }) => value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const beyond = (high - low || 1) / 18;
  return Plot.plot({
    ...base(document, width, Math.min(560, 110 + 24 * cells.length)),
    padding: 0,
    x: { label: `${x.label} →`, labelArrow: "none", domain: [...x.values] },
    y: { label: `↑ ${y.label}`, labelArrow: "none", domain: [...y.values].reverse() },
    // Between the ends of one hue, so that a number on it is read in black or in white.
    color: { scheme: "YlGnBu", domain: [low - beyond, high + beyond] },
    marks: [
      Plot.cell(known, {
        x: "x",
        y: "y",
        fill: "value",
        shapeRendering: "crispEdges",
        title: (cell) => `${label}: ${cell.value}`,
      }),
      Plot.text(known.length <= mostNumberedCells ? known : [], {
        x: "x",
        y: "y",
        text: ({ value }) => String(Number(value.toPrecision(2))),
        fill: ({ value }) => (value > (low + high) / 2 ? "#ffffff" : "#1b1e23"),
        fontSize: 10,
      }),
      Plot.text([label], { frameAnchor: "top-right", dy: -14, fill: colour("ink") }),
    ],
  });
}

const mostTicks = 12;
const stairs = { curve: "step-after", fillOpacity: 0.85 } as const;

function drawStairs({ classNames, label, values, xLabel }: StairsChart, document: Document, width: number) {
  const legend = classNames.map((name, place) => ({ name, colour: lineColour(place) }));
  const above = 18 * legend.length;
  // The last value holds until the end.
  const data = values.flatMap((byClass, c) =>
    [...byClass, byClass.at(-1) ?? 0].map((value, k) => ({ k, value, name: classNames[c] })),
  );
  const step = Math.max(1, Math.ceil(values[0].length / mostTicks));
  const plot = Plot.plot({
    ...base(document, width, 220 + above),
    marginTop: 30 + above,
    x: {
      label: `${xLabel} →`,
      labelArrow: "none",
      ticks: Plot.numberInterval(step).range(0, values[0].length + 1),
      tickFormat: "d",
    },
    y: { label: `↑ ${label}`, labelArrow: "none", grid: true, ticks: 4, tickFormat: axisNumber },
    color: { domain: [...classNames], range: legend.map((row) => row.colour) },
    marks: [
      Plot.areaY(data, { x: "k", y: "value", fill: "name", order: [...classNames], ...stairs }),
      Plot.ruleY([0]),
    ],
  });
  appendLegend(plot, document, legend);
  return plot;
}

function drawIntervals({ x, rows, reference }: IntervalChart, document: Document, width: number) {
  const longest = Math.max(...rows.map(({ name }) => name.length));
  const references = reference ? [reference] : [];
  const stroke = (row: IntervalChart["rows"][number]) => colour(row.marked ? "estimate" : "formula");
  const symbol = (row: IntervalChart["rows"][number]) => (row.marked ? "times" : "circle");
  return Plot.plot({
    ...base(document, width, 76 + 22 * rows.length),
    marginLeft: Math.min(width / 2, 24 + 7.2 * longest),
    insetLeft: 8,
    x: scaleOf(x, "→"),
    y: { label: null, domain: rows.map(({ name }) => name) },
    marks: [
      Plot.ruleX(references, { x: "x", stroke: colour("ink"), strokeDasharray: "4 3" }),
      textAbove(references, { dy: -12 }),
      Plot.ruleY(rows, { y: "name", x1: "low", x2: "high", stroke, strokeWidth: 1.6, marker: "tick" }),
      Plot.dot(rows, { x: "mean", y: "name", r: 4, strokeWidth: 1.6, stroke, symbol, fill: colour("paper") }),
    ],
  });
}
