import { element } from "./element.js";

/**
 * A table whose first column names its rows, in a frame that scrolls where it is too wide; the last column may have words
 * and not numbers.
 */
export function dataTable(
  caption: string,
  columns: readonly string[],
  body: readonly HTMLElement[],
  { worded }: { readonly worded: boolean },
): HTMLElement {
  const head = element("tr", {}, ...columns.map((title) => element("th", { scope: "col" }, title)));
  const table = element(
    "table",
    worded ? { class: "worded" } : {},
    element("caption", {}, caption),
    element("thead", {}, head),
    element("tbody", {}, ...body),
  );
  return element("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": caption }, table);
}

/** A row of such a table. */
export function dataRow(
  cells: readonly (string | Node)[],
  attributes: { readonly class?: string } = {},
): HTMLElement {
  const [name, ...values] = cells;
  return element(
    "tr",
    { ...attributes },
    element("th", { scope: "row" }, name),
    ...values.map((value) => element("td", {}, value)),
  );
}
