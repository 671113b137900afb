import type { Policies } from "../../scenario/model/system.js";
import type { Bytes, Seconds } from "../../scenario/model/units.js";
import { InvariantError } from "../invariant-error.js";
import type { Population } from "../population.js";
import type { RandomStream } from "../random/random-stream.js";
import type { MessageBlock, SpanCounts } from "../sources/message-source.js";
import { Amounts } from "./amounts.js";
import { AwaitingLines, type Held } from "./awaiting-lines.js";
import type { MessageInTransit } from "./delivery-queue.js";
import { SpanShares } from "./span-shares.js";

/** What a flush or a checkpoint closes: the entries received at the index that ends; NaN until then. */
export class ClosedInterval {
  received = Number.NaN;
  receivedBytes: Bytes = Number.NaN;
  /** Of these, in the stable log now. */
  logged = Number.NaN;
  loggedBytes: Bytes = Number.NaN;
  /** Of these, written by the flush itself, not on delivery. */
  flushed = Number.NaN;
  flushedBytes: Bytes = Number.NaN;
}

/**
 * The message logs of R3, R5 and R8, as amounts: for each VM what its next flush or checkpoint will move, and for each
 * recovery line what R8 will reclaim when it is covered.
 */
export class MessageLogs {
  /** Entries delivered, in all; and over hosts. */
  delivered = 0;
  deliveredBytes = 0;
  crossHost = 0;
  /** Entries in the logs now. */
  stableCount = 0;
  stableBytes = 0;
  private volatileRemoved = 0;
  private volatileBytesRemoved = 0;

  /** Entries of the index in progress, by VM. */
  private readonly current: Amounts;
  /** Volatile entries of earlier indices since the VM's last checkpoint. */
  private readonly kept: Amounts;
  /** Stable entries since the VM's last checkpoint. */
  private readonly stable: Amounts;
  /** Entries of the index in progress that stand in the stable log already (`inTransit: stable`). */
  private readonly writtenOnDelivery: Amounts | undefined;
  private readonly awaiting: AwaitingLines;
  private readonly held: Held;
  /** The interval closed last; read it before the next one closes. */
  readonly closed = new ClosedInterval();
  private span: SpanShares | undefined;
  private copiesIndex = -1;
  private copiesNow: Amounts;

  /** @param messageSize of every message, where all have the same */
  constructor(
    private readonly population: Population,
    private readonly policies: Policies,
    messageSize?: Bytes,
  ) {
    const { vmCount, cellCount, hostCount } = population;
    this.current = new Amounts(vmCount, messageSize);
    this.kept = new Amounts(vmCount, messageSize);
    this.stable = new Amounts(vmCount, messageSize);
    this.copiesNow = new Amounts(0, messageSize);
    this.awaiting = new AwaitingLines(population, messageSize);
    this.writtenOnDelivery = policies.inTransit === "stable" ? new Amounts(vmCount, messageSize) : undefined;
    this.held = {
      volatile: new Float64Array(2 * cellCount),
      stable: new Float64Array(2 * cellCount),
      copies: new Float64Array(2 * hostCount),
    };
  }

  /**
   * Entries in the volatile log at `at`, which is now. Of what a quiet span delivers it is the expectation how much has come
   * by then, or, from a stream, drawn.
   */
  volatileCount(at: Seconds, stream?: RandomStream): number {
    const inSpan = stream ? this.span?.drawOutstanding(at, stream) : this.span?.outstanding(at).messages;
    return this.delivered - this.volatileRemoved - (inSpan ?? 0);
  }

  /** Bytes in the volatile log at `at`, which is now. */
  volatileBytes(at: Seconds): Bytes {
    return this.deliveredBytes - this.volatileBytesRemoved - (this.span?.outstanding(at).bytes ?? 0);
  }

  /** Adds the entries that VMs have received at their present index until `at`, which is now, to sums by class. */
  addReceivedNow(byClass: Float64Array, index: Int32Array, at: Seconds): void {
    const { classOf, vmCount } = this.population;
    for (let vm = 0; vm < vmCount; vm++) byClass[classOf[vm]] += this.current.entries(vm);
    this.span?.addReceived(byClass, index, at);
  }

