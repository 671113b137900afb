import type { Seconds } from "../../scenario/model/units.js";
import { type ExpectedTraffic, MessageBlock, type MessageSource } from "./message-source.js";

/** Whether a message from `from`, sent at `at`, is kept; asked in the order of the sends. */
export type Keep = (at: Seconds, from: number) => boolean;

/** The messages of another source, less those that are not kept. */
export class ThinnedTraffic implements MessageSource {
  readonly expected: ExpectedTraffic;
  readonly messageSize: number | undefined;
  private readonly inner = new MessageBlock();
  private cursor = 0;

  /** @param share how many are kept, on average */
  constructor(
    private readonly source: MessageSource,
    private readonly keep: Keep,
    share: number,
  ) {
    const { expected, messageSize } = source;
    this.expected = { ...expected, messagesPerSecond: share * expected.messagesPerSecond };
    this.messageSize = messageSize;
  }

  fill(block: MessageBlock): void {
    const { inner } = this;
    let m = 0;
    while (m < block.sentAt.length) {
      if (this.cursor === inner.count) {
        this.source.fill(inner);
        this.cursor = 0;
        if (inner.count === 0) break;
      }
      const from = this.cursor++;
      if (!this.keep(inner.sentAt[from], inner.from[from])) continue;
      block.copy(m++, inner, from);
    }
    block.count = m;
  }
}
