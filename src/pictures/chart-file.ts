import type { Chart } from "./charts/chart.js";
import { svgChart } from "./charts/svg-chart.js";
import { pictureDocument, pngOf } from "./node-picture.js";
import { element, text } from "./svg.js";
import { themeStyle } from "./theme.js";

/** What a file of charts holds: SVG, PNG or a page of HTML, as the ending of its name says. */
export async function chartFile(path: string, charts: readonly Chart[]): Promise<string | Uint8Array> {
  const svg = chartSheet(charts, await pictureDocument());
  if (/\.png$/i.test(path)) return pngOf(svg);
  return /\.html$/i.test(path) ? pageOf(charts[0].title, svg) : `${svg}\n`;
}

const width = 640;
const gap = 16;
const titleHeight = 24;
const sheetStyle =
  '.chart-sheet{color:var(--ink);background:var(--paper)}.sheet-title{font:bold 13px "DejaVu Sans",system-ui,sans-serif;fill:currentColor}';

function chartSheet(charts: readonly Chart[], document: Document): string {
  let top = 0;
  const parts = charts.map((chart, place) => {
    const svg = svgChart(chart, { document, width, id: `chart-${place + 1}` });
    const title = element("tspan", {}, text(chart.title));
    const heading = element("text", { x: 4, y: top + 16, class: "sheet-title" }, title);
    const placed = svg.replace("<svg ", `<svg y="${top + titleHeight}" `);
    top += titleHeight + Number(/ height="([\d.]+)"/.exec(svg)![1]) + gap;
    return heading + placed;
  });
  const size = { viewBox: `0 0 ${width} ${top}`, width, height: top };
  const attributes = { xmlns: "http://www.w3.org/2000/svg", ...size, class: "chart chart-sheet" };
  return element("svg", attributes, element("style", {}, sheetStyle), ...parts);
}

/** A page that stands alone and asks nothing of the network. */
function pageOf(title: string, svg: string): string {
  const style = `${themeStyle("page")}.page{margin:1rem}svg{max-width:100%;height:auto}`;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${text(title)}</title>
<style>${style}</style>
<body class="page">
${svg}
</body>
</html>
`;
}
