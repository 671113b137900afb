import type { Seconds } from "../../scenario/model/units.js";
import type { Agenda } from "../events/event-stream.js";
import type { MessageSource, SpannedSource } from "../sources/message-source.js";
import type { Timers } from "../sources/timers.js";
import { BusyWindow } from "./busy-window.js";
import type { DeliveryQueue, MessageInTransit } from "./delivery-queue.js";
import { MessageRun } from "./message-run.js";
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
  private readonly messages: MessageRun;
  private readonly agenda: Agenda;
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
    this.messages = new MessageRun(rules, source, this.spans);
    this.agenda = agenda;
  }

  /** Messages that have been sent and not delivered. */
  get inTransit(): DeliveryQueue {
    return this.messages.inTransit;
  }

  /** Visits the messages that have been sent and not logged by their receivers, but those of a quiet span. */
  forEachInTransit(visit: (message: MessageInTransit) => void): void {
    if (this.rules.arriving !== undefined) visit(this.rules.arriving);
    for (const message of this.messages.inTransit) visit(message);
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
    const { rules, timers, agenda, spans, messages } = this;
    const { lines, writes = nothingPlanned } = rules;
    while (lines.covered < lastLine) {
      if (spans !== undefined) this.considerSpan(spans, limit);
      const planned = Math.min(timers.nextTime, writes.nextTime, lines.nextTime, agenda.nextTime);
      const horizon = Math.min(planned, limit, this.windowUntil);
      if (!messages.isSilentUntil(horizon) && !messages.runUntil(horizon)) {
        this.now = messages.movedAt;
        continue;
      }
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
    this.messages.silence(until);
  }

  /** The quiet span is over: what it leaves in transit is part of the busy window that follows, or of the queue. */
  private endSpan(spans: SpannedSource, limit: Seconds): void {
    const { rules, timers, agenda, messages, spanFrom: from, spanUntil: until } = this;
    this.spanUntil = Number.NaN;
    const window = until < limit ? this.windowAfter(rules.commonIndex(), until, limit) : undefined;
    if (window === undefined) {
      spans.drawFlights(from, until, messages);
      return;
    }
    spans.drawFlights(from, until, window);
    window.drawSends(spans, until);
    window.enter(
      rules,
      messages.inTransit,
      Math.min(agenda.nextTime, limit, timers.firstBeyond(window.index)),
    );
    messages.silence(window.end);
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
}