  /** A quiet span begins, with every VM at index `index`; its deliveries are told to what is returned. */
  beginSpan(index: number, from: Seconds, until: Seconds): SpanCounts {
    this.span ??= new SpanShares(this.population, this);
    if (this.span.index === index)
      throw new InvariantError(`a second span at index ${index} before the first has ended`);
    this.span.begin(index, from, until, this.copiesAt(index));
    return this.span;
  }

  /** The span is over for all VMs still at its index: what they received in it becomes part of their logs. */
  endSpan(index: Int32Array): void {
    const { span } = this;
    if (span === undefined) return;
    for (let vm = 0; vm < index.length; vm++) {
      if (index[vm] === span.index) span.addTo(this.current, vm);
    }
    span.clear();
  }

  /** R5: a message delivered at index `index` is logged, and across hosts copied. */
  deliver({ from, to, sentAt, at, bytes }: MessageInTransit, index: number): void {
    this.current.add(to, 1, at, bytes, bytes * at);
    this.delivered += 1;
    this.deliveredBytes += bytes;
    const { hostOf } = this.population;
    if (hostOf[from] === hostOf[to]) return;
    // Across hosts the sender's host holds a copy, from the send until the line after the receiver's index.
    this.copiesAt(index).add(hostOf[from], 1, sentAt, bytes, bytes * sentAt);
    this.crossHost += 1;
  }

  /**
   * R5 for messages `first .. end − 1` of a block, all delivered at index `index` or later: what `deliver` does with
   * those that arrive before `horizon`, one after the other.
   *
   * @param arrivals when each message of the block is delivered
   * @returns how many arrive at `horizon` or later, and have been left out
   */
  deliverAll(
    block: MessageBlock,
    first: number,
    end: number,
    index: number,
    arrivals: Float64Array,
    horizon: Seconds,
  ): number {
    const { sentAt, from, to, bytes: sizes } = block;
    const { hostOf } = this.population;
    const { current } = this;
    const copies = this.copiesAt(index);
    let later = 0;
    let allBytes = 0;
    let crossHost = 0;
    for (let m = first; m < end; m++) {
      const at = arrivals[m];
      if (at >= horizon) {
        later++;
        continue;
      }
      const bytes = sizes[m];
      current.add(to[m], 1, at, bytes, bytes * at);
      allBytes += bytes;
      const host = hostOf[from[m]];
      if (host !== hostOf[to[m]]) {
        copies.add(host, 1, sentAt[m], bytes, bytes * sentAt[m]);
        crossHost++;
      }
    }
    this.delivered += end - first - later;
    this.deliveredBytes += allBytes;
    this.crossHost += crossHost;
    return later;
  }

  /** Policy `inTransit: stable`: a message from an earlier index goes to the stable log as it is delivered. */
  writeOnDelivery(vm: number, at: Seconds, bytes: Bytes): void {
    this.writtenOnDelivery?.add(vm, 1, at, bytes, bytes * at);
    this.addStable(vm, 1, bytes, at);
  }

  private addStable(vm: number, entries: number, bytes: Bytes, at: Seconds): void {
    this.stable.add(vm, entries, entries * at, bytes, bytes * at);
    this.stableCount += entries;
    this.stableBytes += bytes;
  }

  /** R3, not due at `k`: what the VM received at the index that ends goes to the stable log. */
  flush(vm: number, k: number, at: Seconds): void {
    const { current, closed } = this;
    this.close(vm, k);
    const flushed = closed.received - closed.logged;
    const bytes = closed.receivedBytes - closed.loggedBytes;
    closed.flushed = flushed;
    closed.flushedBytes = bytes;
    closed.logged = closed.received;
    closed.loggedBytes = closed.receivedBytes;
    this.addStable(vm, flushed, bytes, at);
    if (this.policies.volatileLog === "keep") {
      this.kept.addFrom(vm, current, vm);
    } else {
      current.addHeld(this.held.volatile, 2 * this.population.cellOf[vm], vm, at);
      this.volatileRemoved += closed.received;
      this.volatileBytesRemoved += closed.receivedBytes;
    }
    current.clear(vm);
  }

