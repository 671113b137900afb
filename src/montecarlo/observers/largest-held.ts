import type { Messages, Seconds } from "../../scenario/model/units.js";
import type { EngineObserver } from "../fast-engine/engine-observer.js";
import type { MessageLogs } from "../fast-engine/message-logs.js";
import type { MeasuredWindow } from "./tallies.js";

/** The largest logs that were held when a line was about to be covered, which is when they are largest. */
export class LargestHeld implements EngineObserver {
  volatile: Messages = 0;
  stable: Messages = 0;

  constructor(
    private readonly window: MeasuredWindow,
    private readonly logs: () => MessageLogs,
  ) {}

  lineCovering(k: number, at: Seconds): void {
    if (k <= this.window.first || k > this.window.last) return;
    const logs = this.logs();
    this.volatile = Math.max(this.volatile, logs.volatileCount(at));
    this.stable = Math.max(this.stable, logs.stableCount);
  }
}
