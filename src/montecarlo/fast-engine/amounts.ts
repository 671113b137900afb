import type { Bytes, Seconds } from "../../scenario/model/units.js";

/**
 * Amounts of log entries by place (a VM, a cell, a host), four numbers each: entries, the sum of the times at which
 * they came, their bytes, and the sum of bytes times arrival times. From these follows how long what was held, with no
 * record of a single message: entries that leave at `t` have been held for `entries · t − Σ arrival` entry-seconds.
 *
 * Where every message has one size, the bytes follow from the entries and the last two numbers are left out: of the
 * memory that each message touches at random, half remains.
 */
export class Amounts {
  /** Numbers at each place: 4, or 2 where all messages have one size. */
  readonly stride: number;
  /** Place `p` begins at `stride · p`. */
  readonly values: Float64Array;

  /** @param size of every message, where all have the same */
  constructor(
    places: number,
    readonly size: Bytes | undefined,
  ) {
    this.stride = size === undefined ? 4 : 2;
    this.values = new Float64Array(this.stride * places);
  }

  entries(place: number): number {
    return this.values[this.stride * place];
  }

  bytes(place: number): Bytes {
    const base = this.stride * place;
    return this.size === undefined ? this.values[base + 2] : this.size * this.values[base];
  }

  /** Adds entries that came at times of that sum, and their bytes. */
  add(place: number, entries: number, times: number, bytes: Bytes, byteTimes: number): void {
    const { values } = this;
    const base = this.stride * place;
    values[base] += entries;
    values[base + 1] += times;
    if (this.size !== undefined) return;
    values[base + 2] += bytes;
    values[base + 3] += byteTimes;
  }

  /** Adds what stands at a place of other amounts, which may tell bytes apart where these need not. */
  addFrom(place: number, from: Amounts, fromPlace: number): void {
    const { stride, values } = this;
    const base = stride * place;
    const fromBase = from.stride * fromPlace;
    for (let part = 0; part < stride; part++) values[base + part] += from.values[fromBase + part];
  }

  clear(place: number): void {
    const { stride, values } = this;
    // A call of `fill` costs more than the few numbers of a place.
    for (let at = stride * place, end = at + stride; at < end; at++) values[at] = 0;
  }

  clearAll(): void {
    this.values.fill(0);
  }

  /** Adds entry-seconds and byte-seconds of what leaves the place at `at` to a pair of sums that starts at `pair`. */
  addHeld(held: Float64Array, pair: number, place: number, at: Seconds): void {
    const { values, size } = this;
    const base = this.stride * place;
    const entrySeconds = values[base] * at - values[base + 1];
    held[pair] += entrySeconds;
    held[pair + 1] += size === undefined ? values[base + 2] * at - values[base + 3] : size * entrySeconds;
  }
}
