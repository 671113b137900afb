import { reportHtml } from "../../src/cli/report-page/report-page.js";
import type { LoadedScenario } from "../../src/scenario/checks/prepare.js";
import { planOf } from "./plan-answer.js";
import type { Question } from "./questions.js";

/** The report of the command line, on what the page has worked out so far; what it has not is said in its place. */
export function pageReport(
  { scenario, system }: LoadedScenario,
  file: string,
  { planPictures, drawn, validated, compared }: Question & { readonly kind: "report" },
): string {
  return reportHtml({
    scenario,
    plan: planOf(system),
    planPictures,
    planCommand: `vmqsc plan ${file}`,
    diagram: drawn
      ? { ...drawn.picture, command: drawn.command }
      : { missing: `no run was drawn; vmqsc diagram ${file} -o run.svg draws one` },
    validation: validated
      ? { ...validated.report, pictures: validated.pictures, command: validated.command }
      : { missing: `it was not validated; vmqsc validate ${file} does it` },
    comparison: compared
      ? { ...compared.report, pictures: compared.pictures, command: compared.command }
      : { missing: `it was not put beside other schemes; vmqsc compare ${file} does it` },
  });
}
