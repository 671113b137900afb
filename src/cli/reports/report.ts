import type { SequentialRun } from "../../montecarlo/estimation/sequential-run.js";
import type { Chart } from "../../pictures/charts/chart.js";
import { svgChart } from "../../pictures/charts/svg-chart.js";
import { pictureDocument } from "../../pictures/node-picture.js";
import { validationChart } from "../../pictures/results/agreement-chart.js";
import { comparisonCharts } from "../../pictures/results/comparison-charts.js";
import { planCharts } from "../../pictures/results/plan-charts.js";
import { spaceTimeDiagram } from "../../pictures/space-time/diagram.js";
import { recordScenario } from "../../pictures/space-time/recordings.js";
import { capacityPlan } from "../../planning/capacity-plan.js";
import { ScenarioError } from "../../scenario/model/scenario-error.js";
import { formatSeconds } from "../../scenario/quantities/format-quantity.js";
import { Comparison } from "../../validation/comparison-report.js";
import { Validation } from "../../validation/validation.js";
import type { Options } from "../options.js";
import { numberText } from "../render/number-text.js";
import { shellWord } from "../render/shell-word.js";
import { type Missing, type PagePicture, reportHtml } from "../report-page/report-page.js";
import { runInTurn } from "../run-replications.js";
import { resultOf } from "../run-to-end.js";
import { scenarioInput } from "../scenario-input.js";
import { answer, exitCodes, type Terminal, UsageError } from "../terminal.js";
import { writeWholeFile } from "../write-whole-file.js";

const usualTime = 20;

export async function reportPage(terminal: Terminal, argument: string, options: Options) {
  const { output, seed = "vmqsc", messages } = options;
  if (output !== undefined && !/\.html?$/i.test(output)) {
    throw new UsageError(`--output must end in .html, got ${output}`);
  }
  const { scenario, system } = await scenarioInput(terminal, argument, options);
  const plan = await resultOf(capacityPlan(system), "closed forms and advice", terminal);
  if (plan === undefined) return;
  // The scenario with its settings, as a shell takes it.
  const settings = (options.set ?? []).flatMap((setting) => ["--set", setting]);
  const words = [argument, ...settings].map(shellWord).join(" ");
  const maxTime = options.maxTime ?? (messages === undefined ? usualTime : undefined);
  const budget = { seed, messages, maxTime };
  const validation = attempt(() => new Validation(system, budget));
  const comparison = options.skipComparison
    ? { missing: `left out; vmqsc compare ${words} makes it` }
    : attempt(() => new Comparison(system, budget));
  const runs = [validation, comparison].flatMap((run) => ("missing" in run ? [] : [run]));
  if (!(await runAll(terminal, runs, options))) return;

  const document = await pictureDocument();
  const draw = (charts: readonly Chart[], id: string): readonly PagePicture[] =>
    charts.map((chart, place) => {
      const svg = svgChart(chart, { document, width: 720, id: `${id}-${place + 1}` });
      return { caption: chart.title, svg };
    });
  // Each command gives whatever this run's time has allowed.
  const seeded = `${words} --seed ${shellWord(seed)}`;
  const judged = result(validation, (run) => {
    const report = run.report();
    const pictures = draw([validationChart(report.rows)], "validation-picture");
    return { ...report, pictures, command: `vmqsc validate ${seeded} --messages ${report.messages}` };
  });
  const compared = result(comparison, (run) => {
    const report = run.report();
    const pictures = draw(comparisonCharts(report), "comparison-picture");
    return { ...report, pictures, command: `vmqsc compare ${seeded} --replications ${report.replications}` };
  });
  const disagrees = [judged, compared].some((part) => "verdict" in part && part.verdict === "disagree");
  if (disagrees) answer(terminal, exitCodes.disagree);
  const page = reportHtml({
    scenario,
    plan,
    planPictures: draw(planCharts(plan), "plan-picture"),
    planCommand: `vmqsc plan ${words}`,
    diagram: attempt(() => {
      const run = recordScenario(system, { seed });
      const caption = `${run.title}: the first two VMs of each class, and the messages between them`;
      return { caption, svg: spaceTimeDiagram(run), command: `vmqsc diagram ${seeded} -o run.svg` };
    }),
    validation: judged,
    comparison: compared,
  });
  if (output === undefined) return terminal.print(page);
  writeWholeFile(output, page, options.force);
  terminal.note(`${output} written\n`);
}

/** What is made; where the scenario or the budget does not allow it, the sentence that says why. */
function attempt<Made>(make: () => Made): Made | Missing {
  try {
    return make();
  } catch (error) {
    if (error instanceof ScenarioError) return { missing: error.message };
    throw error;
  }
}

/** Runs one after the other; `false` where a signal came, and no report is to be written. */
async function runAll(terminal: Terminal, runs: readonly SequentialRun[], { workers }: Options) {
  const share = () => runs.reduce((sum, run) => sum + run.progress().share, 0) / Math.max(1, runs.length);
  const replicated = () => runs.reduce((sum, run) => sum + run.totals.messages, 0);
  const progress = () => ({ share: share(), note: `${numberText(replicated(), 3)} messages` });
  if ((await runInTurn(terminal, runs, workers, progress)) === "done") return true;
  terminal.note("vmqsc: interrupted, no report is written\n");
  return false;
}

/** What a run has found; without two replications there are no intervals to show. */
function result<Run extends SequentialRun, Found>(run: Run | Missing, report: (run: Run) => Found) {
  if ("missing" in run) return run;
  if (run.totals.count >= 2) return report(run);
  const spent = formatSeconds(run.seconds, { digits: 2 });
  return { missing: `fewer than two replications ended in ${spent}; --max-time gives them longer` };
}
