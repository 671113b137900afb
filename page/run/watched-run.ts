import { analyze } from "../../src/analytic/analyze.js";
import type { Figures } from "../../src/analytic/figure.js";
import { json } from "../../src/cli/render/json.js";
import { estimateText, measureText, shownUnit } from "../../src/cli/render/measure-text.js";
import { percentText, plural } from "../../src/cli/render/number-text.js";
import {
  relativeHalfWidth,
  runLengthText,
  simulationForms,
  splitNames,
  withoutEstimateRemarks,
} from "../../src/cli/render/simulation-run.js";
import { paint } from "../../src/cli/render/table.js";
import {
  quantileCells,
  validationCells,
  validationColumns,
  validationForms,
  validationRemarks,
  validationSummary,
} from "../../src/cli/render/validation-text.js";
import { Simulation } from "../../src/montecarlo/estimation/simulation.js";
import { findMeasure, measures } from "../../src/scenario/model/measures.js";
import type { System } from "../../src/scenario/model/system.js";
import { peakIndices } from "../../src/validation/peak-indices.js";
import { Validation } from "../../src/validation/validation.js";
import type { RunRequest } from "../worker/messages.js";
import { differenceCharts } from "./difference-charts.js";
import type { WatchedRun } from "./run-view.js";
import { sameRunCommand } from "./same-run-command.js";
import { watchedComparison } from "./watched-comparison.js";

/** Makes the run that is asked for. @throws {ScenarioError} when an option is not as it should be */
export function watchedRun(system: System, request: RunRequest): WatchedRun {
  switch (request.method) {
    case "simulate":
      return watchedSimulation(system, request);
    case "validate":
      return watchedValidation(system, request);
    case "compare":
      return watchedComparison(system, request);
  }
}

function watchedSimulation(system: System, request: RunRequest): WatchedRun {
  const { seed, precision, maxTime } = request;
  const run = new Simulation(system, { seed, precision, maxTime, atIndex: peakIndices(system) });
  const figures = analyze(system);
  return {
    run,
    view: () => {
      const { replications, messages, seconds, share } = run.progress();
      const result = run.result();
      const forms = simulationForms(result, system.name, splitNames(system));
      const rows = measures.flatMap((measure) => {
        const estimate = result.measures[measure.key];
        return estimate ? [{ measure, estimate }] : [];
      });
      return {
        method: "simulate",
        done: run.done,
        share,
        note: runLengthText({ messages, replications, seconds, seed }),
        verdict: undefined,
        tables: [
          {
            caption: "Estimates",
            columns: ["measure", "closed form", "estimate", `${percentText(run.confidence)} interval`, "±"],
            rows: rows.map(({ measure, estimate }) => {
              const unit = shownUnit(measure);
              const { mean, low, high } = estimateText(estimate, unit);
              const figure = (figures as Partial<Figures>)[measure.key];
              const closedForm = figure ? measureText(figure.value, unit, 6) : "";
              return [measure.label, closedForm, mean, `${low} … ${high}`, relativeHalfWidth(estimate)];
            }),
          },
        ],
        remarks: withoutEstimateRemarks(result),
        charts: differenceCharts(
          rows.flatMap(({ measure, estimate }) => {
            const figure = (figures as Partial<Figures>)[measure.key];
            return figure
              ? [{ label: measure.label, closedForm: figure.value, ...estimate, marked: false }]
              : [];
          }),
        ),
        csv: forms.csv(),
        json: json(forms.json()),
        command: sameRunCommand(run, request),
      };
    },
  };
}

function watchedValidation(system: System, request: RunRequest): WatchedRun {
  const { seed, maxTime } = request;
  const run = new Validation(system, { seed, maxTime });
  const plain = paint({ colour: false, width: undefined });
  return {
    run,
    view: () => {
      const report = run.report();
      const forms = validationForms(report, system);
      const { rows, messages, replications } = report;
      const open = rows.filter(({ verdict }) => verdict === "inconclusive").length;
      return {
        method: "validate",
        done: run.done,
        // What a run expects of itself may be too little: rows that are open count half.
        share: run.done ? 1 : (run.progress().share + 1 - open / Math.max(1, rows.length)) / 2,
        note: run.done
          ? validationSummary(report)
          : `${plural(messages, "message")} in ${plural(replications, "replication")}, ${open} of ${rows.length} rows open`,
        verdict: run.done ? report.verdict : undefined,
        tables: [
          {
            caption: "Closed forms beside estimates",
            columns: validationColumns.map(({ title }) => title),
            rows: [
              ...rows.map((row) => validationCells(row, system, plain)),
              ...(report.quantiles ?? []).map((row) => quantileCells(row, plain)),
            ],
          },
        ],
        remarks: validationRemarks(report),
        charts: differenceCharts(
          rows.map((row) => ({
            label: findMeasure(row.measure)!.label,
            ...row,
            marked: row.verdict === "disagree",
          })),
        ),
        validation: run.done ? report : undefined,
        csv: forms.csv(),
        json: json(forms.json()),
        command: sameRunCommand(run, request),
      };
    },
  };
}
