import type { Estimate } from "../../montecarlo/estimation/estimate.js";
import type { SimulationRun } from "../../montecarlo/estimation/simulation.js";
import { measures } from "../../scenario/model/measures.js";
import type { System } from "../../scenario/model/system.js";
import type { Seconds } from "../../scenario/model/units.js";
import { csvOf } from "./csv.js";
import { json } from "./json.js";
import { estimateText, shownUnit } from "./measure-text.js";
import { numberText, percentText, plural } from "./number-text.js";
import type { Paint } from "./paint.js";
import { left, right, table } from "./table.js";

/** The names that splits of estimates go by. */
export interface SplitNames {
  readonly classes: readonly string[];
  readonly hosts: readonly string[];
}

/** The names of a system's classes and hosts. */
export function splitNames({ classes, hosts }: System): SplitNames {
  return { classes: classes.map(({ name }) => name), hosts: hosts.names };
}

/** What a simulation found, as the contract has it; splits are by name. */
export function simulationJson({ measures: found, ...run }: SimulationRun, names: SplitNames): string {
  const entries = measures.flatMap(({ key, unit }) => {
    const estimate = found[key];
    if (!estimate) return [];
    const { byClass, byHost, ...whole } = estimate;
    const splits = {
      byClass: byClass && byName(byClass, names.classes),
      byHost: byHost && byName(byHost, names.hosts),
    };
    return [[key, { ...whole, unit, ...splits }]];
  });
  return json({ ...run, measures: Object.fromEntries(entries) });
}

function byName(estimates: readonly Estimate[], names: readonly string[]): Record<string, Estimate> {
  return Object.fromEntries(estimates.map((estimate, place) => [names[place], estimate]));
}

/** What a simulation found, a line for each measure. */
export function simulationCsv({ measures: found }: SimulationRun): string {
  return csvOf(
    ["measure", "unit", "mean", "standardError", "low", "high", "confidence", "replications"],
    measures.flatMap(({ key, unit }) => {
      const estimate = found[key];
      return estimate ? [{ ...estimate, measure: key, unit }] : [];
    }),
  );
}

/** What a simulation of the scenario of that name found, for a person. */
export function simulationText(run: SimulationRun, scenario: string, style: Paint): string {
  const estimates = Object.values(run.measures);
  const confidence = estimates[0]?.confidence ?? 0;
  return [
    `${style.heading(scenario)}  ${plural(run.messages, "message")} in ${plural(run.replications, "replication")}, `,
    `${numberText(run.seconds, 3)} s, seed ${run.seed}\n\n`,
    table(
      [...left("measure"), ...right("estimate", `${percentText(confidence)} interval`, "±")],
      measures.flatMap((measure) => {
        const { key, label } = measure;
        const estimate = run.measures[key];
        if (!estimate) return [];
        const { low, mean, high } = estimateText(estimate, shownUnit(measure));
        return [[label, style.strong(mean), `${low} … ${high}`, relativeHalfWidth(estimate)]];
      }),
      style,
    ),
    ...measures.flatMap(({ key, label }) => {
      const reason = run.withoutEstimate?.[key];
      return reason === undefined ? [] : [style.faint(`${label}: no estimate, ${reason}\n`)];
    }),
  ].join("");
}

/** Half the width of an interval as a share of its mean, in words. */
export function relativeHalfWidth({ mean, low, high }: Estimate): string {
  if (high === low) return "exact";
  return mean === 0 ? "–" : percentText(Math.max(high - mean, mean - low) / Math.abs(mean), 2);
}

/** A report for those who need not know how long it took: on another machine it takes another time. */
export type Timeless<Report extends { readonly seconds: Seconds }> = Omit<Report, "seconds"> & {
  readonly seconds?: Seconds | undefined;
};

/** What a run has taken, and the seed by which it can be had again. */
export function runLengthText({
  messages,
  replications,
  seconds,
  seed,
}: {
  readonly messages: number;
  readonly replications: number;
  readonly seconds?: Seconds | undefined;
  readonly seed: string;
}): string {
  const time = seconds === undefined ? "" : `, ${numberText(seconds, 3)} s`;
  return `${plural(messages, "message")} in ${plural(replications, "replication")}${time}, seed ${seed}`;
}
