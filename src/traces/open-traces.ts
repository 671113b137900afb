import { byTime, type Span, type SpanMessage, spanMessages } from "./span.js";

/** So many spans are kept before any trace is taken for ended. */
const fewestKept = 1 << 18;
/** A trace has ended when others have gone on for so long, in seconds. */
export const quietFor = 300;

interface OpenTrace {
  readonly spans: Span[];
  /** Whole seconds of its earliest start and its latest end. */
  first: number;
  last: number;
}

/**
 * Keeps the spans of each trace until it has ended, and then hands on the messages that they tell of, in the order of
 * their times.
 *
 * Spans come in no order and their parents anywhere, so a file with few spans is kept whole. Where there are many, a trace of
 * which the last span ended five minutes before the one that is read makes room for others.
 *
 * - Limits: a span that comes later than that has lost its parent
 */
export class OpenTraces {
  spans = 0;
  traces = 0;
  /** Spans whose parents are not there, and spans left out since they were there already. */
  orphans = 0;
  repeated = 0;
  /** Whether traces have been taken for ended before the file did. */
  closedEarly = false;
  private readonly open = new Map<string, OpenTrace>();
  private kept = 0;
  private room: number;
  /** Messages of traces that have ended, as long as earlier ones may come. */
  private waiting: SpanMessage[] = [];

  constructor(
    private readonly take: (message: SpanMessage) => void,
    private readonly fewest = fewestKept,
  ) {
    this.room = fewest;
  }

  add(span: Span): void {
    this.spans++;
    const [start, end] = [span.start.seconds, span.end.seconds];
    const known = this.open.get(span.trace);
    if (known === undefined) this.open.set(span.trace, { spans: [span], first: start, last: end });
    else {
      known.spans.push(span);
      known.first = Math.min(known.first, start);
      known.last = Math.max(known.last, end);
    }
    if (++this.kept <= this.room) return;
    this.close(end - quietFor);
    this.room = Math.max(this.fewest, 2 * this.kept);
  }

  end(): void {
    this.close(Number.POSITIVE_INFINITY);
  }

  /** Traces that have ended before an instant are worked out; of their messages go on those that no other can precede. */
  private close(before: number): void {
    let least = Number.POSITIVE_INFINITY;
    for (const [trace, { spans, first, last }] of this.open) {
      if (last >= before) {
        least = Math.min(least, first);
        continue;
      }
      const { messages, orphans, repeated } = spanMessages(spans);
      for (const message of messages) this.waiting.push(message);
      this.orphans += orphans;
      this.repeated += repeated;
      this.traces++;
      this.kept -= spans.length;
      this.open.delete(trace);
      this.closedEarly ||= before < Number.POSITIVE_INFINITY;
    }
    this.waiting.sort(byTime);
    const some = this.waiting.findIndex(({ at }) => at.seconds >= least);
    const ready = some < 0 ? this.waiting.length : some;
    for (const message of this.waiting.splice(0, ready)) this.take(message);
  }
}
