import type { Bytes, PerSecond, Seconds } from "../scenario/model/units.js";

/** What storage costs, as the scenario's `prices` have it. */
export interface StoragePrices {
  /** Per GiB written, and per GiB held for an hour. */
  readonly write: number;
  readonly hold: number;
}

/** What a proposal of multiples stands on, besides what each node receives. */
interface ProposalBasis {
  readonly baseInterval: Seconds;
  /** What one checkpoint of each node writes; the same for all where it is not known. */
  readonly images?: readonly Bytes[] | undefined;
  readonly prices?: StoragePrices | undefined;
}

interface NodeLoad {
  readonly messages: PerSecond;
  readonly bytes: number;
}

/** Multiples for all nodes, and what they save against the best single one. */
export interface ProposedMultiples {
  readonly multiples: readonly number[];
  /** The one multiple that would be cheapest for all nodes together. */
  readonly single: number;
  /** How much more it costs, as a share of the proposal's cost. */
  readonly loss: number;
  /** Cost per hour of the proposal and of the single multiple; absent where no prices are given. */
  readonly cost?: number;
  readonly singleCost?: number;
}

const gibibyte = 2 ** 30;
const hour = 3600;

/**
 * The cheapest multiple of each node among those allowed.
 *
 *     cost of node v = α_v/i + γ_v i,    α_v = image_v p_w/T0 − r_v b_v p_w,    γ_v = r_v b_v T0 p_s/2
 *
 * Without prices only proportions are known (the paper's "intervals by communication frequency"): `α_v` goes with the
 * node's image and `γ_v` with what it receives, scaled so that for the node that receives most for its image the least
 * allowed multiple is best.
 *
 * - Source: §4.1; E16 with the prices of storage alone
 * - Assumes: what a checkpoint writes does not depend on the multiple
 * - Limits: a node that receives nothing gets the largest
 */
export function proposedMultiples(
  loads: readonly NodeLoad[],
  allowed: readonly number[],
  { baseInterval, images, prices }: ProposalBasis,
): ProposedMultiples {
  const image = (node: number) => images?.[node] ?? 1;
  const priced = prices !== undefined && images !== undefined;
  const perHour = (load: NodeLoad, node: number) => {
    const { write, hold } = prices as StoragePrices;
    return {
      once: ((image(node) / baseInterval - load.bytes) * write * hour) / gibibyte,
      each: (load.bytes * baseInterval * hold) / 2 / gibibyte,
    };
  };
  const busiest = Math.max(...loads.map(({ messages }, node) => messages / image(node)));
  const inProportion = ({ messages }: NodeLoad, node: number) => ({
    once: allowed[0] ** 2 * busiest * image(node),
    each: messages,
  });
  const terms = loads.map(priced ? perHour : inProportion);
  const costAt = ({ once, each }: (typeof terms)[number], i: number) => once / i + each * i;
  const cheapest = (cost: (i: number) => number) =>
    allowed.reduce((best, i) => (cost(i) < cost(best) ? i : best));
  const multiples = terms.map((term) =>
    term.each === 0 && term.once > 0 ? allowed[allowed.length - 1] : cheapest((i) => costAt(term, i)),
  );
  const total = (multipleOf: (node: number) => number) =>
    terms.reduce((sum, term, node) => sum + costAt(term, multipleOf(node)), 0);
  const single = cheapest((i) => total(() => i));
  const [cost, singleCost] = [total((node) => multiples[node]), total(() => single)];
  return {
    multiples,
    single,
    loss: cost === 0 ? 0 : (singleCost - cost) / Math.abs(cost),
    ...(priced && { cost, singleCost }),
  };
}
