import { type AdvanceCells, advanceCells } from "../../src/analytic/advance-cells.js";
import { lawCdf, lawSurvival } from "../../src/analytic/numerics/distribution-laws.js";
import type { System } from "../../src/scenario/model/system.js";

/** What is integrated for each cell; `moved` is `∫ (1 − exp(−H))`, `squared` `2 ∫ (t − low) (1 − x) dt`, `kept` `E[E[T | error]²]`. */
const quantities = [
  ...[
    "hazard",
    "moved",
    "reached",
    "early",
    "mean",
    "squared",
    "kept",
    "earlyTime",
    "missing",
    "earlyAcross",
  ],
] as const;
const place = Object.fromEntries(quantities.map((name, at) => [name, at]));

/** What comes of the advances of one cell, and its `1 − x` at the steps. */
export interface SteppedAdvances {
  readonly early: number;
  readonly mean: number;
  readonly variance: number;
  readonly redrawnVariance: number;
  readonly earlyCovariance: number;
  readonly missing: number;
  /** Share of the early advances that messages from other hosts cause. */
  readonly earlyAcross: number;
  readonly notReached: readonly number[];
}

/**
 * The mean field of early advances of each cell, stepped through time by Runge and Kutta's rule of fourth order: beside
 * the laws of clock errors nothing is shared with the code under test.
 *
 * Fixed delays and the ends of uniform ones are whole numbers of steps. What has been sent is remembered at each step,
 * and between two steps interpolated with its derivatives.
 */
export function steppedAdvances(
  system: System,
  [low, high]: readonly [number, number],
  steps: number,
): SteppedAdvances[] {
  const { cells, from, to, within, across }: AdvanceCells = advanceCells(system);
  const { delay, clock } = system;
  const channels = [
    { law: delay.across, rate: across, shared: false },
    { law: delay.within, rate: within, shared: clock.scope === "host" },
  ];
  const step = (high - low) / steps;
  const width = cells.length * quantities.length;
  const size = width + channels.length * cells.length;
  const at = (cell: number, quantity: (typeof quantities)[number]) =>
    cell * quantities.length + place[quantity];
  const states: Float64Array[] = [new Float64Array(size)];
  const slopes: Float64Array[] = [];

  /** One entry of the state, a number of half steps after the beginning. */
  const past = (halves: number, entry: number): number => {
    if (halves <= 0) return 0;
    const [one, other] = [Math.floor(halves / 2), Math.ceil(halves / 2)];
    const bend = one === other ? 0 : (step / 8) * (slopes[one][entry] - slopes[other][entry]);
    return (states[one][entry] + states[other][entry]) / 2 + bend;
  };

  const slope = (halves: number, state: Float64Array): Float64Array => {
    const out = new Float64Array(size);
    const time = low + (step / 2) * halves;
    const survivalAt = (n: number) => lawSurvival(clock.error, low + (step / 2) * n);
    // `1 − (1 − G) exp(−H)` as it comes out where it is tiny.
    const share = (n: number, hazard: number, shared: boolean) =>
      shared
        ? -Math.expm1(-hazard)
        : lawCdf(clock.error, low + (step / 2) * n) - survivalAt(n) * Math.expm1(-hazard);
    const hazards = channels.map(({ law, rate, shared }, channel) => {
      const level = cells.map((_, cell) => {
        const source = share(halves, state[at(cell, "hazard")], shared);
        if (law.kind === "exponential") {
          const entry = width + channel * cells.length + cell;
          out[entry] = (source - state[entry]) / law.mean;
          return state[entry];
        }
        const lag = (seconds: number) => Math.round((2 * seconds) / step);
        if (law.kind === "constant") {
          const then = halves - lag(law.value);
          if (then < 0) return 0;
          return law.value === 0 ? source : share(then, past(then, at(cell, "hazard")), shared);
        }
        if (law.kind !== "uniform") throw new RangeError(`no steps for delays that are ${law.kind}`);
        const sum = at(cell, shared ? "moved" : "reached");
        return (past(halves - lag(law.low), sum) - past(halves - lag(law.high), sum)) / (law.high - law.low);
      });
      const hazard = new Float64Array(cells.length);
      rate.forEach((perVm, pair) => {
        hazard[to[pair]] += perVm * level[from[pair]];
      });
      return hazard;
    });
    cells.forEach((_, cell) => {
      const hazard = state[at(cell, "hazard")];
      const left = survivalAt(halves) * Math.exp(-hazard);
      const arriving = hazards.reduce((sum, ofChannel) => sum + ofChannel[cell], 0);
      // m(t) = ∫ exp(−H): how much later than `low` a VM with a clock error of `t` advances.
      const later = time - low - state[at(cell, "moved")];
      out[at(cell, "hazard")] = arriving;
      out[at(cell, "moved")] = -Math.expm1(-hazard);
      out[at(cell, "reached")] = share(halves, hazard, false);
      out[at(cell, "early")] = left * arriving;
      out[at(cell, "mean")] = left;
      out[at(cell, "squared")] = 2 * (time - low) * left;
      out[at(cell, "kept")] = 2 * later * left;
      out[at(cell, "earlyTime")] = (time - low) * left * arriving;
      out[at(cell, "missing")] = left * hazard;
      out[at(cell, "earlyAcross")] = left * hazards[0][cell];
    });
    return out;
  };

  const moved = (state: Float64Array, by: number, along: Float64Array) =>
    state.map((value, entry) => value + by * along[entry]);
  for (let n = 0; n < steps; n++) {
    const state = states[n];
    const a = slope(2 * n, state);
    slopes.push(a);
    const b = slope(2 * n + 1, moved(state, step / 2, a));
    const c = slope(2 * n + 1, moved(state, step / 2, b));
    const d = slope(2 * n + 2, moved(state, step, c));
    states.push(
      state.map((value, entry) => value + (step / 6) * (a[entry] + 2 * b[entry] + 2 * c[entry] + d[entry])),
    );
  }

  return cells.map((_, cell) => {
    const end = (quantity: (typeof quantities)[number]) => states[steps][at(cell, quantity)];
    const mean = end("mean");
    const variance = end("squared") - mean ** 2;
    return {
      early: end("early"),
      mean: low + mean,
      variance,
      redrawnVariance: clock.redraw === "once" ? end("squared") - end("kept") : variance,
      earlyCovariance: end("earlyTime") - end("early") * mean,
      missing: end("missing"),
      earlyAcross: end("earlyAcross") / end("early"),
      notReached: states.map(
        (state, n) => lawSurvival(clock.error, low + n * step) * Math.exp(-state[at(cell, "hazard")]),
      ),
    };
  });
}
