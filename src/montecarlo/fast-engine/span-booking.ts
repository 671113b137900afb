import type { Bytes, Seconds } from "../../scenario/model/units.js";
import type { DelayLaw } from "../random/delay-law.js";
import type { SpanCounts } from "../sources/span-counts.js";
import type { Amounts } from "./amounts.js";
import type { SpanShares } from "./span-shares.js";

/** Entries delivered, in all; and over hosts. */
export interface DeliveredTotals {
  delivered: number;
  deliveredBytes: Bytes;
  crossHost: number;
}

/** Books a quiet span at index `index`. */
export class SpanBooking implements SpanCounts {
  constructor(
    private readonly totals: DeliveredTotals,
    private readonly span: SpanShares,
    private readonly index: number,
    private readonly copies: Amounts,
  ) {}

  begin(from: Seconds, until: Seconds): void {
    this.span.begin(this.index, from, until);
  }

  deliver(law: DelayLaw, messages: number, bytes: Bytes, across: boolean): void {
    this.span.deliver(law, messages, bytes, across);
    this.totals.delivered += messages;
    this.totals.deliveredBytes += messages * bytes;
    if (across) this.totals.crossHost += messages;
  }

  receive(law: DelayLaw, cell: number, messages: number, at: Seconds, bytes: Bytes): void {
    this.span.receive(law, cell, messages, at, bytes);
  }

  copy(host: number, messages: number, sentAt: Seconds, bytes: Bytes): void {
    this.span.copy(host, messages, bytes);
    this.copies.add(host, messages, messages * sentAt, messages * bytes, messages * bytes * sentAt);
  }
}
