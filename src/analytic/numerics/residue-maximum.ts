import { leastCommonMultiple } from "../../scenario/quantities/common-multiple.js";

/** A function of `k mod modulus`, one value for each residue. */
export interface ResidueTable {
  readonly modulus: number;
  readonly values: Float64Array;
}

/** The largest value of a sum of functions of residues. */
export interface ResidueMaximum {
  readonly value: number;
  /** Whether `value` is reached; otherwise it is an upper bound. */
  readonly exact: boolean;
  /** The least `k >= 1` that reaches it where one table holds everything, otherwise one that reaches it. */
  readonly index: bigint;
}

/** A prime that has been maximised away: for each residue of the rest, the residue that was best. */
interface Eliminated {
  readonly modulus: number;
  readonly rest: number;
  readonly best: Int32Array;
}

/**
 * Largest value over all whole `k` of a sum of functions of residues of `k`.
 *
 *     max_k Σ_t values_t[k mod modulus_t]
 *
 * By the Chinese remainder theorem `k` is free modulo each prime power on its own, so primes are maximised
 * away one at a time, as variables are eliminated in a sum over a graph: the tables that a prime divides are
 * added up over their joint residues, and only the best of each rest remains. Coprime moduli never meet.
 *
 * - Assumes: every modulus is at most `limit`
 * - Limits: exact while every joint table stays within `limit` entries; otherwise tables are maximised apart,
 *   which bounds the sum from above
 */
export function maximize(tables: readonly ResidueTable[], limit: number): ResidueMaximum {
  const joint = tables.reduce((all, { modulus }) => leastCommonMultiple(all, modulus), 1);
  if (joint <= limit) return maximizeJointly(tables);
  let open = [...tables];
  let exact = true;
  const eliminated: Eliminated[] = [];
  for (;;) {
    const prime = cheapestPrime(open);
    if (prime === undefined) break;
    const concerned = open.filter(({ modulus }) => modulus % prime === 0);
    open = open.filter(({ modulus }) => modulus % prime !== 0);
    for (const bucket of buckets(concerned, limit)) {
      if (bucket.length < concerned.length) exact = false;
      const { table, choice } = eliminate(addUp(bucket), prime);
      eliminated.push(choice);
      open.push(table);
    }
  }
  const value = open.reduce((sum, { values }) => sum + values[0], 0);
  return { value, exact, index: exact ? traceBack(eliminated) : 0n };
}

function maximizeJointly(tables: readonly ResidueTable[]): ResidueMaximum {
  const { modulus, values } = addUp(tables);
  // Indices run from 1 to L: residue 0 is the last of them, not the first.
  let best = modulus === 1 ? 0 : 1;
  for (let step = 2; step <= modulus; step++) {
    const residue = step % modulus;
    if (values[residue] > values[best]) best = residue;
  }
  return { value: values[best], exact: true, index: BigInt(best === 0 ? modulus : best) };
}

/** The sum of tables, over their joint residues. */
export function addUp(tables: readonly ResidueTable[]): ResidueTable {
  const [first = { modulus: 1, values: new Float64Array(1) }, ...others] = [...tables].sort(
    (one, other) => one.modulus - other.modulus,
  );
  return others.reduce((sum, table) => {
    const modulus = leastCommonMultiple(sum.modulus, table.modulus);
    const values = new Float64Array(modulus);
    let one = 0;
    let other = 0;
    for (let residue = 0; residue < modulus; residue++) {
      values[residue] = sum.values[one++] + table.values[other++];
      if (one === sum.modulus) one = 0;
      if (other === table.modulus) other = 0;
    }
    return { modulus, values };
  }, first);
}

function eliminate(table: ResidueTable, prime: number): { table: ResidueTable; choice: Eliminated } {
  const { modulus, values } = table;
  let rest = modulus;
  while (rest % prime === 0) rest /= prime;
  const best = new Int32Array(rest);
  const kept = new Float64Array(rest);
  for (let residue = 0; residue < rest; residue++) {
    let at = residue;
    for (let lift = residue + rest; lift < modulus; lift += rest) if (values[lift] > values[at]) at = lift;
    best[residue] = at;
    kept[residue] = values[at];
  }
  return { table: { modulus: rest, values: kept }, choice: { modulus, rest, best } };
}

/** The last prime maximised away is chosen freely; each one before it, given those after it. */
function traceBack(eliminated: readonly Eliminated[]): bigint {
  let index = 0n;
  let known = 1n;
  for (const { modulus, rest, best } of [...eliminated].reverse()) {
    const residue = BigInt(best[Number(index % BigInt(rest))]);
    const power = BigInt(modulus / rest);
    [index, known] = join(index, known, residue % power, power);
  }
  return index === 0n ? known : index;
}

/** The Chinese remainder theorem for coprime moduli: what agrees with both residues, and modulo what. */
function join(one: bigint, modulus: bigint, other: bigint, power: bigint): [bigint, bigint] {
  const lift = ((((other - one) % power) + power) * modularInverse(modulus, power)) % power;
  return [one + modulus * lift, modulus * power];
}

function modularInverse(value: bigint, modulus: bigint): bigint {
  let [r0, r1] = [modulus, value % modulus];
  let [t0, t1] = [0n, 1n];
  while (r1 !== 0n) {
    const quotient = r0 / r1;
    [r0, r1] = [r1, r0 - quotient * r1];
    [t0, t1] = [t1, t0 - quotient * t1];
  }
  return ((t0 % modulus) + modulus) % modulus;
}

/** The prime whose tables have the fewest joint residues. */
function cheapestPrime(tables: readonly ResidueTable[]): number | undefined {
  const joint = new Map<number, number>();
  for (const { modulus } of tables) {
    for (const prime of primesOf(modulus))
      joint.set(prime, leastCommonMultiple(joint.get(prime) ?? 1, modulus));
  }
  let cheapest: number | undefined;
  for (const [prime, size] of joint) {
    if (cheapest === undefined || size < joint.get(cheapest)!) cheapest = prime;
  }
  return cheapest;
}

function buckets(tables: readonly ResidueTable[], limit: number): ResidueTable[][] {
  const made: { joint: number; tables: ResidueTable[] }[] = [];
  for (const table of [...tables].sort((one, other) => other.modulus - one.modulus)) {
    const fitting = made.find((bucket) => leastCommonMultiple(bucket.joint, table.modulus) <= limit);
    if (fitting) {
      fitting.tables.push(table);
      fitting.joint = leastCommonMultiple(fitting.joint, table.modulus);
    } else {
      made.push({ joint: table.modulus, tables: [table] });
    }
  }
  return made.map((bucket) => bucket.tables);
}

function primesOf(value: number): number[] {
  const primes: number[] = [];
  let rest = value;
  for (let divisor = 2; divisor * divisor <= rest; divisor++) {
    if (rest % divisor !== 0) continue;
    primes.push(divisor);
    while (rest % divisor === 0) rest /= divisor;
  }
  if (rest > 1) primes.push(rest);
  return primes;
}
