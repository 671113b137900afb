import type { ExpectedTraffic, MessageBlock, MessageSource, SentMessage } from "./message-source.js";

/** Given messages, in the order of their sends. */
export class ScriptedTraffic implements MessageSource {
  readonly expected: ExpectedTraffic;
  private next = 0;

  /** @param messages in the order of `sentAt` */
  constructor(private readonly messages: readonly SentMessage[]) {
    const [first, last] = [messages[0]?.sentAt ?? 0, messages.at(-1)?.sentAt ?? 0];
    const delays = messages.reduce((sum, { sentAt, deliveredAt }) => sum + deliveredAt - sentAt, 0);
    this.expected = {
      messagesPerSecond: Math.max(1, messages.length) / (last - first || 1),
      meanDelay: delays / Math.max(1, messages.length),
    };
  }

  fill(block: MessageBlock): void {
    const some = this.messages.slice(this.next, this.next + block.sentAt.length);
    for (const [m, message] of some.entries()) block.put(m, message);
    this.next += some.length;
    block.count = some.length;
  }
}
