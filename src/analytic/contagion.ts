import type { Distribution } from "../scenario/model/distribution.js";
import type { Seconds } from "../scenario/model/units.js";
import { type DelayMoments, delayMoments } from "./numerics/delay-moments.js";
import { lawAtom, lawCdf, lawSupport, lawSurvival } from "./numerics/distribution-laws.js";
import {
  degree,
  integralsToNodes,
  nodesPerPanel,
  panelNodes,
  powersFrom,
  roughness,
} from "./numerics/panel.js";

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

/** A stretch of time after the base boundary on which the mean field is polynomial; rows have the cells side by side. */
export interface FieldPanel {
  readonly from: Seconds;
  readonly to: Seconds;
  /** The panel's nodes, and `1 − G` there. */
  readonly times: Float64Array;
  readonly clockSurvival: Float64Array;
  /** `∫ h_c` up to each node, and its coefficients. */
  readonly hazard: Float64Array;
  readonly hazardPowers: Float64Array;
  /** By channel: `E[x_a(t − D)]` at each node, by sending cell. */
  readonly arriving: readonly Float64Array[];
}

/** Error that panels are laid out for, relative to the largest share that has advanced by the end of the panel. */
const tolerance = 1e-9;
/** Change from one round to the next at which a panel is worked out, likewise. */
const settled = 1e-12;
const mostRounds = 30;
const firstPanels = 64;
/** No panel is shorter than this share of the whole. */
const shortest = 1e-12;
/** So many generations of messages with delays of fixed ends pass on the kink with which the errors begin. */
const generations = 3;

/**
 * The mean field of early advances, panel by panel.
 *
 *     1 − x_c(t) = (1 − G(t)) exp(−∫ h_c),  h_c(t) = Σ_a (F_ac/n_c) E[x_a(t − D)]
 *
 * On each panel all functions are polynomials of degree 10 through Chebyshev's points. What panels before bring is
 * known; what the panel brings itself is found in rounds. A panel whose last coefficients do not vanish is made shorter.
 *
 * - Source: E10; collocation, with the delay law taken exactly ({@link delayMoments})
 * - Limits: relative errors of about 1e-9
 */
export function contagionPanels(contagion: Contagion): readonly FieldPanel[] {
  const [low, high] = lawSupport(contagion.error);
  const run = new ContagionRun(contagion);
  const goals = [...kinksOf(contagion), high];
  let width = (high - low) / firstPanels;
  let from = low;
  while (goals.length > 0) {
    const remaining = goals[0] - from;
    // Two even panels rather than a long one and a sliver.
    const tried = width >= remaining ? remaining : Math.min(width, remaining / 2);
    const to = tried === remaining ? goals[0] : from + tried;
    const error = run.attempt(from, to) / tolerance;
    if (error > 1 && tried > shortest * (high - low)) {
      width = tried * Math.max(0.25, 0.9 * error ** (-1 / degree));
      continue;
    }
    run.accept();
    width = tried * Math.min(2, 0.9 * Math.max(error, 1e-12) ** (-1 / degree));
    from = to;
    if (to === goals[0]) goals.shift();
  }
  return run.panels;
}

/** Where the errors begin with a kink, and where delays of fixed ends pass it on. */
function kinksOf({ error, channels }: Contagion): Seconds[] {
  if (error.kind !== "uniform" && error.kind !== "exponential") return [];
  const [low, high] = lawSupport(error);
  const ends = channels.flatMap(({ delay }) =>
    lawAtom(delay) !== undefined || delay.kind === "uniform" ? [...lawSupport(delay)] : [],
  );
  let kinks = [low];
  for (let generation = 0; generation < generations; generation++) {
    kinks = [...new Set([...kinks, ...kinks.flatMap((kink) => ends.map((end) => kink + end))])];
  }
  const close = 1e-9 * (high - low);
  return kinks
    .filter((kink) => kink > low + close && kink < high - close)
    .sort((a, b) => a - b)
    .filter((kink, at, all) => at === 0 || kink - all[at - 1] > close);
}

/** The panels so far, and one that is tried beyond them. */
class ContagionRun {
  readonly panels: FieldPanel[] = [];
  private readonly moments: readonly DelayMoments[];
  /** By panel: the coefficients of `x`, and for shared clocks of the chance to have been reached by a message alone. */
  private readonly reached: Float64Array[] = [];
  private readonly moved: Float64Array[] = [];
  private readonly shared: boolean;
  /** Where the last panel ended: cumulative hazards, and hazards. */
  private readonly last: { readonly hazard: Float64Array; readonly rate: Float64Array };
  private tried:
    | { panel: FieldPanel; reached: Float64Array; moved: Float64Array; rates: Float64Array }
    | undefined;

  constructor(private readonly contagion: Contagion) {
    const { cells, channels } = contagion;
    this.moments = channels.map(({ delay }) => delayMoments(delay));
    this.shared = channels.some(({ sharedClock }) => sharedClock);
    this.last = { hazard: new Float64Array(cells), rate: new Float64Array(cells) };
  }

