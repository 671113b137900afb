import type { Bytes, Seconds } from "../scenario/model/units.js";
import { PairTable, type PairTotal } from "./class-traffic.js";
import { decimalBins, TimeHistogram } from "./time-histogram.js";
import { type MessageSink, type Trace, tellMessages } from "./trace.js";

/** What a fit needs to know of a trace: as much as there are pairs of nodes, however many messages. */
export interface TraceSummary {
  readonly source: string;
  readonly nodes: readonly string[];
  readonly pairs: readonly PairTotal[];
  /** Messages over time, all together. */
  readonly times: TimeHistogram;
  /** Messages that each node received over time, in bins of one width that begin together. */
  readonly received: readonly TimeHistogram[];
  readonly tick: Seconds | undefined;
  readonly warnings: readonly string[];
}

const mostBinsOfNodes = 1 << 22;
const fewestBins = 256;

/** Sums up a trace that comes message by message. */
export class TraceSums implements MessageSink {
  private readonly table = new PairTable();
  private readonly times = new TimeHistogram(decimalBins);
  private readonly received: (TimeHistogram | undefined)[] = [];

  /** @param baseInterval what the counts by node are to be looked at around */
  constructor(private readonly baseInterval: Seconds) {}

  node(number: number): void {
    this.received[number] = undefined;
  }

  message(at: Seconds, from: number, to: number, bytes: Bytes): void {
    this.table.add(from, to, bytes);
    this.times.add(at);
    this.received[to] ??= this.histogram();
    this.received[to].add(at);
  }

  summary(reading: Pick<Trace, "source" | "nodes" | "tick" | "warnings">): TraceSummary {
    const received = this.received.map((counted) => counted ?? this.histogram());
    const widest = Math.max(...received.map(({ width }) => width));
    for (const each of received) each.coarsenTo(widest);
    const { source, nodes, tick, warnings } = reading;
    return { source, nodes, pairs: this.table.pairs(), times: this.times, received, tick, warnings };
  }

  private histogram(): TimeHistogram {
    const finest = this.baseInterval / 4;
    const plan = {
      widthAt: (step: number) => finest * 2 ** step,
      factor: 2,
      mostBins: () => Math.max(fewestBins, mostBinsOfNodes / this.received.length),
    };
    return new TimeHistogram(plan, this.times.origin);
  }
}

export function summarized(trace: Trace, baseInterval: Seconds): TraceSummary {
  const sums = new TraceSums(baseInterval);
  tellMessages(trace, sums);
  return sums.summary(trace);
}

export function summarySpan({ times }: TraceSummary): Seconds {
  return times.most - times.least;
}
