import jStat from "jstat";
import type { Seconds } from "../scenario/model/units.js";
import { leastCommonMultiple } from "../scenario/quantities/common-multiple.js";
import type { TimeHistogram } from "./time-histogram.js";
import type { TraceSummary } from "./trace-summary.js";

/** How counts in windows of one length vary, beside Poisson traffic. */
export interface Dispersion {
  readonly window: Seconds;
  readonly windows: number;
  /** Mean messages in a window. */
  readonly mean: number;
  /** Index of dispersion: variance over mean; 1 for Poisson traffic, above it bursts, below it a rhythm. */
  readonly index: number;
  /** How often Poisson traffic strays as far from 1, either way; absent where windows hold too little to tell. */
  readonly pValue?: number;
}

export interface Burstiness {
  /** Shortest window first. */
  readonly dispersion: readonly Dispersion[];
  /** False where a window tells the trace from Poisson traffic at the level of 1 % over all of them. */
  readonly poisson: boolean;
}

const leastWindows = 10;
const mostWindowsInAll = 1_000_000;
/** Where nearly all windows are empty the index is 1 whatever the traffic. */
const mostWindowsAMessage = 100;
/** A shorter window would see the clock that made the stamps. */
const leastTicks = 10;
/** Below one message a window the chi-square law no longer fits the sum of squares. */
const leastMean = 1;
const familyLevel = 0.01;
/** What a difference from 1 in double precision can still resolve. */
const leastPValue = 1e-12;
const perSecond = 1e9;

/**
 * How bursty a trace is at every scale, and whether Poisson traffic could look like it.
 *
 *     I(w) = Var N(w) / E N(w),    (m - 1) I(w) ~ χ²(m - 1) for Poisson counts in m windows
 *
 * The first and the last message fix the span and are not counted: given them, the others of a Poisson stream lie
 * uniformly between.
 *
 * - Source: Cox and Lewis (1966), the index of dispersion
 * - Assumes: windows of powers of ten of a second, from 0.1 s on where they fit, at least 10 and at most a
 *   million in the span, and at most a hundred for each message; of at least ten ticks of the stamps, and whole ones
 * - Limits: p-values below 1e-12 are given as 0
 */
export function burstiness(times: TimeHistogram, tick: Seconds = 0): Burstiness {
  const { total, least, most } = times;
  if (total < 3 || !(most > least)) {
    return { dispersion: [], poisson: true };
  }
  const grain = wholeTicks(times.width, tick);
  const dispersion = windowsOf(most - least, total)
    .map((window) => Math.ceil((window / grain) * (1 - 1e-9)) * grain)
    .filter((window, w, all) => window >= leastTicks * tick * (1 - 1e-9) && all.indexOf(window) === w)
    .filter((window) => (most - least) / window >= leastWindows * (1 - 1e-9))
    .map((window) => dispersionAt(times, window))
    .filter(({ mean }) => mean > 0);
  const pValues = dispersion.flatMap(({ pValue }) => pValue ?? []);
  return { dispersion, poisson: pValues.every((pValue) => pValue * pValues.length > familyLevel) };
}

/** The shortest time that is made of whole bins and of whole ticks. */
function wholeTicks(width: Seconds, tick: Seconds): Seconds {
  const [bin, each] = [width, tick].map((seconds) => Math.round(seconds * perSecond));
  if (bin === 0 || each === 0 || each === 1) return width;
  const common = leastCommonMultiple(bin, each);
  return common === bin || !Number.isFinite(common) ? width : common / perSecond;
}

function windowsOf(span: Seconds, messages: number): Seconds[] {
  const mostWindows = Math.min(mostWindowsInAll, mostWindowsAMessage * messages);
  const most = Math.floor(Math.log10(span / leastWindows) + 1e-9);
  const least = Math.max(Math.ceil(Math.log10(span / mostWindows)), Math.min(most, -1));
  const windows: Seconds[] = [];
  for (let power = least; power <= most; power++) windows.push(Number(`1e${power}`));
  return windows;
}

export function dispersionAt(times: TimeHistogram, window: Seconds): Dispersion {
  return dispersionOf(countsIn(times, window), window);
}

function dispersionOf(counts: Float64Array, window: Seconds): Dispersion {
  const windows = counts.length;
  const mean = counts.reduce((total, count) => total + count, 0) / windows;
  const squares = counts.reduce((total, count) => total + (count - mean) ** 2, 0);
  const told = { window, windows, mean, index: squares / (windows - 1) / mean };
  if (mean < leastMean) return told;
  const below = jStat.chisquare.cdf(squares / mean, windows - 1);
  const pValue = 2 * Math.min(below, 1 - below);
  return { ...told, pValue: pValue < leastPValue ? 0 : pValue };
}

/** Messages but the first and the last in whole windows from the first on. */
function countsIn(times: TimeHistogram, window: Seconds): Float64Array {
  const { least, most, width } = times;
  const bins = times.bins();
  bins[0]--;
  bins[bins.length - 1]--;
  const windows = Math.floor(((most - least) / window) * (1 + 1e-12) + 1e-12);
  return windowCounts(bins, Math.round(window / width), windows);
}

/** Counts in so many windows of so many bins. */
function windowCounts(bins: Float64Array, perWindow: number, windows: number): Float64Array {
  const counts = new Float64Array(windows);
  for (let place = 0; place < windows * perWindow && place < bins.length; place++) {
    counts[Math.floor(place / perWindow)] += bins[place];
  }
  return counts;
}

/** Windows for the messages of a class, in base intervals. */
const windowsOfClass = [0.25, 1, 4];

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
  return windowsOfClass.flatMap((share) => {
    const window = share * baseInterval;
    const perWindow = Math.round(window / width);
    const whole = Math.floor(bins.length / Math.max(1, perWindow));
    const fits = isWhole(window, width) && isWhole(window, tick) && window >= leastTicks * tick * (1 - 1e-9);
    if (!fits || whole < leastWindows) return [];
    const dispersion = dispersionOf(windowCounts(bins, perWindow, whole), window);
    return dispersion.mean > 0 ? [dispersion] : [];
  });
}

function isWhole(window: Seconds, part: Seconds): boolean {
  if (part === 0) return true;
  const times = window / part;
  return Math.round(times) >= 1 && Math.abs(times - Math.round(times)) < 1e-6;
}
