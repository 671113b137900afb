import type { Seconds } from "../../scenario/model/units.js";
import type { StableWrite } from "../storage/stable-writes.js";
import type { ClosedInterval } from "./message-logs.js";

/** What is said of a VM's advance, which it makes with a checkpoint or with a flush. */
export interface Advance {
  readonly due: boolean;
  /** Brought forward by a message (R4), not at its timer (R2). */
  readonly early: boolean;
  /** What the VM received at the index before, and how much of it was logged. */
  readonly closed: ClosedInterval;
  /**
   * When its checkpoint will be complete; the instant of the advance for a flush. Infinite where storage takes time: that
   * is told when it is known.
   */
  readonly completion: Seconds;
}

/** Told of advances, lines and crossings in the fast engine: of advances and lines as they happen, in the order of time. */
export interface EngineObserver {
  /** VM `vm` has moved on to index `k` (R3); what is said of the advance holds during the call. */
  advanced?(vm: number, k: number, at: Seconds, advance: Advance): void;
  /** VM `vm` is about to flush for index `k` what leaves memory by that: told under `volatileLog: drop` alone. */
  dropping?(vm: number, k: number, at: Seconds): void;
  /** The checkpoint of VM `vm` for index `k` can be restored by R9 from `restorableAt` on. */
  checkpointRestorable?(vm: number, k: number, restorableAt: Seconds): void;
  /** What VM `vm` has written for index `k` is on stable storage; its checkpoint, if it was one, is complete at `completeAt`. */
  written?(write: StableWrite, at: Seconds, completeAt: Seconds): void;
  lineEstablished?(k: number, at: Seconds): void;
  /** Line `k` is about to be covered; the logs still hold what R8 will reclaim. */
  lineCovering?(k: number, at: Seconds): void;
  /** Line `k` is what a failure returns to from now on, and R8 has reclaimed what it covers. */
  lineCovered?(k: number, at: Seconds): void;
  /**
   * A message sent at index `sentIndex` has been delivered at `index`, which is higher: it crossed a line. Told before its
   * receiver leaves `index` and before anybody looks at the logs, but maybe later than `at`.
   */
  crossed?(from: number, to: number, sentIndex: number, index: number, at: Seconds): void;
}
