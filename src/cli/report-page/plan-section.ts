import type { CapacityPlan } from "../../planning/capacity-plan.js";
import { measureSections, measures } from "../../scenario/model/measures.js";
import { adviceLines } from "../render/advice-text.js";
import { numberText } from "../render/number-text.js";
import { reasonOutside } from "../render/plan-csv.js";
import { classTitles, figureTexts } from "../render/plan-text.js";
import { left, right } from "../render/table.js";
import { type Cell, htmlTable, list, paragraph, section, subheading } from "./page-elements.js";

/** Every closed form, each with the warning that concerns it, and what to change first. */
export function planSection(plan: CapacityPlan, pictures: readonly string[]): string {
  const { system, figures, warnings, hyperperiod } = plan;
  const columns = [...left("measure"), ...right("whole system", ...classTitles(system)), ...left("remarks")];
  const tables = Object.entries(measureSections).flatMap(([family, heading]) => {
    const rows = measures.flatMap((measure): (readonly Cell[])[] => {
      const figure = figures[measure.key];
      if (measure.family !== family || figure === undefined) return [];
      const { value, byClass, notes } = figureTexts(measure, figure, plan);
      const reason = reasonOutside(plan, measure.key);
      const remark = [notes, reason && `outside the domain of its formula: ${reason}`]
        .filter(Boolean)
        .join("; ");
      const remarks = reason === undefined ? remark : { text: remark, className: "doubt" };
      return [[`${measure.label} (${measure.equation ?? ""})`, value, ...byClass, remarks]];
    });
    const remarked = rows.some((cells) => cells[cells.length - 1] !== "");
    const kept = remarked ? undefined : -1;
    return rows.length === 0
      ? []
      : [
          htmlTable(
            heading,
            columns.slice(0, kept),
            rows.map((cells) => cells.slice(0, kept)),
          ),
        ];
  });
  const general = warnings.filter(({ measures: concerned }) => concerned.length === 0);
  const advised = adviceLines(plan);
  return section(
    "plan",
    "Capacity plan",
    ...general.map(({ reason }) => paragraph(reason, "warning")),
    ...tables,
    paragraph(
      `The pattern of checkpoints repeats every ${numberText(Number(hyperperiod), 15)} base intervals`,
    ),
    subheading("What to change first"),
    advised.length > 0 ? list(advised) : paragraph("Nothing stands out to be changed first"),
    ...pictures,
  );
}
