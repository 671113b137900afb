import type { Distribution } from "../scenario/model/distribution.js";
import type { Seconds } from "../scenario/model/units.js";
import { type DelayedMean, delayedMean } from "./numerics/delayed-mean.js";
import { lawMesh, lawSurvival } from "./numerics/distribution-laws.js";

/** Traffic of one delay law, as seen by a receiver: entry `p` of the pairs brings `rate[p]` to each VM of cell `to[p]`. */
export interface TrafficByDelay {
  readonly delay: Distribution;
  readonly rate: Float64Array;
  /** Sender and receiver share a clock: while the receiver's has not struck, the sender's has not either. */
  readonly sharedClock: boolean;
}

/** What the mean field of early advances is made of. */
export interface Contagion {
  /** Law of the clock error, not an atom. */
  readonly error: Distribution;
  readonly cells: number;
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly channels: readonly TrafficByDelay[];
}

/** How the advance to one index runs through the cells, along a mesh of times after the base boundary. */
export interface HazardTable {
  readonly times: Float64Array;
  /** `1 − G`, by mesh point. */
  readonly clockSurvival: Float64Array;
  /** `∫ h_c` up to each mesh point, point by point, the cells side by side. */
  readonly cumulativeHazard: Float64Array;
}

const firstCells = 64;
/** Local error of the cumulative hazard that the mesh is laid out for, before it is refined. */
const pilotTolerance = 1e-4;
const mostPoints = 4000;

/**
 * A mesh for the mean field: the clock's own, finer wherever the hazards change faster than that.
 */
export function contagionMesh(contagion: Contagion): Float64Array {
  const natural = lawMesh(contagion.error, firstCells);
  const end = natural[natural.length - 1];
  const low = natural[0];
  const stops = new Set(natural);
  for (const { delay } of contagion.channels) {
    // A delay of fixed ends passes on the kink with which the errors begin.
    const ends =
      delay.kind === "constant" ? [delay.value] : delay.kind === "uniform" ? [delay.low, delay.high] : [];
    for (const shift of ends) if (shift > 0 && low + shift < end) stops.add(low + shift);
  }
  const goals = [...stops]
    .sort((a, b) => a - b)
    .filter((t, i, all) => i === 0 || t - all[i - 1] > 1e-9 * (end - low));
  const steps = new MeanFieldSteps(contagion, goals.length);
  steps.start(low);
  let goal = 1;
  let step = goals[1] - low;
  while (goal < goals.length) {
    const remaining = goals[goal] - steps.time;
    // Two even steps rather than a long one and a sliver.
    const tried = step >= remaining ? remaining : Math.min(step, remaining / 2);
    const error = steps.attempt(steps.time + tried);
    const tooLong = error > pilotTolerance && steps.points < mostPoints;
    if (tooLong && tried > 1e-12 * (end - low)) {
      step = tried * Math.max(0.2, 0.8 * Math.sqrt(pilotTolerance / error));
      continue;
    }
    steps.accept();
    step = tried * Math.min(2, 0.9 * Math.sqrt(pilotTolerance / Math.max(error, 1e-12)));
    if (tried === remaining) goal++;
  }
  return steps.hazards().times;
}

/** Every cell of a mesh cut in two. */
export function bisect(times: Float64Array): Float64Array {
  const finer = new Float64Array(2 * times.length - 1);
  for (let j = 0; j < times.length; j++) {
    finer[2 * j] = times[j];
    if (j > 0) finer[2 * j - 1] = times[j - 1] + (times[j] - times[j - 1]) / 2;
  }
  return finer;
}

/**
 * The mean field of early advances, stepped along a mesh.
 *
 *     1 − x_c(t) = (1 − G(t)) exp(−∫ h_c),  h_c(t) = Σ_a (F_ac/n_c) E[x_a(t − D)]
 *
 * - Source: E10
 * - Assumes: `x` linear between mesh points; the delay law itself is taken exactly
 * - Limits: error of second order in the mesh; one pass over the pairs per point
 */
export function hazardsAlong(contagion: Contagion, times: Float64Array): HazardTable {
  const steps = new MeanFieldSteps(contagion, times.length);
  steps.start(times[0]);
  for (let n = 1; n < times.length; n++) {
    steps.attempt(times[n]);
    steps.accept();
  }
  return steps.hazards();
}

/** Share of the early advances of each cell that messages of the first of two channels cause. */
export function shareOfFirstChannel(
  contagion: Contagion,
  { times, clockSurvival, cumulativeHazard }: HazardTable,
): Float64Array {
  const { cells, channels } = contagion;
  const moved = cumulativeHazard.map((hazard) => -Math.expm1(-hazard));
  const reached = moved.map((chance, at) => 1 - clockSurvival[Math.floor(at / cells)] * (1 - chance));
  const early = channels.map(({ delay, rate, sharedClock }) => {
    const delayed = delayedMean(delay, cells);
    const arriving = new Float64Array(cells);
    const hazard = new Float64Array(cells);
    const caused = new Float64Array(cells);
    for (let n = 0; n < times.length; n++) {
      delayed.at(times, n, sharedClock ? moved : reached, arriving);
      addHazard(contagion, rate, arriving, hazard.fill(0));
      const width = ((times[n + 1] ?? times[n]) - (times[n - 1] ?? times[n])) / 2;
      for (let c = 0; c < cells; c++) {
        caused[c] += width * clockSurvival[n] * (1 - moved[n * cells + c]) * hazard[c];
      }
    }
    return caused;
  });
  return early[0].map((first, c) => (first > 0 ? first / (first + early[1][c]) : 0));
}

