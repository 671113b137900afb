import type { Bytes, Seconds } from "../../scenario/units.js";
import type { DelayLaw } from "../random/delay-law.js";

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
