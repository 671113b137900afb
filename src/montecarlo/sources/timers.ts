import type { Seconds } from "../../scenario/model/units.js";
import type { ClockErrors } from "./clock-errors.js";

export interface TimerRound {
  readonly index: number;
  /** When each VM's rings. */
  readonly at: Float64Array;
  /** The VMs in the order in which they ring. */
  readonly order: Int32Array;
}

interface Round extends TimerRound {
  next: number;
}

/**
 * The VMs' timers (R2): the one of `v` for index `k` rings when the local clock of `v` reads `k·T0`. Each index is
 * a round of one timer a VM; a round is laid out when its first timer could ring, so rounds of neighbouring indices
 * may run side by side when clock errors are large. Ties ring by index, then by VM.
 */
export class Timers {
  /** When the next timer rings. */
  nextTime: Seconds = Number.NEGATIVE_INFINITY;
  /** The VM and the index of the timer that rings next. */
  nextVm = -1;
  nextIndex = 0;

  private readonly rounds: Round[] = [];
  /** A round that has rung, whose arrays serve another one. */
  private spare: Round | undefined;
  private current: Round | undefined;
  private readonly errors: Float64Array;
  private readonly sorter: TimeSorter;

  constructor(
    private readonly baseInterval: Seconds,
    private readonly vmCount: number,
    private readonly clock: ClockErrors,
    /** The last index whose timers are laid out, or have rung before the run. */
    private laidOut = 0,
  ) {
    this.errors = new Float64Array(vmCount);
    this.sorter = new TimeSorter(vmCount);
    this.choose();
  }

  advance(): void {
    const round = this.current as Round;
    round.next++;
    if (round.next === this.vmCount) {
      this.rounds.splice(this.rounds.indexOf(round), 1);
      this.spare = round;
    }
    this.choose();
  }

  /** When the first of all timers for an index beyond `k` rings, of those that have not rung yet. */
  firstBeyond(k: number): Seconds {
    let first = Number.POSITIVE_INFINITY;
    for (const round of this.rounds) {
      if (round.index > k) first = Math.min(first, round.at[round.order[round.next]]);
    }
    while (this.earliest(this.laidOut + 1) < first) {
      const { at, order } = this.layOutNext();
      if (this.laidOut > k) first = Math.min(first, at[order[0]]);
    }
    return first;
  }

  /** The timers of index `k`, if they are laid out and have not all rung. */
  round(k: number): TimerRound | undefined {
    return this.rounds.find(({ index }) => index === k);
  }

  /** The earliest that any timer from index `k` on can ring. */
  private earliest(k: number): Seconds {
    return k * this.baseInterval + this.clock.low;
  }

  private choose(): void {
    for (;;) {
      let best: Round | undefined;
      let bestTime = Number.POSITIVE_INFINITY;
      for (const round of this.rounds) {
        const time = round.at[round.order[round.next]];
        if (time < bestTime) {
          best = round;
          bestTime = time;
        }
      }
      if (best !== undefined && bestTime < this.earliest(this.laidOut + 1)) {
        this.current = best;
        this.nextVm = best.order[best.next];
        this.nextTime = bestTime;
        this.nextIndex = best.index;
        return;
      }
      this.layOutNext();
    }
  }

  private layOutNext(): Round {
    const index = this.laidOut + 1;
    const at = this.spare?.at ?? new Float64Array(this.vmCount);
    const order = this.spare?.order ?? new Int32Array(this.vmCount);
    this.spare = undefined;
    this.clock.fill(index, this.errors);
    for (let vm = 0; vm < this.vmCount; vm++) at[vm] = index * this.baseInterval + this.errors[vm];
    this.sorter.sort(at, order);
    this.laidOut = index;
    const round = { index, at, order, next: 0 };
    this.rounds.push(round);
    return round;
  }
}

const mostInserted = 64;

/** Sorts VM numbers by time in linear expected time: a bucket a VM, then insertion. Stable. */
class TimeSorter {
  private readonly start: Int32Array;

  constructor(private readonly count: number) {
    this.start = new Int32Array(count + 1);
  }

  sort(at: Float64Array, order: Int32Array): void {
    const { count, start } = this;
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (let vm = 0; vm < count; vm++) {
      if (at[vm] < low) low = at[vm];
      if (at[vm] > high) high = at[vm];
    }
    if (low === high) {
      for (let vm = 0; vm < count; vm++) order[vm] = vm;
      return;
    }
    const scale = (count - 1) / (high - low);
    start.fill(0);
    for (let vm = 0; vm < count; vm++) start[Math.floor((at[vm] - low) * scale) + 1]++;
    for (let bucket = 0; bucket < count; bucket++) start[bucket + 1] += start[bucket];
    for (let vm = 0; vm < count; vm++) order[start[Math.floor((at[vm] - low) * scale)]++] = vm;
    // Where a few errors are far off, nearly all VMs share a bucket, and insertion would take quadratic time.
    for (let bucket = 0, begin = 0; bucket < count; begin = start[bucket++]) {
      if (start[bucket] - begin <= mostInserted) continue;
      order.subarray(begin, start[bucket]).sort((vm, other) => at[vm] - at[other] || vm - other);
    }
    for (let place = 1; place < count; place++) {
      const vm = order[place];
      let hole = place;
      while (hole > 0 && at[vm] < at[order[hole - 1]]) {
        order[hole] = order[hole - 1];
        hole--;
      }
      order[hole] = vm;
    }
  }
}
