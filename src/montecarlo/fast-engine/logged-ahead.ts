import type { Bytes, Seconds } from "../../scenario/model/units.js";

/**
 * Messages that stand in the logs before their delivery, where nobody asks: remembered only for those who do, which
 * are the levels of the volatile log at lines.
 */
export class LoggedAhead {
  private at = new Float64Array(1024);
  private bytes = new Float64Array(1024);
  private count = 0;
  /** The last instant asked about, until a message is added: a line asks several times. */
  private asked: Seconds = Number.NaN;
  private bytesLater: Bytes = 0;

  add(at: Seconds, bytes: Bytes): void {
    if (this.count === this.at.length) {
      this.at = doubled(this.at);
      this.bytes = doubled(this.bytes);
    }
    this.at[this.count] = at;
    this.bytes[this.count++] = bytes;
    this.asked = Number.NaN;
  }

  /** How many arrive after `at`, which is now. */
  messagesAfter(at: Seconds): number {
    this.forgetUntil(at);
    return this.count;
  }

  /** Bytes of those that arrive after `at`, which is now. */
  bytesAfter(at: Seconds): Bytes {
    this.forgetUntil(at);
    return this.bytesLater;
  }

  private forgetUntil(now: Seconds): void {
    if (now === this.asked) return;
    const { at, bytes, count } = this;
    let kept = 0;
    let bytesLater = 0;
    for (let m = 0; m < count; m++) {
      if (at[m] <= now) continue;
      at[kept] = at[m];
      bytes[kept] = bytes[m];
      bytesLater += bytes[m];
      kept++;
    }
    this.count = kept;
    this.bytesLater = bytesLater;
    this.asked = now;
  }
}

function doubled(amounts: Float64Array): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(2 * amounts.length);
  larger.set(amounts);
  return larger;
}
