import { planFormulas } from "../../pictures/formulas/plan-formulas.js";
import { element, text } from "../../pictures/svg.js";
import type { CapacityPlan } from "../../planning/capacity-plan.js";
import { type MeasureKey, measures } from "../../scenario/model/measures.js";
import type { Scenario } from "../../scenario/model/scenario.js";
import type { System } from "../../scenario/model/system.js";
import type { ComparisonReport } from "../../validation/comparison-report.js";
import type { ValidationRow } from "../../validation/row.js";
import type { ValidationReport } from "../../validation/validation.js";
import { version } from "../../version.js";
import { adviceLines } from "../render/advice-text.js";
import {
  claimLines,
  comparisonNotes,
  comparisonSummary,
  comparisonTables,
} from "../render/comparison-text.js";
import { numberText } from "../render/number-text.js";
import { classTitles, planSections } from "../render/plan-forms.js";
import { classCells, rateCells, settingsText, shownClasses } from "../render/system-text.js";
import { left, paint, right } from "../render/table.js";
import {
  quantileCells,
  validationCells,
  validationColumns,
  validationRemarks,
  validationSummary,
  verdictText,
} from "../render/validation-text.js";
import {
  type Cell,
  commandLine,
  figure,
  frame,
  htmlTable,
  list,
  pageStyle,
  paragraph,
  section,
  subheading,
} from "./page-elements.js";

export interface PagePicture {
  readonly caption: string;
  readonly svg: string;
}

/** A part that could not be made, and why: one sentence, no full stop. */
export interface Missing {
  readonly missing: string;
}

/** The command gives its figures again. */
interface Commanded {
  readonly command: string;
}

type Pictured<Report> = Report & Commanded & { readonly pictures: readonly PagePicture[] };

export interface PageContent {
  /** As the user wrote it, with the settings of the command line. */
  readonly scenario: Scenario;
  readonly plan: CapacityPlan;
  readonly planPictures: readonly PagePicture[];
  readonly planCommand: string;
  readonly diagram: (PagePicture & Commanded) | Missing;
  readonly validation: Pictured<ValidationReport> | Missing;
  readonly comparison: Pictured<ComparisonReport> | Missing;
}

const plain = paint({ colour: false, width: undefined });

