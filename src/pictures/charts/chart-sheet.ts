import { element, text } from "../svg.js";
import type { Chart } from "./chart.js";
import { type SvgChartOptions, svgChart } from "./svg-chart.js";

const gap = 16;
const titleHeight = 24;

/** Charts one above the other in one SVG, each under its title. */
export function chartSheet(
  charts: readonly Chart[],
  { document, width = 640, id = "chart" }: SvgChartOptions,
): string {
  let top = 0;
  const parts = charts.map((chart, place) => {
    const svg = svgChart(chart, { document, width, id: `${id}-${place + 1}` });
    const height = Number(/ height="([\d.]+)"/.exec(svg)?.[1] ?? 0);
    const title = element(
      "text",
      { x: 4, y: top + 16, class: "sheet-title" },
      element("tspan", {}, text(chart.title)),
    );
    const placed = svg.replace("<svg ", `<svg y="${top + titleHeight}" `);
    top += titleHeight + height + gap;
    return title + placed;
  });
  const style =
    '.chart-sheet{color:var(--ink);background:var(--paper)}.sheet-title{font:bold 13px "DejaVu Sans",system-ui,sans-serif;fill:currentColor}';
  const size = { viewBox: `0 0 ${width} ${top}`, width, height: top };
  return element(
    "svg",
    { xmlns: "http://www.w3.org/2000/svg", ...size, class: "chart chart-sheet" },
    element("style", {}, style),
    ...parts,
  );
}
