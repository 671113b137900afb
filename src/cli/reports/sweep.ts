import type { Estimate } from "../../montecarlo/estimation/estimate.js";
import { Simulation, type SimulationOptions } from "../../montecarlo/estimation/simulation.js";
import { dimensionAt } from "../../planning/dimension-at.js";
import { Sweep } from "../../planning/sweep.js";
import { parseSweepAxis, type SweepAxis } from "../../planning/sweep-axis.js";
import type { LoadedScenario } from "../../scenario/checks/loaded-scenario.js";
import { findMeasure, type MeasureKey } from "../../scenario/model/measures.js";
import { formatQuantity } from "../../scenario/quantities/format-quantity.js";
import { peakIndices } from "../../validation/peak-indices.js";
import { measureList } from "../measure-list.js";
import type { SweepOptions } from "../options.js";
import { printText } from "../print-report.js";
import { csvLine } from "../render/csv.js";
import { estimateText, measureText } from "../render/measure-text.js";
import { numberText } from "../render/number-text.js";
import { type Paint, paint } from "../render/paint.js";
import { table } from "../render/table.js";
import { runInTurn } from "../run-replications.js";
import { runToEnd } from "../run-to-end.js";
import { scenarioInput } from "../scenario-input.js";
import type { Terminal } from "../terminal.js";
import { UsageError } from "../usage-error.js";

/** A table on the screen that is longer than this is of no use there. */
const shownPoints = 1000;

/** Lines that are written at once. */
const linesPerWrite = 20_000;

/** Time for the simulation of each point where nobody says otherwise. */
const defaultTimePerPoint = 2;

/** What is known of each point: closed forms, and estimates where they were asked for. */
interface SweepResult {
  readonly sweep: Sweep;
  /** Points that are done; fewer than the grid has after Ctrl-C. */
  readonly points: number;
  /** By point, then by measure. */
  readonly estimates: readonly (readonly (Estimate | undefined)[])[] | undefined;
}

/** Prints closed forms over a grid, and estimates beside them. */
export async function reportSweep(
  terminal: Terminal,
  argument: string,
  options: SweepOptions,
): Promise<void> {
  const simulationOptions = simulationOptionsFrom(options);
  const written = options.vary.map((text) => parseSweepAxis(text, "--vary"));
  const keys: readonly MeasureKey[] = options.measures ? measureList(options.measures) : ["stableLogRatio"];
  const scenario = await scenarioInput(argument, options);
  const axes = written.map((axis) => withDimension(axis, scenario));
  const sweep = new Sweep(scenario, axes, keys);
  const result = simulationOptions
    ? await simulated(terminal, sweep, { ...simulationOptions, measures: keys }, options.workers)
    : await inClosedForm(terminal, sweep);
  if (result.points < result.sweep.length) {
    terminal.note(`vmqsc: interrupted; ${result.points} of ${result.sweep.length} points are known\n`);
  }
  if (options.json) printJson(terminal, result);
  else if (options.csv) printCsv(terminal, result);
  else printText(terminal, sweepText(result, paint(terminal)));
}

/** Without a unit a value measures what its path does. */
function withDimension(axis: SweepAxis, scenario: LoadedScenario): SweepAxis {
  if (axis.dimension !== "number") return axis;
  return { ...axis, dimension: dimensionAt(scenario, axis.path, axis.values[0]) };
}

/** How each point is simulated; `undefined` where none is. */
function simulationOptionsFrom(options: SweepOptions): SimulationOptions | undefined {
  const { seed, precision, messages, maxTime, workers } = options;
  if (!options.simulate) {
    const given = Object.entries({
      "--seed": seed,
      "--precision": precision,
      "--messages": messages,
      "--max-time": maxTime,
      "--workers": workers,
    }).find(([, value]) => value !== undefined);
    if (given) throw new UsageError(`${given[0]} goes with --simulate`);
    return undefined;
  }
  const open = precision === undefined && messages === undefined;
  return {
    ...(open && { maxTime: defaultTimePerPoint }),
    seed,
    precision,
    messages,
    maxTime,
  };
}

async function inClosedForm(terminal: Terminal, sweep: Sweep): Promise<SweepResult> {
  await runToEnd(
    {
      get done() {
        return sweep.done;
      },
      step: () => sweep.step(),
      progress: () => ({
        share: sweep.position / sweep.length,
        note: `point ${sweep.position} of ${sweep.length}`,
      }),
    },
    terminal,
  );
  return { sweep, points: sweep.position, estimates: undefined };
}

