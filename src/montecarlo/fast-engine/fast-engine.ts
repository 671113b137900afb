import type { Seconds } from "../../scenario/model/units.js";
import type { Agenda } from "../events/event-stream.js";
import { MessageBlock, type MessageSource, type SpannedSource } from "../sources/message-source.js";
import type { Timers } from "../sources/timers.js";
import { BusyWindow } from "./busy-window.js";
import { DeliveryQueue, type MessageInTransit } from "./delivery-queue.js";
import type { VmQscByAmounts } from "./vm-qsc-by-amounts.js";

export interface FastEngineParts {
  readonly rules: VmQscByAmounts;
  readonly timers: Timers;
  readonly source: MessageSource | SpannedSource;
  readonly agenda?: Agenda | undefined;
}

/** Messages that a busy window may have; with more, they are run one by one, and only those in transit are held. */
const mostInWindow = 2 ** 19;

const nothingPlanned: Agenda = { nextTime: Number.POSITIVE_INFINITY, happen: () => {} };

/**
 * The fast engine of VM_QSC: tells its rules of timers, lines and messages in the order of time. At the same instant
 * timers come first, then the end of a write, then a line, then whatever the agenda holds, then deliveries, then sends.
 *
 * Where the order of messages does not matter it takes many at once: while all VMs are at one index; in *quiet spans*, of which
 * a source that can draws numbers of messages only; and in the `BusyWindow` between two spans.
 */
export class FastEngine {
  readonly rules: VmQscByAmounts;
  private readonly timers: Timers;
  private readonly source: MessageSource;
  /** The source once more, where its quiet spans are told at once. */
  private readonly spans: SpannedSource | undefined;
  private readonly agenda: Agenda;
  /** Messages that have been sent and not delivered. */
  readonly inTransit = new DeliveryQueue();
  /** Messages at hand, of which those before the cursor have been sent. */
  private readonly block = new MessageBlock();
  private cursor = 0;
  /** Until when the source is silent; NaN where it is not. */
  private silentUntil: Seconds = Number.NaN;
  private now: Seconds = 0;
  /** The quiet span whose end is still to be drawn; NaN outside. */
  private spanFrom: Seconds = Number.NaN;
  private spanUntil: Seconds = Number.NaN;
  private window: BusyWindow | undefined;
  /** When the busy window ends; infinite outside. */
  private windowUntil: Seconds = Number.POSITIVE_INFINITY;
  /** The index whose quiet span has been considered. */
  private considered = -1;

  constructor({ rules, timers, source, agenda = nothingPlanned }: FastEngineParts) {
    this.rules = rules;
    this.timers = timers;
    this.source = source;
    this.spans = "drawCounts" in source ? source : undefined;
    this.agenda = agenda;
  }

  /** Visits the messages that have been sent and not logged by their receivers, but those of a quiet span. */
  forEachInTransit(visit: (message: MessageInTransit) => void): void {
    if (this.rules.arriving !== undefined) visit(this.rules.arriving);
    for (const message of this.inTransit) visit(message);
    this.window?.forEachWaiting(visit);
  }

  runUntil(limit: Seconds): void {
    this.run(limit, Number.POSITIVE_INFINITY);
    this.now = limit;
    this.rules.logs.endSpan(this.rules.index);
    this.considered = -1;
  }

  runUntilLine(k: number): void {
    this.run(Number.POSITIVE_INFINITY, k);
  }

  private run(limit: Seconds, lastLine: number): void {
    const { rules, timers, agenda, spans } = this;
    const { lines, writes = nothingPlanned } = rules;
    while (lines.covered < lastLine) {
      if (spans !== undefined) this.considerSpan(spans, limit);
      const planned = Math.min(timers.nextTime, writes.nextTime, lines.nextTime, agenda.nextTime);
      const horizon = Math.min(planned, limit, this.windowUntil);
      if (!this.isSilentUntil(horizon) && this.runMessages(horizon)) continue;
      if (horizon === this.windowUntil) {
        this.window?.bookArrived(rules, horizon);
        this.windowUntil = Number.POSITIVE_INFINITY;
        continue;
      }
      // A timer of the window's index looks at no log but the one of its VM.
      const timerOnly = timers.nextTime === planned && timers.nextIndex <= (this.window?.index ?? 0);
      if (!timerOnly || planned >= limit) this.window?.bookArrived(rules, horizon);
      if (spans !== undefined && horizon === this.spanUntil) {
        this.endSpan(spans, limit);
        continue;
      }
      if (planned >= limit) return;
      this.now = planned;
      if (timers.nextTime === planned) {
        const { nextVm, nextIndex } = timers;
        timers.advance();
        rules.timer(nextVm, nextIndex, planned);
      } else if (writes.nextTime === planned) {
        writes.happen();
      } else if (lines.nextTime === planned) {
        rules.establishLine();
      } else {
        agenda.happen();
      }
    }
  }

