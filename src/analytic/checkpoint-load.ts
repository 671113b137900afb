import type { System } from "../scenario/model/system.js";
import { type Figure, sumOverClasses } from "./figure.js";
import { periodicPeak } from "./hyperperiod.js";

/**
 * Checkpoints taken per second, whole system.
 *
 *     Σ_c n_c/(i_c T0)
 *
 * - Source: E5, R3
 * - Assumes: nothing: an early advance moves a checkpoint, it never adds one (R4)
 * - Limits: tends to 0 as the multiples grow
 */
export function checkpointRate(system: System): Figure {
  return sumOverClasses(
    system.classes.map(({ count, multiple }) => count / (multiple * system.baseInterval)),
  );
}

/**
 * Bytes of checkpoint images written per second.
 *
 *     Σ_c n_c image_c/(i_c T0)
 *
 * - Source: E5, R3
 * - Assumes: every checkpoint writes the whole image
 * - Limits: tends to 0 as the multiples grow
 */
export function checkpointByteRate(system: System): Figure {
  return sumOverClasses(
    system.classes.map(({ count, multiple, image }) => (count * image) / (multiple * system.baseInterval)),
  );
}

/**
 * Bytes of checkpoint images that one base boundary brings, at the index where they are most.
 *
 *     max_{1 <= k <= L} Σ_{c due at k} n_c image_c
 *
 * - Source: E5, R3
 * - Assumes: as {@link checkpointByteRate}
 * - Limits: the sum over all classes when all phases are 0; see {@link periodicPeak} for long hyperperiods
 */
export function checkpointBurst(system: System): Figure {
  return periodicPeak(
    system.classes.map(({ multiple, phase, count, image }) => ({
      multiple,
      phase,
      slope: 0,
      whenDue: count * image,
      base: 0,
    })),
  );
}
