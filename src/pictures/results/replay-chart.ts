import type { Replay } from "../../traces/replay.js";
import type { LineChart } from "../charts/chart.js";

/** The share logged over the phases of the grid: at how large a part of the phases it is at most so much. */
export function replayChart({ source, phases, formula, baseInterval, phase0 }: Replay): LineChart {
  const quantiles = Object.entries(phases.quantiles).map(([share, value]): [number, number] => [
    Number(share),
    value,
  ]);
  return {
    kind: "lines",
    title: `${source}: stable-log ratio over the phases of the grid, T0 = ${baseInterval} s`,
    x: { label: "share of the phases with at most so much", domain: [0, 1] },
    y: { label: "stable-log ratio η" },
    lines: [
      { name: "trace", points: [[0, phases.low], ...quantiles, [1, phases.high]] },
      {
        name: "formula (E2)",
        points: [
          [0, formula.stableLogRatio],
          [1, formula.stableLogRatio],
        ],
      },
      {
        name: "trace at phase 0",
        points: [
          [0, phase0.stableLogRatio.value],
          [1, phase0.stableLogRatio.value],
        ],
      },
    ],
  };
}
