import { createHash } from "node:crypto";
import type { System } from "../../scenario/model/system.js";

/**
 * A name for a system that no other system has: two scenarios written differently that come to the same share it.
 *
 *     sha256 of the system as JSON, exact rates as texts
 *
 * - Assumes: systems come from `prepare`, which gives keys in one order
 */
export function fingerprint(system: System): string {
  const hash = createHash("sha256");
  hash.update(JSON.stringify(system, plain));
  return hash.digest("hex");
}

function plain(_key: string, value: unknown): unknown {
  if (typeof value === "bigint") return `${value}`;
  return ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : value;
}
