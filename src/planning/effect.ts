import { analyzeSome } from "../analytic/analyze.js";
import type { MeasureKey } from "../scenario/model/measures.js";
import type { System } from "../scenario/model/system.js";

/** What a change does to the figures that people look at, each of them the closed form of a system of its own. */
export interface Effects {
  readonly effects: readonly Effect[];
}

/** A figure before and after a change, in the unit of its measure. */
export interface Effect {
  readonly measure: MeasureKey;
  readonly before: number;
  readonly after: number;
}

export function effectsOf(before: System, after: System, looked: readonly MeasureKey[]): readonly Effect[] {
  const [old, changed] = [before, after].map((system) => analyzeSome(system, looked));
  return looked.map((measure) => {
    return { measure, before: old[measure]!.value, after: changed[measure]!.value };
  });
}
