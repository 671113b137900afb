import type { Bytes, Seconds } from "../../scenario/model/units.js";
import { type MessageBlock, type MessageSource, messageBlock } from "../sources/message-source.js";
import type { InTransitTaker, SpannedSource } from "../sources/span-counts.js";
import type { BusyWindow } from "./busy-window.js";
import { DeliveryQueue } from "./delivery-queue.js";
import type { MessageObserver } from "./engine-observer.js";
import type { VmQscByAmounts } from "./vm-qsc-by-amounts.js";

/** Runs messages in the order of time: deliveries, then sends, where they come at the same instant. */
export class MessageRun implements InTransitTaker {
  readonly inTransit: DeliveryQueue;
  /** When a message has moved a VM on last. */
  movedAt: Seconds = 0;
  private readonly block: MessageBlock = messageBlock();
  private cursor = 0;
  /** Sends so far; the number of a message is its place among them, from 0. */
  private sent = 0;
  /** Until when the source is silent; NaN where it is not. */
  private silentUntil: Seconds = Number.NaN;

  /** @param spanned the source once more, where it is silent in quiet spans and then taken up again */
  constructor(
    private readonly rules: VmQscByAmounts,
    private readonly source: MessageSource,
    private readonly spanned: SpannedSource | undefined,
    private readonly messageObserver: MessageObserver | undefined,
  ) {
    this.inTransit = new DeliveryQueue(source.expected);
  }

  /** The source is silent until then, and nothing of it is at hand. */
  silence(until: Seconds): void {
    this.silentUntil = until;
    this.block.count = 0;
    this.cursor = 0;
  }

  /** Whether nothing is sent or delivered before `horizon`, for certain. */
  isSilentUntil(horizon: Seconds): boolean {
    return horizon <= this.silentUntil && horizon <= this.inTransit.nextTime;
  }

  /** What a busy window leaves to the queue. */
  takeFrom(window: BusyWindow): void {
    this.sent += window.leaveTo(this.inTransit, this.sent);
  }

  /** A quiet span has left a message in transit. */
  takeInTransit(deliveredAt: Seconds, sentAt: Seconds, from: number, to: number, bytes: Bytes): void {
    this.inTransit.push(deliveredAt, sentAt, from, to, this.rules.index[from], bytes, this.sent++);
  }

  /**
   * Sends and deliveries before `horizon`; false when one of them has moved a VM on, and plans may have changed.
   *
   * @param undisturbedUntil until when nothing but lines looks at the logs, and no VM leaves the highest index
   */
  runUntil(horizon: Seconds, undisturbedUntil: Seconds): boolean {
    if (this.messageObserver !== undefined) return this.observedUntil(horizon, this.messageObserver);
    if (this.source.immediate) return this.immediateUntil(horizon);
    return this.rules.commonIndex() < 0
      ? this.delayedUntil(horizon, undisturbedUntil)
      : this.alikeUntil(horizon);
  }

  /** Without delays a send is a delivery, and nothing is ever in transit. */
  private immediateUntil(horizon: Seconds): boolean {
    const { rules, block } = this;
    const { sentAt, from, to, bytes } = block;
    const { index, logs } = rules;
    const allAlike = rules.commonIndex() >= 0;
    for (;;) {
      if (!this.hasSend(horizon)) return true;
      const m = this.cursor;
      if (sentAt[m] >= horizon) return true;
      const alike = allAlike ? this.endOfSends(horizon) : this.endOfStretch(horizon);
      if (alike > m) {
        logs.deliverAll(block, m, alike, index[to[m]], sentAt, horizon);
        this.cursor = alike;
      } else {
        this.cursor = m + 1;
        this.movedAt = sentAt[m];
        if (rules.receive(from[m], to[m], index[from[m]], sentAt[m], sentAt[m], bytes[m])) return false;
      }
    }
  }

  /** The end of the messages in the block that are sent before `horizon`. */
  private endOfSends(horizon: Seconds): number {
    const { sentAt, count } = this.block;
    if (sentAt[count - 1] < horizon) return count;
    let m = this.cursor;
    while (sentAt[m] < horizon) m++;
    return m;
  }

  /** The end of the messages from the cursor on, before `horizon`, whose senders and receivers are at one index. */
  private endOfStretch(horizon: Seconds): number {
    const { cursor, block } = this;
    const { sentAt, from, to, count } = block;
    const { index } = this.rules;
    const common = index[to[cursor]];
    let m = cursor;
    while (m < count && sentAt[m] < horizon && index[from[m]] === common && index[to[m]] === common) m++;
    return m;
  }

