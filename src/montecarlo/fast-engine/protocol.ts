import type { Bytes, Seconds } from "../../scenario/model/units.js";
import type { MessageBlock } from "../sources/message-source.js";
import type { SpanCounts } from "../sources/span-counts.js";

/**
 * What the event loop asks of a protocol's rules. It tells them of timers, deliveries and lines in the order of time;
 * how many messages it may tell of at once is theirs to say.
 */
export interface Protocol {
  /** The base index of each VM, which its messages carry (R1). */
  readonly index: Int32Array;
  /** The highest index that a VM has reached. */
  readonly highest: number;
  readonly logs: DeliveryLogs;
  readonly lines: {
    /** When the next line will be established; infinite while that is open. */
    readonly nextTime: Seconds;
    /** The line that a failure would return to. */
    readonly covered: number;
  };
  /** Whether a message to a VM that is at the highest index may be told of before its time, where nobody looks. */
  readonly mayLogAhead: boolean;
  /** The index that all VMs are at, or −1 while they are at different ones. */
  commonIndex(): number;
  /** The local clock of `vm` reads `k·T0`. */
  timer(vm: number, k: number, at: Seconds): void;
  /** A message sent at index `sentIndex` reaches its receiver; returns whether it has moved the receiver on. */
  receive(from: number, to: number, sentIndex: number, sentAt: Seconds, at: Seconds, bytes: Bytes): boolean;
  /**
   * Messages around an advance of every VM by one index, told of before it: each is received at the index that its
   * receiver has when it arrives. None of them moves anybody.
   */
  receiveAround(messages: MessageBlock, advance: CommonAdvance): void;
  /** The next line is established. */
  establishLine(): void;
}

/** Every VM's advance to one index, known beforehand. */
export interface CommonAdvance {
  readonly index: number;
  /** When each VM gets there; `end` is the last of these instants. */
  readonly at: Float64Array;
  readonly end: Seconds;
}

/** What the loop books of deliveries that move nobody on. */
export interface DeliveryLogs {
  /** Messages `first .. end − 1` of a block at index `index`; returns how many arrive at `horizon` or later, left out. */
  deliverAll(
    block: MessageBlock,
    first: number,
    end: number,
    index: number,
    arrivals: Float64Array,
    horizon: Seconds,
  ): number;
  /**
   * Messages around a common advance, told of before it; those whose arrival is infinite are left out. Returns the
   * places of those that were sent before their senders' advance and arrive after their receivers',
   * to be read before the next call.
   */
  deliverAround(messages: MessageBlock, advance: CommonAdvance): readonly number[];
  /** The message told of last arrives only at `at`. */
  lastIsAhead(at: Seconds, bytes: Bytes): void;
  /** A quiet span begins, with every VM at index `index`. */
  beginSpan(index: number): SpanCounts;
  /** The span is over for all VMs still at its index. */
  settleSpan(index: Int32Array): void;
}
