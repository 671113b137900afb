import type { Seconds } from "../../scenario/model/units.js";
import {
  type InTransitTaker,
  MessageBlock,
  type MessageSource,
  type SpannedSource,
} from "../sources/message-source.js";
import { DeliveryQueue } from "./delivery-queue.js";
import type { VmQscByAmounts } from "./vm-qsc-by-amounts.js";

/** Runs messages in the order of time: deliveries, then sends, where they come at the same instant. */
export class MessageRun implements InTransitTaker {
  readonly inTransit: DeliveryQueue;
  /** When a message has moved a VM on last. */
  movedAt: Seconds = 0;
  private readonly block = new MessageBlock();
  private cursor = 0;
  /** Until when the source is silent; NaN where it is not. */
  private silentUntil: Seconds = Number.NaN;

  /** @param spanned the source once more, where it is silent in quiet spans and then taken up again */
  constructor(
    private readonly rules: VmQscByAmounts,
    private readonly source: MessageSource,
    private readonly spanned: SpannedSource | undefined,
  ) {
    this.inTransit = new DeliveryQueue();
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

  /** A quiet span has left these in transit. */
  takeInTransit(flights: MessageBlock): void {
    const { inTransit, rules } = this;
    for (let m = 0; m < flights.count; m++) inTransit.send(flights, m, rules.index[flights.from[m]]);
  }

  /** Sends and deliveries before `horizon`; false when one of them has moved a VM on, and plans may have changed. */
  runUntil(horizon: Seconds): boolean {
    return this.rules.commonIndex() < 0 ? this.delayedUntil(horizon) : this.alikeUntil(horizon);
  }

  /** The end of the messages in the block that are sent before `horizon`. */
  private endOfSends(horizon: Seconds): number {
    const { sentAt, count } = this.block;
    if (sentAt[count - 1] < horizon) return count;
    let m = this.cursor;
    while (sentAt[m] < horizon) m++;
    return m;
  }

  /**
   * With all VMs at one index nobody moves on before a timer does, and what is delivered until then is delivered at
   * that index, in whatever order it is taken: only what arrives later needs to wait in the queue.
   */
  private alikeUntil(horizon: Seconds): boolean {
    const { rules, block, inTransit } = this;
    const { deliveredAt } = block;
    const { logs, index } = rules;
    const common = index[0];
    while (this.hasSend(horizon)) {
      const first = this.cursor;
      const end = this.endOfSends(horizon);
      this.cursor = end;
      let later = logs.deliverAll(block, first, end, common, deliveredAt, horizon);
      for (let m = first; later > 0; m++) {
        if (deliveredAt[m] < horizon) continue;
        inTransit.send(block, m, common);
        later--;
      }
      if (end < block.count) break;
    }
    while (inTransit.nextTime < horizon) rules.receive(inTransit.pop());
    return true;
  }

  private delayedUntil(horizon: Seconds): boolean {
    const { rules, block, inTransit } = this;
    const { sentAt, from } = block;
    const { index } = rules;
    for (;;) {
      const nextSend = this.hasSend(horizon) ? sentAt[this.cursor] : Number.POSITIVE_INFINITY;
      const nextDelivery = inTransit.nextTime;
      if (Math.min(nextSend, nextDelivery) >= horizon) return true;
      if (nextDelivery <= nextSend) {
        if (rules.receive(inTransit.pop())) {
          this.movedAt = nextDelivery;
          return false;
        }
      } else {
        const m = this.cursor++;
        inTransit.send(block, m, index[from[m]]);
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