async function simulated(
  terminal: Terminal,
  sweep: Sweep,
  options: SimulationOptions,
  workers: number | undefined,
): Promise<SweepResult> {
  // Closed forms first: a point that is no valid scenario shows before hours of simulation.
  while (!sweep.done) sweep.step();
  const estimates: (readonly (Estimate | undefined)[])[] = [];
  const missing = new Map<string, number>();
  let share = () => 0;
  function* simulations() {
    while (estimates.length < sweep.length) {
      const system = sweep.systemAt(estimates.length);
      const simulation = new Simulation(system, {
        ...options,
        atIndex: peakIndices(system, sweep.measures),
      });
      share = () => simulation.progress().share;
      // What is interrupted does not come back here, and is not counted.
      yield simulation;
      const { measures: found, withoutEstimate = {} } = simulation.result();
      for (const [key, reason] of Object.entries(withoutEstimate)) {
        const why = `${key}, for ${reason}`;
        missing.set(why, (missing.get(why) ?? 0) + 1);
      }
      estimates.push(sweep.measures.map((key) => found[key]));
    }
  }
  const progress = () => ({
    share: (estimates.length + share()) / sweep.length,
    note: `point ${estimates.length + 1} of ${sweep.length}`,
  });
  await runInTurn(terminal, simulations(), { workers, progress });
  for (const [why, points] of missing)
    terminal.note(`vmqsc: ${points} of ${sweep.length} points have no estimate of ${why}\n`);
  return { sweep, points: estimates.length, estimates };
}

/** Point by point on a line each: a grid may be too large for one string. */
function printJson(terminal: Terminal, { sweep, points, estimates }: SweepResult): void {
  const paths = sweep.axes.map(({ path }) => path);
  let text = `{\n  "vary": ${JSON.stringify(paths)},\n  "points": [`;
  for (let point = 0; point < points; point++) {
    const at = sweep.coordinates(point).map((value, axis) => [paths[axis], value]);
    const measures = sweep.measures.map((key, column) => [
      key,
      {
        value: sweep.columns[column][point],
        unit: findMeasure(key)!.unit,
        ...(estimates && { estimate: estimates[point][column] ?? null }),
      },
    ]);
    const row = { at: Object.fromEntries(at), measures: Object.fromEntries(measures) };
    text += `${point === 0 ? "" : ","}\n    ${JSON.stringify(row)}`;
    if (point % linesPerWrite === linesPerWrite - 1) {
      terminal.print(text);
      text = "";
    }
  }
  terminal.print(`${text}\n  ]\n}\n`);
}

function printCsv(terminal: Terminal, { sweep, points, estimates }: SweepResult): void {
  const simulated = estimates ? ["mean", "low", "high"] : [];
  const header = [
    ...sweep.axes.map(({ path }) => path),
    ...sweep.measures.flatMap((key) => [key, ...simulated.map((name) => `${key} ${name}`)]),
  ];
  let text = csvLine(header);
  for (let point = 0; point < points; point++) {
    const cells: (number | undefined)[] = [...sweep.coordinates(point)];
    for (let column = 0; column < sweep.measures.length; column++) {
      cells.push(sweep.columns[column][point]);
      if (!estimates) continue;
      const estimate = estimates[point][column];
      cells.push(estimate?.mean, estimate?.low, estimate?.high);
    }
    text += csvLine(cells);
    if (point % linesPerWrite === linesPerWrite - 1) {
      terminal.print(text);
      text = "";
    }
  }
  terminal.print(text);
}

function sweepText({ sweep, points, estimates }: SweepResult, style: Paint): string {
  const right = (title: string) => ({ title, align: "right" as const });
  const columns = [
    ...sweep.axes.map(({ path }) => right(path)),
    ...sweep.measures.flatMap((key) => {
      const { label } = findMeasure(key)!;
      return estimates ? [right(label), right("estimate"), right("interval")] : [right(label)];
    }),
  ];
  const shown = Math.min(points, shownPoints);
  const rows = Array.from({ length: shown }, (_, point) => [
    ...sweep.coordinates(point).map((value, axis) => axisText(value, sweep.axes[axis])),
    ...sweep.measures.flatMap((key, column) => {
      const { unit } = findMeasure(key)!;
      const closedForm = measureText(sweep.columns[column][point], unit, 6);
      if (!estimates) return [closedForm];
      const estimate = estimates[point][column];
      if (!estimate) return [closedForm, "–", "–"];
      const { mean, low, high } = estimateText(estimate, unit);
      return [closedForm, mean, `${low} … ${high}`];
    }),
  ]);
  const left = points - shown;
  return (
    table(columns, rows, style) +
    (left > 0 ? style.faint(`and ${numberText(left, 15)} points more; --csv and --json have all\n`) : "")
  );
}

function axisText(value: number, { dimension }: SweepAxis): string {
  return dimension === "number" ? numberText(value, 6) : formatQuantity(value, dimension, { digits: 6 });
}
