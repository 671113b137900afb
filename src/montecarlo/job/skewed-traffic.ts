import type { System } from "../../scenario/model/system.js";
import type { Seconds } from "../../scenario/model/units.js";
import type { Population } from "../population.js";
import type { StreamsByPurpose } from "../random/random-stream.js";
import { samplerRange } from "../random/sampler.js";
import { MessageBlock } from "../sources/message-source.js";
import { messagesPerSecond, PoissonTraffic } from "../sources/poisson-traffic.js";
import { TimedHeap } from "../timed-heap.js";

const mostInBlock = 512;

/**
 * The messages that may move a VM (R4), and no others: those that are sent while VMs are at different indices, by one that
 * is ahead of its receiver. What is sent while all are at one index brings nobody forward, wherever it arrives.
 */
export class SkewedTraffic {
  /** When the next message is sent, or arrives; infinite while all VMs are at one index. */
  nextTime: Seconds = Number.POSITIVE_INFINITY;
  private running = false;
  private readonly source: PoissonTraffic;
  private readonly block: MessageBlock;
  private cursor = 0;
  private inTransit = new TimedHeap<{ readonly to: number; readonly sentIndex: number }>();

  constructor(
    system: System,
    population: Population,
    streams: StreamsByPurpose,
    private readonly index: Int32Array,
  ) {
    this.source = new PoissonTraffic(system, population, streams);
    const { low, high } = samplerRange(system.clock.error);
    const each = Math.ceil(messagesPerSecond(system) * (high - low));
    this.block = new MessageBlock(Math.min(mostInBlock, Math.max(16, each)));
  }

  /** The VMs are at different indices from now on. */
  begin(at: Seconds): void {
    if (this.running) return;
    this.running = true;
    // Poisson traffic has no memory: it may as well begin now.
    this.source.restart(at);
    this.block.count = 0;
    this.cursor = 0;
    this.plan();
  }

  /** All VMs are at one index. */
  end(): void {
    if (!this.running) return;
    this.running = false;
    this.inTransit = new TimedHeap();
    this.nextTime = Number.POSITIVE_INFINITY;
  }

  /** The next message is sent or arrives. Calls `moved` where it moves its receiver on. */
  happen(moved: (vm: number, index: number, at: Seconds) => void): void {
    const { inTransit, block, index } = this;
    if (inTransit.nextTime <= this.nextSend) {
      const at = inTransit.nextTime;
      const { to, sentIndex } = inTransit.pop();
      if (sentIndex > index[to]) moved(to, sentIndex, at);
    } else {
      const m = this.cursor++;
      const [sentIndex, to] = [index[block.from[m]], block.to[m]];
      if (sentIndex > index[to]) inTransit.push(block.deliveredAt[m], { to, sentIndex });
    }
    if (this.running) this.plan();
  }

  private plan(): void {
    if (this.cursor === this.block.count) {
      this.source.fill(this.block);
      this.cursor = 0;
    }
    this.nextTime = Math.min(this.nextSend, this.inTransit.nextTime);
  }

  private get nextSend(): Seconds {
    return this.block.sentAt[this.cursor];
  }
}
