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
import { type CsvCell, csvLine } from "../render/csv.js";
import { finite } from "../render/json.js";
import {
  estimateText,
  measureDimension,
  measureText,
  shownUnit,
  unitFor,
  valueColumn,
} from "../render/measure-text.js";
import { numberText } from "../render/number-text.js";
import { type Paint, paint, right, table } from "../render/table.js";
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
  const progress = () => ({
    share: sweep.position / sweep.length,
    note: `point ${sweep.position} of ${sweep.length}`,
  });
  if (!options.simulate) await runToEnd(sweep, terminal, progress);
  const result: SweepResult = options.simulate
    ? await simulated(terminal, sweep, options, range ?? { first: 0, end: points })
    : { sweep, points: sweep.position, estimates: undefined };
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
  if (json || csv)
    for (const text of inPieces(json ? jsonLines(result) : csvLines(result))) terminal.print(text);
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

/** A table on the screen that is longer than this is of no use there. */
const shownPoints = 1000;

/** Lines that are written at once: a grid may be too large for one string. */
const linesPerWrite = 20_000;

/** Lines put together to pieces of text that are worth a write. */
function* inPieces(lines: Iterable<string>): Generator<string> {
  let piece: string[] = [];
  for (const line of lines) {
    if (piece.push(line) < linesPerWrite) continue;
    yield piece.join("");
    piece = [];
  }
  yield piece.join("");
}

function* jsonLines({ sweep, points, estimates }: SweepResult): Generator<string> {
  const paths = sweep.axes.map(({ path }) => path);
  yield `{\n  "vary": ${JSON.stringify(paths)},\n  "points": [`;
  for (let point = 0; point < points; point++) {
    const at = sweep.coordinates(point).map((value, axis) => [paths[axis], value]);
    const measures = sweep.measures.map((key, column) => {
      const value = sweep.columns[column][point];
      const outsideDomain = sweep.outside[column][point] === 1 || undefined;
      const found = estimates?.[point][column];
      // Without its splits, which have no names here.
      const estimate = found && { ...found, byClass: undefined, byHost: undefined };
      return [key, { value, unit: findMeasure(key)!.unit, estimate, outsideDomain }];
    });
    const row = { at: Object.fromEntries(at), measures: Object.fromEntries(measures) };
    yield `${point === 0 ? "" : ","}\n    ${JSON.stringify(row, finite)}`;
  }
  const warnings = sweep.warnings.length > 0 ? `,\n  "warnings": ${JSON.stringify(sweep.warnings)}` : "";
  yield `\n  ]${warnings}\n}\n`;
}

/** A last column names the measures that lie outside their domain, where any do. */
function* csvLines({ sweep, points, estimates }: SweepResult): Generator<string> {
  const simulated = estimates ? ["mean", "low", "high"] : [];
  const anyOutside = sweep.warnings.length > 0;
  yield csvLine([
    ...sweep.axes.map(({ path }) => path),
    ...sweep.measures.flatMap((key) => [key, ...simulated.map((name) => `${key} ${name}`)]),
    ...(anyOutside ? ["outsideDomain"] : []),
  ]);
  for (let point = 0; point < points; point++) {
    const cells: CsvCell[] = [...sweep.coordinates(point)];
    for (let column = 0; column < sweep.measures.length; column++) {
      cells.push(sweep.columns[column][point]);
      const estimate = estimates?.[point][column];
      if (estimates) cells.push(estimate?.mean, estimate?.low, estimate?.high);
    }
    if (anyOutside) cells.push(sweep.measures.filter((_, column) => sweep.outside[column][point]).join(" "));
    yield csvLine(cells);
  }
}

function sweepText({ sweep, points, estimates }: SweepResult, style: Paint): string {
  const columns = [
    ...right(...sweep.axes.map(({ path }) => path)),
    ...sweep.measures.flatMap((key) => {
      const { label } = findMeasure(key)!;
      return estimates ? right(label, "estimate", "interval") : right(label);
    }),
  ];
  const shown = Math.min(points, shownPoints);
  const axisTexts = sweep.axes.map(({ values, dimension, unit }) =>
    valueColumn([...values.subarray(0, shownPoints)], dimension, unit),
  );
  const units = sweep.measures.map((key, column) => {
    const unit = shownUnit(findMeasure(key)!);
    const dimension = measureDimension(unit);
    return { unit, one: dimension && unitFor([...sweep.columns[column].subarray(0, shown)], dimension) };
  });
  const rows = Array.from({ length: shown }, (_, point) => [
    ...sweep
      .coordinates(point)
      .map((value, axis) => (typeof value === "string" ? value : axisTexts[axis](value))),
    ...sweep.measures.flatMap((_key, column) => {
      const { unit, one } = units[column];
      const mark = !sweep.outside[column].includes(1) ? "" : sweep.outside[column][point] ? " *" : "  ";
      const closedForm = measureText(sweep.columns[column][point], unit, 6, one) + mark;
      if (!estimates) return [closedForm];
      const estimate = estimates[point][column];
      if (!estimate) return [closedForm, "–", "–"];
      const { mean, interval } = estimateText(estimate, unit, one);
      return [closedForm, mean, interval];
    }),
  ]);
  const left = points - shown;
  return [
    table(columns, rows, style),
    left > 0 ? style.faint(`and ${numberText(left, 15)} points more; --csv and --json have all\n`) : "",
    sweep.warnings.length > 0
      ? style.doubtful("* outside the domain of its formula, as standard error says\n")
      : "",
  ].join("");
}