/** A report as one page that stands alone: it asks nothing of any network, and runs no script. */
export function reportHtml(content: PageContent): string {
  const { plan, scenario, planPictures, diagram, validation, comparison } = content;
  const { system } = plan;
  const title = `${system.name}: what checkpointing by VM_QSC costs`;
  const sections: readonly (readonly [id: string, heading: string, content: readonly string[]])[] = [
    ["scenario", "Scenario", scenarioPart(system, scenario)],
    ["plan", "Capacity plan", [...planPart(plan), ...drawn(planPictures)]],
    ["diagram", "A run", unlessMissing(diagram, (picture) => drawn([picture]))],
    ["validation", "Closed form beside simulation", unlessMissing(validation, validationPart(system))],
    ["comparison", "Beside other schemes", unlessMissing(comparison, comparisonPart)],
    ["formulas", "Formulas", formulaPart(plan)],
    ["reproduce", "How to get each number again", reproducePart(content)],
  ];
  const links = sections.map(([id, heading]) =>
    element("li", {}, element("a", { href: `#${id}` }, text(heading))),
  );
  const main = [
    element("h1", {}, text(title)),
    paragraph(settingsText(system)),
    glance(content),
    element("nav", { "aria-label": "Contents" }, element("ul", {}, ...links)),
    ...sections.map(([id, heading, parts]) => section(id, heading, ...parts)),
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="vmqsc ${version}">
<title>${text(title)}</title>
<style>${pageStyle}</style>
</head>
<body class="page">
<main>
${main.join("\n")}
</main>
</body>
</html>
`;
}

function unlessMissing<Part extends object>(part: Part | Missing, shown: (part: Part) => readonly string[]) {
  return "missing" in part ? [paragraph(part.missing, "warning")] : shown(part);
}

function drawn(pictures: readonly PagePicture[]): readonly string[] {
  return pictures.map(({ caption, svg }) => figure(caption, svg));
}

const glanced: readonly MeasureKey[] = [
  "stableLogRatio",
  "stableLogPeakBytes",
  "hostMemoryPeakBytes",
  "hostRollback",
  "waste",
];

function glance({ plan, validation }: PageContent): string {
  const item = (name: string, value: string, className?: string) => {
    return element(
      "div",
      {},
      element("dt", {}, text(name)),
      element("dd", { class: className }, text(value)),
    );
  };
  const lines = planSections(plan).flatMap(({ rows }) => rows);
  const figures = glanced.flatMap((key) => {
    return lines.filter((line) => line.key === key).map(({ label, value }) => item(label, value));
  });
  if (!("missing" in validation)) {
    const { verdict } = validation;
    figures.push(item("formulas and simulation", verdictText(verdict, plain), verdictClass(verdict)));
  }
  return element("dl", { class: "glance" }, ...figures);
}

function verdictClass(verdict: ValidationRow["verdict"]): string {
  if (verdict === "agree") return "good";
  return verdict === "disagree" ? "bad" : "quiet";
}

function scenarioPart(system: System, scenario: Scenario): readonly string[] {
  const [classes, rates] = [classCells(system), rateCells(system)];
  const tables = [
    htmlTable("Classes of VMs", classes.columns, classes.rows),
    htmlTable("Traffic", rates.columns, rates.rows),
  ];
  const summary = element("summary", {}, text("The scenario as a file that vmqsc reads"));
  const file = commandLine(JSON.stringify(scenario, undefined, 2));
  return [...(system.classes.length <= shownClasses ? tables : []), element("details", {}, summary, file)];
}

/** Every closed form, each with the warning that concerns it, and what to change first. */
export function planPart(plan: CapacityPlan): readonly string[] {
  const { system, warnings, hyperperiod } = plan;
  const columns = [...left("measure"), ...right("whole system", ...classTitles(system)), ...left("remarks")];
  const equations = new Map<string, string>(measures.map(({ key, equation }) => [key, equation ?? ""]));
  const tables = planSections(plan).map(({ heading, rows }) => {
    const cells = rows.map(({ key, label, value, byClass, notes, outside }): readonly Cell[] => {
      const doubt = outside && `outside the domain of its formula: ${outside}`;
      const remark = [notes, doubt].filter(Boolean).join("; ");
      const name = equations.has(key) ? `${label} (${equations.get(key)})` : label;
      return [name, value, ...byClass, doubt ? { text: remark, className: "doubt" } : remark];
    });
    // A column of remarks only where there are any.
    const kept = cells.some((row) => row.at(-1) !== "") ? undefined : -1;
    return htmlTable(
      heading,
      columns.slice(0, kept),
      cells.map((row) => row.slice(0, kept)),
    );
  });
  const general = warnings.filter(({ measures: concerned }) => concerned.length === 0);
  const advised = adviceLines(plan);
  return [
    ...general.map(({ reason }) => paragraph(reason, "warning")),
    ...tables,
    paragraph(
      `The pattern of checkpoints repeats every ${numberText(Number(hyperperiod), 15)} base intervals`,
    ),
    subheading("What to change first"),
    advised.length > 0 ? list(advised) : paragraph("Nothing stands out to be changed first"),
  ];
}

function validationPart(system: System) {
  return (report: Pictured<ValidationReport>): readonly string[] => {
    const { verdict } = report;
    const marked = (cells: readonly string[], of: ValidationRow["verdict"]): readonly Cell[] => [
      ...cells.slice(0, -1),
      { text: cells[cells.length - 1], className: verdictClass(of) },
    ];
    const rows = [
      ...report.rows.map((row) => marked(validationCells(row, system, plain), row.verdict)),
      ...(report.quantiles ?? []).map((row) => marked(quantileCells(row, plain), row.verdict)),
    ];
    const remarks = validationRemarks(report);
    const summary = validationSummary({ ...report, seconds: undefined });
    return [
      paragraph(
        "Each row is the closed form of a measure beside the estimate of a simulation that plays the protocol itself; the two share no code",
      ),
      htmlTable("Estimates with intervals that hold all together", validationColumns, rows),
      paragraph(`${verdictText(verdict, plain)}: ${summary}`, verdictClass(verdict)),
      ...(remarks.length > 0 ? [list(remarks, "quiet")] : []),
      ...drawn(report.pictures),
    ];
  };
}

function comparisonPart(report: Pictured<ComparisonReport>): readonly string[] {
  const tables = comparisonTables(report, undefined, plain).map(({ heading, schemes, rows }) =>
    htmlTable(heading, [...left("measure"), ...right(...schemes)], rows),
  );
  const claims = report.claims.flatMap((claim) => {
    const { answer, figures } = claimLines(claim, plain);
    return [paragraph(answer), ...(figures.length > 0 ? [list(figures, "quiet")] : [])];
  });
  return [
    paragraph("All schemes have played the same messages, timers, delays and durations"),
    ...tables,
    list(comparisonNotes(report), "quiet"),
    ...(claims.length > 0 ? [subheading("What it says of VM_QSC's claims"), ...claims] : []),
    paragraph(comparisonSummary({ ...report, seconds: undefined }, plain)),
    ...drawn(report.pictures),
  ];
}

function formulaPart(plan: CapacityPlan): readonly string[] {
  const formulas = planFormulas(plan).map(({ gives, equation, general, withNumbers, where }) =>
    element(
      "div",
      { class: "formula" },
      subheading(`${equation}: ${gives}`),
      frame(`${equation}, formula`, general),
      element("p", { class: "quiet" }, text(where)),
      frame(`${equation}, with the numbers of this scenario`, withNumbers),
    ),
  );
  const rounding =
    "What stands behind ≈ is worked out from unrounded numbers; the numbers before it are shown to five digits";
  return [paragraph(rounding), ...formulas];
}

function reproducePart({ planCommand, diagram, validation, comparison }: PageContent): readonly string[] {
  const same =
    "the same version gives the same figures with these commands, on any machine and on any number of threads";
  const parts = {
    "Capacity plan": { command: planCommand },
    "A run": diagram,
    "Closed form beside simulation": validation,
    "Beside other schemes": comparison,
  };
  return [
    paragraph(`made by vmqsc ${version}; ${same}`),
    ...Object.entries(parts).flatMap(([part, of]) =>
      "missing" in of ? [] : [subheading(part), commandLine(of.command)],
    ),
  ];
}
