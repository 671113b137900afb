import type { Seconds } from "../../scenario/model/units.js";

/** A checkpoint of a VM, and how many messages it had received before. */
export interface CheckpointUnderWay {
  readonly at: Seconds;
  completion: Seconds;
  readonly received: number;
}

/** Checkpoints that have begun and may not be complete, by VM, oldest first. */
export class CheckpointsUnderWay {
  /** When the first of each VM's will be complete; infinite if it has none. */
  readonly nextCompletion: Float64Array;
  private readonly rows: CheckpointUnderWay[][];

  constructor(vmCount: number) {
    this.nextCompletion = new Float64Array(vmCount).fill(Number.POSITIVE_INFINITY);
    this.rows = Array.from({ length: vmCount }, () => []);
  }

  clear(): void {
    for (const row of this.rows) row.length = 0;
    this.nextCompletion.fill(Number.POSITIVE_INFINITY);
  }

  add(vm: number, at: Seconds, completion: Seconds, received: number): void {
    this.rows[vm].push({ at, completion, received });
    if (completion < this.nextCompletion[vm]) this.nextCompletion[vm] = completion;
  }

  /** It is known when the checkpoint begun at `at` will be complete. */
  complete(vm: number, at: Seconds, completion: Seconds): void {
    for (const one of this.rows[vm]) {
      if (one.at !== at || one.completion <= completion) continue;
      one.completion = completion;
      this.nextCompletion[vm] = Math.min(this.nextCompletion[vm], completion);
    }
  }

  /** Takes out the newest checkpoint complete at `at`, and all older ones; nothing if none is complete. */
  takeComplete(vm: number, at: Seconds): CheckpointUnderWay | undefined {
    const row = this.rows[vm];
    let newest = row.length - 1;
    while (newest >= 0 && row[newest].completion > at) newest--;
    if (newest < 0) return undefined;
    const taken = row[newest];
    this.nextCompletion[vm] = Number.POSITIVE_INFINITY;
    if (newest === row.length - 1) row.pop();
    if (row.length > 0) row.splice(0, newest + 1);
    for (const { completion } of row) {
      if (completion < this.nextCompletion[vm]) this.nextCompletion[vm] = completion;
    }
    return taken;
  }
}
