import type { Seconds } from "../scenario/model/units.js";
import { type Dispersion, dispersionOf } from "./burstiness.js";
import type { TimeHistogram } from "./time-histogram.js";
import type { TraceSummary } from "./trace-summary.js";

const windows = [0.25, 1, 4];
const leastWindows = 10;
const leastTicks = 10;

/**
 * Index of dispersion of what a class's nodes receive, at a quarter of the base interval, at it and at four of it.
 *
 * - Limits: windows that are no whole number of bins and of ticks, of less than ten ticks, or of which there are fewer
 *   than ten are left out
 */
export function classBurstiness(
  received: readonly TimeHistogram[],
  { times, tick = 0 }: Pick<TraceSummary, "times" | "tick">,
  baseInterval: Seconds,
): Dispersion[] {
  const [first] = received;
  const { width } = first;
  const from = Math.floor((times.least - times.origin) / width);
  const to = Math.floor((times.most - times.origin) / width);
  const bins = new Float64Array(to - from + 1);
  for (const node of received) {
    if (node.total === 0) continue;
    for (const [place, count] of node.between(from, to).entries()) bins[place] += count;
  }
  return windows.flatMap((share) => {
    const window = share * baseInterval;
    const perWindow = Math.round(window / width);
    const whole = Math.floor(bins.length / Math.max(1, perWindow));
    const fits = isWhole(window, width) && isWhole(window, tick) && window >= leastTicks * tick * (1 - 1e-9);
    if (!fits || whole < leastWindows) return [];
    const counts = new Float64Array(whole);
    for (let place = 0; place < whole * perWindow; place++)
      counts[Math.floor(place / perWindow)] += bins[place];
    const dispersion = dispersionOf(counts, window);
    return dispersion.mean > 0 ? [dispersion] : [];
  });
}

function isWhole(window: Seconds, part: Seconds): boolean {
  if (part === 0) return true;
  const times = window / part;
  return Math.round(times) >= 1 && Math.abs(times - Math.round(times)) < 1e-6;
}
