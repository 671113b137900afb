import { element, text } from "../../pictures/svg.js";
import { themeStyle } from "../../pictures/theme.js";
import type { Column } from "../render/table.js";

export function section(id: string, heading: string, ...parts: readonly string[]): string {
  const named = { id, "aria-labelledby": `${id}-heading` };
  return element("section", named, element("h2", { id: `${id}-heading` }, text(heading)), ...parts);
}

export function subheading(heading: string): string {
  return element("h3", {}, text(heading));
}

/** A sentence; it ends in a full stop. */
export function paragraph(sentence: string, className?: string): string {
  const ended = /[.:!?]$/.test(sentence) ? sentence : `${sentence}.`;
  return element("p", { class: className }, text(ended[0].toUpperCase() + ended.slice(1)));
}

export function list(sentences: readonly string[], className?: string): string {
  return element("ul", { class: className }, ...sentences.map((each) => element("li", {}, text(each))));
}

export function commandLine(command: string): string {
  return element("pre", { tabindex: 0 }, element("code", {}, text(command)));
}

export type Cell = string | { readonly text: string; readonly className: string };

/** Rows under titles; the first column names the rows. What is too wide for a phone is moved within its own frame. */
export function htmlTable(
  caption: string,
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
): string {
  const alignment = (place: number) => (columns[place]?.align === "right" ? "number" : undefined);
  const titles = columns.map(({ title }, place) =>
    element("th", { scope: "col", class: alignment(place) }, text(title)),
  );
  const cellElement = (cell: Cell, place: number) => {
    const { text: content, className } = typeof cell === "string" ? { text: cell, className: "" } : cell;
    const names = [alignment(place), className].filter(Boolean).join(" ") || undefined;
    return place === 0
      ? element("th", { class: names, scope: "row" }, text(content))
      : element("td", { class: names }, text(content));
  };
  const body = rows.map((cells) => element("tr", {}, ...cells.map(cellElement)));
  const head = element("thead", {}, element("tr", {}, ...titles));
  const named = element("caption", {}, text(caption));
  return frame(`${caption}, table`, element("table", {}, named, head, element("tbody", {}, ...body)));
}

export function figure(caption: string, svg: string): string {
  return element("figure", {}, frame(`${caption}, picture`, svg), element("figcaption", {}, text(caption)));
}

/** What may be wider than the page: it is moved sideways by itself, by finger or keyboard. */
export function frame(label: string, content: string): string {
  return element("div", { class: "frame", role: "group", "aria-label": label, tabindex: 0 }, content);
}

/** How a report looks: on a screen, narrow or wide, in light and dark, and on paper. */
export const pageStyle = [
  "*{box-sizing:border-box}",
  ":root{color-scheme:light dark}",
  themeStyle("page"),
  ".page{margin:0 auto;max-width:62rem;padding:1rem;font-size:16px;line-height:1.5;overflow-wrap:anywhere}",
  "h1{font-size:1.7rem;line-height:1.2;margin:.5rem 0}h2{font-size:1.3rem;margin:2.2rem 0 .6rem;padding-top:.5rem;border-top:2px solid var(--soft)}h3{font-size:1.05rem;margin:1.4rem 0 .4rem}",
  "a{color:var(--formula)}p,ul,dl{margin:.5rem 0}ul{padding-left:1.3rem}",
  "nav ul{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:.25rem 1rem}",
  ".frame{overflow-x:auto;margin:.6rem 0}",
  "figure{margin:1rem 0}figure svg{display:block;min-width:34rem;max-width:100%;height:auto}figcaption{color:var(--quiet);font-size:.9rem}",
  "table{border-collapse:collapse;font-size:.9rem;overflow-wrap:normal}caption{text-align:left;color:var(--quiet)}",
  "th,td{text-align:left;vertical-align:top;font-weight:normal;padding:.2rem .9rem .2rem 0;border-bottom:1px solid var(--soft)}",
  "tbody th{min-width:8rem}td:last-child:not(.number){min-width:9rem}",
  "thead th{color:var(--quiet)}.number{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}tr.group th{font-weight:bold;padding-top:.8rem}",
  ".good{color:var(--third)}.bad{color:var(--estimate);font-weight:bold}.doubt{color:var(--estimate)}.quiet{color:var(--quiet)}",
  ".glance{display:grid;grid-template-columns:repeat(auto-fill,minmax(11rem,1fr));gap:.7rem}.glance div{background:var(--soft);border-radius:6px;padding:.6rem .8rem}.glance dt{color:var(--ink);font-size:.85rem}.glance dd{margin:0;font-size:1.25rem;font-weight:bold}",
  ".warning{border-left:4px solid var(--estimate);padding:.1rem 0 .1rem .8rem}",
  "pre{background:var(--soft);color:var(--ink);padding:.6rem .8rem;border-radius:6px;overflow-x:auto;font-size:.85rem}",
  "math{font-size:1.1rem;margin:.5rem 0;text-align:left}summary{cursor:pointer}",
  // On paper nothing can be moved sideways, and a table may go on on the next page.
  "@media print{.page{max-width:none;padding:0;font-size:10pt}.frame,pre{overflow:visible}pre{white-space:pre-wrap}figure svg{min-width:0}nav{display:none}h2,h3{break-after:avoid}tr,figure,.formula{break-inside:avoid}table{font-size:8pt}th,td{padding-right:.4rem}}",
].join("");