  /** R3, due: all that the VM has received since its last checkpoint is waiting for line `k` to be reclaimed. */
  closeAtCheckpoint(vm: number, k: number): void {
    const { current, kept, stable, closed } = this;
    this.close(vm, k);
    closed.flushed = 0;
    closed.flushedBytes = 0;
    const line = this.awaiting.at(k);
    const cell = this.population.cellOf[vm];
    line.volatile.addFrom(cell, current, vm);
    line.volatile.addFrom(cell, kept, vm);
    line.stable.addFrom(cell, stable, vm);
    current.clear(vm);
    kept.clear(vm);
    stable.clear(vm);
  }

  /** R8: line `k` is covered, and what it makes needless is deleted. */
  reclaim(k: number, at: Seconds): void {
    const line = this.awaiting.take(k);
    if (line === undefined) return;
    this.awaiting.addHeld(line, at, this.held);
    for (let cell = 0; cell < this.population.cellCount; cell++) {
      this.volatileRemoved += line.volatile.entries(cell);
      this.volatileBytesRemoved += line.volatile.bytes(cell);
      this.stableCount -= line.stable.entries(cell);
      this.stableBytes -= line.stable.bytes(cell);
    }
    // Half a message: entries of spans are shares, whose sums round.
    if (this.volatileCount(at) < -0.5 || this.stableCount < -0.5) {
      throw new InvariantError(`line ${k} reclaimed more entries than the logs hold`);
    }
    if (this.copiesIndex === k - 1) this.copiesIndex = -1;
    this.awaiting.clear(line);
  }

  /**
   * Adds what is in the memory of each host at `at`, which is now, received and copied, to a pair of sums by host: messages
   * and bytes. Copies of messages in transit are left out, but those of a quiet span.
   */
  addOnHosts(memory: Float64Array, index: Int32Array, at: Seconds): void {
    this.addOutsideSpan(memory);
    this.span?.addHeldOnHosts(memory, index, at);
  }

  /** A count with the law of what the memory of a host holds at `at`, which is now, as {@link addOnHosts} has it. */
  drawOnHost(host: number, index: Int32Array, at: Seconds, stream: RandomStream): number {
    const memory = new Float64Array(2 * this.population.hostCount);
    this.addOutsideSpan(memory);
    return memory[2 * host] + (this.span?.drawHeldOnHost(host, index, at, stream) ?? 0);
  }

  private addOutsideSpan(memory: Float64Array): void {
    const { vmCount, hostOf } = this.population;
    for (const amounts of [this.current, this.kept]) {
      for (let vm = 0; vm < vmCount; vm++) {
        memory[2 * hostOf[vm]] += amounts.entries(vm);
        memory[2 * hostOf[vm] + 1] += amounts.bytes(vm);
      }
    }
    this.awaiting.addOnHosts(memory);
  }

  /** Entry-seconds and byte-seconds held until `at`, of copies only those whose message has been delivered. */
  heldUntil(at: Seconds): Held {
    const { population, current, kept, stable } = this;
    const held = structuredClone(this.held);
    for (let vm = 0; vm < population.vmCount; vm++) {
      const cell = 2 * population.cellOf[vm];
      current.addHeld(held.volatile, cell, vm, at);
      kept.addHeld(held.volatile, cell, vm, at);
      stable.addHeld(held.stable, cell, vm, at);
    }
    this.awaiting.addHeldUntil(at, held);
    return held;
  }

  /** The index before `k` ends: what the VM has received at it, and what of it is in the stable log already. */
  private close(vm: number, k: number): void {
    const { current, closed, writtenOnDelivery: written } = this;
    if (this.span?.index === k - 1) this.span.addTo(current, vm);
    closed.received = current.entries(vm);
    closed.receivedBytes = current.bytes(vm);
    closed.logged = written?.entries(vm) ?? 0;
    closed.loggedBytes = written?.bytes(vm) ?? 0;
    written?.clear(vm);
  }

  /** The copies of messages received at `index`, which wait for the line after it. */
  private copiesAt(index: number): Amounts {
    if (index !== this.copiesIndex) {
      this.copiesNow = this.awaiting.at(index + 1).copies;
      this.copiesIndex = index;
    }
    return this.copiesNow;
  }
}
