import type { QuantileEstimate } from "../../montecarlo/estimation/sample-quantile.js";
import type { Seconds } from "../../scenario/model/units.js";
import type { LineChart } from "../charts/chart.js";

/** How likely a job has ended by a time: the chances at which a distribution is drawn. */
export const drawnChances: readonly number[] = Array.from({ length: 99 }, (_, place) => (place + 1) / 100);

/** What jobs have come to. */
export interface JobsToDraw {
  readonly title: string;
  /** Quantiles of the run time, in seconds, at {@link drawnChances}. */
  readonly quantiles: readonly QuantileEstimate[];
  readonly confidence: number;
  /** Mean of the run time in closed form. */
  readonly closedForm: Seconds;
}

const hour = 3600;

/** The distribution of a job's run time: the share of jobs that have ended by then. */
export function jobChart({ title, quantiles, confidence, closedForm }: JobsToDraw): LineChart {
  const points = (of: (quantile: QuantileEstimate) => Seconds) =>
    quantiles.flatMap((quantile, place): [number, number][] => {
      const time = of(quantile);
      return Number.isFinite(time) ? [[time / hour, drawnChances[place]]] : [];
    });
  const percent = `${Number((100 * confidence).toPrecision(6))} %`;
  return {
    kind: "lines",
    title,
    x: { label: "run time (h)" },
    y: { label: "share of jobs that have ended", domain: [0, 1] },
    lines: [
      { name: "simulation", points: points(({ value }) => value) },
      { name: `earliest within its ${percent} interval`, points: points(({ low }) => low) },
      { name: `latest within its ${percent} interval`, points: points(({ high }) => high) },
    ],
    marks: [
      {
        x: closedForm / hour,
        label: `mean by formula (E18) ${Number((closedForm / hour).toPrecision(4))} h`,
      },
    ],
  };
}
