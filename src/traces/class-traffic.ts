import type { Scenario } from "../scenario/model/scenario.js";
import type { Bytes, Seconds } from "../scenario/model/units.js";

/** Messages from one node to another; of them `sized` have a recorded size, `bytes` in all. */
export interface PairTotal {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly sized: number;
  readonly bytes: Bytes;
}

/** Totals by sender and receiver, as large as there are pairs. */
export class PairTable {
  private readonly rows: Map<number, { count: number; sized: number; bytes: Bytes }>[] = [];

  add(from: number, to: number, bytes: Bytes): void {
    this.rows[from] ??= new Map();
    const row = this.rows[from];
    let total = row.get(to);
    if (total === undefined) {
      total = { count: 0, sized: 0, bytes: 0 };
      row.set(to, total);
    }
    total.count++;
    if (bytes > 0) {
      total.sized++;
      total.bytes += bytes;
    }
  }

  /** All pairs, ordered by sender, then receiver. */
  pairs(): PairTotal[] {
    return this.rows.flatMap((row, from) =>
      Array.from(row, ([to, total]) => ({ from, to, ...total })).sort((a, b) => a.to - b.to),
    );
  }
}

/** Totals from class to class, ordered by sender, then receiver. */
export function pairsByClass(pairs: readonly PairTotal[], classOf: ArrayLike<number>): PairTotal[] {
  const totals = new Map<string, PairTotal>();
  for (const { from, to, count, sized, bytes } of pairs) {
    const [a, b] = [classOf[from], classOf[to]];
    const key = `${a}>${b}`;
    const known = totals.get(key) ?? { from: a, to: b, count: 0, sized: 0, bytes: 0 };
    const sums = { count: known.count + count, sized: known.sized + sized, bytes: known.bytes + bytes };
    totals.set(key, { from: a, to: b, ...sums });
  }
  return [...totals.values()].sort((a, b) => a.from - b.from || a.to - b.to);
}

/**
 * The traffic of a scenario from totals between its classes: every rate a whole multiple of one decimal, so that shares
 * are exactly those of the counts; sizes where any were recorded.
 */
export function classTraffic(
  pairs: readonly PairTotal[],
  names: readonly string[],
  span: Seconds,
): Pick<Scenario["traffic"], "per" | "rates" | "size"> {
  const perMessage = multiplesOf(1 / span);
  const byPair = <Value>(value: (pair: PairTotal) => Value) => {
    const rows = new Map<string, [string, Value][]>();
    for (const pair of pairs) {
      const row = rows.get(names[pair.from]) ?? [];
      rows.set(names[pair.from], row);
      row.push([names[pair.to], value(pair)]);
    }
    return Object.fromEntries([...rows].map(([from, row]) => [from, Object.fromEntries(row)]));
  };
  // A pair without recorded sizes takes the mean of all that were.
  const mean = meanSize(pairs);
  return {
    per: "class",
    rates: byPair((pair) => `${perMessage(pair.count)}/s`),
    ...(mean !== undefined && { size: byPair((pair) => (pair.sized > 0 ? pair.bytes / pair.sized : mean)) }),
  };
}

/** Mean bytes of a message of which the size was recorded; absent where none was. */
export function meanSize(pairs: readonly PairTotal[]): Bytes | undefined {
  const sized = pairs.reduce((total, pair) => total + pair.sized, 0);
  return sized > 0 ? pairs.reduce((total, pair) => total + pair.bytes, 0) / sized : undefined;
}

const significantDigits = 12;

/**
 * Writes whole multiples of a decimal near a positive number, to 12 significant digits, exactly and without zeros at the end.
 *
 * @example
 * multiplesOf(1 / 3)(6)  // => "1.999999999998"
 */
export function multiplesOf(value: number): (count: number) => string {
  const [digits, exponent] = value.toExponential(significantDigits - 1).split("e") as [string, string];
  const mantissa = BigInt(digits.replace(".", ""));
  const places = significantDigits - 1 - Number(exponent);
  return (count) => {
    const all = String(mantissa * BigInt(count)).padStart(places + 1, "0");
    if (places <= 0) return all + "0".repeat(-places);
    const fraction = all.slice(-places).replace(/0+$/, "");
    return all.slice(0, -places) + (fraction === "" ? "" : `.${fraction}`);
  };
}
