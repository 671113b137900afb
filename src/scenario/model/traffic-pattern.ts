import type { Distribution } from "./distribution.js";
import type { Seconds } from "./units.js";

/** How messages come that are not Poisson; the mean rates are the same. */
export type TrafficPattern =
  /** Each VM sends in turns and falls silent in turns, for exponential times of these means. */
  | { readonly kind: "onOff"; readonly on: Seconds; readonly off: Seconds }
  /** All rates swing together, `1 + amplitude · sin`, from an instant that is drawn. */
  | { readonly kind: "diurnal"; readonly period: Seconds; readonly amplitude: number }
  /** Messages between two classes go in pairs, as far as there are as many each way: one answers the other. */
  | { readonly kind: "requestReply"; readonly service: Distribution };
