import type { ImageGrowth, System, VmClass } from "./system.js";
import type { Bytes, Seconds } from "./units.js";

/**
 * What an incremental checkpoint writes, so long after the last one.
 *
 *     min(full, W (1 − e^(−d t/W)))   for a working set W dirtied at rate d,   min(full, d t) without one
 *
 * - Source: E22
 * - Assumes: changes fall uniformly over the working set
 * - Limits: `d t` at first; the working set, or the whole image, in the end
 */
export function incrementalBytes({ full, dirty, workingSet }: ImageGrowth, since: Seconds): Bytes {
  const changed =
    workingSet === undefined || workingSet === 0
      ? dirty * since
      : -workingSet * Math.expm1((-dirty * since) / workingSet);
  return Math.min(full, changed);
}

/** What a restore reads: the whole image, however little one checkpoint writes. */
export function wholeImage({ image, growth }: VmClass): Bytes {
  return growth?.full ?? image;
}

/** The class as it checkpoints at a period: what its checkpoint writes, and the pause that depends on it. */
export function atPeriod(one: VmClass, period: Seconds): VmClass {
  const { growth, pauseGrowth } = one;
  if (growth === undefined && pauseGrowth === undefined) return one;
  const image = growth === undefined ? one.image : incrementalBytes(growth, period);
  const pause = pauseGrowth === undefined ? one.pause : pauseGrowth.fixed + pauseGrowth.perByte * image;
  return { ...one, image, pause };
}

/** The system with images and pauses as its base interval and multiples make them: for one whose periods were changed. */
export function atItsPeriods(system: System): System {
  const classes = system.classes.map((one) => atPeriod(one, one.multiple * system.baseInterval));
  return classes.every((one, c) => one === system.classes[c]) ? system : { ...system, classes };
}
