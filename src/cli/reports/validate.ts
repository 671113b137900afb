import { validationChart } from "../../pictures/results/agreement-chart.js";
import type { LoadedScenario } from "../../scenario/checks/prepare.js";
import { Validation } from "../../validation/validation.js";
import type { Options } from "../options.js";
import { drawPlot, noteWarnings, printReport } from "../print-report.js";
import { numberText } from "../render/number-text.js";
import { validationForms } from "../render/validation-text.js";
import { wantedMeasures } from "../run-options.js";
import { runReplications } from "../run-replications.js";
import { scenarioInput, type TracedInput, tracedInput } from "../scenario-input.js";
import { answer, exitCodes, type Terminal } from "../terminal.js";

export async function reportValidation(terminal: Terminal, argument: string, options: Options) {
  const measures = wantedMeasures(options);
  const loaded = await scenarioInput(terminal, argument, options);
  const traced = await tracedInput(terminal, loaded, options);
  const values = traced && (await traceValues(traced, loaded, options));
  const { system } = traced ?? loaded;
  const validation = new Validation(system, { ...options, measures });
  await runReplications(terminal, validation, {
    workers: options.workers,
    note: () => {
      const { rows } = validation.report();
      const open = rows.filter(({ verdict }) => verdict === "inconclusive").length;
      return `${numberText(validation.totals.messages, 3)} messages, ${open} of ${rows.length} rows open`;
    },
  });
  const report = validation.report();
  noteWarnings(terminal, report.warnings);
  if (report.verdict === "disagree") answer(terminal, exitCodes.disagree);
  // Inconclusive rows, and rows outside their domain, count where the caller is strict.
  const agreed = report.verdict === "agree" && report.rows.every(({ verdict }) => verdict === "agree");
  if (options.strict && !agreed) answer(terminal, exitCodes.unanswered);
  printReport(terminal, options, validationForms(report, system, values));
  await drawPlot(terminal, options, () => [validationChart(report.rows)]);
}

async function traceValues({ trace }: TracedInput, { scenario }: LoadedScenario, { seed }: Options) {
  const { replayMeasures } = await import("../../validation/replay-measures.js");
  const { rows } = replayMeasures(trace, scenario, { seed });
  return new Map(rows.map(({ measure, trace: value }) => [measure, value]));
}
