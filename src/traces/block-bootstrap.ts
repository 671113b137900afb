/** Counts of consecutive base intervals, and after how many of them the rules repeat. */
export interface IntervalSeries {
  readonly flushed: Float64Array;
  readonly received: Float64Array;
  readonly hyperperiod: number;
}

const resamples = 2000;
/** With fewer hyperperiods to draw from, what comes out is their own few values. */
const leastHyperperiods = 8;

/**
 * A confidence interval of the flushed share by block bootstrap over base intervals: the trace is put together anew
 * from pieces of itself, each taken from a place at the same distance from a hyperperiod's start, so that what locks to
 * the grid stays locked to it.
 *
 * - Source: the generalised seasonal block bootstrap (Dudek, Leśkow, Paparoditis and Politis, 2014)
 * - Assumes: traffic beyond the length of a block is alike in all parts of the trace; blocks of the cube root of the
 *   number of base intervals
 * - Limits: absent below 8 hyperperiods; it holds the trace's own share always
 */
export function blockBootstrap(
  { flushed, received, hyperperiod }: IntervalSeries,
  confidence: number,
  random: () => number,
): { readonly low: number; readonly high: number } | undefined {
  const length = received.length;
  const hyperperiods = length / hyperperiod;
  if (hyperperiods < leastHyperperiods) return undefined;
  const block = Math.max(1, Math.round(Math.cbrt(length)));
  const flushedUpTo = runningSums(flushed);
  const receivedUpTo = runningSums(received);
  const shares: number[] = [];
  for (let resample = 0; resample < resamples; resample++) {
    let up = 0;
    let all = 0;
    for (let at = 0; at < length; at += block) {
      const size = Math.min(block, length - at);
      const first = at % hyperperiod;
      const places = Math.floor((length - size - first) / hyperperiod) + 1;
      const from = first + hyperperiod * Math.floor(random() * places);
      up += flushedUpTo[from + size] - flushedUpTo[from];
      all += receivedUpTo[from + size] - receivedUpTo[from];
    }
    if (all > 0) shares.push(up / all);
  }
  shares.sort((a, b) => a - b);
  const own = flushedUpTo[length] / receivedUpTo[length];
  const outside = Math.floor(((1 - confidence) / 2) * shares.length);
  return {
    low: Math.min(own, shares[outside]),
    high: Math.max(own, shares[shares.length - 1 - outside]),
  };
}

function runningSums(values: Float64Array): Float64Array {
  const sums = new Float64Array(values.length + 1);
  for (let place = 0; place < values.length; place++) sums[place + 1] = sums[place] + values[place];
  return sums;
}
