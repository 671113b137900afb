import { largestWaste } from "../../analytic/domain.js";
import type { Figure } from "../../analytic/figure.js";
import type { CapacityPlan } from "../../planning/capacity-plan.js";
import { type Measure, measureSections, measures } from "../../scenario/model/measures.js";
import type { System } from "../../scenario/model/system.js";
import type { SimulatedFigures, SimulatedQuantile } from "../../validation/doubtful-figures.js";
import { adviceText } from "./advice-text.js";
import { estimateText, measureText, type ShownUnit, shownUnit } from "./measure-text.js";
import { numberText, percentText } from "./number-text.js";
import { intervalTitle, runLengthText, withoutEstimateRemarks } from "./simulation-run.js";
import { systemText } from "./system-text.js";
import { left, type Paint, right, table } from "./table.js";

/** Up to so many classes each has a column; beyond, the largest few are named. */
const classColumns = 5;

/** A capacity plan for the screen, with what was simulated where its closed forms need not hold. */
export function planText(plan: CapacityPlan, style: Paint, simulated?: SimulatedFigures): string {
  const { system, figures, hyperperiod } = plan;
  const columns = [...left(""), ...right("whole system", ...classTitles(system)), ...left("")];
  const rows: string[][] = [];
  for (const [section, heading] of Object.entries(measureSections)) {
    const own = measures.flatMap((measure) => {
      const figure = figures[measure.key];
      return measure.family === section && figure ? [figureRow(measure, figure, plan)] : [];
    });
    if (own.length === 0) continue;
    if (rows.length > 0) rows.push([]);
    rows.push([style.heading(heading)], ...own);
  }
  rows.push(...costRows(plan, style));
  return [
    systemText(system, style),
    table(columns, rows, style),
    style.faint(
      `\nThe pattern of checkpoints repeats every ${numberText(Number(hyperperiod), 15)} base intervals.\n`,
    ),
    plan.warnings.some(({ measures: concerned }) => concerned.length > 0)
      ? style.doubtful("* outside the domain of its formula, as standard error says\n")
      : "",
    simulated ? `\n${simulatedFiguresText(plan, simulated, style)}` : "",
    `\n${adviceText(plan, style)}`,
    ...comparisonOnly(plan, style),
  ].join("");
}

/** The way to go is right where the waste is past its formula, the figures of the advice are not. */
function comparisonOnly(
  { advice: { multiple, baseInterval } }: CapacityPlan,
  style: Paint,
): readonly string[] {
  const most = Math.max(multiple?.waste ?? 0, baseInterval?.waste ?? 0);
  if (most < largestWaste) return [];
  const from = percentText(largestWaste);
  return [
    style.doubtful(
      `  wastes of ${from} and more are beyond the first order: they say which is less, not what is lost\n`,
    ),
  ];
}

/** The classes that have a column of their own. */
export function classTitles({ classes }: System): readonly string[] {
  return classes.length > 1 && classes.length <= classColumns ? classes.map(({ name }) => name) : [];
}

function figureRow(measure: Measure, figure: Figure, plan: CapacityPlan): string[] {
  const { value, byClass, notes: noted, outside } = figureTexts(measure, figure, plan);
  return [`  ${measure.label}${outside ? " *" : ""}`, value, ...byClass, noted];
}

/** A figure in words: the whole system's, the classes' where they are few, and what else there is to say of it. */
export interface FigureTexts {
  readonly value: string;
  /** By class, as {@link classTitles} has them; empty texts where the measure has no such split. */
  readonly byClass: readonly string[];
  readonly notes: string;
  /** Whether it lies outside the domain of its formula. */
  readonly outside: boolean;
}

/** What a plan says of one measure. */
export function figureTexts(
  measure: Measure,
  figure: Figure,
  { system, warnings }: CapacityPlan,
): FigureTexts {
  const unit = shownUnit(measure);
  const exact = figure.fraction !== undefined && figure.fraction.length <= 16 ? figure.fraction : undefined;
  const decimal = measureText(figure.value, unit);
  const bound = figure.bound === "upper" ? "≤ " : figure.bound === "lower" ? "≥ " : "";
  return {
    value: bound + (exact && exact !== decimal ? `${exact} ≈ ${decimal}` : decimal),
    byClass: classTitles(system).map((_, index) =>
      figure.byClass ? measureText(figure.byClass[index], unit, 4) : "",
    ),
    notes: notes(figure, unit, system),
    outside: warnings.some(({ measures: concerned }) => concerned.some((key) => key === measure.key)),
  };
}

