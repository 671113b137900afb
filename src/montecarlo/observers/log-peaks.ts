import type { Seconds } from "../../scenario/model/units.js";
import type { Advance, EngineObserver } from "../fast-engine/engine-observer.js";
import type { MessageLogs } from "../fast-engine/message-logs.js";

/** The part of a run that is measured: indices `first + 1 .. last`, whole hyperperiods where they fit. */
export interface MeasuredWindow {
  readonly first: number;
  readonly last: number;
}

/** Whether index `k` is measured. */
export function isMeasured({ first, last }: MeasuredWindow, k: number): boolean {
  return k > first && k <= last;
}

/** Looks at the logs whenever they may be fullest, at each measured index. */
export abstract class LogPeaks implements EngineObserver {
  private newest = 0;
  /** When the first VM reached each index whose line is not covered yet. */
  private readonly reachedFirst = new Map<number, Seconds>();
  /** Indices that somebody has flushed for, and whose line is not covered yet. */
  private readonly flushedFor = new Set<number>();

  constructor(
    protected readonly window: MeasuredWindow,
    protected readonly logs: () => MessageLogs,
  ) {}

  /** The volatile log is fullest just before line `k` is covered. */
  protected abstract volatileBeforeLine(k: number, at: Seconds): void;
  /** Under `volatileLog: drop` it may be fuller just before the first flush for index `k`. */
  protected abstract volatileBeforeFlush(k: number, at: Seconds): void;
  /** The stable log is fullest just before line `k` is covered; after it where that is the instant of the flushes. */
  protected abstract stableAtLine(k: number): void;

  advanced(_vm: number, k: number, at: Seconds, _advance: Advance): void {
    if (k <= this.newest) return;
    this.newest = k;
    this.reachedFirst.set(k, at);
  }

  dropping(_vm: number, k: number, at: Seconds): void {
    if (this.flushedFor.has(k)) return;
    this.flushedFor.add(k);
    if (isMeasured(this.window, k)) this.volatileBeforeFlush(k, at);
  }

  lineCovering(k: number, at: Seconds): void {
    if (!isMeasured(this.window, k)) return;
    this.volatileBeforeLine(k, at);
    if (!this.isAtOnce(k, at)) this.stableAtLine(k);
  }

  lineCovered(k: number, at: Seconds): void {
    // Flushed and covered at one instant: what R8 reclaims is never held beside what was flushed for the line.
    if (isMeasured(this.window, k) && this.isAtOnce(k, at)) this.stableAtLine(k);
    this.reachedFirst.delete(k);
    this.flushedFor.delete(k);
  }

  /** Whether all VMs have reached index `k` and covered its line at one instant. */
  private isAtOnce(k: number, at: Seconds): boolean {
    return at <= (this.reachedFirst.get(k) as Seconds);
  }
}
