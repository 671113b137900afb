import type { CapacityPlan } from "../../planning/capacity-plan.js";
import { type MeasureKey, measures } from "../../scenario/model/measures.js";
import type { SimulatedFigures, SimulatedQuantile } from "../../validation/doubtful-figures.js";
import { estimateText, measureText, shownUnit } from "./measure-text.js";
import { numberText, percentText, plural } from "./number-text.js";
import type { Paint } from "./paint.js";
import { table } from "./table.js";

/** Closed forms that need not hold beside what a simulation found, a line for each. */
export function simulatedFiguresText(
  { figures }: CapacityPlan,
  { run, quantiles }: SimulatedFigures,
  style: Paint,
): string {
  const found: { readonly [Key in MeasureKey]?: { readonly confidence: number } } = run.measures;
  const confidence = Object.values(found)[0]?.confidence ?? 0;
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
    `${style.heading("Simulated where a closed form need not hold")}  ${plural(run.messages, "message")} in `,
    `${plural(run.replications, "replication")}, ${numberText(run.seconds, 3)} s, seed ${run.seed}\n`,
    table(
      [
        { title: "" },
        { title: "closed form", align: "right" },
        { title: "simulated", align: "right" },
        { title: `${percentText(confidence)} interval`, align: "right" },
      ],
      rows,
      style,
    ),
    ...Object.entries(run.withoutEstimate ?? {}).map(([key, reason]) =>
      style.faint(`${measures.find((measure) => measure.key === key)!.label}: no estimate, ${reason}\n`),
    ),
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
