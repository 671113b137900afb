import type { Seconds } from "../scenario/model/units.js";
import { greatestCommonDivisor } from "../scenario/quantities/common-multiple.js";

const perSecond = 1e9;
/** Up to here a time in double precision still tells nanoseconds apart. */
const longestInNanoseconds: Seconds = 4e6;

/**
 * The tick of time stamps: the longest time of which all are whole multiples after the first.
 *
 * Clocks that count in whole seconds, or logs that are cut to milliseconds, cannot be looked at more closely than that.
 *
 * - Limits: stamps finer than a nanosecond have a tick of a nanosecond, beyond 46 days from the first of a microsecond
 */
export class StampTick {
  private first = Number.NaN;
  /** In nanoseconds; 0 while all stamps are equal. */
  private common = 0;

  add(at: Seconds): void {
    if (this.common === 1) return;
    if (Number.isNaN(this.first)) this.first = at;
    const distance = Math.abs(at - this.first);
    const units =
      distance < longestInNanoseconds
        ? Math.round(distance * perSecond)
        : Math.round((distance * perSecond) / 1000) * 1000;
    const rest = this.common === 0 ? units : units % this.common;
    if (rest !== 0) this.common = greatestCommonDivisor(this.common, units);
  }

  /** In seconds; 0 where no two stamps differ. */
  get tick(): Seconds {
    return this.common / perSecond;
  }
}
