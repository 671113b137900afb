import { stableLogShares } from "../../src/analytic/stable-log-ratio.js";
import type { LineChart } from "../../src/pictures/charts/chart.js";
import { bestBaseInterval } from "../../src/planning/best-base-interval.js";
import { Sweep } from "../../src/planning/sweep.js";
import { parseSweepAxis } from "../../src/planning/sweep-axis.js";
import type { LoadedScenario } from "../../src/scenario/checks/loaded-scenario.js";
import { formatPath } from "../../src/scenario/checks/path.js";
import type { System } from "../../src/scenario/model/system.js";
import { formatSeconds } from "../../src/scenario/quantities/format-quantity.js";

/** Lines that can be told apart in one chart. */
const mostLines = 4;
const leastMultiples = 16;

/** η over the multiple of each class that matters most to it, the others as they are. */
export function ratioChart(loaded: LoadedScenario): LineChart {
  const { system } = loaded;
  const shares = stableLogShares(system);
  const order = system.classes
    .map(({ index }) => index)
    .sort((a, b) => shares[b].share - shares[a].share)
    .slice(0, mostLines);
  const most = Math.max(leastMultiples, ...order.map((index) => 2 * system.classes[index].multiple));
  const lines = order.map((index) => {
    const { name, phase } = system.classes[index];
    const path = formatPath(["classes", name, "multiple"]);
    const sweep = new Sweep(loaded, [parseSweepAxis(`${path}=${phase + 1}:${Math.max(most, phase + 2)}:1`)]);
    while (!sweep.done) sweep.step();
    const points = Array.from(sweep.axes[0].values, (x, place) => [x, sweep.columns[0][place]] as const);
    return { name: `multiple of ${name}`, points };
  });
  return {
    kind: "lines",
    title: "Stable-log ratio over the multiple of one class",
    x: { label: "multiple" },
    y: { label: "η, share of messages logged stably" },
    lines,
  };
}

/** How far from the present interval and the best one the waste is drawn. */
const margin = 8;
const steps = 80;
/** Marks whose logarithms are nearer than this would write over each other. */
const apart = 0.7;

/** The waste over the base interval, with its least; `undefined` where no base interval is best. */
export function wasteChart(system: System): LineChart | undefined {
  const { baseInterval: best, overhead, exposure, floor } = bestBaseInterval(system);
  if (!(best > 0 && Number.isFinite(best) && overhead > 0 && exposure > 0)) return undefined;
  const now = system.baseInterval;
  const [low, high] = [Math.min(best, now) / margin, Math.max(best, now) * margin];
  const points = Array.from({ length: steps + 1 }, (_, step) => {
    const interval = low * (high / low) ** (step / steps);
    return [interval, overhead / interval + exposure * interval + floor] as const;
  });
  return {
    kind: "lines",
    title: "Waste over the base interval",
    x: { label: "base interval (s)", scale: "log" },
    y: { label: "waste, share of the VMs' time", scale: "log" },
    lines: [{ name: "waste", points }],
    marks: [
      {
        x: best,
        y: overhead / best + exposure * best + floor,
        label: `least at ${formatSeconds(best, { digits: 3 })}`,
      },
      ...(Math.abs(Math.log(best / now)) > apart ? [{ x: now, label: `now, ${formatSeconds(now)}` }] : []),
    ],
  };
}
