import { refuseMisfit } from "../../analytic/storage-fit.js";
import type { Estimate } from "../../montecarlo/estimation/estimate.js";
import { Simulation } from "../../montecarlo/estimation/simulation.js";
import { type SweepResult, sweepCharts } from "../../pictures/results/sweep-charts.js";
import { dimensionAt } from "../../planning/number-at-path.js";
import { type PointRange, Sweep } from "../../planning/sweep.js";
import { parseSweepAxis, type SweepAxis } from "../../planning/sweep-axis.js";
import type { LoadedScenario } from "../../scenario/checks/prepare.js";
import { existsIn, findMeasure, whyAbsent } from "../../scenario/model/measures.js";
import type { System } from "../../scenario/model/system.js";
import { peakIndices } from "../../validation/peak-indices.js";
import type { FormOptions, Options } from "../options.js";
import { drawPlot, noteWarnings, printText } from "../print-report.js";
import { sweepCsv, sweepJson, sweepText } from "../render/sweep-text.js";
import { paint } from "../render/table.js";
import { refuseWithoutSimulate, wantedMeasures } from "../run-options.js";
import { runInTurn } from "../run-replications.js";
import { runToEnd } from "../run-to-end.js";
import { scenarioInput } from "../scenario-input.js";
import { pointsOfShare, sweepShardOf } from "../sweep-shard.js";
import { answer, exitCodes, type Terminal } from "../terminal.js";

const defaultTimePerPoint = 2;

export async function reportSweep(terminal: Terminal, argument: string, options: Options) {
  if (!options.simulate) refuseWithoutSimulate(options);
  const written = (options.vary ?? []).map((text) => parseSweepAxis(text, "--vary"));
  const keys = wantedMeasures(options) ?? ["stableLogRatio"];
  const scenario = await scenarioInput(terminal, argument, options);
  // Without a unit a value measures what its path does.
  const axes = written.map((axis): SweepAxis => {
    if (axis.dimension !== "number" || axis.words) return axis;
    return { ...axis, dimension: dimensionAt(scenario, axis.path, axis.values[0]) };
  });
  const points = axes.reduce((product, { values }) => product * values.length, 1);
  const range = options.shard && pointsOfShare(options.shard, points);
  const sweep = new Sweep(scenario, axes, keys, range);
  const result = options.simulate
    ? await simulated(terminal, sweep, options, range ?? { first: 0, end: points })
    : await inClosedForm(terminal, sweep);
  if (range) return printShard(terminal, result, range, scenario, options);
  if (result.points < points) {
    terminal.note(`vmqsc: interrupted; ${result.points} of ${points} points are known\n`);
  }
  noteAbsent(terminal, sweep, scenario.system);
  noteWarnings(terminal, sweep.warnings);
  if (sweep.done) {
    for (const path of sweep.idlePaths())
      terminal.note(`vmqsc: note: ${path} leaves every figure as it is\n`);
  }
  if (options.strict && sweep.warnings.length > 0) answer(terminal, exitCodes.unanswered);
  printSweep(terminal, result, options);
  await drawPlot(terminal, options, () => sweepCharts(result));
}

/** Measures that no point has: an axis may bring in what they need, so that the scenario alone does not tell. */
function noteAbsent(terminal: Terminal, sweep: Sweep, system: System) {
  for (const [column, key] of sweep.measures.entries()) {
    const measure = findMeasure(key)!;
    if (!existsIn(measure, system) && sweep.columns[column].every(Number.isNaN))
      terminal.note(`vmqsc: ${whyAbsent(measure)}\n`);
  }
}

export function printSweep(terminal: Terminal, result: SweepResult, { json, csv }: FormOptions): void {
  if (json) for (const text of sweepJson(result)) terminal.print(text);
  else if (csv) for (const text of sweepCsv(result)) terminal.print(text);
  else printText(terminal, sweepText(result, paint(terminal)));
}

/** One share of a sweep is of use only as a whole. */
function printShard(
  terminal: Terminal,
  found: SweepResult,
  { first, end }: PointRange,
  { system }: LoadedScenario,
  options: Options,
) {
  if (found.points < (found.estimates ? end - first : end))
    return terminal.note("vmqsc: interrupted; a share of a sweep is of use only as a whole\n");
  const simulation = options.simulate && perPoint(options);
  terminal.print(`${JSON.stringify(sweepShardOf(found, options.shard!, system, simulation))}\n`);
}

function perPoint({ seed, precision, messages, maxTime }: Options) {
  const open = precision === undefined && messages === undefined;
  return { seed, precision, messages, maxTime: maxTime ?? (open ? defaultTimePerPoint : undefined) };
}

async function inClosedForm(terminal: Terminal, sweep: Sweep): Promise<SweepResult> {
  await runToEnd(sweep, terminal, () => ({
    share: sweep.position / sweep.length,
    note: `point ${sweep.position} of ${sweep.length}`,
  }));
  return { sweep, points: sweep.position, estimates: undefined };
}

async function simulated(
  terminal: Terminal,
  sweep: Sweep,
  options: Options,
  { first, end }: PointRange,
): Promise<SweepResult> {
  // Closed forms first: a point that is no valid scenario shows before hours of simulation.
  while (!sweep.done) sweep.step();
  for (let point = first; point < end; point++) refuseMisfit(sweep.systemAt(point));
  const { measures } = sweep;
  const count = end - first;
  const estimates: (readonly (Estimate | undefined)[])[] = [];
  const missing = new Map<string, number>();
  let share = () => 0;
  function* simulations() {
    while (estimates.length < count) {
      const system = sweep.systemAt(first + estimates.length);
      const present = measures.filter((key) => existsIn(findMeasure(key)!, system));
      const atIndex = peakIndices(system, present);
      const simulation = new Simulation(system, { ...perPoint(options), measures: present, atIndex });
      share = () => simulation.progress().share;
      // What is interrupted does not come back here, and is not counted.
      yield simulation;
      const { measures: found, withoutEstimate = {} } = simulation.result();
      for (const [key, reason] of Object.entries(withoutEstimate)) {
        const why = `${key}, for ${reason}`;
        missing.set(why, (missing.get(why) ?? 0) + 1);
      }
      estimates.push(measures.map((key) => found[key]));
    }
  }
  const progress = () => ({
    share: (estimates.length + share()) / count,
    note: `point ${estimates.length + 1} of ${count}`,
  });
  await runInTurn(terminal, simulations(), options.workers, progress);
  for (const [why, points] of missing)
    terminal.note(`vmqsc: ${points} of ${count} points have no estimate of ${why}\n`);
  return { sweep, points: estimates.length, estimates };
}
