import type { Seconds } from "./units.js";

/**
 * A law of a random time, as the user writes it; all parameters in seconds.
 *
 * This is vocabulary only: its moments and CDF belong to `analytic`, its samplers to `montecarlo`,
 * each worked out for itself.
 */
export type Distribution =
  | { readonly kind: "constant"; readonly value: Seconds }
  | { readonly kind: "exponential"; readonly mean: Seconds }
  | { readonly kind: "uniform"; readonly low: Seconds; readonly high: Seconds }
  | { readonly kind: "normal"; readonly mean: Seconds; readonly sd: Seconds }
  | { readonly kind: "lognormal"; readonly mean: Seconds; readonly sd: Seconds };
