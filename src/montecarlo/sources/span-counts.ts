import type { Bytes, Seconds } from "../../scenario/model/units.js";
import type { DelayLaw } from "../random/delay-law.js";
import type { MessageBlock, MessageSource } from "./message-source.js";

/**
 * Takes down what a *quiet span* delivers, as numbers of messages. A quiet span is a stretch of time between the last
 * advance to an index and the first timer of the next one: all VMs stay at one index, so that no message of it moves a VM
 * or crosses a line, and their order does not matter.
 */
export interface SpanCounts {
  /** So many messages, of `bytes` each and with delays of that law, are delivered in the span, within hosts or across. */
  deliver(law: DelayLaw, messages: number, bytes: Bytes, across: boolean): void;
  /** Of these, the VMs of a cell receive so many on average, at `at` on average. */
  receive(law: DelayLaw, cell: number, messages: number, at: Seconds, bytes: Bytes): void;
  /** Of these, a senders' host keeps copies of so many on average, sent at `sentAt` on average. */
  copy(host: number, messages: number, sentAt: Seconds, bytes: Bytes): void;
}

/** Takes the messages that are still in transit when a span ends, in no particular order; they are read at once. */
export interface InTransitTaker {
  takeInTransit(flights: MessageBlock): void;
}

/** A source that can draw a whole quiet span at once, from `from` until `until`, and single messages between spans. */
export interface SpannedSource extends MessageSource {
  /** Forgets what it has handed over after `at`, and goes on from there. */
  restart(at: Seconds): void;
  /** Whether drawing a span of that length at once costs less than drawing its messages one by one. */
  worthwhile(length: Seconds): boolean;
  /** Draws how many messages the span delivers. */
  drawCounts(from: Seconds, until: Seconds, counts: SpanCounts): void;
  /** Draws the messages that are in transit when the span ends; asked for once, after its counts. */
  drawFlights(from: Seconds, until: Seconds, taker: InTransitTaker): void;
}
