import type { Messages, Seconds } from "../../scenario/model/units.js";
import { LogPeaks } from "./log-peaks.js";

/** The largest logs that were held at any measured index. */
export class LargestHeld extends LogPeaks {
  volatile: Messages = 0;
  stable: Messages = 0;

  protected override volatileBeforeLine(_k: number, at: Seconds): void {
    this.volatile = Math.max(this.volatile, this.logs().volatileCount(at));
  }

  protected override volatileBeforeFlush(k: number, at: Seconds): void {
    this.volatileBeforeLine(k, at);
  }

  protected override stableAtLine(): void {
    this.stable = Math.max(this.stable, this.logs().stableCount);
  }
}
