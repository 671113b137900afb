import { stableLogShares } from "../../src/analytic/stable-log-ratio.js";
import type { LineChart } from "../../src/pictures/charts/chart.js";
import { Sweep } from "../../src/planning/sweep.js";
import { parseSweepAxis } from "../../src/planning/sweep-axis.js";
import { formatPath } from "../../src/scenario/checks/path.js";
import type { LoadedScenario } from "../../src/scenario/checks/prepare.js";

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
