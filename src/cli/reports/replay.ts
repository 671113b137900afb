import { replayChart } from "../../pictures/results/replay-chart.js";
import { LoadedScenario } from "../../scenario/checks/prepare.js";
import { findMeasure } from "../../scenario/model/measures.js";
import type { Scenario } from "../../scenario/model/scenario.js";
import { fit as fitted } from "../../traces/fit.js";
import { EarlierMessageError } from "../../traces/interval-counts.js";
import { readTrace, streamTrace } from "../../traces/read-trace.js";
import { needsEngine, type Replay, ReplayCounts } from "../../traces/replay.js";
import type { Trace } from "../../traces/trace.js";
import type { ReplayMeasures, TraceReplay } from "../../validation/replay-measures.js";
import type { Options } from "../options.js";
import { drawPlot, printReport } from "../print-report.js";
import { csvOf } from "../render/csv.js";
import { measureText } from "../render/measure-text.js";
import { numberText, percentText, plural, signedText } from "../render/number-text.js";
import { left, type Paint, right, table } from "../render/table.js";
import { wantedMeasures } from "../run-options.js";
import { checkedScenario, scenarioInput, traceReadingOf } from "../scenario-input.js";
import type { Terminal } from "../terminal.js";

export async function reportReplay(terminal: Terminal, trace: string, options: Options) {
  const { measured, ...result } = await replayed(terminal, trace, options);
  for (const warning of result.warnings) terminal.note(`vmqsc: ${warning}\n`);
  const measures = measured && Object.fromEntries(measured.rows.map(({ measure, ...row }) => [measure, row]));
  printReport(terminal, options, {
    json: () => ({ ...result, measures, largest: measured?.largest }),
    csv: () => replayCsv(result, measured),
    text: (style) => replayText(result, measured, style),
  });
  await drawPlot(terminal, options, () => [replayChart(result)]);
}

async function replayed(terminal: Terminal, path: string, options: Options): Promise<TraceReplay> {
  const { baseInterval, multiples, scenario: file, set = [] } = options;
  if (file === undefined) {
    const trace = readTrace(path, traceReadingOf(options));
    const proposed = fitted(trace, { multiples, baseInterval }).scenario;
    const { scenario } = await checkedScenario(terminal, new LoadedScenario(proposed), options);
    return inMemory(trace, scenario, options);
  }
  const settings = baseInterval === undefined ? options.set : [`baseInterval=${baseInterval}`, ...set];
  const { scenario } = await scenarioInput(terminal, file, { set: settings });
  return options.measures === undefined && !needsEngine(scenario)
    ? streamed(path, scenario, options)
    : inMemory(readTrace(path, traceReadingOf(options)), scenario, options);
}

async function inMemory(trace: Trace, scenario: Scenario, options: Options): Promise<TraceReplay> {
  const { confidence, seed } = options;
  const { replayTrace } = await import("../../validation/replay-measures.js");
  const measures = options.measures === "all" ? "all" : wantedMeasures(options);
  return replayTrace(trace, scenario, { confidence, seed, measures });
}

/** Counts the trace as it comes; one whose first message is not its earliest is sorted in memory first. */
async function streamed(path: string, scenario: Scenario, options: Options): Promise<TraceReplay> {
  const counts = new ReplayCounts(scenario);
  try {
    const reading = await streamTrace(path, counts.intervals, options);
    return counts.result(reading, options);
  } catch (error) {
    if (!(error instanceof EarlierMessageError) || path === "-") throw error;
    return inMemory(readTrace(path, traceReadingOf(options)), scenario, options);
  }
}

function replayCsv({ phase0, phases, formula, risk }: Replay, measured: ReplayMeasures | undefined): string {
  const quantiles = Object.entries(phases.quantiles).map(([probability, value]) => {
    return { figure: `quantile${probability}`, value };
  });
  return csvOf(
    ["figure", "value", "low", "high", "at"],
    [
      { figure: "phase0", ...phase0, value: phase0.stableLogRatio.value, at: 0 },
      { figure: "phase0ByBytes", value: phase0.stableLogByteRatio?.value, at: 0 },
      { figure: "mean", value: phases.mean },
      { figure: "least", value: phases.low, at: phases.lowAt },
      ...quantiles,
      { figure: "most", value: phases.high, at: phases.highAt },
      { figure: "formula", value: formula.stableLogRatio },
      { figure: "spread", value: risk.spread },
      { figure: "poissonSpread", value: risk.poissonSpread },
      ...(measured?.rows ?? []).flatMap(({ measure, trace, poisson }) => [
        { figure: measure, value: trace },
        { figure: `${measure}Poisson`, value: poisson },
      ]),
    ],
  );
}

