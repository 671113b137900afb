import type { Bytes, Seconds } from "../../scenario/units.js";
import type { Protocol } from "../protocol/protocol.js";
import type { MessageObserver } from "../protocol/protocol-observer.js";
import {
  type MemorylessSource,
  type MessageBlock,
  type MessageSource,
  messageBlock,
} from "../sources/message-source.js";
import type { InTransitTaker, SpanSource } from "../sources/span-counts.js";
import { BusyWindow } from "./busy-window.js";
import { DeliveryQueue } from "./delivery-queue.js";
import type { Timers } from "./timers.js";

/** Something else that happens at times of its own, such as the probes of failures. */
export interface Agenda {
  /** When it happens next; infinite if never. */
  readonly nextTime: Seconds;
  /** It happens. */
  happen(): void;
}

/** The sizes that the queue of messages in transit is made for. */
export interface ExpectedTraffic {
  readonly messagesPerSecond: number;
  readonly meanDelay: Seconds;
}

/** Traffic whose quiet spans are drawn at once, and message by message between them. */
export interface SpannedTraffic {
  readonly source: MemorylessSource;
  readonly spans: SpanSource;
}

/** What a run may have besides timers and messages. */
export interface EventLoopOptions {
  readonly agenda?: Agenda;
  readonly messageObserver?: MessageObserver;
}

/** Messages that a busy window may have; with more, they are run one by one, and only those in transit are held. */
const mostInWindow = 2 ** 19;

const nothingPlanned: Agenda = { nextTime: Number.POSITIVE_INFINITY, happen: () => {} };

/**
 * Runs the protocol in the order of time. At the same instant: timers, then a line, then whatever the agenda holds,
 * then deliveries, then sends.
 *
 * Given spanned traffic, it draws at once what happens between the last advance to an index and the first timer of
 * the next (a *quiet span*), where nothing that a message does depends on its order.
 */
