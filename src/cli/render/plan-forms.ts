import { largestWaste } from "../../analytic/domain.js";
import type { Figure } from "../../analytic/figure.js";
import type { Interval } from "../../pictures/charts/chart.js";
import type { CapacityPlan } from "../../planning/capacity-plan.js";
import { type Measure, type MeasureKey, measureSections, measures } from "../../scenario/model/measures.js";
import type { System } from "../../scenario/model/system.js";
import type { SimulatedFigures, SimulatedQuantile } from "../../validation/doubtful-figures.js";
import type { ReportForms } from "../print-report.js";
import { adviceText } from "./advice-text.js";
import { csvOf } from "./csv.js";
import { estimateText, measureText, type ShownUnit, shownUnit } from "./measure-text.js";
import { numberText, percentText } from "./number-text.js";
import {
  intervalTitle,
  namedSplits,
  runLengthText,
  splitNames,
  withoutEstimateRemarks,
} from "./simulation-run.js";
import { systemText } from "./system-text.js";
import { left, type Paint, right, table } from "./table.js";

const classColumns = 5;

export function planForms(plan: CapacityPlan, simulated?: SimulatedFigures): ReportForms {
  return {
    json: () => planJson(plan, simulated),
    csv: () => planCsv(plan, simulated),
    text: (style) => planText(plan, style, simulated),
  };
}

function planJson(plan: CapacityPlan, simulated?: SimulatedFigures) {
  const { system, figures, cost, advice, warnings, hyperperiod: period } = plan;
  const names = splitNames(system);
  const className = (index: number) => system.classes[index].name;
  const found = measures.flatMap(({ key, unit }) => {
    const [figure, estimate] = [figures[key], simulated?.run.measures[key]];
    if (!figure) return [];
    const outsideDomain = reasonOutside(plan, key);
    const p999 = simulated?.quantiles[key];
    const beside = estimate && { simulated: { ...namedSplits(estimate, names), p999 } };
    return [[key, { unit, ...namedSplits(figure, names), outsideDomain, ...beside }]];
  });
  const { dominant, multiple, bottleneck, doubled, baseInterval, phases } = advice;
  return {
    measures: Object.fromEntries(found),
    simulation: simulated && { ...simulated.run, measures: undefined },
    hyperperiod: period <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(period) : String(period),
    cost: cost && {
      perHour: cost.cost,
      leastPerHour: cost.leastCost,
      by: cost.by,
      classes: Object.fromEntries(cost.classes.map(({ classIndex, ...one }) => [className(classIndex), one])),
    },
    advice: {
      dominant: dominant.map(({ classIndex, ...one }) => ({ class: className(classIndex), ...one })),
      multiple: multiple && {
        class: className(multiple.classIndex),
        from: multiple.multiple,
        to: multiple.best,
        waste: multiple.waste,
        leastWaste: multiple.leastWaste,
        effects: multiple.effects,
      },
      bottleneck,
      doubled: bottleneck && doubled,
      baseInterval,
      phases: phases && {
        ...phases,
        phases: Object.fromEntries(phases.phases.map((phase, index) => [className(index), phase])),
      },
    },
    warnings,
  };
}

function reasonOutside({ warnings }: CapacityPlan, key: MeasureKey): string | undefined {
  const reasons = warnings.filter(({ measures: concerned }) => concerned.includes(key));
  return reasons.length > 0 ? reasons.map(({ reason }) => reason).join("; ") : undefined;
}

/** Each measure of the system, of each class and host; estimates beside it, and a line for the 99.9 % quantile of a peak. */
export function planCsv(plan: CapacityPlan, simulated?: SimulatedFigures): string {
  const { system, figures } = plan;
  const rows = measures.flatMap(({ key: measure, unit }) => {
    const figure = figures[measure];
    if (!figure) return [];
    const { value, byClass = [], byHost = [], atIndex, bound } = figure;
    const beforeFlush = figure.beforeFlush && "true";
    const shared = { measure, unit, outsideDomain: reasonOutside(plan, measure) };
    const estimate = simulated?.run.measures[measure];
    const quantile = simulated?.quantiles[measure];
    const parts = (
      of: string,
      names: readonly string[],
      values: readonly number[],
      key: "byClass" | "byHost",
    ) =>
      values.map((part, place) => {
        return { ...shared, of, name: names[place], value: part, ...interval(estimate?.[key]?.[place]) };
      });
    const { classes, hosts } = splitNames(system);
    const peak = { ...shared, atIndex, beforeFlush, bound };
    const p999 = { ...peak, of: "p999", value: quantile?.closedForm };
    return [
      { ...peak, of: "system", value, ...interval(estimate) },
      ...(quantile ? [{ ...p999, ...interval({ ...quantile, mean: quantile.value }) }] : []),
      ...parts("class", classes, byClass, "byClass"),
      ...parts("host", hosts, byHost, "byHost"),
    ];
  });
  const doubted = simulated || rows.some(({ outsideDomain }) => outsideDomain !== undefined);
  const flushed = measures.some(({ key }) => figures[key]?.beforeFlush);
  return csvOf(
    [
      ...(["measure", "unit", "of", "name", "value", "atIndex"] as const),
      ...(flushed ? (["beforeFlush"] as const) : []),
      "bound" as const,
      ...(doubted ? (["outsideDomain"] as const) : []),
      ...(simulated ? (["simulated", "low", "high"] as const) : []),
    ],
    rows,
  );
}

function interval(estimate: Interval | undefined) {
  return estimate && { simulated: estimate.mean, low: estimate.low, high: estimate.high };
}

