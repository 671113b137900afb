import type { Seconds } from "../../scenario/model/units.js";
import { MessageBlock, type SpannedSource } from "../sources/message-source.js";
import type { TimerRound } from "../sources/timers.js";
import { type DeliveryQueue, type MessageInTransit, messageOf } from "./delivery-queue.js";
import type { VmQscByAmounts } from "./vm-qsc-by-amounts.js";

/**
 * The busy window between the first timer of an index `k` and the last VM's advance to it, and what is still in transit
 * then. A message matters to the others only if it moves its receiver on to `k`; of all others it only matters whether
 * they arrive before their receiver's advance or after it. When each VM advances is known beforehand: at its timer, or
 * with the first message from a VM that has advanced. One pass over the sends in their order tells, for what could
 * move a sender by then was sent before.
 *
 * So the messages that move somebody go to the queue, for the rules. Those that arrive before their receiver's
 * advance are booked at `k − 1` as the window begins. The rest is booked at `k` before anybody looks at the logs.
 */
export class BusyWindow {
  /** When the last VM gets to the index. */
  end: Seconds = 0;
  index = 0;
  /** When each VM gets there. */
  private readonly at: Float64Array;
  private order: Int32Array = new Int32Array();
  private readonly blocks: WindowBlock[] = [];
  private used = 0;
  private readonly blockSize: number;
  /** When each message of a block arrives that does so before its receiver's advance; infinite for all others. */
  private before: Float64Array;
  /** Whether messages wait to be booked. */
  private waiting = false;

  /** @param messages how many it may have, about; that sets the sizes only */
  constructor(vmCount: number, messages: number) {
    this.at = new Float64Array(vmCount);
    this.blockSize = Math.min(largestBlock, Math.max(smallestBlock, Math.ceil(messages)));
    this.before = new Float64Array(this.blockSize);
  }

  begin({ index, at, order }: TimerRound): void {
    this.index = index;
    this.at.set(at);
    this.order = order;
    this.used = 0;
  }

  /** Messages that are in transit as the window begins, from VMs that are all at the index before. */
  takeInTransit(flights: MessageBlock): void {
    if (flights.count === 0) return;
    const { messages } = this.nextBlock(flights.count);
    messages.count = flights.count;
    for (let m = 0; m < flights.count; m++) messages.copy(m, flights, m);
  }

  /** Draws the messages of the window, and finds out from them when each VM advances. */
  drawSends(source: SpannedSource, from: Seconds): void {
    source.restart(from);
    let advanced = 0;
    while (advanced < this.at.length) {
      const { messages } = this.nextBlock(0);
      source.fill(messages);
      if (messages.count === 0) break;
      advanced = this.spread(messages, advanced);
    }
    this.end = this.at.reduce((last, at) => Math.max(last, at));
  }

  /**
   * Books what arrives before its receiver's advance, and puts into the queue what moves a VM, or arrives when somebody may
   * look at the logs in the midst of it.
   *
   * @param undisturbedUntil until when nothing but lines looks at the logs, and no VM leaves the index
   */
  enter({ logs }: VmQscByAmounts, queue: DeliveryQueue, undisturbedUntil: Seconds): void {
    const { index, at, before } = this;
    for (let place = 0; place < this.used; place++) {
      const { messages, after } = this.blocks[place];
      const { count, sentAt, deliveredAt, from, to } = messages;
      for (let m = 0; m < count; m++) {
        const arrival = deliveredAt[m];
        const advance = at[to[m]];
        before[m] = arrival < advance ? arrival : elsewhere;
        after[m] = arrival > advance && arrival < undisturbedUntil ? arrival : elsewhere;
        if (arrival === advance || arrival >= undisturbedUntil) {
          queue.send(messages, m, sentAt[m] < at[from[m]] ? index - 1 : index);
        }
      }
      logs.deliverAll(messages, 0, count, index - 1, before, elsewhere);
    }
    this.waiting = true;
  }

  /** Books what has arrived by `now`, which is what VMs that have advanced were sent. */
  bookArrived(rules: VmQscByAmounts, now: Seconds): void {
    if (!this.waiting) return;
    const { index, at } = this;
    this.waiting = false;
    for (let place = 0; place < this.used; place++) {
      const { messages, after } = this.blocks[place];
      const { sentAt, from } = messages;
      rules.logs.deliverAll(messages, 0, messages.count, index, after, now);
      let kept = 0;
      for (let m = 0; m < messages.count; m++) {
        const arrival = after[m];
        if (arrival < now) {
          if (sentAt[m] < at[from[m]]) rules.cross(messageOf(messages, m, arrival, index - 1));
        } else if (arrival < elsewhere) {
          after[kept] = arrival;
          messages.copy(kept++, messages, m);
        }
      }
      messages.count = kept;
      if (kept > 0) this.waiting = true;
    }
  }

  /** Visits the messages that have been sent and are booked only when they have arrived. */
  forEachWaiting(visit: (message: MessageInTransit) => void): void {
    if (!this.waiting) return;
    const { index, at, blocks, used } = this;
    for (const { messages, after } of blocks.slice(0, used)) {
      const { count, sentAt, from } = messages;
      for (let m = 0; m < count; m++) {
        if (after[m] === elsewhere) continue;
        visit(messageOf(messages, m, after[m], sentAt[m] < at[from[m]] ? index - 1 : index));
      }
    }
  }

  /**
   * Lets the messages of a block move their receivers. The first `waiting` VMs in the order of the timers are known to
   * have advanced; returns how many have when the block ends, or the window, after which its messages are cut off.
   */
  private spread(block: MessageBlock, waiting: number): number {
    const { sentAt, deliveredAt, from, to } = block;
    const { at, order } = this;
    let advanced = waiting;
    for (let m = 0; m < block.count; m++) {
      const now = sentAt[m];
      while (advanced < order.length && at[order[advanced]] <= now) advanced++;
      if (advanced === order.length) {
        block.count = m;
        break;
      }
      const receiver = to[m];
      if (at[from[m]] <= now && deliveredAt[m] < at[receiver]) at[receiver] = deliveredAt[m];
    }
    return advanced;
  }

  /** A block to be filled, with room for the usual number of messages or for `size`. */
  private nextBlock(size: number): WindowBlock {
    let block = this.blocks[this.used];
    if (block === undefined || block.after.length < size) {
      const room = Math.max(size, this.blockSize);
      block = { messages: new MessageBlock(room), after: new Float64Array(room) };
      if (this.before.length < size) this.before = new Float64Array(size);
      this.blocks[this.used] = block;
    }
    this.used++;
    return block;
  }
}

/** Messages, and once more when each arrives that is booked after its receiver's advance; infinite for all others. */
interface WindowBlock {
  readonly messages: MessageBlock;
  readonly after: Float64Array;
}

/** Stands for the arrival of a message that is booked elsewhere. */
const elsewhere = Number.POSITIVE_INFINITY;
const smallestBlock = 16;
const largestBlock = 512;