  /** Draws the quiet span that begins now, if one does and it is worth it. */
  private considerSpan(spans: SpannedSource, limit: Seconds): void {
    const { rules, now } = this;
    const k = rules.commonIndex();
    if (k < 0 || k === this.considered) return;
    this.considered = k;
    const until = Math.min(this.timers.firstBeyond(k), limit);
    if (!(spans.worthwhile(until - now) && until < Number.POSITIVE_INFINITY)) return;
    spans.drawCounts(now, until, rules.logs.beginSpan(k, now, until));
    this.spanFrom = now;
    this.spanUntil = until;
    this.silence(until);
  }

  /** The quiet span is over: what it leaves in transit is part of the busy window that follows, or of the queue. */
  private endSpan(spans: SpannedSource, limit: Seconds): void {
    const { rules, timers, agenda, spanFrom: from, spanUntil: until } = this;
    this.spanUntil = Number.NaN;
    const window = until < limit ? this.windowAfter(rules.commonIndex(), until, limit) : undefined;
    const flights = spans.drawFlights(from, until);
    if (window === undefined) {
      for (let m = 0; m < flights.count; m++) this.inTransit.send(flights, m, rules.index[flights.from[m]]);
      return;
    }
    window.takeInTransit(flights);
    window.drawSends(spans, until);
    window.enter(rules, this.inTransit, Math.min(agenda.nextTime, limit, timers.firstBeyond(window.index)));
    this.silence(window.end);
    this.windowUntil = window.end;
  }

  /**
   * The busy window from `from` on in which all VMs move on from index `k`, if nothing looks at the logs until they have
   * and it is not too large to be held as a whole. Whether there is one does not depend on its messages.
   */
  private windowAfter(k: number, from: Seconds, limit: Seconds): BusyWindow | undefined {
    const { rules, timers, agenda, source } = this;
    const { expected } = source;
    const round = timers.round(k + 1);
    if (expected.meanDelay === 0 || round === undefined) return undefined;
    const last = round.at[round.order[round.order.length - 1]];
    // When an older line will be established is not known while something is written for it.
    const awaited = rules.writes === undefined ? rules.lines.nextTime : from;
    const olderLine = rules.lines.covered < k ? awaited : Number.POSITIVE_INFINITY;
    if (last >= Math.min(agenda.nextTime, limit, timers.firstBeyond(k + 1), olderLine)) return undefined;
    // Whoever looks at memory before a flush must find what has come by then.
    if (rules.dropsAtFlush) return undefined;
    const messages = expected.messagesPerSecond * (last - from + expected.meanDelay);
    if (messages > mostInWindow) return undefined;
    this.window ??= new BusyWindow(round.at.length, messages / 2);
    this.window.begin(round);
    return this.window;
  }

  /** The source is silent until then, and nothing of it is at hand. */
  private silence(until: Seconds): void {
    this.silentUntil = until;
    this.block.count = 0;
    this.cursor = 0;
  }

  /** Whether nothing is sent or delivered before `horizon`, for certain. */
  private isSilentUntil(horizon: Seconds): boolean {
    return horizon <= this.silentUntil && horizon <= this.inTransit.nextTime;
  }

  /** Sends and deliveries before `horizon`; ends early, and says so, when one of them has moved a VM on. */
  private runMessages(horizon: Seconds): boolean {
    return this.rules.commonIndex() < 0 ? this.runOneByOne(horizon) : this.runAlike(horizon);
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
  private runAlike(horizon: Seconds): boolean {
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
    return false;
  }

  private runOneByOne(horizon: Seconds): boolean {
    const { rules, block, inTransit } = this;
    const { sentAt, from } = block;
    const { index } = rules;
    for (;;) {
      const nextSend = this.hasSend(horizon) ? sentAt[this.cursor] : Number.POSITIVE_INFINITY;
      const nextDelivery = inTransit.nextTime;
      if (Math.min(nextSend, nextDelivery) >= horizon) return false;
      if (nextDelivery <= nextSend) {
        if (rules.receive(inTransit.pop())) {
          this.now = nextDelivery;
          return true;
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
      this.spans?.restart(this.silentUntil);
      this.silentUntil = Number.NaN;
    }
    this.cursor = 0;
    this.source.fill(this.block);
    return this.block.count > 0;
  }
}
