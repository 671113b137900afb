import type { Seconds } from "../../scenario/model/units.js";
import type { ClosedInterval } from "./closed-interval.js";

/** Told of advances, lines and crossings in the fast engine: of advances and lines as they happen, in the order of time. */
export interface EngineObserver {
  /**
   * VM `vm` has moved on to index `k` (R3): with a checkpoint if it is due, with a flush otherwise.
   *
   * @param early whether a message brought it forward (R4) rather than its timer (R2)
   * @param closed what it received at the index before, and how much of it was logged; valid during the call
   * @param completion when its checkpoint will be complete; `at` for a flush
   */
  advanced(
    vm: number,
    k: number,
    at: Seconds,
    due: boolean,
    early: boolean,
    closed: ClosedInterval,
    completion: Seconds,
  ): void;
  /** Line `k` is established (R7). */
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
