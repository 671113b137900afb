import type { PerSecond } from "../scenario/model/units.js";

/** A frequency at which the power of a spectrum stands out. */
export interface SpectralLine {
  readonly frequency: PerSecond;
  /** Its power in those of its neighbours. */
  readonly share: number;
}

/** So many multiples may be missing at the beginning. */
const mostMissing = 8;
const mostLines = 500;
/** A multiple is as uncertain as it is far from those found so far; so many times as far it is not looked for. */
const furthest = 4;

/**
 * The lines of which all others are multiples: those first that have, with their multiples, the most power.
 *
 * Short pulses have as much power at each multiple of their frequency as there. So each line is followed through its
 * multiples, which tell its frequency ever better.
 *
 * @param resolution how far apart two frequencies must be to be told apart
 */
export function fundamentals<Line extends SpectralLine>(
  lines: readonly Line[],
  resolution: PerSecond,
  most: number,
): Line[] {
  let left = [...lines].sort((a, b) => b.share - a.share).slice(0, mostLines);
  const named: Line[] = [];
  while (left.length > 0 && named.length < most) {
    const sorted = left.toSorted((a, b) => a.frequency - b.frequency);
    let best: ReadonlySet<Line> = new Set();
    let first = left[0];
    for (const line of left) {
      const series = seriesOf(line, sorted, resolution);
      if (powerOf(series) > powerOf(best)) [first, best] = [line, series];
    }
    named.push(first);
    left = left.filter((line) => !best.has(line));
  }
  return named;
}

function powerOf(lines: ReadonlySet<SpectralLine>): number {
  let power = 0;
  for (const { share } of lines) power += share;
  return power;
}

/** A line and its multiples among lines that are sorted by frequency. */
function seriesOf<Line extends SpectralLine>(
  line: Line,
  sorted: readonly Line[],
  resolution: PerSecond,
): ReadonlySet<Line> {
  const series = new Set([line]);
  const highest = sorted[sorted.length - 1].frequency + resolution;
  let frequency = line.frequency;
  let known = 1;
  for (let k = 2; k * frequency < highest && k <= furthest * known + mostMissing; k++) {
    const found = nearest(sorted, k * frequency);
    if (Math.abs(found.frequency - k * frequency) > resolution * Math.max(1, k / known / 2)) continue;
    series.add(found);
    known = k;
    frequency = found.frequency / k;
  }
  return series;
}

function nearest<Line extends SpectralLine>(sorted: readonly Line[], frequency: PerSecond): Line {
  let [low, high] = [0, sorted.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle].frequency < frequency) low = middle + 1;
    else high = middle;
  }
  const [below, above] = [sorted[Math.max(0, low - 1)], sorted[low]];
  return Math.abs(below.frequency - frequency) < Math.abs(above.frequency - frequency) ? below : above;
}
