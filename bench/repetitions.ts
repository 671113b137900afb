import type { Timing } from "./benchmark.js";

/**
 * Repeats all cases, taking turns, so that a busy spell of the machine falls on all of them.
 *
 * @returns by case, what each round found
 */
export function interleaved<Case, Found>(
  cases: readonly Case[],
  rounds: number,
  measure: (one: Case, round: number) => Found,
): Found[][] {
  const found = cases.map((): Found[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [place, one] of cases.entries()) found[place].push(measure(one, round));
  }
  return found;
}

/** The median of the repetitions, with the smallest and the largest. */
export function spread(values: readonly number[]): Pick<Timing, "value" | "least" | "most"> {
  const value = median(values);
  return values.length > 1 ? { value, least: Math.min(...values), most: Math.max(...values) } : { value };
}

/** Round by round, what one case took over what another took. */
export function ratios(values: readonly number[], others: readonly number[]): number[] {
  return values.map((value, round) => value / others[round]);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}
