import type { PagePicture } from "../src/cli/report-page/report-page.js";
import type { Chart } from "../src/pictures/charts/chart.js";
import { svgChart } from "../src/pictures/charts/svg-chart.js";
import { element } from "./element.js";
import { saveFile } from "./local-files.js";

/** A chart as a figure of the page, with a button that saves it; its file and elements go by `name`. */
export function chartFigure(name: string, chart: Chart, width: number): HTMLElement {
  return pictureFigure(name, chart.title, svgChart(chart, { document, width, id: name }));
}

/** A chart as a picture of a report. */
export function pagePicture(id: string, chart: Chart): PagePicture {
  return { caption: chart.title, svg: svgChart(chart, { document, width: 720, id }) };
}

/** A picture as a figure of the page, with a button that saves it. */
export function pictureFigure(name: string, title: string, svg: string): HTMLElement {
  const frame = element("div", { class: "picture", tabindex: "0", role: "group", "aria-label": title });
  // The library's own SVG, in which every text is escaped.
  frame.innerHTML = svg;
  const save = element(
    "button",
    { type: "button", click: () => saveFile(`${name}.svg`, "image/svg+xml", svg) },
    "Save SVG",
    element("span", { class: "unseen" }, `: ${title}`),
  );
  return element("figure", {}, frame, element("figcaption", {}, element("span", {}, title), save));
}
