import { replayChart } from "../../pictures/results/replay-chart.js";
import type { Scenario } from "../../scenario/model/scenario.js";
import { fit as fitted } from "../../traces/fit.js";
import { EarlierMessageError } from "../../traces/interval-counts.js";
import { readTrace, streamTrace } from "../../traces/read-trace.js";
import { needsEngine, type Replay, ReplayCounts } from "../../traces/replay.js";
import type { Trace } from "../../traces/trace.js";
import type { ReplayMeasures } from "../../validation/replay-measures.js";
import type { TraceReplay } from "../../validation/replay-trace.js";
import { wantedMeasures } from "../key-lists.js";
import type { Options } from "../options.js";
import { drawPlot } from "../plot.js";
import { printReport } from "../print-report.js";
import { csv } from "../render/csv.js";
import { json } from "../render/json.js";
import { replayText } from "../render/replay-text.js";
import { checkedScenario, scenarioInput } from "../scenario-input.js";
import type { Terminal } from "../terminal.js";

/** Runs the rules on a trace and prints what comes out at every phase of the grid. */
export async function reportReplay(terminal: Terminal, trace: string, options: Options): Promise<void> {
  const { measured, ...result } = await replayed(terminal, trace, options);
  for (const warning of result.warnings) terminal.note(`vmqsc: ${warning}\n`);
  printReport(terminal, options, {
    json: () => json({ ...result, measures: measured && byKey(measured), largest: measured?.largest }),
    csv: () => replayCsv(result, measured),
    text: (style) => replayText(result, measured, style),
  });
  await drawPlot(terminal, options, () => [replayChart(result)]);
}

async function replayed(terminal: Terminal, path: string, options: Options): Promise<TraceReplay> {
  const { baseInterval, multiples, scenario: file } = options;
  const reading = options;
  if (file === undefined) {
    const trace = readTrace(path, reading);
    const { scenario } = await checkedScenario(
      terminal,
      fitted(trace, { multiples, baseInterval }).scenario,
      options,
    );
    return inMemory(trace, scenario, options);
  }
  const set =
    baseInterval === undefined ? options.set : [`baseInterval=${baseInterval}`, ...(options.set ?? [])];
  const { scenario } = await scenarioInput(terminal, file, { set });
  return options.measures === undefined && !needsEngine(scenario)
    ? streamed(path, scenario, options)
    : inMemory(readTrace(path, reading), scenario, options);
}

async function inMemory(trace: Trace, scenario: Scenario, options: Options): Promise<TraceReplay> {
  const { replayTrace } = await import("../../validation/replay-trace.js");
  const measures = options.measures === "all" ? "all" : wantedMeasures(options);
  return replayTrace(trace, scenario, { ...options, measures });
}

/** Counts the trace as it comes; one whose first message is not its earliest is sorted in memory first. */
async function streamed(path: string, scenario: Scenario, options: Options): Promise<TraceReplay> {
  const counts = new ReplayCounts(scenario);
  try {
    const reading = await streamTrace(path, counts.intervals, options);
    return counts.result(reading, options);
  } catch (error) {
    if (!(error instanceof EarlierMessageError) || path === "-") throw error;
    return inMemory(readTrace(path, options), scenario, options);
  }
}

function byKey({ rows }: ReplayMeasures) {
  return Object.fromEntries(rows.map(({ measure, ...row }) => [measure, row]));
}

function replayCsv({ phase0, phases, formula, risk }: Replay, measured: ReplayMeasures | undefined): string {
  return csv(
    ["figure", "value", "low", "high", "at"],
    [
      ["phase0", phase0.stableLogRatio.value, phase0.low, phase0.high, 0],
      ["phase0ByBytes", phase0.stableLogByteRatio?.value, undefined, undefined, 0],
      ["mean", phases.mean, undefined, undefined, undefined],
      ["least", phases.low, undefined, undefined, phases.lowAt],
      ...Object.entries(phases.quantiles).map(([probability, value]) => [
        `quantile${probability}`,
        value,
        undefined,
        undefined,
        undefined,
      ]),
      ["most", phases.high, undefined, undefined, phases.highAt],
      ["formula", formula.stableLogRatio, undefined, undefined, undefined],
      ["spread", risk.spread, undefined, undefined, undefined],
      ["poissonSpread", risk.poissonSpread, undefined, undefined, undefined],
      ...(measured?.rows ?? []).flatMap(({ measure, trace, poisson }) => [
        [measure, trace, undefined, undefined, undefined],
        [`${measure}Poisson`, poisson, undefined, undefined, undefined],
      ]),
    ],
  );
}