/** When a peak falls, how far it may go, how it spreads over hosts, and over classes that have no column. */
function notes(
  { atIndex, beforeFlush, quantiles, byHost, byClass }: Figure,
  unit: ShownUnit,
  system: System,
): string {
  const parts: string[] = [];
  if (atIndex !== undefined)
    parts.push(`${beforeFlush ? "before the flushes " : ""}at index ${numberText(atIndex, 15)}`);
  if (quantiles) parts.push(`in 99.9 % of cases at most ${measureText(quantiles.p999, unit)}`);
  if (byHost && byHost.length > 1) parts.push(hostSpread(byHost, unit, system));
  if (byClass && byClass.length > classColumns) {
    const order = byClass.map((_, index) => index).sort((a, b) => byClass[b] - byClass[a]);
    const most = order
      .slice(0, 2)
      .map((index) => `${system.classes[index].name} ${measureText(byClass[index], unit, 3)}`);
    parts.push(`most: ${most.join(", ")}`);
  }
  return parts.join("; ");
}

function hostSpread(byHost: readonly number[], unit: ShownUnit, { hosts }: System): string {
  let [least, most] = [0, 0];
  for (let host = 1; host < byHost.length; host++) {
    if (byHost[host] < byHost[least]) least = host;
    if (byHost[host] > byHost[most]) most = host;
  }
  const [low, high] = [least, most].map((host) => measureText(byHost[host], unit, 4));
  return low === high ? `${low} on each host` : `${low} to ${high} per host, most on ${hosts.names[most]}`;
}

/** What a plan costs, and would cost with the best multiples, in the columns of {@link planText}. */
export function costRows({ cost, system }: CapacityPlan, style: Paint): string[][] {
  if (!cost) return [];
  const titles = classTitles(system);
  const perClass = (value: (index: number) => string) => titles.map((_, index) => value(index));
  return [
    [],
    [style.heading("Cost")],
    [
      "  per hour",
      numberText(cost.cost),
      ...perClass((index) => numberText(cost.classes[index].cost)),
      cost.by === "waste"
        ? "VM-hours lost"
        : "writes, stable storage and lost time, at the scenario's prices",
    ],
    [
      "  with the best multiples",
      numberText(cost.leastCost),
      ...perClass((index) => {
        const { leastCost, best } = cost.classes[index];
        return `${numberText(leastCost)} at ${numberText(best, 15)}`;
      }),
      ...(cost.by === "waste" ? ["by VM-hours lost: the prices speak against no period, however long"] : []),
    ],
  ];
}

/** Closed forms that need not hold beside what a simulation found, a line for each. */
export function simulatedFiguresText(
  { figures }: CapacityPlan,
  { run, quantiles }: SimulatedFigures,
  style: Paint,
): string {
  const rows = measures.flatMap((measure) => {
    const { key, label } = measure;
    const [estimate, figure] = [run.measures[key], figures[key]];
    if (!estimate || !figure) return [];
    const unit = shownUnit(measure);
    const { mean, low, high } = estimateText(estimate, unit);
    const quantile = quantiles[key];
    return [
      [label, measureText(figure.value, unit), style.strong(mean), `${low} … ${high}`],
      ...(quantile ? quantileRows(quantile, style) : []),
    ];
  });
  return [
    `${style.heading("Simulated where a closed form need not hold")}  ${runLengthText(run)}\n`,
    table([...left(""), ...right("closed form", "simulated", intervalTitle(run))], rows, style),
    ...withoutEstimateRemarks(run).map((remark) => style.faint(`${remark}\n`)),
  ].join("");
}

function quantileRows(quantile: SimulatedQuantile, style: Paint): string[][] {
  const { closedForm, chance, sufficed, value, low, high } = quantile;
  const count = (level: number) => (Number.isFinite(level) ? measureText(level, "messages", 15) : "∞");
  const share = estimateText(sufficed, "1");
  return [
    [
      "  in 99.9 % of cases at most",
      count(closedForm),
      style.strong(count(value)),
      `${count(low)} … ${count(high)}`,
    ],
    [
      `  share of cases with at most ${count(closedForm)}`,
      measureText(chance, "1", 6),
      style.strong(share.mean),
      `${share.low} … ${share.high}`,
    ],
  ];
}
