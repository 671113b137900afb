import type { Seconds } from "../../scenario/model/units.js";
import type { Sampler } from "../random/sampler.js";
import type { ExpectedTraffic, MessageBlock, MessageSource } from "./message-source.js";

/** Recorded messages by columns, in the order of their sends: VMs by number, times from the start of the record. */
export interface RecordedMessages {
  readonly sentAt: Float64Array;
  /** Not a number where it was not recorded; absent where it never was. */
  readonly deliveredAt?: Float64Array | undefined;
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly bytes: Float64Array;
}

export interface RecordPiece {
  readonly from: Seconds;
  readonly length: Seconds;
}

/** Draws the delay of a message from one VM to another, where the record does not say. */
export type DelayBetween = (from: number, to: number) => Seconds;

export function delayBetween(hostOf: Int32Array, within: Sampler, across: Sampler): DelayBetween {
  return (from, to) => (hostOf[from] === hostOf[to] ? within() : across());
}

/** Rounding of sums of times, in parts of the largest. */
const rounding = 2 ** -48;

/**
 * The messages of a record, piece by piece: the whole again and again, or pieces of it in any order. One piece begins
 * where the one before it ends.
 */
export class RecordedTraffic implements MessageSource {
  readonly expected: ExpectedTraffic;
  private readonly pieces: Iterator<RecordPiece>;
  private piece: RecordPiece = { from: 0, length: 0 };
  /** When the piece under way began, and its next message. */
  private began: Seconds = 0;
  private next = 0;
  private ended = false;

  /**
   * @param pieces need not end
   * @param grain times that the rounding of sums has moved off a multiple of it by a hair are put back
   * @param delay without it, messages of which the record does not say when they arrived arrive at once
   */
  constructor(
    private readonly messages: RecordedMessages,
    pieces: Iterable<RecordPiece>,
    private readonly grain: Seconds,
    private readonly delay?: DelayBetween,
  ) {
    this.pieces = pieces[Symbol.iterator]();
    const { sentAt } = messages;
    const span = sentAt[sentAt.length - 1] - sentAt[0];
    this.expected = { messagesPerSecond: sentAt.length / (span || 1), meanDelay: 0 };
    this.turnTo();
  }

  fill(block: MessageBlock): void {
    const { sentAt, from, to, bytes } = this.messages;
    let m = 0;
    while (m < block.sentAt.length && !this.ended) {
      const { piece, next } = this;
      if (next === sentAt.length || sentAt[next] >= piece.from + piece.length) {
        this.began += piece.length;
        this.turnTo();
        continue;
      }
      const at = this.onGrain(this.began + sentAt[next] - piece.from);
      // Where pieces meet rounding must not turn two messages around.
      const sent = m > 0 ? Math.max(at, block.sentAt[m - 1]) : at;
      block.put(m, {
        from: from[next],
        to: to[next],
        sentAt: sent,
        deliveredAt: sent + this.delayOf(next),
        bytes: bytes[next],
      });
      this.next++;
      m++;
    }
    block.count = m;
  }

  private delayOf(message: number): Seconds {
    const { sentAt, deliveredAt, from, to } = this.messages;
    const recorded = deliveredAt === undefined ? Number.NaN : deliveredAt[message] - sentAt[message];
    if (recorded >= 0) return recorded;
    return this.delay?.(from[message], to[message]) ?? 0;
  }

  private turnTo(): void {
    const { value, done } = this.pieces.next();
    this.ended = done === true;
    if (done) return;
    this.piece = value;
    const { sentAt } = this.messages;
    let [low, high] = [0, sentAt.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sentAt[middle] < value.from) low = middle + 1;
      else high = middle;
    }
    this.next = low;
  }

  private onGrain(at: Seconds): Seconds {
    const multiple = Math.round(at / this.grain) * this.grain;
    return Math.abs(at - multiple) <= rounding * Math.abs(at) ? multiple : at;
  }
}