export class EventLoop implements InTransitTaker {
  readonly inTransit: DeliveryQueue;
  private readonly source: MessageSource;
  /** Where quiet spans are drawn at once, and the source as one that can be taken up again after them. */
  private readonly spans: SpanSource | undefined;
  private readonly memoryless: MemorylessSource | undefined;
  private readonly agenda: Agenda;
  private readonly messageObserver: MessageObserver | undefined;
  private readonly block: MessageBlock = messageBlock();
  private cursor = 0;
  /** Sends so far; the number of a message is its place among them, from 0. */
  private sent = 0;
  private now: Seconds = 0;
  /** End of the quiet span in progress, in which the source is silent; NaN outside. */
  private silentUntil: Seconds = Number.NaN;
  /** Beginning of the quiet span whose end is still to be drawn; infinite outside. */
  private spanFrom: Seconds = Number.POSITIVE_INFINITY;
  private window: BusyWindow | undefined;
  /** The index whose quiet span has been considered. */
  private considered = -1;
  /** Until when nothing but lines looks at the logs, and no VM leaves the highest index. */
  private undisturbedUntil: Seconds = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly protocol: Protocol,
    traffic: MessageSource | SpannedTraffic,
    private readonly timers: Timers,
    private readonly expected: ExpectedTraffic,
    { agenda = nothingPlanned, messageObserver }: EventLoopOptions = {},
  ) {
    if ("spans" in traffic) {
      this.spans = traffic.spans;
      this.memoryless = traffic.source;
      this.source = traffic.source;
    } else {
      this.source = traffic;
    }
    this.agenda = agenda;
    this.messageObserver = messageObserver;
    this.inTransit = new DeliveryQueue(expected.messagesPerSecond, expected.meanDelay);
  }

  /** Runs all that happens before `limit`. */
  runUntil(limit: Seconds): void {
    this.run(limit, Number.POSITIVE_INFINITY);
    this.now = limit;
    this.protocol.logs.settleSpan(this.protocol.index);
    this.considered = -1;
  }

  /** Runs until line `k` is covered. */
  runUntilLine(k: number): void {
    this.run(Number.POSITIVE_INFINITY, k);
  }

  /** Runs until `limit` or until line `lastLine` is covered. */
  private run(limit: Seconds, lastLine: number): void {
    const { protocol, timers, agenda, spans } = this;
    const { lines } = protocol;
    while (lines.covered < lastLine) {
      if (spans !== undefined) this.considerSpan(spans, limit);
      const planned = Math.min(timers.nextTime, lines.nextTime, agenda.nextTime);
      this.undisturbedUntil = Math.min(agenda.nextTime, limit, timers.firstBeyond(protocol.highest));
      const horizon = Math.min(planned, limit);
      const silent = horizon <= this.silentUntil && horizon <= this.inTransit.nextTime;
      if (!silent && !this.messagesUntil(horizon)) continue;
      if (spans !== undefined && this.spanFrom < horizon && horizon === this.silentUntil) {
        this.endSpan(spans, limit);
        continue;
      }
      if (planned >= limit) return;
      this.now = planned;
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

  /** Draws the quiet span that begins now, if one does and it is worth it. */
  private considerSpan(spans: SpanSource, limit: Seconds): void {
    const { protocol, now } = this;
    const k = protocol.commonIndex();
    if (k < 0 || k === this.considered) return;
    this.considered = k;
    const until = Math.min(this.timers.firstBeyond(k), limit);
    if (!(spans.worthwhile(until - now) && until < Number.POSITIVE_INFINITY)) return;
    spans.drawCounts(now, until, protocol.logs.beginSpan(k));
    this.spanFrom = now;
    this.silentUntil = until;
    this.block.count = 0;
    this.cursor = 0;
  }

  /** The quiet span is over: what it leaves in transit is part of the busy window that follows, or of the queue. */
  private endSpan(spans: SpanSource, limit: Seconds): void {
    const { protocol, spanFrom: from, silentUntil: until } = this;
    const k = protocol.commonIndex();
    this.spanFrom = Number.POSITIVE_INFINITY;
    const source = this.memoryless;
    const window = until < limit ? this.windowTo(k + 1, until, limit) : undefined;
    if (source === undefined || window === undefined) {
      spans.drawFlights(from, until, this);
      return;
    }
    spans.drawFlights(from, until, window);
    window.drawSends(source, until);
    this.enter(window);
  }

  /** A quiet span has left a message in transit. */
  takeInTransit(deliveredAt: Seconds, sentAt: Seconds, from: number, to: number, bytes: Bytes): void {
    this.inTransit.push(deliveredAt, sentAt, from, to, this.protocol.index[from], bytes, this.sent++);
  }

  /**
   * The busy window from `from` on in which all VMs move on to index `k`, if nothing looks at the logs until they have
   * and it is not too large to be held as a whole.
   */
  private windowTo(k: number, from: Seconds, limit: Seconds): BusyWindow | undefined {
    const { protocol, timers, agenda, source, expected } = this;
    const round = timers.round(k);
    if (!protocol.mayLogAhead || source.immediate || round === undefined) return undefined;
    const undisturbedUntil = Math.min(agenda.nextTime, limit, timers.firstBeyond(k));
    const last = round.at[round.order[round.order.length - 1]];
    const lineBefore = protocol.lines.covered < k - 1 ? protocol.lines.nextTime : Number.POSITIVE_INFINITY;
    if (last >= Math.min(undisturbedUntil, lineBefore)) return undefined;
    const messages = expected.messagesPerSecond * (last - from + expected.meanDelay);
    if (messages > mostInWindow) return undefined;
    this.window ??= new BusyWindow(round.at.length, messages / 2);
    this.window.begin(round, undisturbedUntil);
    return this.window;
  }

  /** Books a busy window, in which the source is silent: left to the queue is what moves a VM, or comes late. */
  private enter(window: BusyWindow): void {
    const { protocol } = this;
    this.silentUntil = window.end;
    this.sent += window.leaveTo(this.inTransit, this.sent);
    window.forEachBlock((block) => protocol.receiveAround(block, window));
  }

  /** Sends and deliveries before `horizon`; false when one of them has moved a VM on, and plans may have changed. */
  private messagesUntil(horizon: Seconds): boolean {
    if (this.messageObserver !== undefined) return this.observedUntil(horizon, this.messageObserver);
    if (this.source.immediate) return this.immediateUntil(horizon);
    return this.protocol.commonIndex() < 0 ? this.delayedUntil(horizon) : this.alikeUntil(horizon);
  }

  /** Without delays a send is a delivery, and nothing is ever in transit. */
  private immediateUntil(horizon: Seconds): boolean {
    const { protocol, block } = this;
    const { sentAt, from, to, bytes } = block;
    const { index, logs } = protocol;
    const allAlike = protocol.commonIndex() >= 0;
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
        this.now = sentAt[m];
        if (protocol.receive(from[m], to[m], index[from[m]], sentAt[m], sentAt[m], bytes[m])) return false;
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
    const { index } = this.protocol;
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
    const { protocol, block, inTransit: q } = this;
    const { sentAt, deliveredAt, from, to, bytes } = block;
    const { logs, index } = protocol;
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
      protocol.receive(q.from[slot], q.to[slot], q.index[slot], q.sentAt[slot], at, q.bytes[slot]);
    }
    return true;
  }

  private delayedUntil(horizon: Seconds): boolean {
    const { protocol, block, inTransit: q } = this;
    const { sentAt, deliveredAt, from, to, bytes } = block;
    const { index, logs, highest } = protocol;
    const undisturbedUntil = protocol.mayLogAhead ? this.undisturbedUntil : Number.NEGATIVE_INFINITY;
    for (;;) {
      const nextSend = this.hasSend(horizon) ? sentAt[this.cursor] : Number.POSITIVE_INFINITY;
      const nextDelivery = q.nextTime;
      if (nextDelivery <= nextSend) {
        if (nextDelivery >= horizon) return true;
        const slot = q.pop();
        if (
          protocol.receive(
            q.from[slot],
            q.to[slot],
            q.index[slot],
            q.sentAt[slot],
            nextDelivery,
            q.bytes[slot],
          )
        ) {
          this.now = nextDelivery;
          return false;
        }
      } else {
        if (nextSend >= horizon) return true;
        const m = this.cursor++;
        const at = deliveredAt[m];
        if (at < undisturbedUntil && index[to[m]] === highest) {
          // The receiver stays at its index until then, so its log can have the message ahead of its time.
          protocol.receive(from[m], to[m], index[from[m]], nextSend, at, bytes[m]);
          logs.lastIsAhead(at, bytes[m]);
        } else {
          q.push(at, nextSend, from[m], to[m], index[from[m]], bytes[m], this.sent++);
        }
      }
    }
  }

  /** As `delayedUntil`, telling an observer of each message. */
  private observedUntil(horizon: Seconds, observer: MessageObserver): boolean {
    const { protocol, block, inTransit } = this;
    const { index } = protocol;
    for (;;) {
      const nextSend = this.hasSend(horizon) ? block.sentAt[this.cursor] : Number.POSITIVE_INFINITY;
      const nextDelivery = inTransit.nextTime;
      if (Math.min(nextSend, nextDelivery) >= horizon) return true;
      if (nextDelivery <= nextSend) {
        const slot = inTransit.pop();
        const { id, from, to, index: sentIndex, sentAt, bytes } = inTransit;
        const [receiver, sender] = [to[slot], from[slot]];
        const moved = protocol.receive(
          sender,
          receiver,
          sentIndex[slot],
          sentAt[slot],
          nextDelivery,
          bytes[slot],
        );
        observer.delivered(id[slot], sender, receiver, sentIndex[slot], index[receiver], nextDelivery);
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
      this.memoryless?.restart(this.silentUntil);
      this.silentUntil = Number.NaN;
    }
    this.cursor = 0;
    this.source.fill(this.block);
    return this.block.count > 0;
  }
}
