import { exactStableLogRatio, stableLogRatio } from "../../src/analytic/stable-log-ratio.js";
import { adviceLines } from "../../src/cli/render/advice-text.js";
import { numberText } from "../../src/cli/render/number-text.js";
import { classTitles, planCsv, planSections } from "../../src/cli/render/plan-forms.js";
import { settingsText } from "../../src/cli/render/system-text.js";
import { planCharts } from "../../src/pictures/results/plan-charts.js";
import { type CapacityPlan, capacityPlan } from "../../src/planning/capacity-plan.js";
import type { LoadedScenario } from "../../src/scenario/checks/prepare.js";
import { findMeasure } from "../../src/scenario/model/measures.js";
import { countVms, type System } from "../../src/scenario/model/system.js";
import { controlsOf } from "./controls.js";
import type { PlanAnswer } from "./questions.js";
import { ratioChart } from "./ratio-chart.js";

/** All that the page shows of a scenario before anything is simulated. */
export function planAnswer(loaded: LoadedScenario): PlanAnswer {
  const { system } = loaded;
  const plan = planOf(system);
  return {
    scenario: system.name,
    summary: settingsText(system),
    ratio: ratioText(system),
    classNames: system.classes.map(({ name }) => name),
    classColumns: classTitles(system),
    sections: planSections(plan).map(({ heading, rows }) => ({
      heading,
      rows: rows.map(({ outside, ...row }) => {
        return { ...row, meaning: findMeasure(row.key)?.meaning ?? "", outside: outside !== undefined };
      }),
    })),
    hyperperiod: `The pattern of checkpoints repeats every ${numberText(Number(plan.hyperperiod), 15)} base intervals.`,
    advice: adviceLines(plan),
    warnings: plan.warnings.map(({ reason }) => reason),
    charts: [ratioChart(loaded), ...planCharts(plan)],
    ...controlsOf(loaded),
    csv: planCsv(plan),
    window: windowOf(plan),
  };
}

/** Messages of a picture in which each of them has a name. */
const wantedMessages = 40;
const shownOfAClass = 2;

/** The time around the second base index, as long as the VMs that a picture shows have so many messages among them. */
function windowOf({ system, figures }: CapacityPlan): PlanAnswer["window"] {
  const shown = system.classes.reduce((sum, { count }) => sum + Math.min(shownOfAClass, count), 0);
  const rate = figures.messageRate.value * (shown / countVms(system)) ** 2;
  const { baseInterval } = system;
  const half = Math.min(baseInterval, wantedMessages / rate / 2);
  const rounded = (value: number) => Number(value.toPrecision(4));
  return { from: rounded(2 * baseInterval - half), until: rounded(2 * baseInterval + half) };
}

/** A plan, worked out in one go. */
export function planOf(system: System): CapacityPlan {
  const steps = capacityPlan(system);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** Longer fractions say less than their decimals. */
const longestFraction = 16;

/** η as the command line has it: as a fraction where it is short, and to six digits. */
export function ratioText(system: System): string {
  const fraction = exactStableLogRatio(system)?.fraction;
  const decimal = numberText(stableLogRatio(system), 6);
  if (fraction === undefined || fraction.length > longestFraction || fraction === decimal) return decimal;
  return `${fraction} ≈ ${decimal}`;
}
