import { describe, expect, it } from "vitest";
import { axisNumber, type Chart, chartDescription, type LineChart } from "../../src/pictures/charts/chart.js";
import { svgChart } from "../../src/pictures/charts/svg-chart.js";
import { terminalChart } from "../../src/pictures/charts/terminal-chart.js";
import { pictureDocument } from "../../src/pictures/node-picture.js";

const overMultiple: LineChart = {
  kind: "lines",
  title: "η over the multiple of MI2",
  x: { label: "classes.MI2.multiple" },
  y: { label: "stable-log ratio η" },
  lines: [{ name: "formula", points: [1, 2, 3, 4].map((i): [number, number] => [i, (1 - 1 / i) / 3]) }],
  estimates: {
    name: "estimate, 99 % interval",
    points: [
      { x: 2, mean: 0.166, low: 0.16, high: 0.172 },
      { x: 3, mean: 0.224, low: 0.219, high: 0.229 },
    ],
  },
};

const everyKind: readonly Chart[] = [
  overMultiple,
  {
    kind: "heat",
    title: "η over two",
    label: "stable-log ratio η",
    x: { label: "VMs of MI2", values: ["2", "4"] },
    y: { label: "multiple", values: ["1", "2"] },
    cells: [
      [0, 0],
      [0.25, Number.NaN],
    ],
  },
  {
    kind: "stairs",
    title: "over a hyperperiod",
    xLabel: "base interval k",
    label: "stable log (messages)",
    classNames: ["web", "batch"],
    values: [
      [0, 0],
      [300, 100],
    ],
  },
  {
    kind: "intervals",
    title: "estimate against formula",
    x: { label: "standard errors" },
    reference: { x: 0, label: "formula" },
    rows: [
      { name: "stable-log ratio", mean: 0.4, low: -2, high: 3 },
      { name: "waste", mean: 5, low: 3, high: 7, marked: true },
    ],
  },
];

describe("a chart as SVG", () => {
  it.each(everyKind)("stands alone with title, description and axes: $kind", async (chart) => {
    const svg = svgChart(chart, { document: await pictureDocument(), id: "one" });
    expect(svg).toMatch(/^<svg [^>]*role="img"/);
    expect(svg).toContain('aria-labelledby="one-title one-description"');
    expect(svg).toContain(`<title id="one-title">${chart.title}</title>`);
    expect(svg).toContain(chartDescription(chart));
    expect(svg).toContain("prefers-color-scheme:dark");
    expect(svg).not.toContain("aria-label=");
    expect(svg).not.toMatch(/\bNaN\b|undefined/);
  });

  it.each(everyKind)("is the same however many were drawn before it: $kind", async (chart) => {
    const document = await pictureDocument();
    const [first, again] = [0, 1].map(() => svgChart(chart, { document, id: "one" }));
    expect(again).toBe(first);
  });
});

describe("a logarithmic axis", () => {
  it.each([
    [360, ["10", "100", "1000", "10000"]],
    [720, ["2", "5", "10", "20", "50", "100", "200", "500", "1000", "2000", "5000", "10000", "20000"]],
  ])("writes out what has room in %i pixels", async (width, expected) => {
    const chart: Chart = {
      kind: "lines",
      title: "waste",
      x: { label: "T0", scale: "log" },
      y: { label: "share" },
      lines: [
        {
          name: "formula",
          points: [
            [2, 0.1],
            [20_000, 0.2],
          ],
        },
      ],
    };
    const svg = svgChart(chart, { document: await pictureDocument(), width });
    const labels = [...svg.matchAll(/>(\d+)</g)].map(([, label]) => label);
    expect(labels).toEqual(expected);
  });
});

describe("a chart in a terminal", () => {
  it.each(everyKind)("keeps to the width: $kind", (chart) => {
    for (const columns of [50, 80, 140]) {
      for (const row of terminalChart(chart, columns)) expect(row.length).toBeLessThanOrEqual(columns);
    }
  });

  it("puts a bar with caps around each estimate", () => {
    const text = terminalChart(overMultiple, 60).join("\n");
    expect(text.match(/●/g)?.length).toBe(3); // two estimates, and the key
    expect(text).toContain("classes.MI2.multiple");
  });

  it("shows the share of a total as the length of a bar", () => {
    const [, , , first, second] = terminalChart(everyKind[2], 80);
    expect(first.split("█").length - 1).toBeGreaterThan(2.5 * (second.split("█").length - 1));
  });
});

describe("a number beside an axis", () => {
  it.each([
    [0, "0"],
    [0.0005, "0.0005"],
    [2000, "2000"],
    [250_000, "250k"],
    [-3e9, "-3G"],
    [5e15, "5000T"],
  ])("%d is %s", (value, text) => {
    expect(axisNumber(value)).toBe(text);
  });
});
