import { History } from "../../src/montecarlo/observers/history.js";
import type { Seconds } from "../../src/scenario/model/units.js";

/**
 * R7 and R8 read to the letter: from the moment a line is established a failure returns to it and what it covers is
 * reclaimed, though VMs that are not due may not have come to the line and flushed.
 */
export class LiteralHistory extends History {
  override lineEstablished(k: number, at: Seconds): void {
    super.lineEstablished(k, at);
    super.lineCovered(k, at);
  }

  override lineCovered(): void {}
}
