import type { Chart } from "./charts/chart.js";
import { chartSheet } from "./charts/chart-sheet.js";
import { pictureDocument, pngOf } from "./node-picture.js";
import { text } from "./svg.js";
import { themeStyle } from "./theme.js";

/** What a file of charts holds: SVG, PNG or a page of HTML, as the ending of its name says. */
export async function chartFile(path: string, charts: readonly Chart[]): Promise<string | Uint8Array> {
  const svg = chartSheet(charts, { document: await pictureDocument() });
  if (/\.png$/i.test(path)) return pngOf(svg);
  return /\.html$/i.test(path) ? pageOf(charts[0].title, svg) : `${svg}\n`;
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
