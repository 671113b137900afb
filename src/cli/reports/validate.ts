import { exactStableLogRatio } from "../../analytic/stable-log-ratio.js";
import type { LoadedScenario } from "../../scenario/checks/loaded-scenario.js";
import { findMeasure, type MeasureKey } from "../../scenario/model/measures.js";
import type { System } from "../../scenario/model/system.js";
import type { ValidationRow } from "../../validation/row.js";
import { Validation, type ValidationOptions, type ValidationReport } from "../../validation/validation.js";
import { measureList } from "../measure-list.js";
import { noteWarnings } from "../note-warnings.js";
import type { ValidateOptions } from "../options.js";
import { printReport } from "../print-report.js";
import { csv } from "../render/csv.js";
import { json } from "../render/json.js";
import { estimateText, measureText, shownUnit } from "../render/measure-text.js";
import { numberText, percentText, plural, signedText } from "../render/number-text.js";
import type { Paint } from "../render/paint.js";
import { systemText } from "../render/system-text.js";
import { table } from "../render/table.js";
import { runReplications } from "../run-replications.js";
import { scenarioInput } from "../scenario-input.js";
import { exitCodes, type Terminal } from "../terminal.js";
import { traceReading } from "../trace-reading.js";

/** Holds closed forms against the simulation and prints row by row what comes of it. */
export async function reportValidation(
  terminal: Terminal,
  argument: string,
  options: ValidateOptions,
): Promise<void> {
  const validationOptions = validationOptionsFrom(options);
  const loaded = await scenarioInput(terminal, argument, options);
  const traced = options.trace === undefined ? undefined : await tracedInput(terminal, loaded, options);
  const system = traced?.system ?? loaded.system;
  const validation = new Validation(system, validationOptions);
  const openRows = () => {
    const { rows } = validation.report();
    return { open: rows.filter(({ verdict }) => verdict === "inconclusive").length, all: rows.length };
  };
  await runReplications(terminal, validation, {
    workers: options.workers,
    note: () => {
      const { open, all } = openRows();
      return `${numberText(validation.totals.messages, 3)} messages, ${open} of ${all} rows open`;
    },
    share: () => {
      const { open, all } = openRows();
      // What a run expects of itself may be too little: rows that are open count half.
      return (validation.progress().share + 1 - open / Math.max(1, all)) / 2;
    },
  });
  const report = validation.report();
  noteWarnings(terminal, report.warnings);
  if (terminal.exitCode === exitCodes.done) terminal.exitCode = exitCodeOf(report, options.strict);
  printReport(terminal, options, {
    json: () => validationJson(report, traced?.values),
    csv: () => validationCsv(report, traced?.values),
    text: (style) => validationText(report, system, style, traced?.values),
  });
}

/** Inconclusive rows, and rows outside their domain, count where the caller is strict. */
function exitCodeOf({ verdict, rows }: ValidationReport, strict: boolean | undefined): number {
  if (verdict === "disagree") return exitCodes.disagree;
  const agreed = verdict === "agree" && rows.every((row) => row.verdict === "agree");
  return strict && !agreed ? exitCodes.unanswered : exitCodes.done;
}

/** What the trace comes to, by measure. */
type TraceValues = ReadonlyMap<MeasureKey, number>;

/** The scenario with the rates of a trace, and every measure of the trace itself. */
async function tracedInput(terminal: Terminal, { scenario }: LoadedScenario, options: ValidateOptions) {
  const { readTrace } = await import("../../traces/read-trace.js");
  const { replayMeasures } = await import("../../validation/replay-measures.js");
  const { tracedSystem } = await import("../../validation/traced-system.js");
  const trace = readTrace(options.trace!, traceReading(options));
  for (const warning of trace.warnings) terminal.note(`vmqsc: ${warning}\n`);
  const { rows } = replayMeasures(trace, scenario, { seed: options.seed });
  return {
    system: tracedSystem(trace, scenario).system,
    values: new Map(rows.map(({ measure, trace: value }) => [measure, value])) as TraceValues,
  };
}

function validationOptionsFrom(options: ValidateOptions): ValidationOptions {
  const { seed, mode, confidence, margin, messages, maxTime, measures } = options;
  return {
    mode,
    seed,
    confidence,
    margin,
    messages,
    maxTime,
    measures: measures === undefined ? undefined : measureList(measures),
  };
}

