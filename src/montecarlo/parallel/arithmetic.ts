import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";

/** The functions that the engine draws with and that the language leaves to its implementation, to the last bit. */
const functions: readonly ((x: number) => number)[] = [
  Math.log,
  Math.log1p,
  Math.exp,
  Math.expm1,
  Math.sin,
  Math.cos,
];

const points = 1000;
const shownDigits = 12;

let known: string | undefined;

/**
 * A checksum of the machine's elementary functions. The same seed gives the same bits where it is the same: additions,
 * products and square roots are prescribed to the last bit everywhere, logarithms and their like are not, and releases
 * of JavaScript engines differ in them.
 *
 *     sha256 of six functions at a thousand points from 2^−60 to 2^60, both signs where they take them
 *
 * - Limits: functions that agree at all of these points may still differ at others
 */
export function arithmetic(): string {
  if (known !== undefined) return known;
  const values = new Float64Array(2 * functions.length * points);
  let place = 0;
  for (let point = 0; point < points; point++) {
    const x = (1 + point / points) * 2 ** ((point % 121) - 60);
    for (const of of functions) {
      values[place++] = of(x);
      // A logarithm of a negative number is no number, whose bits are not prescribed.
      const mirrored = of(-x);
      values[place++] = Number.isNaN(mirrored) ? 0 : mirrored;
    }
  }
  known = bytesToHex(sha256(new Uint8Array(values.buffer))).slice(0, shownDigits);
  return known;
}
