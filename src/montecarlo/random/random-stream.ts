import tychei from "seedrandom/lib/tychei.js";

/** A source of random numbers: one purpose, one replication, never shared. */
export interface RandomStream {
  /** Uniform on (0, 1) with 53 random bits; never 0. */
  double(): number;
  /** Uniform on the 32-bit integers, signed. */
  int32(): number;
}

/**
 * Opens the stream of that name. Streams of different names are independent, and each can be opened alone:
 * replication 7 needs none of the six before it.
 *
 * The generator is tychei: sound for names that differ in a few characters, where others of the family are
 * correlated. A bare call of it returns only 32 bits and can be 0, so it is not offered here.
 */
export function openStream(seed: string, replication: number, purpose: string): RandomStream {
  return tychei(`${seed}/${replication}/${purpose}`);
}
