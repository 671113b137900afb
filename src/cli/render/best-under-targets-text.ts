import type { BestUnderTargets, ChoiceTrial } from "../../planning/best-under-targets.js";
import { findMeasure } from "../../scenario/model/measures.js";
import type { System } from "../../scenario/model/system.js";
import type { ReportForms } from "../print-report.js";
import { csv } from "./csv.js";
import { measureText, shownUnit } from "./measure-text.js";
import { numberText, plural } from "./number-text.js";
import { left, right, table } from "./table.js";

const choiceWords = { baseInterval: "base interval", multiples: "multiples", phases: "phases" } as const;

export function bestUnderTargetsForms(found: BestUnderTargets, { classes }: System): ReportForms {
  const { choice, targets, objective, now, best, tried } = found;
  const byClass = <Value>(values: readonly Value[]) =>
    Object.fromEntries(classes.map(({ name, index }) => [name, values[index]]));
  const trialJson = ({ multiples, phases, figures, ...one }: ChoiceTrial) => ({
    ...one,
    multiples: byClass(multiples),
    phases: byClass(phases),
    figures: Object.fromEntries(targets.map(({ measure }, place) => [measure.key, figures[place] ?? null])),
  });
  const trials = [{ what: "now", trial: now }, ...(best ? [{ what: "best", trial: best }] : [])];
  const named = (what: string) => classes.map(({ name }) => `${name} ${what}`);
  return {
    json: () => ({
      best: choice,
      objective,
      targets: targets.map(({ measure, relation, bound }) => {
        return { measure: measure.key, relation, value: bound.value };
      }),
      tried,
      now: trialJson(now),
      solution: best ? trialJson(best) : null,
    }),
    csv: () =>
      csv(
        [
          ...["trial", "baseInterval", ...named("multiple"), ...named("phase"), objective],
          ...[...targets.map(({ measure }) => measure.key), "meets"],
        ],
        trials.map(({ what, trial }) => [
          ...[what, trial.baseInterval, ...trial.multiples, ...trial.phases, trial.objective],
          ...[...trial.figures, String(trial.meets)],
        ]),
      ),
    text: (style) => {
      const least = findMeasure(objective)!;
      const free = targets.length === 0;
      const leastText = (value: number) => measureText(value, shownUnit(least), 4);
      const chosen = (trial: ChoiceTrial) =>
        choice === "baseInterval"
          ? measureText(trial.baseInterval, "s", 4)
          : classes.map(({ name, index }) => `${name} ${numberText(trial[choice][index], 15)}`).join(", ");
      const under = free ? "that fits the storage" : `under ${plural(targets.length, "target")}`;
      const answer = best
        ? `${chosen(best)}: ${least.label} ${leastText(best.objective!)}${free ? "" : ", and every target holds"}`
        : `of ${plural(tried, "choice")} that were tried none meets every target`;
      const meets = ({ meets: all }: ChoiceTrial) =>
        all ? style.good("meets all") : style.bad("misses some");
      const rows = trials.map(({ what, trial }) => [
        ...[what, chosen(trial), trial.objective === undefined ? "–" : leastText(trial.objective)],
        ...targets.map(({ measure }, place) => {
          const figure = trial.figures[place];
          return figure === undefined ? "no steady state" : measureText(figure, shownUnit(measure), 4);
        }),
        free ? "" : meets(trial),
      ]);
      const bounds = targets.map(({ measure, relation, bound }) => {
        const sign = relation === "<=" ? "≤" : "≥";
        return `${measure.label} ${sign} ${measureText(bound.value, shownUnit(measure), 4)}`;
      });
      const columns = [...left("", choice), ...right(least.label, ...bounds), ...(free ? [] : left(""))];
      const heading = style.heading(`The ${choiceWords[choice]} of least ${least.label} ${under}`);
      return `${heading}\n${answer}\n\n${table(columns, rows, style)}`;
    },
  };
}
