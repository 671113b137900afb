import type { MeasureKey } from "../scenario/model/measures.js";
import type { Seconds } from "../scenario/model/units.js";

/** Tells of measures that need not hold, and why; of none where it only has to be known. */
export type Warn = (measures: readonly MeasureKey[], reason: string) => void;

/** What happens less often than this does not move a figure that anyone can see. */
export const practicallyNever = 1e-3;

export function digits(time: Seconds): number {
  return Number(time.toPrecision(3));
}

export function percent(chance: number): string {
  return `${Number((100 * chance).toPrecision(2))} %`;
}
