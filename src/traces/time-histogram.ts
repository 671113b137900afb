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

/** How wide bins are at first, and what happens when there would be too many. */
export interface BinPlan {
  readonly width: Seconds;
  /** By what bins grow when there would be more than `mostBins`. */
  readonly factor: number;
  readonly mostBins: number;
}

/**
 * Counts messages in bins of time, in whatever order they come and whatever the span turns out to be: when there would be
 * too many bins, several become one. Bins begin at the first message counted.
 */
export class TimeHistogram {
  width: Seconds;
  /** When bin 0 begins. */
  origin: Seconds = Number.NaN;
  least: Seconds = Number.POSITIVE_INFINITY;
  most: Seconds = Number.NEGATIVE_INFINITY;
  total = 0;
  private counts = new Float64Array(1024);
  /** Number of the bin that is counted first in `counts`. */
  private base = 0;

  constructor(private readonly plan: BinPlan) {
    this.width = plan.width;
  }

  add(at: Seconds): void {
    if (this.total++ === 0) this.origin = at;
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
    const from = this.bin(this.least) - this.base;
    return this.counts.slice(from, this.bin(this.most) - this.base + 1);
  }

  /** Number of the bin of the earliest message; bin 0 begins at `origin`. */
  get firstBin(): number {
    return this.bin(this.least);
  }

  bin(at: Seconds): number {
    return binOf(at - this.origin, this.width, Math.abs(at) + Math.abs(this.origin));
  }

  private makeRoom(at: Seconds): void {
    const { factor, mostBins } = this.plan;
    while ((this.most - this.least) / this.width > mostBins - 1) this.coarsen(factor);
    const bin = this.bin(at);
    if (bin >= this.base && bin < this.base + this.counts.length) return;
    const end = this.base + this.counts.length;
    const from = Math.min(this.base, bin);
    const to = Math.max(end, bin + 1);
    // Room for as many again on the side on which there was too little.
    const grown = 2 * (to - from);
    const base = bin < this.base ? to - grown : from;
    const counts = new Float64Array(grown);
    counts.set(this.counts, this.base - base);
    this.base = base;
    this.counts = counts;
  }

  private coarsen(factor: number): void {
    const base = Math.floor(this.base / factor);
    const counts = new Float64Array(Math.floor((this.base + this.counts.length - 1) / factor) - base + 1);
    for (let place = 0; place < this.counts.length; place++) {
      counts[Math.floor((this.base + place) / factor) - base] += this.counts[place];
    }
    this.width *= factor;
    this.base = base;
    this.counts = counts;
  }
}
