import type { Bytes, Seconds } from "../../scenario/units.js";
import { InvariantError } from "../invariant-error.js";
import type { Population } from "../population.js";
import type { MessageBlock } from "../sources/message-source.js";
import type { SpanCounts } from "../sources/span-counts.js";
import { LoggedAhead } from "./logged-ahead.js";
import { SpanShares } from "./span-shares.js";

/**
 * Amounts are kept four numbers at a time: entries, the sum of the times at which they came, their bytes, and the
 * sum of bytes times arrival times. From these follows how long what was held, with no record of a single message:
 * entries that leave at `t` have been held for `entries · t − Σ arrival` entry-seconds.
 */
const stride = 4;

/** Entry-seconds and byte-seconds held so far, a pair of numbers each. */
export interface Held {
  /** By cell (class and host). */
  readonly volatile: Float64Array;
  readonly stable: Float64Array;
  /** Copies at the sender's side, by host. */
  readonly copies: Float64Array;
}

/** Which entries leave the volatile log at a flush, and which messages are logged on delivery. */
export interface LogPolicies {
  readonly volatileLog: "keep" | "drop";
  readonly inTransit: "volatile" | "stable";
}

/** What a flush or a checkpoint closes: the entries received at the index that ends. */
export interface ClosedInterval {
  received: number;
  receivedBytes: Bytes;
  /** Of these, in the stable log now. */
  logged: number;
  loggedBytes: Bytes;
  /** Of these, written by the flush itself, not on delivery. */
  flushed: number;
  flushedBytes: Bytes;
}