  /** Works out a panel; returns its largest error, infinite where its rounds do not come to an end. */
  attempt(from: Seconds, to: Seconds): number {
    const { error, cells, channels } = this.contagion;
    const half = (to - from) / 2;
    const times = panelNodes.map((u) => (u < 0 ? from + half * (1 + u) : to - half * (1 - u)));
    const clockSurvival = times.map((t) => lawSurvival(error, t));
    const clockStruck = times.map((t) => lawCdf(error, t));
    const known = channels.map((channel, at) => this.arrivingFromBefore(channel, this.moments[at], times));
    const own = channels.map((_, at) => this.momentsOfOwn(this.moments[at], times, from, to));
    const hazard = new Float64Array(nodesPerPanel * cells);
    const arriving = known.map((values) => values.slice());
    const values = new Float64Array(hazard.length);
    const reached = new Float64Array(hazard.length);
    const moved = new Float64Array(this.shared ? hazard.length : 0);
    const rates = new Float64Array(hazard.length);
    rates.set(this.last.rate);
    for (let c = 0; c < cells; c++) {
      for (let i = 0; i < nodesPerPanel; i++) {
        hazard[i * cells + c] = this.last.hazard[c] + (times[i] - from) * this.last.rate[c];
      }
    }
    let largest = 0;
    for (let round = 1; ; round++) {
      for (let i = 0; i < nodesPerPanel; i++) {
        for (let c = 0; c < cells; c++) {
          values[i * cells + c] = clockStruck[i] - clockSurvival[i] * Math.expm1(-hazard[i * cells + c]);
        }
      }
      largest = 0;
      for (let c = 0; c < cells; c++) largest = Math.max(largest, values[degree * cells + c]);
      powersFrom(values, cells, reached);
      if (this.shared) {
        powersFrom(
          hazard.map((h) => -Math.expm1(-h)),
          cells,
          moved,
        );
      }
      rates.fill(0, cells);
      channels.forEach((channel, at) => {
        const source = channel.sharedClock ? moved : reached;
        const level = arriving[at];
        level.set(known[at]);
        for (let i = 1; i < nodesPerPanel; i++) {
          addProducts(own[at][i], source, cells, level.subarray(i * cells, (i + 1) * cells));
          addHazard(this.contagion, channel.rate, level, i * cells, rates);
        }
      });
      let change = 0;
      for (let i = 1; i < nodesPerPanel; i++) {
        const row = i * cells;
        const shares = integralsToNodes[i];
        for (let c = 0; c < cells; c++) {
          let sum = 0;
          for (let j = 0; j < nodesPerPanel; j++) sum += shares[j] * rates[j * cells + c];
          const next = this.last.hazard[c] + half * sum;
          const left = clockSurvival[i] * Math.exp(-next);
          change = Math.max(change, Math.abs(next - hazard[row + c]) * left);
          hazard[row + c] = next;
        }
      }
      if (change <= settled * largest) break;
      if (round === mostRounds) return Number.POSITIVE_INFINITY;
    }
    const hazardPowers = new Float64Array(hazard.length);
    powersFrom(hazard, cells, hazardPowers);
    const panel = { from, to, times, clockSurvival, hazard, hazardPowers, arriving };
    this.tried = { panel, reached, moved, rates };
    let rough = 0;
    for (let c = 0; c < cells; c++) rough = Math.max(rough, roughness(reached, cells, c));
    return rough / largest;
  }

  accept(): void {
    const { cells } = this.contagion;
    const { panel, reached, moved, rates } = this.tried!;
    this.panels.push(panel);
    this.reached.push(reached);
    this.moved.push(moved);
    const end = degree * cells;
    this.last.hazard.set(panel.hazard.subarray(end));
    this.last.rate.set(rates.subarray(end));
  }

  /** What arrives at each node, by sender, of what was sent before the panel. */
  private arrivingFromBefore(
    { sharedClock }: TrafficByDelay,
    momentsOf: DelayMoments,
    times: Float64Array,
  ): Float64Array {
    const { cells } = this.contagion;
    const arriving = new Float64Array(nodesPerPanel * cells);
    const moments = new Float64Array(nodesPerPanel);
    const sources = sharedClock ? this.moved : this.reached;
    this.panels.forEach(({ from, to }, place) => {
      for (let i = 0; i < nodesPerPanel; i++) {
        momentsOf(times[i], from, to, moments);
        if (moments[0] > 0) {
          addProducts(moments, sources[place], cells, arriving.subarray(i * cells, (i + 1) * cells));
        }
      }
    });
    return arriving;
  }

  private momentsOfOwn(momentsOf: DelayMoments, times: Float64Array, from: Seconds, to: Seconds) {
    return Array.from(times, (t) => {
      const moments = new Float64Array(nodesPerPanel);
      momentsOf(t, from, to, moments);
      return moments;
    });
  }
}

/** Adds `Σ_k moment_k coefficient_k` of each cell. */
function addProducts(moments: Float64Array, powers: Float64Array, cells: number, out: Float64Array): void {
  for (let k = 0; k <= degree; k++) {
    for (let c = 0; c < cells; c++) out[c] += moments[k] * powers[k * cells + c];
  }
}

/** By channel: `h_c` at each node of a panel. */
export function hazardsByChannel(contagion: Contagion, { arriving }: FieldPanel): Float64Array[] {
  return contagion.channels.map(({ rate }, at) => {
    const hazard = new Float64Array(arriving[at].length);
    for (let i = 0; i < nodesPerPanel; i++) {
      addHazard(contagion, rate, arriving[at], i * contagion.cells, hazard);
    }
    return hazard;
  });
}

/** Adds what arrives in one row to the hazards of that row. */
function addHazard(
  { from, to }: Contagion,
  rate: Readonly<Float64Array>,
  arriving: Readonly<Float64Array>,
  row: number,
  hazard: Float64Array,
): void {
  for (let pair = 0; pair < rate.length; pair++) {
    hazard[row + to[pair]] += rate[pair] * arriving[row + from[pair]];
  }
}
