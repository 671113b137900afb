import type { BestUnderTargets, ChoiceTrial } from "../../planning/best-under-targets.js";
import type { JointBand } from "../../planning/joint-bands.js";
import type { Target } from "../../planning/target.js";
import type { TargetSolution } from "../../planning/target-solution.js";
import { findMeasure } from "../../scenario/model/measures.js";
import type { System } from "../../scenario/model/system.js";
import { measureText, shownUnit, tellingApart, valueColumn } from "./measure-text.js";
import { numberText, percentText, plural } from "./number-text.js";
import type { Paint } from "./paint.js";
import { left, right, table } from "./table.js";
import { targetText } from "./target-text.js";

/** The answers to several targets, and what they have in common. */
export function jointText(
  solutions: readonly TargetSolution[],
  bands: readonly JointBand[],
  style: Paint,
): string {
  const [{ path, dimension, unit }] = solutions;
  const ends = bands.flatMap(({ least, most }) => [least.value, most.value]).filter(Number.isFinite);
  const valueText =
    dimension === "share" ? tellingApart(ends, 4, percentText) : valueColumn(ends, dimension, unit);
  const names = (place: number | undefined) =>
    place === undefined ? "" : ` (${solutions[place].target.measure.label})`;
  const sentences = bands.map(({ least, most }) => {
    const low = least.boundBy === undefined ? "" : ` from ${valueText(least.value)}${names(least.boundBy)}`;
    const high = most.boundBy === undefined ? "" : ` up to ${valueText(most.value)}${names(most.boundBy)}`;
    return low === "" && high === "" ? `every ${path} that was tried` : `${path}${low}${high}`;
  });
  const answer =
    bands.length === 0
      ? `no ${path} that was tried meets all ${solutions.length} targets`
      : `${sentences.join(", and ")} meets all ${solutions.length} targets`;
  return [
    `${style.heading("All targets together")}\n${answer}\n`,
    ...solutions.map((one) => targetText(one, style)),
  ].join("\n");
}

/** The best choice under targets, beside the present one. */
export function bestUnderTargetsText(found: BestUnderTargets, system: System, style: Paint): string {
  const { choice, targets, objective, now, best, tried } = found;
  const least = findMeasure(objective)!;
  const heading = `The ${choiceWords[choice]} of least ${least.label} ${targets.length === 0 ? "that fits the storage" : `under ${plural(targets.length, "target")}`}`;
  const answer = best
    ? `${chosen(best, found, system)}: ${least.label} ${measureText(best.objective!, shownUnit(least), 4)}${targets.length === 0 ? "" : ", and every target holds"}`
    : `of ${plural(tried, "choice")} that were tried none meets every target`;
  const trials = [{ what: "now", trial: now }, ...(best ? [{ what: "best", trial: best }] : [])];
  const rows = trials.map(({ what, trial }) => [
    what,
    chosen(trial, found, system),
    trial.objective === undefined ? "–" : measureText(trial.objective, shownUnit(least), 4),
    ...targets.map((target, place) => figureText(target, trial.figures[place])),
    ...(targets.length === 0 ? [] : [trial.meets ? style.good("meets all") : style.bad("misses some")]),
  ]);
  const columns = [
    ...left("", choice),
    ...right(least.label),
    ...right(
      ...targets.map(
        ({ measure, relation, bound }) =>
          `${measure.label} ${relation === "<=" ? "≤" : "≥"} ${measureText(bound.value, shownUnit(measure), 4)}`,
      ),
    ),
    ...(targets.length === 0 ? [] : left("")),
  ];
  return `${style.heading(heading)}\n${answer}\n\n${table(columns, rows, style)}`;
}

const choiceWords = {
  baseInterval: "base interval",
  multiples: "multiples",
  phases: "phases",
} as const;

function chosen(trial: ChoiceTrial, { choice }: BestUnderTargets, { classes }: System): string {
  if (choice === "baseInterval") return measureText(trial.baseInterval, "s", 4);
  return classes.map(({ name, index }) => `${name} ${numberText(trial[choice][index], 15)}`).join(", ");
}

function figureText({ measure }: Target, figure: number | undefined): string {
  return figure === undefined ? "no steady state" : measureText(figure, shownUnit(measure), 4);
}