/** The state of the mean field at the end of the mesh so far, and one step tried beyond it. */
class MeanFieldSteps {
  points = 0;
  private times: Float64Array;
  private survival: Float64Array;
  private hazardRows: Float64Array;
  /** `x`, and for shared clocks the chance to have been reached by a message alone. */
  private reachedRows: Float64Array;
  private movedRows: Float64Array;
  private readonly delays: readonly DelayedMean[];
  private readonly arriving: Float64Array;
  private hazard: Float64Array;
  private hazardBefore: Float64Array;
  private tried: Float64Array;
  private readonly shared: boolean;

  constructor(
    private readonly contagion: Contagion,
    capacity: number,
  ) {
    const { cells, channels } = contagion;
    this.shared = channels.some((channel) => channel.sharedClock);
    this.times = new Float64Array(capacity);
    this.survival = new Float64Array(capacity);
    this.hazardRows = new Float64Array(capacity * cells);
    this.reachedRows = new Float64Array(capacity * cells);
    this.movedRows = new Float64Array(this.shared ? capacity * cells : 0);
    this.delays = channels.map((channel) => delayedMean(channel.delay, cells));
    this.arriving = new Float64Array(cells);
    this.hazard = new Float64Array(cells);
    this.hazardBefore = new Float64Array(cells);
    this.tried = new Float64Array(cells);
  }

  get time(): Seconds {
    return this.times[this.points - 1];
  }

  start(time: Seconds): void {
    this.times[0] = time;
    this.survival[0] = lawSurvival(this.contagion.error, time);
    this.reachedRows.fill(1 - this.survival[0], 0, this.contagion.cells);
    this.points = 1;
  }

  /** Works out the next point at `time`; returns the largest local error of a cumulative hazard. */
  attempt(time: Seconds): number {
    const { cells } = this.contagion;
    const n = this.points;
    if (n === this.times.length) this.grow();
    const step = time - this.times[n - 1];
    const stretch = n > 1 ? step / (this.times[n - 1] - this.times[n - 2]) : 0;
    this.times[n] = time;
    this.survival[n] = lawSurvival(this.contagion.error, time);
    const row = n * cells;
    for (let c = 0; c < cells; c++) {
      const now = this.hazard[c];
      const onward = Math.max(0, now + (now - this.hazardBefore[c]) * stretch);
      this.setPoint(row + c, n, this.hazardRows[row - cells + c] + (step * (now + onward)) / 2);
    }
    this.tried.fill(0);
    this.contagion.channels.forEach((channel, index) => {
      const source = channel.sharedClock ? this.movedRows : this.reachedRows;
      this.delays[index].at(this.times, n, source, this.arriving);
      addHazard(this.contagion, channel.rate, this.arriving, this.tried);
    });
    let error = 0;
    for (let c = 0; c < cells; c++) {
      const before = this.hazardRows[row - cells + c];
      const predicted = this.hazardRows[row + c];
      const value = before + (step * (this.hazard[c] + this.tried[c])) / 2;
      const left = this.survival[n - 1] * Math.exp(-before);
      error = Math.max(error, Math.abs(value - predicted) * left);
      this.setPoint(row + c, n, value);
    }
    return error;
  }

  accept(): void {
    const spare = this.hazardBefore;
    this.hazardBefore = this.hazard;
    this.hazard = this.tried;
    this.tried = spare;
    this.points++;
  }

  hazards(): HazardTable {
    return {
      times: this.times.slice(0, this.points),
      clockSurvival: this.survival.slice(0, this.points),
      cumulativeHazard: this.hazardRows.slice(0, this.points * this.contagion.cells),
    };
  }

  private setPoint(at: number, n: number, hazard: number): void {
    this.hazardRows[at] = hazard;
    this.reachedRows[at] = 1 - this.survival[n] * Math.exp(-hazard);
    if (this.shared) this.movedRows[at] = -Math.expm1(-hazard);
  }

  private grow(): void {
    this.times = doubled(this.times);
    this.survival = doubled(this.survival);
    this.hazardRows = doubled(this.hazardRows);
    this.reachedRows = doubled(this.reachedRows);
    this.movedRows = doubled(this.movedRows);
  }
}

/** Pairs are ordered by sender, so that what arrives from one is looked up once. */
function addHazard(
  { from, to }: Contagion,
  rate: Readonly<Float64Array>,
  arriving: Readonly<Float64Array>,
  hazard: Float64Array,
): void {
  const pairs = rate.length;
  let pair = 0;
  while (pair < pairs) {
    const sender = from[pair];
    const level = arriving[sender];
    for (; pair < pairs && from[pair] === sender; pair++) hazard[to[pair]] += rate[pair] * level;
  }
}

function doubled(values: Float64Array): Float64Array {
  const longer = new Float64Array(2 * values.length);
  longer.set(values);
  return longer;
}
