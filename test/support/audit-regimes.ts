import type { System } from "../../src/scenario/model/system.js";
import { type SystemShape, systemOf } from "./system-of.js";

/** Ten SI, six MI_2 and four MI_3 on four hosts, 162 messages per second: small enough to keep each of them. */
const shape = {
  classes: [
    { multiple: 1, count: 10 },
    { multiple: 2, count: 6 },
    { multiple: 3, count: 4 },
  ],
  rates: [
    [80, 20, 10],
    [20, 12, 4],
    [10, 4, 2],
  ],
  per: "class",
  baseInterval: 10,
  hosts: { count: 4 },
} as const satisfies SystemShape;

/** The system of the audits, with what a regime changes; the durations are those of every class. */
export function auditSystem({
  durations = [0, 0],
  ...changes
}: Partial<SystemShape> & { readonly durations?: readonly [number, number] } = {}): System {
  const [low, high] = durations;
  const duration = { kind: "uniform", low, high } as const;
  return systemOf({
    ...shape,
    ...changes,
    classes: (changes.classes ?? shape.classes).map((part) => ({ ...part, duration })),
  });
}

export function exponential(mean: number) {
  return { kind: "exponential", mean } as const;
}

export function uniform(low: number, high: number) {
  return { kind: "uniform", low, high } as const;
}
