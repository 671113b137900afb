import type { Bytes, Seconds } from "../../scenario/model/units.js";
import { type MessageBlock, messageBlock } from "../sources/message-source.js";
import type { InTransitTaker, SpannedSource } from "../sources/span-counts.js";
import type { TimerRound } from "../sources/timers.js";
import type { CommonAdvance } from "./common-advance.js";
import type { DeliveryQueue } from "./delivery-queue.js";

/**
 * The busy window between the first timer of an index and the last VM's advance to it, where a message from a VM that
 * has advanced moves one that has not (R4). Nothing else that a message does in it matters to the others, so when each
 * VM advances follows from one pass over the sends in their order: whether a sender has advanced by then is known, for
 * what could move it was sent before.
 */
export class BusyWindow implements CommonAdvance, InTransitTaker {
  index = 0;
  readonly at: Float64Array;
  end: Seconds = 0;
  private undisturbedUntil: Seconds = 0;
  private readonly blocks: MessageBlock[] = [];
  private used = 0;
  /** The message that moves each VM, by its place over all blocks; −1 where its timer does. */
  private readonly mover: Int32Array;
  private order: Int32Array = new Int32Array();

  private readonly blockSize: number;

  /** @param messages how many it may have, about; that sets the sizes only */
  constructor(vmCount: number, messages: number) {
    this.at = new Float64Array(vmCount);
    this.mover = new Int32Array(vmCount);
    this.blockSize = Math.min(largestBlock, Math.max(smallestBlock, Math.ceil(messages)));
  }

  /**
   * Begins with the timers alone.
   *
   * @param undisturbedUntil until when nothing looks at the logs but lines, and those not before the window ends
   */
  begin({ index, at, order }: TimerRound, undisturbedUntil: Seconds): void {
    this.index = index;
    this.at.set(at);
    this.mover.fill(-1);
    this.order = order;
    this.undisturbedUntil = undisturbedUntil;
    this.used = 0;
  }

  /** A message that is in transit as the window begins. */
  takeInTransit(deliveredAt: Seconds, sentAt: Seconds, from: number, to: number, bytes: Bytes): void {
    let block = this.used === 0 ? this.nextBlock() : this.blocks[this.used - 1];
    if (block.count === block.sentAt.length) block = this.nextBlock();
    const m = block.count++;
    block.deliveredAt[m] = deliveredAt;
    block.sentAt[m] = sentAt;
    block.from[m] = from;
    block.to[m] = to;
    block.bytes[m] = bytes;
  }

  /** Draws the messages of the window, and with them when each VM advances. */
  drawSends(source: SpannedSource, from: Seconds): void {
    source.restart(from);
    let waiting = 0;
    while (waiting < this.at.length) {
      const first = this.used * this.blockSize;
      const block = this.nextBlock();
      source.fill(block);
      if (block.count === 0) break;
      waiting = this.spread(block, first, waiting);
    }
    this.end = latest(this.at);
  }

  /**
   * Leaves to the queue what moves a VM, and what arrives when somebody may look; these are then left out of the blocks.
   *
   * @param id of the first of them
   * @returns how many they are
   */
  leaveTo(queue: DeliveryQueue, id: number): number {
    const { mover, blockSize, blocks, undisturbedUntil } = this;
    let next = id;
    for (let vm = 0; vm < mover.length; vm++) {
      const place = mover[vm];
      if (place >= 0) this.queueUp(queue, blocks[Math.floor(place / blockSize)], place % blockSize, next++);
    }
    for (let used = 0; used < this.used; used++) {
      const block = blocks[used];
      const { count, deliveredAt } = block;
      for (let m = 0; m < count; m++) {
        const arrival = deliveredAt[m];
        if (arrival >= undisturbedUntil && arrival < taken) this.queueUp(queue, block, m, next++);
      }
    }
    return next - id;
  }

  private queueUp(queue: DeliveryQueue, block: MessageBlock, m: number, id: number): void {
    const { deliveredAt, sentAt, from, to, bytes } = block;
    const sentIndex = sentAt[m] < this.at[from[m]] ? this.index - 1 : this.index;
    queue.push(deliveredAt[m], sentAt[m], from[m], to[m], sentIndex, bytes[m], id);
    deliveredAt[m] = taken;
  }

  /** Hands over the messages block by block. */
  forEachBlock(visit: (block: MessageBlock) => void): void {
    for (let place = 0; place < this.used; place++) visit(this.blocks[place]);
  }

  /**
   * Lets the messages of a block move their receivers. `waiting` VMs, in the order of their timers, are known to have
   * advanced; returns how many have when the block ends, or the window, after which its messages are cut off.
   */
  private spread(block: MessageBlock, first: number, waiting: number): number {
    const { sentAt, deliveredAt, from, to } = block;
    const { at, order, mover } = this;
    let advanced = waiting;
    for (let m = 0; m < block.count; m++) {
      const now = sentAt[m];
      while (advanced < order.length && at[order[advanced]] <= now) advanced++;
      if (advanced === order.length) {
        block.count = m;
        break;
      }
      if (at[from[m]] > now) continue;
      const receiver = to[m];
      if (deliveredAt[m] >= at[receiver]) continue;
      at[receiver] = deliveredAt[m];
      mover[receiver] = first + m;
    }
    return advanced;
  }

  private nextBlock(): MessageBlock {
    let block = this.blocks[this.used];
    if (block === undefined) {
      block = messageBlock(this.blockSize);
      this.blocks[this.used] = block;
    }
    block.count = 0;
    this.used++;
    return block;
  }
}

/** Stands for the arrival of a message that has been taken out. */
const taken = Number.POSITIVE_INFINITY;
const smallestBlock = 16;
const largestBlock = 512;

function latest(instants: Float64Array): Seconds {
  let last = Number.NEGATIVE_INFINITY;
  for (let vm = 0; vm < instants.length; vm++) if (instants[vm] > last) last = instants[vm];
  return last;
}
