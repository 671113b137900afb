import type { Seconds } from "../scenario/model/units.js";

/** Rounding of times and of one division, in parts of the quotient. */
const rounding = 2 ** -50;

/**
 * In which bin a time lies: the whole part of its quotient by the width of a bin, where a time on an edge belongs to
 * the bin that begins there, whatever floating point has made of it.
 */
export function binOf(distance: Seconds, width: Seconds, largest: Seconds): number {
  const quotient = distance / width;
  return Math.floor(quotient + rounding * (Math.abs(quotient) + largest / width));
}

/** How wide bins are, and what happens when there would be too many. */
export interface BinPlan {
  /** Width of a bin after so many steps from fine to coarse; each is `factor` times the one before. */
  widthAt(step: number): Seconds;
  readonly factor: number;
  mostBins(): number;
}

/** Bins of powers of ten of a second, so that windows people think in are made of whole ones. */
export const decimalBins: BinPlan = {
  // As text, since 10 ** -1 and its like are not the nearest doubles everywhere.
  widthAt: (step) => Number(`1e${step - 16}`),
  factor: 10,
  mostBins: () => 1_000_000,
};

/**
 * Counts messages in bins of time, in whatever order they come and whatever the span turns out to be: when there would be
 * too many bins, several become one. Bins begin at the first message counted.
 */
export class TimeHistogram {
  width: Seconds;
  least: Seconds = Number.POSITIVE_INFINITY;
  most: Seconds = Number.NEGATIVE_INFINITY;
  total = 0;
  private counts = new Float64Array(1024);
  /** Number of the bin that is counted first in `counts`. */
  private base = 0;

  private step = 0;

  /** @param origin when bin 0 begins; default at the first message */
  constructor(
    private readonly plan: BinPlan,
    public origin: Seconds = Number.NaN,
  ) {
    this.width = plan.widthAt(0);
  }

  add(at: Seconds): void {
    if (this.total++ === 0 && Number.isNaN(this.origin)) this.origin = at;
    if (at < this.least) this.least = at;
    if (at > this.most) this.most = at;
    let place = this.bin(at) - this.base;
    if (!(place >= 0 && place < this.counts.length)) {
      this.makeRoom(at);
      place = this.bin(at) - this.base;
    }
    this.counts[place]++;
  }

  /** Counts of the bins from the one of the earliest message to that of the latest. */
  bins(): Float64Array {
    return this.between(this.bin(this.least), this.bin(this.most));
  }

  between(from: number, to: number): Float64Array {
    const counts = new Float64Array(to - from + 1);
    const first = Math.max(from, this.base);
    const end = Math.min(to + 1, this.base + this.counts.length);
    if (end > first) counts.set(this.counts.subarray(first - this.base, end - this.base), first - from);
    return counts;
  }

  /** Number of the bin of the earliest message; bin 0 begins at `origin`. */
  get firstBin(): number {
    return this.bin(this.least);
  }

  bin(at: Seconds): number {
    return binOf(at - this.origin, this.width, Math.abs(at) + Math.abs(this.origin));
  }

  private makeRoom(at: Seconds): void {
    const mostBins = this.plan.mostBins();
    while ((this.most - this.least) / this.width > mostBins - 1) this.coarsen();
    const bin = this.bin(at);
    if (bin >= this.base && bin < this.base + this.counts.length) return;
    const [from, to] = [this.bin(this.least), this.bin(this.most) + 1];
    // Room for as many again on the side on which there was too little.
    const grown = Math.max(this.counts.length, 2 * (to - from));
    const base = bin < this.base ? to - grown : from;
    const counts = new Float64Array(grown);
    const first = Math.max(base, this.base);
    const end = Math.min(base + grown, this.base + this.counts.length);
    if (end > first) counts.set(this.counts.subarray(first - this.base, end - this.base), first - base);
    this.base = base;
    this.counts = counts;
  }

  coarsenTo(width: Seconds): void {
    while (this.width < width * (1 - 1e-9)) this.coarsen();
  }

  private coarsen(): void {
    const { factor } = this.plan;
    const base = Math.floor(this.base / factor);
    const counts = new Float64Array(Math.floor((this.base + this.counts.length - 1) / factor) - base + 1);
    for (let place = 0; place < this.counts.length; place++) {
      counts[Math.floor((this.base + place) / factor) - base] += this.counts[place];
    }
    this.width = this.plan.widthAt(++this.step);
    this.base = base;
    this.counts = counts;
  }
}
