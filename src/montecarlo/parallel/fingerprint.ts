import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { System } from "../../scenario/model/system.js";

/**
 * A name for a system that no other system has: two scenarios written differently that come to the same share it.
 *
 *     sha256 of the system as JSON, exact rates as texts
 *
 * - Assumes: systems come from `prepare`, which gives keys in one order
 */
export function fingerprint(system: System): string {
  return bytesToHex(sha256(utf8ToBytes(JSON.stringify(system, plain))));
}

function plain(_key: string, value: unknown): unknown {
  if (typeof value === "bigint") return `${value}`;
  return ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : value;
}

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
  const values = Float64Array.from({ length: 2 * functions.length * points }, (_, place) => {
    const point = Math.floor(place / (2 * functions.length));
    const x = (1 + point / points) * 2 ** ((point % 121) - 60);
    const value = functions[Math.floor(place / 2) % functions.length](place % 2 === 0 ? x : -x);
    // A logarithm of a negative number is no number, whose bits are not prescribed.
    return Number.isNaN(value) ? 0 : value;
  });
  known = bytesToHex(sha256(new Uint8Array(values.buffer))).slice(0, shownDigits);
  return known;
}
