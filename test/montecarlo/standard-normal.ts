import { expect } from "vitest";
import { normalReach } from "../support/agreement.js";

/** Fails unless a standard normal variable could by chance lie as far from 0, within the suite's budget. */
export function expectStandardNormal(z: number): void {
  expect(Math.abs(z)).toBeLessThanOrEqual(normalReach);
}
