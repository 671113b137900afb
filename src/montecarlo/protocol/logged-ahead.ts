import type { Bytes, Seconds } from "../../scenario/units.js";

/**
 * Messages that stand in the logs before their delivery, where nobody asks: remembered only for those who do, which
 * are the levels of the volatile log at lines.
 */
export class LoggedAhead {
  private at = new Float64Array(1024);
  private bytes = new Float64Array(1024);
  private count = 0;
  /** The last answer, which holds for its instant until a message is added: a line asks several times. */
  private asked: Seconds = Number.NaN;
  private answer = { messages: 0, bytes: 0 };

  add(at: Seconds, bytes: Bytes): void {
    if (this.count === this.at.length) {
      this.at = doubled(this.at);
      this.bytes = doubled(this.bytes);
    }
    this.at[this.count] = at;
    this.bytes[this.count++] = bytes;
    this.asked = Number.NaN;
  }

  /** Those that arrive after `at`, which is now; the others are forgotten. */
  after(at: Seconds): { readonly messages: number; readonly bytes: Bytes } {
    if (at === this.asked) return this.answer;
    let kept = 0;
    let bytes = 0;
    for (let m = 0; m < this.count; m++) {
      if (this.at[m] <= at) continue;
      this.at[kept] = this.at[m];
      this.bytes[kept++] = this.bytes[m];
      bytes += this.bytes[m];
    }
    this.count = kept;
    this.asked = at;
    this.answer = { messages: kept, bytes };
    return this.answer;
  }
}

function doubled(amounts: Float64Array): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(2 * amounts.length);
  larger.set(amounts);
  return larger;
}
