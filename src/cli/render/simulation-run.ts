import type { Estimate } from "../../montecarlo/estimation/estimate.js";
import type { SimulationRun } from "../../montecarlo/estimation/simulation.js";
import { measures } from "../../scenario/model/measures.js";
import type { System } from "../../scenario/model/system.js";
import type { Seconds } from "../../scenario/model/units.js";
import type { ReportForms } from "../print-report.js";
import { csvOf } from "./csv.js";
import { estimateText, labelOf, shownUnit } from "./measure-text.js";
import { numberText, percentText, plural } from "./number-text.js";
import { left, right, table } from "./table.js";

export interface SplitNames {
  readonly classes: readonly string[];
  readonly hosts: readonly string[];
}

export function splitNames({ classes, hosts }: System): SplitNames {
  return { classes: classes.map(({ name }) => name), hosts: hosts.names };
}

interface Split {
  readonly byClass?: readonly unknown[];
  readonly byHost?: readonly unknown[];
}

export function namedSplits<Found extends Split>(
  { byClass, byHost, ...whole }: Found,
  { classes, hosts }: SplitNames,
) {
  const byName = (names: readonly string[], parts: readonly unknown[] | undefined) =>
    parts && Object.fromEntries(parts.map((part, place) => [names[place], part]));
  return { ...whole, byClass: byName(classes, byClass), byHost: byName(hosts, byHost) };
}

export function simulationForms(run: SimulationRun, scenario: string, names: SplitNames): ReportForms {
  const rows = measures.flatMap((entry) => {
    const estimate = run.measures[entry.key];
    return estimate ? [{ ...estimate, unit: entry.unit, measure: entry.key, entry }] : [];
  });
  const found = rows.map(({ entry, measure, ...estimate }) => [measure, namedSplits(estimate, names)]);
  return {
    json: () => {
      const { measures: _, ...rest } = run;
      return { ...rest, measures: Object.fromEntries(found) };
    },
    csv: () =>
      csvOf(["measure", "unit", "mean", "standardError", "low", "high", "confidence", "replications"], rows),
    text: (style) =>
      [
        `${style.heading(scenario)}  ${runLengthText(run)}\n\n`,
        table(
          [...left("measure"), ...right("estimate", intervalTitle(run), "±")],
          rows.map(({ entry, ...estimate }) => {
            const { mean, interval } = estimateText(estimate, shownUnit(entry));
            return [entry.label, style.strong(mean), interval, relativeHalfWidth(estimate)];
          }),
          style,
        ),
        ...withoutEstimateRemarks(run).map((remark) => style.faint(`${remark}\n`)),
      ].join(""),
  };
}

export function intervalTitle({ measures: found }: SimulationRun): string {
  const [first]: readonly { readonly confidence: number }[] = Object.values(found);
  return first ? `${percentText(first.confidence)} interval` : "interval";
}

export function withoutEstimateRemarks({ withoutEstimate = {} }: SimulationRun): readonly string[] {
  return Object.entries(withoutEstimate).map(([key, reason]) => `${labelOf(key)}: no estimate, ${reason}`);
}

export function relativeHalfWidth({ mean, low, high }: Estimate): string {
  if (high === low) return "exact";
  return mean === 0 ? "–" : percentText(Math.max(high - mean, mean - low) / Math.abs(mean), 2);
}

/** A report for those who need not know how long it took: on another machine it takes another time. */
export type Timeless<Report extends { readonly seconds: Seconds }> = Omit<Report, "seconds"> & {
  readonly seconds?: Seconds | undefined;
};

type RunLength = Pick<SimulationRun, "messages" | "replications" | "seconds" | "seed">;

/** What a run has taken, and the seed by which it can be had again. */
export function runLengthText({ messages, replications, seconds, seed }: Timeless<RunLength>): string {
  const time = seconds === undefined ? "" : `, ${numberText(seconds, 3)} s`;
  return `${plural(messages, "message")} in ${plural(replications, "replication")}${time}, seed ${seed}`;
}
