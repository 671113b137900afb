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
