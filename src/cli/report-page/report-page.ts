import { planFormulas } from "../../pictures/formulas/plan-formulas.js";
import { element, text } from "../../pictures/svg.js";
import type { CapacityPlan } from "../../planning/capacity-plan.js";
import { findMeasure, type MeasureKey } from "../../scenario/model/measures.js";
import type { Scenario } from "../../scenario/model/scenario.js";
import type { System } from "../../scenario/model/system.js";
import type { ComparisonReport } from "../../validation/comparison-report.js";
import type { ValidationReport } from "../../validation/validation.js";
import { version } from "../../version.js";
import { figureTexts } from "../render/plan-text.js";
import { classCells, rateCells, settingsText, shownClasses } from "../render/system-text.js";
import { verdictText } from "../render/validation-text.js";
import { commandLine, figure, frame, htmlTable, pageStyle, paragraph, section } from "./page-elements.js";
import { comparisonSection, plain, planSection, validationSection, verdictClass } from "./page-sections.js";

/** A picture, and what it shows. */
export interface PagePicture {
  readonly caption: string;
  readonly svg: string;
}

/** A part that could not be made, and why: one sentence, no full stop. */
export interface Missing {
  readonly missing: string;
}

/** A command that gives the figures of a part again. */
export interface Reproduction {
  readonly part: string;
  readonly command: string;
}

/** All that a report shows. */
export interface PageContent {
  /** As the user wrote it, with the settings of the command line. */
  readonly scenario: Scenario;
  readonly plan: CapacityPlan;
  readonly planPictures: readonly PagePicture[];
  readonly diagram: PagePicture | Missing;
  readonly validation: (ValidationReport & { readonly pictures: readonly PagePicture[] }) | Missing;
  readonly comparison: (ComparisonReport & { readonly pictures: readonly PagePicture[] }) | Missing;
  readonly reproductions: readonly Reproduction[];
}

/** A report as one page that stands alone: it asks nothing of any network, and runs no script. */
export function reportHtml(content: PageContent): string {
  const { plan, planPictures, diagram, validation, comparison } = content;
  const { system } = plan;
  const title = `${system.name}: what checkpointing by VM_QSC costs`;
  const parts = [
    ["scenario", "Scenario"],
    ["plan", "Capacity plan"],
    ["diagram", "A run"],
    ["validation", "Closed form beside simulation"],
    ["comparison", "Beside other schemes"],
    ["formulas", "Formulas"],
    ["reproduce", "How to get each number again"],
  ].map(([id, name]) => element("li", {}, element("a", { href: `#${id}` }, text(name))));
  const main = [
    element("h1", {}, text(title)),
    paragraph(settingsText(system)),
    glance(content),
    element("nav", { "aria-label": "Contents" }, element("ul", {}, ...parts)),
    scenarioSection(system, content.scenario),
    planSection(plan, drawn(planPictures)),
    section(
      "diagram",
      "A run",
      "missing" in diagram ? paragraph(diagram.missing, "warning") : figure(diagram.caption, diagram.svg),
    ),
    "missing" in validation
      ? section("validation", "Closed form beside simulation", paragraph(validation.missing, "warning"))
      : validationSection(validation, system, drawn(validation.pictures)),
    "missing" in comparison
      ? section("comparison", "Beside other schemes", paragraph(comparison.missing, "warning"))
      : comparisonSection(comparison, drawn(comparison.pictures)),
    formulaSection(plan),
    reproduceSection(content.reproductions),
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

/** The few figures that a reader wants first. */
function glance({ plan, validation }: PageContent): string {
  const figures = glanced.flatMap((key) => {
    const [measure, found] = [findMeasure(key), plan.figures[key]];
    if (measure === undefined || found === undefined) return [];
    return [item(measure.label, figureTexts(measure, found, plan).value)];
  });
  const verdict =
    "missing" in validation
      ? []
      : [
          item(
            "formulas and simulation",
            verdictText(validation.verdict, plain),
            verdictClass(validation.verdict),
          ),
        ];
  return element("dl", { class: "glance" }, ...figures, ...verdict);
}

function item(name: string, value: string, className?: string): string {
  return element("div", {}, element("dt", {}, text(name)), element("dd", { class: className }, text(value)));
}

function scenarioSection(system: System, scenario: Scenario): string {
  const few = system.classes.length <= shownClasses;
  const [classes, rates] = [classCells(system), rateCells(system)];
  return section(
    "scenario",
    "Scenario",
    ...(few
      ? [
          htmlTable("Classes of VMs", classes.columns, classes.rows),
          htmlTable("Traffic", rates.columns, rates.rows),
        ]
      : []),
    element(
      "details",
      {},
      element("summary", {}, text("The scenario as a file that vmqsc reads")),
      commandLine(JSON.stringify(scenario, undefined, 2)),
    ),
  );
}

function formulaSection(plan: CapacityPlan): string {
  const formulas = planFormulas(plan).map(({ gives, equation, general, withNumbers, where }) =>
    element(
      "div",
      { class: "formula" },
      element("h3", {}, text(`${equation}: ${gives}`)),
      frame(`${equation}, formula`, general),
      element("p", { class: "quiet" }, text(where)),
      frame(`${equation}, with the numbers of this scenario`, withNumbers),
    ),
  );
  return section(
    "formulas",
    "Formulas",
    paragraph(
      "What stands behind ≈ is worked out from unrounded numbers; the numbers before it are shown to five digits",
    ),
    ...formulas,
  );
}

function reproduceSection(reproductions: readonly Reproduction[]): string {
  return section(
    "reproduce",
    "How to get each number again",
    paragraph(
      `made by vmqsc ${version}; the same version gives the same figures with these commands, on any machine and on any number of threads`,
    ),
    ...reproductions.flatMap(({ part, command }) => [element("h3", {}, text(part)), commandLine(command)]),
  );
}
