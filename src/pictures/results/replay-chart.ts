import type { Replay } from "../../traces/replay.js";
import type { LineChart } from "../charts/chart.js";

/** The share logged over the phases of the grid: at how large a part of the phases it is at most so much. */
export function replayChart({ source, phases, formula, baseInterval, phase0 }: Replay): LineChart {
  const quantiles = Object.entries(phases.quantiles).map(([share, value]) => [Number(share), value] as const);
  const level = (name: string, value: number) => ({ name, points: [0, 1].map((x) => [x, value] as const) });
  return {
    kind: "lines",
    title: `${source}: stable-log ratio over the phases of the grid, T0 = ${baseInterval} s`,
    x: { label: "share of the phases with at most so much", domain: [0, 1] },
    y: { label: "stable-log ratio η" },
    lines: [
      { name: "trace", points: [[0, phases.low], ...quantiles, [1, phases.high]] },
      level("formula (E2)", formula.stableLogRatio),
      level("trace at phase 0", phase0.stableLogRatio.value),
    ],
  };
}
