import { intervalsSinceDue } from "../../analytic/due-sets.js";
import { inboundFlows } from "../../analytic/flows.js";
import { bestBaseInterval } from "../../planning/best-base-interval.js";
import type { CapacityPlan } from "../../planning/capacity-plan.js";
import type { System, VmClass } from "../../scenario/model/system.js";
import type { Chart, LineChart, StairsChart } from "../charts/chart.js";

/** A plan as pictures: what storage and memory hold over a hyperperiod, and the waste over the base interval. */
export function planCharts(plan: CapacityPlan): readonly Chart[] {
  return [...overHyperperiod(plan.system, plan.hyperperiod), ...wasteOverInterval(plan)];
}

const mostIndices = 64;

/**
 * What the logs hold and what checkpoints write in each base interval, by class; perfect clocks and no durations.
 *
 * - Source: E5, E7, E8
 */
function overHyperperiod(system: System, hyperperiod: bigint): readonly StairsChart[] {
  const { baseInterval, classes, name, policies } = system;
  const length = Number(hyperperiod);
  const shown = length > mostIndices ? mostIndices : length * Math.max(1, Math.floor(12 / length));
  const inbound = inboundFlows(system);
  const values = (of: (one: VmClass, sinceDue: number) => number) =>
    classes.map((one) => Array.from({ length: shown }, (_, k) => of(one, intervalsSinceDue(one, k))));
  const perInterval = ({ index }: VmClass) => baseInterval * inbound[index];
  // Just before the next boundary memory holds what came since the last checkpoint, or since the last flush.
  const inMemory = (sinceDue: number) => (policies.volatileLog === "keep" ? sinceDue + 1 : 1);
  const stable = values((one, sinceDue) => sinceDue * perInterval(one));
  const volatile = values((one, sinceDue) => inMemory(sinceDue) * perInterval(one));
  const images = values(({ count, image }, sinceDue) => (sinceDue === 0 ? count * image : 0));
  const shownOf = [
    { of: "stable log", unit: "messages", values: stable },
    { of: "volatile log", unit: "messages", values: volatile },
    { of: "images written", unit: "B", values: images },
    // What is 0 all the time needs no picture.
  ].filter((one) => one.values.flat().some((value) => value !== 0));
  return shownOf.map((one) => ({
    kind: "stairs",
    title: `${name}: ${one.of} over ${shown} base intervals`,
    xLabel: "base interval",
    label: `${one.of} (${one.unit})`,
    classNames: classes.map((vmClass) => vmClass.name),
    values: one.values,
  }));
}

const curvePoints = 121;
/** How far the curve reaches to both sides of the best interval and the present one. */
const reach = 30;

/** `W = A/T0 + B T0 + const` (E15), with lags and durations as they are now; absent where no base interval is best. */
function wasteOverInterval({ system }: CapacityPlan): readonly LineChart[] {
  const best = bestBaseInterval(system);
  const isBest = best.baseInterval > 0 && Number.isFinite(best.baseInterval) && best.exposure > 0;
  if (!isBest || !best.insideDomain) return [];
  const { overhead, exposure, floor } = best;
  const low = Math.min(best.baseInterval, system.baseInterval) / reach;
  const high = Math.max(best.baseInterval, system.baseInterval) * reach;
  const points = Array.from({ length: curvePoints }, (_, place) => {
    const interval = low * (high / low) ** (place / (curvePoints - 1));
    return [interval, overhead / interval + exposure * interval + floor] as const;
  });
  const label = `best ${Number(best.baseInterval.toPrecision(3))} s, now ${Number(system.baseInterval.toPrecision(3))} s`;
  const chart: LineChart = {
    kind: "lines",
    title: `${system.name}: waste over the base interval`,
    x: { label: "base interval T0 (s)", scale: "log" },
    y: { label: "waste (share of the VMs' time)", scale: "log" },
    lines: [{ name: "formula (E15)", points }],
    marks: [{ x: best.baseInterval, y: best.leastWaste, label }],
  };
  return [chart];
}
