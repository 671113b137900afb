import type { Seconds } from "../../scenario/model/units.js";
import type { ExpectedTraffic, MessageBlock, MessageSource } from "./message-source.js";

/** A message of a script: its VMs by number, its instants in seconds. */
export interface ScriptedMessage {
  readonly from: number;
  readonly to: number;
  readonly sentAt: Seconds;
  readonly deliveredAt: Seconds;
  readonly bytes: number;
}

/** Given messages, in the order of their sends. */
export class ScriptedTraffic implements MessageSource {
  readonly expected: ExpectedTraffic;
  private next = 0;

  /** @param messages in the order of `sentAt` */
  constructor(private readonly messages: readonly ScriptedMessage[]) {
    const [first, last] = [messages[0]?.sentAt ?? 0, messages.at(-1)?.sentAt ?? 0];
    const delays = messages.reduce((sum, { sentAt, deliveredAt }) => sum + deliveredAt - sentAt, 0);
    this.expected = {
      messagesPerSecond: Math.max(1, messages.length) / (last - first || 1),
      meanDelay: delays / Math.max(1, messages.length),
    };
  }

  fill(block: MessageBlock): void {
    const some = this.messages.slice(this.next, this.next + block.sentAt.length);
    for (const [m, message] of some.entries()) {
      block.sentAt[m] = message.sentAt;
      block.deliveredAt[m] = message.deliveredAt;
      block.from[m] = message.from;
      block.to[m] = message.to;
      block.bytes[m] = message.bytes;
    }
    this.next += some.length;
    block.count = some.length;
  }
}
