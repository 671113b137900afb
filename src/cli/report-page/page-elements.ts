import { element, text } from "../../pictures/svg.js";
import type { Column } from "../render/table.js";

/** A part of the page under a heading of its own, that links lead to. */
export function section(id: string, heading: string, ...parts: readonly string[]): string {
  const named = { id, "aria-labelledby": `${id}-heading` };
  return element("section", named, element("h2", { id: `${id}-heading` }, text(heading)), ...parts);
}

/** A smaller heading. */
export function subheading(heading: string): string {
  return element("h3", {}, text(heading));
}

/** A sentence; it ends in a full stop. */
export function paragraph(sentence: string, className?: string): string {
  const ended = /[.:!?]$/.test(sentence) ? sentence : `${sentence}.`;
  return element("p", { class: className }, text(ended[0].toUpperCase() + ended.slice(1)));
}

/** Sentences one under the other. */
export function list(sentences: readonly string[], className?: string): string {
  return element("ul", { class: className }, ...sentences.map((each) => element("li", {}, text(each))));
}

/** A command, to be copied. */
export function commandLine(command: string): string {
  return element("pre", { tabindex: 0 }, element("code", {}, text(command)));
}

/** A cell: text, or text that stands apart by its class. */
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
  const body = rows.map((cells) =>
    element("tr", {}, ...cells.map((cell, place) => cellElement(cell, place))),
  );
  function cellElement(cell: Cell, place: number): string {
    const content = typeof cell === "string" ? cell : cell.text;
    const marked = typeof cell === "string" ? undefined : cell.className;
    const names = [alignment(place), marked].filter((name) => name !== undefined).join(" ");
    const attributes = { class: names || undefined, scope: place === 0 ? "row" : undefined };
    return element(place === 0 ? "th" : "td", attributes, text(content));
  }
  const table = element(
    "table",
    {},
    element("caption", {}, text(caption)),
    element("thead", {}, element("tr", {}, ...titles)),
    element("tbody", {}, ...body),
  );
  return frame(`${caption}, table`, table);
}

/** A picture with what it shows beneath. */
export function figure(caption: string, svg: string): string {
  return element("figure", {}, frame(`${caption}, picture`, svg), element("figcaption", {}, text(caption)));
}

/** What may be wider than the page: it is moved sideways by itself, by finger or keyboard. */
export function frame(label: string, content: string): string {
  return element("div", { class: "frame", role: "group", "aria-label": label, tabindex: 0 }, content);
}
