import type { MeasureKey } from "../scenario/model/measures.js";

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