function validationJson(report: ValidationReport, traced?: TraceValues): string {
  const rows = report.rows.map((row) => ({
    ...row,
    ...(traced && { trace: traced.get(row.measure) }),
    unit: findMeasure(row.measure)!.unit,
  }));
  return json({ ...report, rows });
}

function validationCsv({ rows }: ValidationReport, traced?: TraceValues): string {
  return csv(
    [
      "measure",
      "unit",
      "closedForm",
      "mean",
      "low",
      "high",
      "difference",
      "verdict",
      "reason",
      ...(traced ? ["trace"] : []),
    ],
    rows.map(({ measure, closedForm, mean, low, high, difference, verdict, reason }) => [
      measure,
      findMeasure(measure)!.unit,
      closedForm,
      mean,
      low,
      high,
      difference,
      verdict,
      reason,
      ...(traced ? [traced.get(measure)] : []),
    ]),
  );
}

function validationText(
  report: ValidationReport,
  system: System,
  style: Paint,
  traced?: TraceValues,
): string {
  const reasons = report.rows.flatMap(({ measure, reason }) =>
    reason === undefined ? [] : [`${findMeasure(measure)!.label}: ${reason}`],
  );
  return [
    systemText(system, style),
    table(
      [
        { title: "measure" },
        { title: "closed form", align: "right" },
        { title: "estimate", align: "right" },
        { title: "interval", align: "right" },
        { title: "differs by", align: "right" },
        { title: "verdict" },
        ...(traced
          ? ([
              { title: "trace", align: "right" },
              { title: "ratio", align: "right" },
            ] as const)
          : []),
      ],
      report.rows.map((row) => [
        ...rowCells(row, system, style),
        ...(traced ? traceCells(row, traced.get(row.measure)) : []),
      ]),
      style,
    ),
    ...[...new Set(reasons)].map((reason) => style.faint(`${reason}\n`)),
    ...report.notCovered.map(({ measure, reason }) =>
      style.faint(`${findMeasure(measure)!.label}: not judged, ${reason}\n`),
    ),
    `\n${verdictText(report.verdict, style)}: ${summary(report)}\n`,
  ].join("");
}

function rowCells(row: ValidationRow, system: System, style: Paint): string[] {
  const measure = findMeasure(row.measure)!;
  const unit = shownUnit(measure);
  const { mean, low, high } = estimateText(row, unit);
  const exact = row.measure === "stableLogRatio" ? exactStableLogRatio(system)?.fraction : undefined;
  const closedForm = measureText(row.closedForm, unit, 6);
  // Less than this is rounding, not a difference.
  const isRounding = Math.abs(row.relativeDifference ?? 0) < 1e-12;
  const relative = isRounding && row.relativeDifference !== undefined ? 0 : row.relativeDifference;
  return [
    measure.label,
    exact !== undefined && exact.length <= 20 && exact !== closedForm
      ? `${exact} ≈ ${closedForm}`
      : closedForm,
    mean,
    Number.isFinite(row.high - row.low) ? `${low} … ${high}` : "–",
    relative === undefined || Number.isNaN(relative) ? "" : `${signedText(relative * 100, 2)} %`,
    verdictText(row.verdict, style),
  ];
}

/** The trace's own value, and how many times the closed form it is. */
function traceCells({ measure, closedForm }: ValidationRow, value: number | undefined): string[] {
  if (value === undefined) return ["–", ""];
  const ratio = closedForm === value ? 1 : value / closedForm;
  return [
    measureText(value, findMeasure(measure)!.unit),
    Number.isFinite(ratio) ? `× ${numberText(ratio, 3)}` : "",
  ];
}

function verdictText(verdict: ValidationRow["verdict"], style: Paint): string {
  switch (verdict) {
    case "agree":
      return style.good("agree");
    case "disagree":
      return style.bad("disagree");
    case "inconclusive":
      return style.doubtful("inconclusive");
    case "outside-domain":
      return style.faint("outside the formula's domain");
  }
}

function summary({
  rows,
  margin,
  confidence,
  messages,
  replications,
  seconds,
  seed,
}: ValidationReport): string {
  const agreeing = rows.filter(({ verdict }) => verdict === "agree").length;
  return (
    `${agreeing} of ${rows.length} rows within ${percentText(margin)}, ${percentText(confidence)} sure of all together; ` +
    `${plural(messages, "message")} in ${plural(replications, "replication")}, ${numberText(seconds, 3)} s, seed ${seed}`
  );
}
