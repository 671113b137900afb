import type { PerSecond, Seconds } from "../scenario/model/units.js";
import type { TimeHistogram } from "./time-histogram.js";

/** A period at which a trace's rate rises and falls. */
export interface Rhythm {
  readonly period: Seconds;
  /** How far the rate swings to either side of its mean, as a share of it. */
  readonly swing: number;
  /** How often traffic without rhythm has as strong a one at any period. */
  readonly pValue: number;
}

/** A frequency at which the power of a spectrum stands out. */
interface SpectralLine {
  readonly frequency: PerSecond;
  /** Its power in those of its neighbours. */
  readonly share: number;
  readonly pValue: number;
  readonly amplitude: number;
}

const mostPoints = 1 << 18;
/** So many cycles a trace must hold. */
const leastCycles = 4;
/** So many points a cycle, at least. */
const leastPoints = 4;
const level = 1e-4;
/** For the neighbours of a line, which are nearly as strong. */
const faint = 1.5;
/** Frequencies on either side that say how strong one without a rhythm would be. */
const neighbours = 64;
const mostNamed = 5;
/** So many multiples may be missing at the beginning. */
const mostMissing = 8;
const mostLines = 500;
/** A multiple is as uncertain as it is far from those found so far; so many times as far it is not looked for. */
const furthest = 4;

/**
 * Rhythms of a trace with periods from a shortest one on, the strongest first, by the periodogram of its counts.
 *
 * A frequency counts where its power stands out of that of its neighbours, whatever the power of bursts at that scale:
 * powers around it are exponential, with a mean of their median over ln 2.
 *
 * - Source: Schuster's periodogram, under a Hann window; Fisher's test with a local level
 * - Assumes: bursts without rhythm have a smooth spectrum
 * - Limits: periods of at most a quarter of the span; multiples of a frequency are not named beside it
 */
export function rhythms(times: TimeHistogram, shortest: Seconds): Rhythm[] {
  const { width, total } = times;
  if (total < 16) return [];
  const bins = times.bins();
  const merged = Math.max(1, Math.ceil(bins.length / mostPoints));
  const points = Math.floor(bins.length / merged);
  if (points < 4 * leastCycles) return [];
  const size = 2 ** Math.ceil(Math.log2(points));
  const step = merged * width;
  const power = periodogram(bins, merged, points, size);
  const span = points * step;
  const lowest = Math.max(1, Math.ceil((leastCycles * size) / points));
  const highest = Math.min(Math.floor(size / leastPoints) - 1, Math.floor((size * step) / shortest));
  const strongest = Math.sqrt(power.reduce((most, one) => Math.max(most, one), 0));
  const independent = (highest - lowest + 1) * (points / size);
  const found: SpectralLine[] = [];
  for (let f = lowest; f <= highest; f++) {
    if (power[f] < power[f - 1] || power[f] < power[f + 1]) continue;
    // What is faster than the bins comes back slower, by so much weaker at least.
    if (Math.sqrt(power[f]) < (faint * strongest * f) / (size - f)) continue;
    const share = power[f] / localLevel(power, f, lowest, highest);
    const pValue = Math.min(1, independent * Math.exp(-share));
    // The Hann window halves an amplitude.
    if (pValue < level)
      found.push({
        frequency: (f + peakOffset(power, f)) / (size * step),
        share,
        pValue,
        amplitude: (4 * Math.sqrt(power[f])) / total,
      });
  }
  return fundamentals(found, 2 / span, mostNamed).map(({ frequency, pValue, amplitude }) => ({
    period: 1 / frequency,
    swing: amplitude,
    pValue,
  }));
}

/** Where between its neighbours a peak is highest: a window's power is near a parabola in its logarithm. */
function peakOffset(power: Float64Array, f: number): number {
  const [before, here, after] = [power[f - 1], power[f], power[f + 1]].map(Math.log);
  const bend = before - 2 * here + after;
  return bend < 0 ? (before - after) / (2 * bend) : 0;
}

