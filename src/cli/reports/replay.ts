import type { Scenario } from "../../scenario/model/scenario.js";
import { fit as fitted } from "../../traces/fit.js";
import { EarlierMessageError } from "../../traces/interval-counts.js";
import { readTrace, streamTrace } from "../../traces/read-trace.js";
import { type Replay, ReplayCounts, replay } from "../../traces/replay.js";
import type { ReplayOptions } from "../options.js";
import { printReport } from "../print-report.js";
import { csv } from "../render/csv.js";
import { json } from "../render/json.js";
import { replayText } from "../render/replay-text.js";
import { checkedScenario, scenarioInput } from "../scenario-input.js";
import type { Terminal } from "../terminal.js";
import { traceReading } from "../trace-reading.js";

/** Runs the rules on a trace and prints what comes out at every phase of the grid. */
export async function reportReplay(terminal: Terminal, trace: string, options: ReplayOptions): Promise<void> {
  const result = await replayed(trace, options);
  for (const warning of result.warnings) terminal.note(`vmqsc: ${warning}\n`);
  printReport(terminal, options, {
    json: () => json(replayJson(result)),
    csv: () => replayCsv(result),
    text: (style) => replayText(result, style),
  });
}

async function replayed(path: string, options: ReplayOptions): Promise<Replay> {
  const { baseInterval, multiples, scenario: file, seed, confidence } = options;
  const reading = traceReading(options);
  const how = { seed, confidence };
  if (file === undefined) {
    const trace = readTrace(path, reading);
    const { scenario } = await checkedScenario(fitted(trace, { multiples, baseInterval }).scenario, options);
    return replay(trace, scenario, how);
  }
  const set =
    baseInterval === undefined ? options.set : [`baseInterval=${baseInterval}`, ...(options.set ?? [])];
  const { scenario } = await scenarioInput(file, { set });
  return streamed(path, scenario, options);
}

/** Counts the trace as it comes; one whose first message is not its earliest is sorted in memory first. */
async function streamed(path: string, scenario: Scenario, options: ReplayOptions): Promise<Replay> {
  const counts = new ReplayCounts(scenario);
  try {
    return counts.result(await streamTrace(path, counts.intervals, traceReading(options)), options);
  } catch (error) {
    if (!(error instanceof EarlierMessageError) || path === "-") throw error;
    return replay(readTrace(path, traceReading(options)), scenario, options);
  }
}

function replayJson({ formula, warnings, ...rest }: Replay) {
  return { ...rest, formula, warnings };
}

function replayCsv({ phase0, phases, formula, risk }: Replay): string {
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
    ],
  );
}