/**
 * The message logs of R3, R5 and R8, as amounts: per VM for what its next flush or checkpoint moves, and per
 * recovery line for what its establishment reclaims.
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
  private readonly current: Float64Array;
  /** Volatile entries of earlier indices since the VM's last checkpoint. */
  private readonly kept: Float64Array;
  /** Stable entries since the VM's last checkpoint. */
  private readonly stable: Float64Array;
  /** Entries and bytes of the index in progress that stand in the stable log already (`inTransit: stable`). */
  private readonly writtenOnDelivery: Float64Array | undefined;
  /** What the establishment of a line reclaims, by line. */
  private readonly reclaimable = new Map<number, Reclaimable>();
  private readonly spare: Reclaimable[] = [];
  private readonly held: Held;
  /** The interval closed last; read it before the next one closes. */
  readonly closed: ClosedInterval = {
    received: 0,
    receivedBytes: 0,
    logged: 0,
    loggedBytes: 0,
    flushed: 0,
    flushedBytes: 0,
  };
  private span: SpanShares | undefined;
  private readonly ahead = new LoggedAhead();
  /** The line that reclaimed last. */
  private reclaimed = 0;
  private copiesIndex = -1;
  private copiesNow: Float64Array = new Float64Array(0);

  constructor(
    private readonly population: Population,
    private readonly policies: LogPolicies,
  ) {
    const { vmCount, cellCount, hostCount } = population;
    this.current = new Float64Array(stride * vmCount);
    this.kept = new Float64Array(stride * vmCount);
    this.stable = new Float64Array(stride * vmCount);
    this.writtenOnDelivery = policies.inTransit === "stable" ? new Float64Array(2 * vmCount) : undefined;
    this.held = {
      volatile: new Float64Array(2 * cellCount),
      stable: new Float64Array(2 * cellCount),
      copies: new Float64Array(2 * hostCount),
    };
  }

  /** Entries in the volatile log at `at`, which is now. */
  volatileCount(at: Seconds): number {
    const inSpan = this.span?.outstanding(at).messages ?? 0;
    return this.delivered - this.volatileRemoved - inSpan - this.ahead.after(at).messages;
  }

  /** Bytes in the volatile log at `at`, which is now. */
  volatileBytes(at: Seconds): Bytes {
    const inSpan = this.span?.outstanding(at).bytes ?? 0;
    return this.deliveredBytes - this.volatileBytesRemoved - inSpan - this.ahead.after(at).bytes;
  }

  /** The message delivered last has been logged ahead of its time: it arrives only at `at`. */
  lastIsAhead(at: Seconds, bytes: Bytes): void {
    this.ahead.add(at, bytes);
  }

  /** Adds the entries that VMs have received at their present index until `at`, which is now, to sums by class. */
  addReceivedNow(byClass: Float64Array, index: Int32Array, at: Seconds): void {
    const { classOf, vmCount } = this.population;
    for (let vm = 0; vm < vmCount; vm++) byClass[classOf[vm]] += this.current[stride * vm];
    this.span?.addReceived(byClass, index, at);
  }

  /** A quiet span begins, with every VM at index `index`; its deliveries are booked through what is returned. */
  beginSpan(index: number): SpanCounts {
    if (this.span === undefined) this.span = new SpanShares(this.population);
    const { span } = this;
    if (span.index === index)
      throw new InvariantError(`a second span at index ${index} before the first is settled`);
    const copies = this.copiesAt(index);
    return {
      begin: (from, until) => span.begin(index, from, until),
      deliver: (law, messages, bytes, across) => {
        span.deliver(law, messages, bytes);
        this.delivered += messages;
        this.deliveredBytes += messages * bytes;
        if (across) this.crossHost += messages;
      },
      receive: (law, cell, messages, at, bytes) => span.receive(law, cell, messages, at, bytes),
      copy: (host, messages, sentAt, bytes) =>
        add(copies, stride * host, messages, messages * sentAt, messages * bytes, messages * bytes * sentAt),
    };
  }

  /** The span is over for all VMs still at its index: what they received in it becomes part of their logs. */
  settleSpan(index: Int32Array): void {
    const { span } = this;
    if (span === undefined) return;
    for (let vm = 0; vm < index.length; vm++) {
      if (index[vm] === span.index) span.addTo(this.current, stride * vm, vm);
    }
    span.clear();
  }

  /** R5: a message is logged in the memory of the receiver's host, under the receiver's index. */
  append(vm: number, at: Seconds, bytes: Bytes): void {
    const { current } = this;
    const base = stride * vm;
    current[base] += 1;
    current[base + 1] += at;
    current[base + 2] += bytes;
    current[base + 3] += bytes * at;
    this.delivered += 1;
    this.deliveredBytes += bytes;
  }

  /** R5: a message delivered at index `index` is logged, and across hosts copied. */
  deliver(from: number, to: number, index: number, sentAt: Seconds, at: Seconds, bytes: Bytes): void {
    this.append(to, at, bytes);
    const { hostOf } = this.population;
    if (hostOf[from] !== hostOf[to]) this.appendCopy(hostOf[from], index, sentAt, bytes);
  }

  /**
   * R5 for messages `first .. end − 1` of a block that are delivered as they are sent, all at index `index`: what
   * `deliver` does, one message after the other.
   */
  appendAll(block: MessageBlock, first: number, end: number, index: number): void {
    const { sentAt, from, to, bytes: sizes } = block;
    const { current } = this;
    const { hostOf } = this.population;
    const copies = this.copiesAt(index);
    let allBytes = 0;
    let crossHost = 0;
    for (let m = first; m < end; m++) {
      const at = sentAt[m];
      const bytes = sizes[m];
      const base = stride * to[m];
      current[base] += 1;
      current[base + 1] += at;
      current[base + 2] += bytes;
      current[base + 3] += bytes * at;
      allBytes += bytes;
      const host = hostOf[from[m]];
      if (host !== hostOf[to[m]]) {
        const place = stride * host;
        copies[place] += 1;
        copies[place + 1] += at;
        copies[place + 2] += bytes;
        copies[place + 3] += bytes * at;
        crossHost++;
      }
    }
    this.delivered += end - first;
    this.deliveredBytes += allBytes;
    this.crossHost += crossHost;
  }

  /** R5: across hosts the sender's host holds a copy from the send until the line after the receiver's index. */
  appendCopy(host: number, receiverIndex: number, sentAt: Seconds, bytes: Bytes): void {
    add(this.copiesAt(receiverIndex), stride * host, 1, sentAt, bytes, bytes * sentAt);
    this.crossHost += 1;
  }

  /** Policy `inTransit: stable`: a message from an earlier index goes to the stable log as it is delivered. */
  writeOnDelivery(vm: number, at: Seconds, bytes: Bytes): void {
    const written = this.writtenOnDelivery as Float64Array;
    written[2 * vm] += 1;
    written[2 * vm + 1] += bytes;
    this.write(vm, 1, bytes, at);
  }

  /** R3, not due at `k`: what the VM received at the index that ends goes to the stable log. */
  flush(vm: number, k: number, at: Seconds): void {
    const { current, closed } = this;
    const base = stride * vm;
    if (this.span?.index === k - 1) this.span.addTo(current, base, vm);
    const entries = current[base];
    const bytes = current[base + 2];
    const already = this.takeWritten(vm);
    this.write(vm, entries - already.entries, bytes - already.bytes, at);
    if (this.policies.volatileLog === "keep") {
      addAll(this.kept, base, current, base);
    } else {
      release(this.held.volatile, 2 * this.population.cellOf[vm], current, base, at);
      this.volatileRemoved += entries;
      this.volatileBytesRemoved += bytes;
    }
    clear(current, base);
    closed.received = entries;
    closed.receivedBytes = bytes;
    closed.logged = entries;
    closed.loggedBytes = bytes;
    closed.flushed = entries - already.entries;
    closed.flushedBytes = bytes - already.bytes;
  }

  /** R3, due: all that the VM has received since its last checkpoint is waiting for line `k` to be reclaimed. */
  closeAtCheckpoint(vm: number, k: number): void {
    const { current, closed } = this;
    const base = stride * vm;
    if (this.span?.index === k - 1) this.span.addTo(current, base, vm);
    const already = this.takeWritten(vm);
    closed.received = current[base];
    closed.receivedBytes = current[base + 2];
    closed.logged = already.entries;
    closed.loggedBytes = already.bytes;
    closed.flushed = 0;
    closed.flushedBytes = 0;
    const line = this.reclaimableAt(k);
    const place = stride * this.population.cellOf[vm];
    addAll(line.volatile, place, current, base);
    addAll(line.volatile, place, this.kept, base);
    addAll(line.stable, place, this.stable, base);
    clear(current, base);
    clear(this.kept, base);
    clear(this.stable, base);
  }

  /** R8: line `k` is established, and what it covers is deleted. */
  reclaim(k: number, at: Seconds): void {
    if (k !== this.reclaimed + 1) throw new InvariantError(`line ${k} reclaims after line ${this.reclaimed}`);
    this.reclaimed = k;
    const line = this.reclaimable.get(k);
    if (line === undefined) return;
    const { cellCount, hostCount } = this.population;
    for (let cell = 0; cell < cellCount; cell++) {
      const base = stride * cell;
      release(this.held.volatile, 2 * cell, line.volatile, base, at);
      release(this.held.stable, 2 * cell, line.stable, base, at);
      this.volatileRemoved += line.volatile[base];
      this.volatileBytesRemoved += line.volatile[base + 2];
      this.stableCount -= line.stable[base];
      this.stableBytes -= line.stable[base + 2];
    }
    for (let host = 0; host < hostCount; host++) {
      release(this.held.copies, 2 * host, line.copies, stride * host, at);
    }
    // Half a message: entries of spans are shares, whose sums round.
    if (this.volatileCount(at) < -0.5 || this.stableCount < -0.5) {
      throw new InvariantError(`line ${k} reclaimed more entries than the logs hold`);
    }
    this.reclaimable.delete(k);
    if (this.copiesIndex === k - 1) this.copiesIndex = -1;
    line.volatile.fill(0);
    line.stable.fill(0);
    line.copies.fill(0);
    this.spare.push(line);
  }

  /** Entry-seconds and byte-seconds held until `at`, of copies only those whose message has been delivered. */
  heldUntil(at: Seconds): Held {
    const { population, current, kept, stable } = this;
    const held = {
      volatile: this.held.volatile.slice(),
      stable: this.held.stable.slice(),
      copies: this.held.copies.slice(),
    };
    for (let vm = 0; vm < population.vmCount; vm++) {
      const cell = 2 * population.cellOf[vm];
      release(held.volatile, cell, current, stride * vm, at);
      release(held.volatile, cell, kept, stride * vm, at);
      release(held.stable, cell, stable, stride * vm, at);
    }
    for (const line of this.reclaimable.values()) {
      for (let cell = 0; cell < population.cellCount; cell++) {
        release(held.volatile, 2 * cell, line.volatile, stride * cell, at);
        release(held.stable, 2 * cell, line.stable, stride * cell, at);
      }
      for (let host = 0; host < population.hostCount; host++) {
        release(held.copies, 2 * host, line.copies, stride * host, at);
      }
    }
    return held;
  }

  private write(vm: number, entries: number, bytes: Bytes, at: Seconds): void {
    add(this.stable, stride * vm, entries, entries * at, bytes, bytes * at);
    this.stableCount += entries;
    this.stableBytes += bytes;
  }

  private takeWritten(vm: number): { readonly entries: number; readonly bytes: Bytes } {
    const written = this.writtenOnDelivery;
    if (written === undefined) return nothing;
    const taken = { entries: written[2 * vm], bytes: written[2 * vm + 1] };
    written.fill(0, 2 * vm, 2 * vm + 2);
    return taken;
  }

  /** The copies of messages received at `index`, which wait for the line after it. */
  private copiesAt(index: number): Float64Array {
    if (index !== this.copiesIndex) {
      this.copiesNow = this.reclaimableAt(index + 1).copies;
      this.copiesIndex = index;
    }
    return this.copiesNow;
  }

  private reclaimableAt(k: number): Reclaimable {
    let line = this.reclaimable.get(k);
    if (line === undefined) {
      const { cellCount, hostCount } = this.population;
      line = this.spare.pop() ?? {
        volatile: new Float64Array(stride * cellCount),
        stable: new Float64Array(stride * cellCount),
        copies: new Float64Array(stride * hostCount),
      };
      this.reclaimable.set(k, line);
    }
    return line;
  }
}

/** Amounts that wait for one line: logs by cell, copies by host. */
interface Reclaimable {
  readonly volatile: Float64Array;
  readonly stable: Float64Array;
  readonly copies: Float64Array;
}

const nothing = { entries: 0, bytes: 0 };

function add(
  to: Float64Array,
  base: number,
  n: number,
  times: number,
  bytes: number,
  byteTimes: number,
): void {
  to[base] += n;
  to[base + 1] += times;
  to[base + 2] += bytes;
  to[base + 3] += byteTimes;
}

function clear(amounts: Float64Array, base: number): void {
  amounts[base] = 0;
  amounts[base + 1] = 0;
  amounts[base + 2] = 0;
  amounts[base + 3] = 0;
}

function addAll(to: Float64Array, toBase: number, from: Float64Array, base: number): void {
  add(to, toBase, from[base], from[base + 1], from[base + 2], from[base + 3]);
}

/** Books what amounts that leave at `at` have been held for. */
function release(held: Float64Array, place: number, amounts: Float64Array, base: number, at: Seconds): void {
  held[place] += amounts[base] * at - amounts[base + 1];
  held[place + 1] += amounts[base + 2] * at - amounts[base + 3];
}
