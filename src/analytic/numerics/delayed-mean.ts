import type { Distribution } from "../../scenario/model/distribution.js";
import { lawAtom, lawCdf, lawShortfall, lawSupport } from "./distribution-laws.js";

/**
 * `E[x(t − D)]` along a mesh, for many functions `x` at once that are linear between mesh points and 0
 * before the first.
 *
 * `rows` holds `x` point by point, `width` functions side by side. Exact in the delay law for such `x`,
 * however short or long the delay is beside the mesh.
 */
export interface DelayedMean {
  /** Writes `E[x(t_n − D)]` for every function to `out`; rows `0..n` are read, row `n` may still change. */
  at(times: Readonly<Float64Array>, n: number, rows: Readonly<Float64Array>, out: Float64Array): void;
}

/**
 * The delayed mean of functions side by side under one delay law, from mesh point to mesh point.
 *
 *     y(t_n) = E[x(t_n − D)],   exponential D: y' = (x − y)/E[D]
 *
 * - Source: this project, for E10 and E12
 * - Assumes: `D >= 0`; points of the mesh ascend, they are asked for in order, and rows before the last stay as they are
 * - Limits: `x` itself where the delay is 0. An exponential delay costs the same at each point; any other law costs
 *   more the more points lie within its delays
 */
export function delayedMean(law: Distribution, width: number): DelayedMean {
  if (law.kind === "exponential" && lawAtom(law) === undefined) return new ExponentialDelay(law.mean, width);
  return new AnyDelay(law, width);
}

/** The state is the delayed mean itself: it obeys `y' = (x − y)/mean`. */
class ExponentialDelay implements DelayedMean {
  private last = 0;
  private readonly state: Float64Array;

  constructor(
    private readonly mean: number,
    private readonly width: number,
  ) {
    this.state = new Float64Array(width);
  }

  at(times: Readonly<Float64Array>, n: number, rows: Readonly<Float64Array>, out: Float64Array): void {
    while (this.last < n - 1) {
      this.last++;
      this.step(times, this.last, rows, this.state);
    }
    if (n === 0) out.fill(0);
    else this.step(times, n, rows, out);
  }

  private step(times: Readonly<Float64Array>, n: number, rows: Readonly<Float64Array>, out: Float64Array) {
    const ratio = (times[n] - times[n - 1]) / this.mean;
    const gone = -Math.expm1(-ratio);
    // 1 − gone/ratio cancels for steps far below the delay.
    const slope = ratio < 1e-4 ? ratio / 2 - (ratio * ratio) / 6 : 1 - gone / ratio;
    const before = (n - 1) * this.width;
    for (let f = 0; f < this.width; f++) {
      const x0 = rows[before + f];
      const x1 = rows[before + this.width + f];
      out[f] = this.state[f] * (1 - gone) + x0 * gone + (x1 - x0) * slope;
    }
  }
}

/** Any law, by its integrated CDF: each cell's slope counts for the delay's shortfall over the cell. */
class AnyDelay implements DelayedMean {
  private readonly low: number;
  private readonly high: number;

  constructor(
    private readonly law: Distribution,
    private readonly width: number,
  ) {
    [this.low, this.high] = lawSupport(law);
  }

  at(times: Readonly<Float64Array>, n: number, rows: Readonly<Float64Array>, out: Float64Array): void {
    out.fill(0);
    const { width } = this;
    const now = times[n];
    // A cell older than the longest delay counts in full, one younger than the shortest not at all, so that
    // only the points between have a weight.
    let first = 0;
    while (first < n && times[first + 1] < now - this.high) first++;
    let right = first > 0 ? 1 : lawCdf(this.law, now - times[0]);
    let above = lawShortfall(this.law, now - times[first]);
    for (let j = first; j <= n; j++) {
      const left = right;
      const below = j < n ? lawShortfall(this.law, now - times[j + 1]) : 0;
      right = j < n ? (above - below) / (times[j + 1] - times[j]) : 0;
      above = below;
      const weight = left - right;
      const start = j * width;
      if (weight !== 0) for (let f = 0; f < width; f++) out[f] += weight * rows[start + f];
      if (now - times[j] < this.low) break;
    }
  }
}
