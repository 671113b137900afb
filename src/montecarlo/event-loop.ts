import type { Seconds } from "../scenario/units.js";
import { DeliveryQueue } from "./delivery-queue.js";
import { type MessageBlock, type MessageSource, messageBlock } from "./message-source.js";
import type { MessageObserver } from "./protocol-observer.js";
import type { Timers } from "./timers.js";
import type { VmQsc } from "./vm-qsc.js";

/** Something else that happens at times of its own, such as the probes of failures. */
export interface Agenda {
  /** When it happens next; infinite if never. */
  readonly nextTime: Seconds;
  /** It happens. */
  happen(): void;
}

const nothingPlanned: Agenda = { nextTime: Number.POSITIVE_INFINITY, happen: () => {} };

/** The sizes that the queue of messages in transit is made for. */
export interface ExpectedTraffic {
  readonly messagesPerSecond: number;
  readonly meanDelay: Seconds;
}

/**
 * Runs the protocol event by event, in the order of time. At the same instant: timers, then a line, then whatever
 * the agenda holds, then deliveries, then sends.
 */
export class EventLoop {
  readonly inTransit: DeliveryQueue;
  /** Sends so far; the number of a message is its place among them, from 0. */
  private sent = 0;
  private readonly block: MessageBlock = messageBlock();
  private cursor = 0;

  constructor(
    private readonly protocol: VmQsc,
    private readonly source: MessageSource,
    private readonly timers: Timers,
    expected: ExpectedTraffic,
    private readonly agenda: Agenda = nothingPlanned,
    private readonly messageObserver?: MessageObserver,
  ) {
    this.inTransit = new DeliveryQueue(expected.messagesPerSecond, expected.meanDelay);
  }

  /** Runs all that happens before `limit`. */
  runUntil(limit: Seconds): void {
    this.run(limit, () => false);
  }

  /** Runs until line `k` is covered. */
  runUntilLine(k: number): void {
    const { lines } = this.protocol;
    this.run(Number.POSITIVE_INFINITY, () => lines.covered >= k);
  }

  private run(limit: Seconds, finished: () => boolean): void {
    const { protocol, timers, agenda } = this;
    const { lines } = protocol;
    while (!finished()) {
      const planned = Math.min(timers.nextTime, lines.nextTime, agenda.nextTime);
      if (!this.messagesUntil(Math.min(planned, limit))) continue;
      if (planned >= limit) return;
      if (timers.nextTime === planned) {
        const { nextVm, nextIndex } = timers;
        timers.advance();
        protocol.timer(nextVm, nextIndex, planned);
      } else if (lines.nextTime === planned) {
        protocol.establishLine();
      } else {
        agenda.happen();
      }
    }
  }

  /** Sends and deliveries before `horizon`; false when one of them has moved the next line before it. */
  private messagesUntil(horizon: Seconds): boolean {
    if (this.messageObserver !== undefined) return this.observedUntil(horizon, this.messageObserver);
    return this.source.immediate ? this.immediateUntil(horizon) : this.delayedUntil(horizon);
  }

  /** Without delays a send is a delivery, and nothing is ever in transit. */
  private immediateUntil(horizon: Seconds): boolean {
    const { protocol, block } = this;
    const { sentAt, from, to, bytes } = block;
    const { index, lines, logs } = protocol;
    for (;;) {
      if (this.cursor === block.count && !this.refill()) return true;
      const m = this.cursor;
      if (sentAt[m] >= horizon) return true;
      const alike = this.endOfStretch(horizon);
      if (alike > m) {
        logs.appendAll(block, m, alike, index[to[m]]);
        this.cursor = alike;
      } else {
        this.cursor = m + 1;
        protocol.receive(from[m], to[m], index[from[m]], sentAt[m], sentAt[m], bytes[m]);
        if (lines.nextTime < horizon) return false;
      }
    }
  }

  /** The end of the messages from the cursor on, before `horizon`, whose senders and receivers are at one index. */
  private endOfStretch(horizon: Seconds): number {
    const { cursor, block } = this;
    const { sentAt, from, to, count } = block;
    const { index } = this.protocol;
    const common = index[to[cursor]];
    let m = cursor;
    while (m < count && sentAt[m] < horizon && index[from[m]] === common && index[to[m]] === common) m++;
    return m;
  }

  private delayedUntil(horizon: Seconds): boolean {
    const { protocol, block, inTransit } = this;
    const { sentAt, deliveredAt, from, to, bytes } = block;
    const { index, lines } = protocol;
    for (;;) {
      if (this.cursor === block.count) this.refill();
      const nextSend = this.cursor < block.count ? sentAt[this.cursor] : Number.POSITIVE_INFINITY;
      const nextDelivery = inTransit.nextTime;
      if (nextDelivery <= nextSend) {
        if (nextDelivery >= horizon) return true;
        const slot = inTransit.pop();
        const q = inTransit;
        protocol.receive(
          q.from[slot],
          q.to[slot],
          q.index[slot],
          q.sentAt[slot],
          nextDelivery,
          q.bytes[slot],
        );
        if (lines.nextTime < horizon) return false;
      } else {
        if (nextSend >= horizon) return true;
        const m = this.cursor++;
        inTransit.push(deliveredAt[m], nextSend, from[m], to[m], index[from[m]], bytes[m], this.sent++);
      }
    }
  }

  /** As `delayedUntil`, telling an observer of each message. */
  private observedUntil(horizon: Seconds, observer: MessageObserver): boolean {
    const { protocol, block, inTransit } = this;
    const { index, lines } = protocol;
    for (;;) {
      if (this.cursor === block.count) this.refill();
      const nextSend = this.cursor < block.count ? block.sentAt[this.cursor] : Number.POSITIVE_INFINITY;
      const nextDelivery = inTransit.nextTime;
      if (Math.min(nextSend, nextDelivery) >= horizon) return true;
      if (nextDelivery <= nextSend) {
        const slot = inTransit.pop();
        const { id, from, to, index: sentIndex, sentAt, bytes } = inTransit;
        const [receiver, sender] = [to[slot], from[slot]];
        protocol.receive(sender, receiver, sentIndex[slot], sentAt[slot], nextDelivery, bytes[slot]);
        observer.delivered(id[slot], sender, receiver, sentIndex[slot], index[receiver], nextDelivery);
        if (lines.nextTime < horizon) return false;
      } else {
        const m = this.cursor++;
        const [sender, receiver] = [block.from[m], block.to[m]];
        observer.sent(this.sent, sender, receiver, index[sender], nextSend);
        const at = block.deliveredAt[m];
        inTransit.push(at, nextSend, sender, receiver, index[sender], block.bytes[m], this.sent++);
      }
    }
  }

  private refill(): boolean {
    this.cursor = 0;
    this.source.fill(this.block);
    return this.block.count > 0;
  }
}
