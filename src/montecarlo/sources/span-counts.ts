import type { Bytes, Seconds } from "../../scenario/model/units.js";
import type { DelayLaw } from "../random/delay-law.js";
import type { MessageBlock, MessageSource } from "./message-source.js";

/**
 * What a quiet span delivers, as numbers: filled when the span is drawn, read while it runs and by the logs of the
 * VMs when its index ends.
 */
export interface SpanCounts {
  begin(from: Seconds, until: Seconds): void;
  /** `messages` of a law, all bytes alike, will have been delivered when the span ends. */
  deliver(law: DelayLaw, messages: number, bytes: Bytes, across: boolean): void;
  /** Of these, so many (in expectation) to the VMs of a cell, at `at` on average. */
  receive(law: DelayLaw, cell: number, messages: number, at: Seconds, bytes: Bytes): void;
  /** Of these, so many (in expectation) are copied at the senders' host, sent at `sentAt` on average. */
  copy(host: number, messages: number, sentAt: Seconds, bytes: Bytes): void;
}

/** Takes the messages that are still in transit when a span ends, in no particular order; they are read at once. */
export interface InTransitTaker {
  takeInTransit(flights: MessageBlock): void;
}

/** A source of which whole quiet spans can be told at once, from `from` until `until`, and messages between them. */
export interface SpannedSource extends MessageSource {
  /** Forgets what it has handed over after `at`, and goes on from there. */
  restart(at: Seconds): void;
  /** Whether a span of that length is worth it, or its messages are better told one by one. */
  worthwhile(length: Seconds): boolean;
  /** What the span delivers. */
  drawCounts(from: Seconds, until: Seconds, counts: SpanCounts): void;
  /** What the span leaves in transit; asked for once after its counts. */
  drawFlights(from: Seconds, until: Seconds, taker: InTransitTaker): void;
}
