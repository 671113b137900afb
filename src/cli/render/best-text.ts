import type { ProvenBaseInterval } from "../../planning/best-base-interval.js";
import type { ProvenMultiples } from "../../planning/best-multiples.js";
import type { BestPhases } from "../../planning/best-phases.js";
import type { BestUnderTargets, ChoiceTrial } from "../../planning/best-under-targets.js";
import { findMeasure } from "../../scenario/model/measures.js";
import type { System } from "../../scenario/model/system.js";
import type { ReportForms } from "../print-report.js";
import { csv, csvOf } from "./csv.js";
import { figureColumn, measureText, shownUnit, tellingApart } from "./measure-text.js";
import { numberText, percentText, plural } from "./number-text.js";
import { left, right, table } from "./table.js";

const baseIntervalTrials: readonly string[] = ["now", "1 % below", "best", "1 % above"];

export function baseIntervalForms(found: ProvenBaseInterval): ReportForms {
  const { best, everyIsBest, proof } = found;
  const { baseInterval, overhead, exposure, leastWaste, insideDomain } = best;
  const trials = proof.map((trial, place) => ({ trial: baseIntervalTrials[place], ...trial }));
  const intervalText = figureColumn(
    trials.map((one) => one.baseInterval),
    "s",
    { digits: 5 },
  );
  const wasteText = tellingApart(
    trials.map(({ waste }) => waste),
    4,
    percentText,
  );
  // Without the best among them the trials alone would not say which way it lies.
  const shown = everyIsBest ? "any" : String(baseInterval);
  const without = { trial: "best", baseInterval: shown, waste: leastWaste };
  return {
    json: () => ({ best: "baseInterval", ...best, everyIsBest, proof }),
    csv: () => csvOf(["trial", "baseInterval", "waste"], trials.length === 1 ? [...trials, without] : trials),
    text: (style) => {
      const rows = trials.map((one) => [one.trial, intervalText(one.baseInterval), wasteText(one.waste)]);
      return [
        `${style.heading(baseIntervalHeading(found, intervalText(baseInterval)))}\n`,
        `W = A/T0 + B T0 + const, with A = ${numberText(overhead)} s and B = ${numberText(exposure)}/s\n\n`,
        table([...left(""), ...right("base interval", "waste")], rows, style),
        // Where nothing is wasted, nothing is wasted outside the domain either.
        insideDomain || everyIsBest ? "" : style.doubtful(outlasting),
      ].join("");
    },
  };
}

const outlasting = "\nCheckpoints would outlast that interval: the formula leaves its domain.\n";

function baseIntervalHeading({ best, everyIsBest }: ProvenBaseInterval, shown: string): string {
  if (everyIsBest) return "every base interval is equally good: nothing fails, and checkpoints cost nothing";
  if (best.baseInterval === Number.POSITIVE_INFINITY)
    return "the longer the base interval the less the waste: nothing fails";
  if (best.baseInterval === 0)
    return "the shorter the base interval the less the waste: checkpoints cost nothing";
  return `the waste is least at a base interval of ${shown}`;
}

