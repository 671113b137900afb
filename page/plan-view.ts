import { dataRow, dataTable } from "./data-table.js";
import { byId, element } from "./element.js";
import type { PlanAnswer, PlanRow } from "./worker/questions.js";

/** Measures that are told above the table. */
const headlines = ["waste", "stableLogByteRate", "stableLogPeakBytes", "volatileLogPeakBytes"];

/** Shows what the closed forms say: η, the figures that people look at first, advice, warnings, and all figures. */
export function showPlan(plan: PlanAnswer): void {
  byId("scenario-name").textContent = plan.scenario;
  byId("summary").textContent = plan.summary;
  byId("ratio").textContent = plan.ratio;
  byId("headlines").replaceChildren(...headlineTerms(plan));
  byId("warnings").replaceChildren(...plan.warnings.map((sentence) => element("li", {}, sentence)));
  byId("warnings-box").hidden = plan.warnings.length === 0;
  const advice = plan.advice.length > 0 ? plan.advice : ["Nothing stands out to be changed first."];
  byId("advice").replaceChildren(...advice.map((sentence) => element("li", {}, sentence)));
  byId("figures").replaceChildren(figuresTable(plan));
  byId("hyperperiod").textContent = plan.hyperperiod;
}

function headlineTerms({ sections }: PlanAnswer): HTMLElement[] {
  const rows = sections.flatMap((section) => section.rows);
  return headlines.flatMap((key) => {
    const row = rows.find((one) => one.key === key);
    if (row === undefined) return [];
    return [
      element("div", { title: row.meaning }, element("dt", {}, row.label), element("dd", {}, row.value)),
    ];
  });
}

function figuresTable({ sections, classColumns }: PlanAnswer): HTMLElement {
  const columns = ["measure", "whole system", ...classColumns, "remarks"];
  const rows = sections.flatMap(({ heading, rows }) => [
    element(
      "tr",
      { class: "section" },
      element("th", { scope: "rowgroup", colspan: String(columns.length) }, heading),
    ),
    ...rows.map((row) => figureRow(row)),
  ]);
  return dataTable("Closed forms", columns, rows, { worded: true });
}

function figureRow({ label, meaning, value, byClass, notes, outside }: PlanRow): HTMLElement {
  const remarks = [outside ? "outside the domain of its formula" : "", notes].filter((part) => part !== "");
  const name = element("span", { title: meaning }, label);
  return dataRow([name, value, ...byClass, remarks.join("; ")], outside ? { class: "outside" } : {});
}
