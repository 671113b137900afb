import type { Job } from "../../validation/job-report.js";
import type { LineChart } from "../charts/chart.js";

const chances: readonly number[] = Array.from({ length: 99 }, (_, place) => (place + 1) / 100);

const hour = 3600;

export function jobChart(run: Job, title: string): LineChart {
  const { confidence, runTime } = run.report();
  const quantiles = run.quantiles(chances);
  const points = (end: "value" | "low" | "high") =>
    quantiles.flatMap((quantile, place): [number, number][] =>
      Number.isFinite(quantile[end]) ? [[quantile[end] / hour, chances[place]]] : [],
    );
  const percent = `${Number((100 * confidence).toPrecision(6))} %`;
  const mean = runTime.closedForm / hour;
  return {
    kind: "lines",
    title,
    x: { label: "run time (h)" },
    y: { label: "share of jobs that have ended", domain: [0, 1] },
    lines: [
      { name: "simulation", points: points("value") },
      { name: `earliest within its ${percent} interval`, points: points("low") },
      { name: `latest within its ${percent} interval`, points: points("high") },
    ],
    marks: [{ x: mean, label: `mean by formula (E18) ${Number(mean.toPrecision(4))} h` }],
  };
}