export function multiplesForms(found: ProvenMultiples, system: System): ReportForms {
  const { cost, leastCost, ...rest } = found;
  const nameOf = (classIndex: number) => system.classes[classIndex].name;
  const rows = found.classes.map((one) => {
    const costAt = (tried: number) => one.proof.find(({ multiple }) => multiple === tried)?.cost;
    const best = one.unbounded ? "the longer the better" : one.best;
    return {
      ...one,
      name: nameOf(one.classIndex),
      best,
      less: costAt(one.best - 1),
      more: costAt(one.best + 1),
    };
  });
  return {
    json: () => ({
      best: "multiples",
      ...rest,
      costPerHour: cost,
      leastCostPerHour: leastCost,
      classes: Object.fromEntries(found.classes.map(({ classIndex, ...one }) => [nameOf(classIndex), one])),
    }),
    csv: () => {
      const costs = ["costPerHour one less", "costPerHour one more"];
      return csv(
        ["class", "multiple", "costPerHour", "best", "leastCostPerHour", ...costs],
        rows.map((one) => {
          return [one.name, one.multiple, one.cost, one.best, one.leastCost, one.less, one.more];
        }),
      );
    },
    text: (style) => {
      const proofs = found.classes.flatMap(({ proof }) => proof.map((one) => one.cost));
      const costText = tellingApart([cost, ...proofs], 4, numberText);
      const tried = (costs: number | undefined) => (costs === undefined ? "–" : costText(costs));
      const what = rest.by === "prices" ? "cost per hour" : "VM-hours lost per hour";
      const titles = ["now", "costs", "best", "costs", "all cost: one less", "all cost: one more"];
      const cells = rows.map((one) => {
        const best = typeof one.best === "string" ? one.best : style.strong(numberText(one.best, 15));
        const [costs, least] = [one.cost, one.leastCost].map((value) => numberText(value));
        const now = numberText(one.multiple, 15);
        return [one.name, now, costs, best, least, tried(one.less), tried(one.more)];
      });
      return [
        `${style.heading(`${what} ${costText(cost)} now, ${costText(leastCost)} with the best multiples`)}\n`,
        rest.by === "waste" ? "No price speaks against a longer period: the waste decides.\n" : "",
        `${guarantee(found)}\n\n`,
        table([...left("class"), ...right(...titles)], cells, style),
      ].join("");
    },
  };
}

function guarantee({ tried, classes }: ProvenMultiples): string {
  return classes.some(({ unbounded }) => unbounded)
    ? "Nothing speaks against ever longer periods: nothing fails."
    : `Of ${plural(tried, "combination")} that were tried none costs less.`;
}

export function phasesForms(found: BestPhases, { classes }: System): ReportForms {
  const { phases, ...rest } = found;
  const { burst, burstBefore, leastBurst, proven } = found;
  const rows = classes.map((one) => ({ ...one, class: one.name, best: phases[one.index] }));
  const bytes = (value: number) => measureText(value, "B");
  const proof = proven
    ? "No choice of phases does better."
    : `No phases can bring it below ${bytes(leastBurst)}; not every choice was tried.`;
  const heading =
    burst < burstBefore
      ? `the largest burst of writes falls from ${bytes(burstBefore)} to ${bytes(burst)}`
      : `no phases that were tried flatten the largest burst of writes, ${bytes(burst)}`;
  return {
    json: () => ({
      best: "phases",
      phases: Object.fromEntries(rows.map(({ name, best }) => [name, best])),
      ...rest,
    }),
    csv: () => csvOf(["class", "multiple", "phase", "best"], rows),
    text: (style) =>
      [
        `${style.heading(heading)}\n${proof}\n\n`,
        table(
          [...left("class"), ...right("multiple", "phase now", "best")],
          rows.map(({ name, multiple, phase, best }) => {
            return [name, String(multiple), String(phase), style.strong(String(best))];
          }),
          style,
        ),
      ].join(""),
  };
}

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
    csv: () => {
      const measured = [objective, ...targets.map(({ measure }) => measure.key)];
      return csv(
        ["trial", "baseInterval", ...named("multiple"), ...named("phase"), ...measured, "meets"],
        trials.map(({ what, trial: { baseInterval, multiples, phases, figures, meets, ...trial } }) => {
          return [what, baseInterval, ...multiples, ...phases, trial.objective, ...figures, String(meets)];
        }),
      );
    },
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
      const rows = trials.map(({ what, trial }) => {
        const figures = targets.map(({ measure }, place) => {
          const figure = trial.figures[place];
          return figure === undefined ? "no steady state" : measureText(figure, shownUnit(measure), 4);
        });
        const least = trial.objective === undefined ? "–" : leastText(trial.objective);
        return [what, chosen(trial), least, ...figures, free ? "" : meets(trial)];
      });
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
