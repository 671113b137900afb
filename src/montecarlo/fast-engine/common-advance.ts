import type { Seconds } from "../../scenario/model/units.js";

/** Every VM's advance to one index, known beforehand. */
export interface CommonAdvance {
  readonly index: number;
  /** When each VM gets there; `end` is the last of these instants. */
  readonly at: Float64Array;
  readonly end: Seconds;
}