  /**
   * With all VMs at one index nobody moves on before a timer does, and what is delivered until then is delivered at
   * that index, in whatever order it is taken: only what arrives later needs to wait in the queue.
   */
  private alikeUntil(horizon: Seconds): boolean {
    const { rules, block, inTransit: q } = this;
    const { sentAt, deliveredAt, from, to, bytes } = block;
    const { logs, index } = rules;
    const common = index[0];
    while (this.hasSend(horizon)) {
      const first = this.cursor;
      const end = this.endOfSends(horizon);
      this.cursor = end;
      let later = logs.deliverAll(block, first, end, common, deliveredAt, horizon);
      for (let m = first; later > 0; m++) {
        if (deliveredAt[m] < horizon) continue;
        q.push(deliveredAt[m], sentAt[m], from[m], to[m], common, bytes[m], this.sent++);
        later--;
      }
      if (end < block.count) break;
    }
    while (q.nextTime < horizon) {
      const at = q.nextTime;
      const slot = q.pop();
      rules.receive(q.from[slot], q.to[slot], q.index[slot], q.sentAt[slot], at, q.bytes[slot]);
    }
    return true;
  }

  private delayedUntil(horizon: Seconds, undisturbedUntil: Seconds): boolean {
    const { rules, block, inTransit: q } = this;
    const { sentAt, deliveredAt, from, to, bytes } = block;
    const { index, logs, highest } = rules;
    const aheadUntil = rules.mayLogAhead ? undisturbedUntil : Number.NEGATIVE_INFINITY;
    for (;;) {
      const nextSend = this.hasSend(horizon) ? sentAt[this.cursor] : Number.POSITIVE_INFINITY;
      const nextDelivery = q.nextTime;
      if (nextDelivery <= nextSend) {
        if (nextDelivery >= horizon) return true;
        const slot = q.pop();
        if (
          rules.receive(q.from[slot], q.to[slot], q.index[slot], q.sentAt[slot], nextDelivery, q.bytes[slot])
        ) {
          this.movedAt = nextDelivery;
          return false;
        }
      } else {
        if (nextSend >= horizon) return true;
        const m = this.cursor++;
        const at = deliveredAt[m];
        if (at < aheadUntil && index[to[m]] === highest) {
          // The receiver stays at its index until then, so its log can have the message ahead of its time.
          rules.receive(from[m], to[m], index[from[m]], nextSend, at, bytes[m]);
          logs.lastIsAhead(at, bytes[m]);
        } else {
          q.push(at, nextSend, from[m], to[m], index[from[m]], bytes[m], this.sent++);
        }
      }
    }
  }

  /** As `delayedUntil`, telling an observer of each message. */
  private observedUntil(horizon: Seconds, observer: MessageObserver): boolean {
    const { rules, block, inTransit } = this;
    const { index } = rules;
    for (;;) {
      const nextSend = this.hasSend(horizon) ? block.sentAt[this.cursor] : Number.POSITIVE_INFINITY;
      const nextDelivery = inTransit.nextTime;
      if (Math.min(nextSend, nextDelivery) >= horizon) return true;
      if (nextDelivery <= nextSend) {
        const slot = inTransit.pop();
        const { id, from, to, index: sentIndex, sentAt, bytes } = inTransit;
        const [receiver, sender] = [to[slot], from[slot]];
        const moved = rules.receive(
          sender,
          receiver,
          sentIndex[slot],
          sentAt[slot],
          nextDelivery,
          bytes[slot],
        );
        observer.delivered(id[slot], sender, receiver, sentIndex[slot], index[receiver], nextDelivery);
        this.movedAt = nextDelivery;
        if (moved) return false;
      } else {
        const m = this.cursor++;
        const [sender, receiver] = [block.from[m], block.to[m]];
        observer.sent(this.sent, sender, receiver, index[sender], nextSend);
        const at = this.source.immediate ? nextSend : block.deliveredAt[m];
        inTransit.push(at, nextSend, sender, receiver, index[sender], block.bytes[m], this.sent++);
      }
    }
  }

  /** Whether the cursor stands on a message, which may come after `horizon`; asks the source for more if need be. */
  private hasSend(horizon: Seconds): boolean {
    if (this.cursor < this.block.count) return true;
    if (horizon <= this.silentUntil) return false;
    if (!Number.isNaN(this.silentUntil)) {
      this.spanned?.restart(this.silentUntil);
      this.silentUntil = Number.NaN;
    }
    this.cursor = 0;
    this.source.fill(this.block);
    return this.block.count > 0;
  }
}