function planText(plan: CapacityPlan, style: Paint, simulated?: SimulatedFigures): string {
  const { system, hyperperiod } = plan;
  const columns = [...left(""), ...right("whole system", ...classTitles(system)), ...left("")];
  const period = numberText(Number(hyperperiod), 15);
  // There the way to go is right, and the figures of the advice are not.
  const { multiple, baseInterval } = plan.advice;
  const beyondFirstOrder = Math.max(multiple?.waste ?? 0, baseInterval?.waste ?? 0) >= largestWaste;
  const rows = planSections(plan).flatMap(({ heading, rows: own }, place) => [
    ...(place > 0 ? [[]] : []),
    [style.heading(heading)],
    ...own.map(({ label, value, byClass, notes: noted, outside }) => {
      return [`  ${label}${outside === undefined ? "" : " *"}`, value, ...byClass, noted];
    }),
  ]);
  return [
    systemText(system, style),
    table(columns, rows, style),
    style.faint(`\nThe pattern of checkpoints repeats every ${period} base intervals.\n`),
    plan.warnings.some(({ measures: concerned }) => concerned.length > 0)
      ? style.doubtful("* outside the domain of its formula, as standard error says\n")
      : "",
    simulated ? `\n${simulatedFiguresText(plan, simulated, style)}` : "",
    `\n${adviceText(plan, style)}`,
    beyondFirstOrder ? style.doubtful(`  ${onlyLess}\n`) : "",
  ].join("");
}

const onlyLess = `wastes of ${percentText(largestWaste)} and more are beyond the first order: they say which is less, not what is lost`;

export function classTitles({ classes }: System): readonly string[] {
  return classes.length > 1 && classes.length <= classColumns ? classes.map(({ name }) => name) : [];
}

/**
 * What a plan says, section by section: a line of each measure, of the whole system and of classes as {@link classTitles} has
 * them, and why it lies outside the domain of its formula, if it does.
 */
export function planSections(plan: CapacityPlan) {
  const sections = Object.entries(measureSections).map(([section, heading]) => {
    const shown = measures.filter(({ family, key }) => family === section && plan.figures[key]);
    return { heading, rows: shown.map((measure) => measureLine(measure, plan.figures[measure.key]!, plan)) };
  });
  return [...sections, { heading: "Cost", rows: costLines(plan) }].filter(({ rows }) => rows.length > 0);
}

function measureLine(measure: Measure, figure: Figure, plan: CapacityPlan) {
  const { fraction, bound } = figure;
  const unit = shownUnit(measure);
  const decimal = measureText(figure.value, unit);
  const exact =
    fraction !== undefined && fraction.length <= 16 && fraction !== decimal ? `${fraction} ≈ ` : "";
  return {
    key: measure.key as string,
    label: measure.label,
    value: { upper: "≤ ", lower: "≥ ", none: "" }[bound ?? "none"] + exact + decimal,
    byClass: classTitles(plan.system).map((_, index) =>
      figure.byClass ? measureText(figure.byClass[index], unit, 4) : "",
    ),
    notes: notes(figure, unit, plan.system),
    outside: reasonOutside(plan, measure.key),
  };
}

/** What a plan costs, and would cost with the best multiples; nothing where nothing has a price. */
function costLines({ cost, system }: CapacityPlan): readonly ReturnType<typeof measureLine>[] {
  if (!cost) return [];
  const classes = cost.classes.slice(0, classTitles(system).length);
  const [what, why] =
    cost.by === "waste"
      ? ["VM-hours lost", "by VM-hours lost: the prices speak against no period, however long"]
      : ["writes, stable storage and lost time, at the scenario's prices", ""];
  const best = classes.map((one) => `${numberText(one.leastCost)} at ${numberText(one.best, 15)}`);
  return [
    ["per hour", numberText(cost.cost), classes.map((one) => numberText(one.cost)), what] as const,
    ["with the best multiples", numberText(cost.leastCost), best, why] as const,
  ].map(([label, value, byClass, remark]) => {
    return { key: label, label, value, byClass, notes: remark, outside: undefined };
  });
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
    const named = byClass.map((value, index) => ({ value, name: system.classes[index].name }));
    const [first, second] = named.sort((a, b) => b.value - a.value);
    const most = [first, second].map(({ name, value }) => `${name} ${measureText(value, unit, 3)}`);
    parts.push(`most: ${most.join(", ")}`);
  }
  return parts.join("; ");
}

function hostSpread(byHost: readonly number[], unit: ShownUnit, { hosts }: System): string {
  const least = byHost.reduce((at, value, host) => (value < byHost[at] ? host : at), 0);
  const most = byHost.reduce((at, value, host) => (value > byHost[at] ? host : at), 0);
  const [low, high] = [least, most].map((host) => measureText(byHost[host], unit, 4));
  return low === high ? `${low} on each host` : `${low} to ${high} per host, most on ${hosts.names[most]}`;
}

function simulatedFiguresText(
  { figures }: CapacityPlan,
  { run, quantiles }: SimulatedFigures,
  style: Paint,
): string {
  const rows = measures.flatMap((measure) => {
    const { key, label } = measure;
    const [estimate, figure] = [run.measures[key], figures[key]];
    if (!estimate || !figure) return [];
    const unit = shownUnit(measure);
    const { mean, interval } = estimateText(estimate, unit);
    const quantile = quantiles[key];
    return [
      [label, measureText(figure.value, unit), style.strong(mean), interval],
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
  const interval = `${count(low)} … ${count(high)}`;
  const least = `  share of cases with at most ${count(closedForm)}`;
  return [
    ["  in 99.9 % of cases at most", count(closedForm), style.strong(count(value)), interval],
    [least, measureText(chance, "1", 6), style.strong(share.mean), share.interval],
  ];
}