function replayText(result: Replay, measured: ReplayMeasures | undefined, style: Paint): string {
  const { source, messages, span, baseInterval, hyperperiod, hyperperiods, classes } = result;
  const whole = plural(hyperperiods, "whole hyperperiod");
  return [
    `${style.heading(source)}: ${numberText(messages, 15)} messages in ${numberText(span)} s\n`,
    `base interval ${numberText(baseInterval)} s, ${whole} of ${plural(hyperperiod, "base interval")}\n\n`,
    table(
      [...left("class"), ...right("nodes", "received", "share")],
      classes.map(({ name, nodes, received }) => {
        return [name, String(nodes), numberText(received, 15), percentText(received / messages)];
      }),
      style,
    ),
    "\n",
    table(left("share of messages flushed", "", ""), shareRows(result), style),
    "\n",
    ...said(result).map((sentence) => `${sentence}\n`),
    measured ? `\n${measuredText(measured, style)}` : "",
  ].join("");
}

function measuredText({ rows, largest }: ReplayMeasures, style: Paint): string {
  const logs = largest.map((log) => ({
    ...log,
    name: log.measure === "volatileLogPeak" ? "volatile" : "stable",
  }));
  const all = [
    ...rows.map((row) => ({ ...row, label: findMeasure(row.measure)!.label })),
    ...logs.map((log) => ({ ...log, unit: "messages" as const, label: `${log.name} log, largest ever` })),
  ];
  const cells = all.map(({ label, unit, trace, poisson, ratio }) => {
    const times = ratio === undefined ? "" : `× ${numberText(ratio, 3)}`;
    return [label, measureText(trace, unit), poisson === undefined ? "–" : measureText(poisson, unit), times];
  });
  const bounds = logs.flatMap(({ name, trace, poissonBound }) => {
    if (poissonBound === undefined) return [];
    const said = `${name[0].toUpperCase()}${name.slice(1)} log before a line: Poisson traffic holds`;
    return `${said} at most ${numberText(poissonBound, 15)} messages in 99.9 % of cases, the trace held ${numberText(trace, 15)}.\n`;
  });
  const columns = [...left("at phase 0"), ...right("trace", "Poisson, closed form", "ratio")];
  return table(columns, cells, style) + bounds.join("");
}

function shareRows({ phase0, phases, formula, hyperperiod, baseInterval }: Replay): string[][] {
  const { stableLogRatio, stableLogByteRatio, low, high, confidence } = phase0;
  const at = (seconds: number) => `grid ${numberText(seconds)} s later`;
  const known = low !== undefined && high !== undefined;
  const interval = known ? `${percentText(confidence)} interval ${ratio(low)} … ${ratio(high)}` : "";
  const looked = `${numberText(phases.shifts, 15)} phases in ${numberText(hyperperiod * baseInterval)} s`;
  const exact = (fraction: string, value: number) =>
    fraction.includes("/") ? `${fraction} ≈ ${ratio(value)}` : fraction;
  return [
    ["at phase 0", exact(stableLogRatio.fraction, stableLogRatio.value), interval],
    ...(stableLogByteRatio ? [["  by bytes", ratio(stableLogByteRatio.value), ""]] : []),
    ["over all phases, mean", ratio(phases.mean), looked],
    ["  least", ratio(phases.low), at(phases.lowAt)],
    ...Object.entries(phases.quantiles).map(([probability, value]) => {
      return [`  in ${percentText(Number(probability))} at most`, ratio(value), ""];
    }),
    ["  most", ratio(phases.high), at(phases.highAt)],
    ["formula (E2), the trace's shares", exact(formula.fraction, formula.stableLogRatio), ""],
  ];
}

function ratio(value: number): string {
  return numberText(value, 6);
}

function said({ phases, formula, risk, phase0 }: Replay): string[] {
  const { spread, poissonSpread, pValue, otherBaseIntervals } = risk;
  const few = "Too few hyperperiods for an interval at phase 0: eight are needed.";
  const varies = `over the phases the share varies by ${numberText(spread, 3)}, Poisson traffic would by ${numberText(poissonSpread, 3)}`;
  const off = (value: number) => `${signedText(100 * (value / formula.stableLogRatio - 1))} %`;
  const free = otherBaseIntervals.flatMap(({ found, baseInterval }) => {
    return found ? [] : [`${numberText(baseInterval)} s`];
  });
  const odds =
    pValue === 0 ? "chance does not do that" : `chance does as much in ${percentText(pValue, 2)} of cases`;
  return [
    ...(phase0.low === undefined ? [few] : []),
    ...(risk.found
      ? [
          `Phase risk: ${varies} (standard deviations; ${odds}).`,
          `At an unlucky phase it is ${ratio(phases.high)}, ${off(phases.high)} off the formula; a grid that begins ${numberText(phases.lowAt)} s later has the least, ${ratio(phases.low)} (${off(phases.low)}).`,
          free.length > 0
            ? `A base interval near by without this risk: ${free.slice(0, 3).join(", ")}.`
            : "No base interval near by is without it.",
        ]
      : [`No phase risk: ${varies} (standard deviations).`]),
  ];
}