/** Mean power around a frequency, without it and its own shoulders. */
function localLevel(power: Float64Array, f: number, lowest: number, highest: number): number {
  const around: number[] = [];
  for (let g = Math.max(lowest, f - neighbours); g <= Math.min(highest, f + neighbours); g++) {
    if (Math.abs(g - f) > 4) around.push(power[g]);
  }
  around.sort((a, b) => a - b);
  const median = around[Math.floor(around.length / 2)];
  return median > 0 ? median / Math.LN2 : Number.POSITIVE_INFINITY;
}

/** Squared magnitudes of the windowed counts' transform, by frequency from 0 to half of the size. */
function periodogram(bins: Float64Array, merged: number, points: number, size: number): Float64Array {
  const real = new Float64Array(size);
  const imaginary = new Float64Array(size);
  for (let place = 0; place < points * merged; place++) real[Math.floor(place / merged)] += bins[place];
  const mean = real.reduce((sum, count) => sum + count, 0) / points;
  for (let place = 0; place < points; place++) {
    real[place] = (real[place] - mean) * (0.5 - 0.5 * Math.cos((2 * Math.PI * (place + 0.5)) / points));
  }
  fourierTransform(real, imaginary);
  return Float64Array.from({ length: size / 2 + 1 }, (_, f) => real[f] ** 2 + imaginary[f] ** 2);
}

/** The discrete Fourier transform in place, for a power of two of points (Cooley and Tukey). */
function fourierTransform(real: Float64Array, imaginary: Float64Array): void {
  const size = real.length;
  for (let place = 1, mirror = 0; place < size; place++) {
    let bit = size >> 1;
    for (; mirror & bit; bit >>= 1) mirror ^= bit;
    mirror ^= bit;
    if (place < mirror) {
      [real[place], real[mirror]] = [real[mirror], real[place]];
      [imaginary[place], imaginary[mirror]] = [imaginary[mirror], imaginary[place]];
    }
  }
  for (let length = 2; length <= size; length *= 2) {
    const half = length / 2;
    for (let k = 0; k < half; k++) {
      const angle = (-2 * Math.PI * k) / length;
      const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
      for (let a = k; a < size; a += length) {
        const b = a + half;
        const x = real[b] * cosine - imaginary[b] * sine;
        const y = real[b] * sine + imaginary[b] * cosine;
        real[b] = real[a] - x;
        imaginary[b] = imaginary[a] - y;
        real[a] += x;
        imaginary[a] += y;
      }
    }
  }
}

/**
 * The lines of which all others are multiples: those first that have, with their multiples, the most power.
 *
 * Short pulses have as much power at each multiple of their frequency as there. So each line is followed through its
 * multiples, which tell its frequency ever better.
 *
 * @param resolution how far apart two frequencies must be to be told apart
 */
function fundamentals(lines: readonly SpectralLine[], resolution: PerSecond, most: number): SpectralLine[] {
  let left = [...lines].sort((a, b) => b.share - a.share).slice(0, mostLines);
  const named: SpectralLine[] = [];
  while (left.length > 0 && named.length < most) {
    const sorted = left.toSorted((a, b) => a.frequency - b.frequency);
    let best: ReadonlySet<SpectralLine> = new Set();
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
function seriesOf(
  line: SpectralLine,
  sorted: readonly SpectralLine[],
  resolution: PerSecond,
): ReadonlySet<SpectralLine> {
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

function nearest(sorted: readonly SpectralLine[], frequency: PerSecond): SpectralLine {
  let [low, high] = [0, sorted.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle].frequency < frequency) low = middle + 1;
    else high = middle;
  }
  const [below, above] = [sorted[Math.max(0, low - 1)], sorted[low]];
  return Math.abs(below.frequency - frequency) < Math.abs(above.frequency - frequency) ? below : above;
}
