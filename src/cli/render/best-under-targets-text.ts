import type { BestUnderTargets, ChoiceTrial } from "../../planning/best-under-targets.js";
import type { Target } from "../../planning/target.js";
import { findMeasure } from "../../scenario/model/measures.js";
import type { System } from "../../scenario/model/system.js";
import type { ReportForms } from "../print-report.js";
import { csv } from "./csv.js";
import { measureText, shownUnit } from "./measure-text.js";
import { numberText, plural } from "./number-text.js";
import { left, type Paint, right, table } from "./table.js";

/** The best choice under targets, beside the present one. */
export function bestUnderTargetsForms(found: BestUnderTargets, system: System): ReportForms {
  const { choice, targets, objective, now, best, tried } = found;
  const { classes } = system;
  const trialJson = ({ multiples, phases, figures, ...one }: ChoiceTrial) => ({
    ...one,
    multiples: Object.fromEntries(classes.map(({ name, index }) => [name, multiples[index]])),
    phases: Object.fromEntries(classes.map(({ name, index }) => [name, phases[index]])),
    figures: Object.fromEntries(targets.map(({ measure }, place) => [measure.key, figures[place] ?? null])),
  });
  const row = (what: string, one: ChoiceTrial) => [
    ...[what, one.baseInterval, ...one.multiples, ...one.phases, one.objective],
    ...[...one.figures, String(one.meets)],
  ];
  return {
    json: () => ({
      best: choice,
      objective,
      targets: targets.map(({ measure, relation, bound }) => ({
        measure: measure.key,
        relation,
        value: bound.value,
      })),
      tried,
      now: trialJson(now),
      solution: best ? trialJson(best) : null,
    }),
    csv: () =>
      csv(
        [
          ...["trial", "baseInterval", ...classes.map(({ name }) => `${name} multiple`)],
          ...classes.map(({ name }) => `${name} phase`),
          ...[objective, ...targets.map(({ measure }) => measure.key), "meets"],
        ],
        [row("now", now), ...(best ? [row("best", best)] : [])],
      ),
    text: (style) => bestUnderTargetsText(found, system, style),
  };
}

function bestUnderTargetsText(found: BestUnderTargets, system: System, style: Paint): string {
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
