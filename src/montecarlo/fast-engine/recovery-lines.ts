import type { Seconds } from "../../scenario/model/units.js";
import { InvariantError } from "../invariant-error.js";
import { isDue, type Population } from "../population.js";

/** How far a line has come that is not established yet. */
interface PendingLine {
  /** VMs due that have not taken their checkpoint yet. */
  missing: number;
  /** When the last of the checkpoints taken so far is complete. */
  completion: Seconds;
  /** VMs that have not reached the line's index yet. */
  behind: number;
  /** Flushes for the line that are still being written. */
  flushing: number;
}

/**
 * The Manager's view (R6, R7): line `k` is established when every VM due at `k` has completed its checkpoint,
 * and lines are established in order. A line at which no VM is due needs no checkpoint: it stands at `k·T0`.
 *
 * A VM that is not due stands on the line with its stable log up to index `k`, so the line is *covered* only when
 * each of these has reached `k` and flushed. Until then a failure returns to the line before, and nothing is
 * reclaimed (R8): otherwise the failed host could take a log with it that the line stands on, and leave orphans.
 */
export class RecoveryLines {
  /** The newest line established. */
  established: number;
  /** The line that a failure would return to. */
  covered: number;
  /** When the next line will be established; infinite while a checkpoint is missing. */
  nextTime: Seconds = Number.POSITIVE_INFINITY;
  private lastTime: Seconds = 0;
  private readonly pending = new Map<number, PendingLine>();

  constructor(
    private readonly population: Population,
    private readonly baseInterval: Seconds,
    /** The line on which all VMs stand at the start. */
    first = 0,
  ) {
    this.established = first;
    this.covered = first;
    this.schedule();
  }

  /** A VM due at `k` has begun its checkpoint, which will be complete at `completion` (R6). */
  checkpoint(k: number, completion: Seconds): void {
    const line = this.line(k);
    line.missing--;
    if (line.missing < 0) throw new InvariantError(`more checkpoints at index ${k} than VMs due there`);
    if (completion > line.completion) line.completion = completion;
    if (line.missing === 0 && k === this.established + 1) this.schedule();
  }

  /** R7: moves the line to the next index, at the time that was announced for it. */
  establish(at: Seconds): void {
    const k = this.established + 1;
    const line = this.line(k);
    if (line.missing > 0 || line.completion > at) {
      throw new InvariantError(`line ${k} established before its checkpoints are complete`);
    }
    this.established = k;
    this.lastTime = at;
    this.schedule();
  }

  /** A VM has moved on to index `k`, and what it flushed or wrote there is stable. */
  reach(k: number): void {
    const line = this.line(k);
    line.behind--;
    if (line.behind < 0) throw new InvariantError(`more VMs at index ${k} than there are`);
  }

  /** What a VM flushes for line `k` is being written from now on, or it is written. */
  flush(k: number, change: 1 | -1): void {
    this.line(k).flushing += change;
  }

  reachedByAll(k: number): boolean {
    return k <= this.covered || this.line(k).behind === 0;
  }

  /** Whether the line after the covered one is established, and every VM has reached it. */
  coverable(): boolean {
    if (this.covered >= this.established) return false;
    const { behind, flushing } = this.line(this.covered + 1);
    return behind === 0 && flushing === 0;
  }

  cover(): void {
    const k = this.covered + 1;
    if (!this.coverable()) throw new InvariantError(`line ${k} covered before its logs are written`);
    this.pending.delete(k);
    this.covered = k;
  }

  private schedule(): void {
    const line = this.line(this.established + 1);
    this.nextTime = line.missing > 0 ? Number.POSITIVE_INFINITY : Math.max(line.completion, this.lastTime);
  }

  private line(k: number): PendingLine {
    let line = this.pending.get(k);
    if (line === undefined) {
      const missing = this.vmsDue(k);
      const completion = missing === 0 ? k * this.baseInterval : Number.NEGATIVE_INFINITY;
      line = { missing, completion, behind: this.population.vmCount, flushing: 0 };
      this.pending.set(k, line);
    }
    return line;
  }

  private vmsDue(k: number): number {
    const { firstVm, classCount } = this.population;
    let due = 0;
    for (let c = 0; c < classCount; c++) {
      if (isDue(this.population, c, k)) due += firstVm[c + 1] - firstVm[c];
    }
    return due;
  }
}
