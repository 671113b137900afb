import type { Seconds } from "../../scenario/model/units.js";

/** Messages of one sender, put together where they were sent in one interval and received in one. */
class SentMessages {
  count = 0;
  /** The sender's interval, the receiver, the receiver's interval, and how many messages. */
  sentIn = new Int32Array(16);
  to = new Int32Array(16);
  receivedIn = new Int32Array(16);
  messages = new Int32Array(16);
  /** How many of them are logged on stable storage. */
  logged = new Int32Array(16);

  add(sentIn: number, to: number, receivedIn: number): number {
    if (this.count === this.to.length) this.widen();
    const place = this.count++;
    this.sentIn[place] = sentIn;
    this.to[place] = to;
    this.receivedIn[place] = receivedIn;
    this.messages[place] = 0;
    this.logged[place] = 0;
    return place;
  }

  private widen(): void {
    const wide = (old: Int32Array) => {
      const twice = new Int32Array(2 * old.length);
      twice.set(old);
      return twice;
    };
    this.sentIn = wide(this.sentIn);
    this.to = wide(this.to);
    this.receivedIn = wide(this.receivedIn);
    this.messages = wide(this.messages);
    this.logged = wide(this.logged);
  }
}

/** What becomes of the messages that have been received, if all VMs return to a line. */
export interface MessagesAtLine {
  /** Sent before the line and received after it: to be delivered again. */
  deliverAgain: number;
  /** Those of them that are logged on stable storage. */
  logged: number;
  /** Sent after the line and received before it: none, or the line is no recovery line. */
  orphans: number;
}

/**
 * The checkpoints of every VM, and which interval between checkpoints has sent to which: all that it takes to find the
 * line to which VMs return after a failure. What lies before the line to which the failure of everybody would lead is
 * forgotten, since no failure can lead further back.
 *
 * Checkpoints of a VM are numbered from 0, its state at the start; interval `x` lies between checkpoints `x` and `x + 1`.
 */
export class CheckpointHistory {
  /** The number of each VM's latest checkpoint. */
  readonly latest: Int32Array;
  /** The number of the oldest checkpoint that is kept of each VM. */
  readonly oldest: Int32Array;
  /** When the checkpoints of each VM were taken, from the oldest kept on. */
  private readonly times: Seconds[][];
  /** The states that they hold, where VMs may return to them. */
  private readonly states: unknown[][];
  private readonly sent: SentMessages[];
  /** For each pair of VMs, the place of its last message among those of the sender; -1 for none. */
  private readonly last: Int32Array;
  private size = 0;
  private sizeToForget = 4096;

  constructor(
    private readonly vmCount: number,
    /** Hears of the line before which everything is about to be forgotten. */
    private readonly beforeForgetting?: (history: CheckpointHistory, line: Int32Array) => void,
    /** Forgets only when it is told to. */
    keepsAll = false,
    initialState?: (vm: number) => unknown,
  ) {
    if (keepsAll) this.sizeToForget = Number.POSITIVE_INFINITY;
    this.latest = new Int32Array(vmCount);
    this.oldest = new Int32Array(vmCount);
    this.times = Array.from({ length: vmCount }, () => [0]);
    this.states = Array.from({ length: vmCount }, (_, vm) => [initialState?.(vm)]);
    this.sent = Array.from({ length: vmCount }, () => new SentMessages());
    this.last = new Int32Array(vmCount * vmCount).fill(-1);
  }

  /** `vm` takes a checkpoint. */
  checkpoint(vm: number, at: Seconds, state?: unknown): void {
    this.latest[vm]++;
    this.times[vm].push(at);
    this.states[vm].push(state);
  }

  /** `to` receives, in its present interval, a message that `from` has sent in interval `sentIn`. */
  received(from: number, sentIn: number, to: number, logged: boolean): void {
    const sent = this.sent[from];
    const receivedIn = this.latest[to];
    const pair = from * this.vmCount + to;
    let place = this.last[pair];
    if (place < 0 || sent.sentIn[place] !== sentIn || sent.receivedIn[place] !== receivedIn) {
      if (++this.size > this.sizeToForget) this.forget();
      place = sent.add(sentIn, to, receivedIn);
      this.last[pair] = place;
    }
    sent.messages[place]++;
    if (logged) sent.logged[place]++;
  }

  /** When checkpoint `number` of `vm` was taken; it must be kept. */
  takenAt(vm: number, number: number): Seconds {
    return this.times[vm][number - this.oldest[vm]];
  }

  /** The state that checkpoint `number` of `vm` holds; it must be kept. */
  stateAt(vm: number, number: number): unknown {
    return this.states[vm][number - this.oldest[vm]];
  }

  /** How many checkpoints of `vm` are kept. */
  kept(vm: number): number {
    return this.times[vm].length;
  }

  /**
   * The latest consistent line after a failure: for each VM the number of the checkpoint that it returns to, or the
   * number after its latest where it keeps its state.
   *
   * Failed VMs start at their latest checkpoints. While some message was sent after the line and received before it, its
   * receiver goes back to its last checkpoint before that receipt.
   */
  lineAfter(failed: Iterable<number>, line: Int32Array = new Int32Array(this.vmCount)): Int32Array {
    const { latest } = this;
    for (let vm = 0; vm < line.length; vm++) line[vm] = latest[vm] + 1;
    const moved: number[] = [];
    for (const vm of failed) {
      line[vm] = latest[vm];
      moved.push(vm);
    }
    for (let vm = moved.pop(); vm !== undefined; vm = moved.pop()) {
      const { count, sentIn, to, receivedIn } = this.sent[vm];
      const back = line[vm];
      for (let place = 0; place < count; place++) {
        if (sentIn[place] < back) continue;
        const receiver = to[place];
        if (receivedIn[place] >= line[receiver]) continue;
        line[receiver] = receivedIn[place];
        moved.push(receiver);
      }
    }
    return line;
  }

  /** The line to which the failure of everybody leads. */
  lineAfterAll(): Int32Array {
    return this.lineAfter(this.latest.keys());
  }

  messagesAt(line: Int32Array): MessagesAtLine {
    const found = { deliverAgain: 0, logged: 0, orphans: 0 };
    for (const [from, { count, sentIn, to, receivedIn, messages, logged }] of this.sent.entries()) {
      const back = line[from];
      for (let place = 0; place < count; place++) {
        const sentBefore = sentIn[place] < back;
        if (sentBefore === receivedIn[place] < line[to[place]]) continue;
        if (!sentBefore) found.orphans += messages[place];
        else {
          found.deliverAgain += messages[place];
          found.logged += logged[place];
        }
      }
    }
    return found;
  }

  /** Forgets what lies before the line to which the failure of everybody leads. */
  forget(line: Int32Array = this.lineAfterAll()): void {
    this.beforeForgetting?.(this, line);
    this.last.fill(-1);
    this.size = 0;
    for (const [from, sent] of this.sent.entries()) {
      const old = (place: number) =>
        sent.sentIn[place] < line[from] && sent.receivedIn[place] < line[sent.to[place]];
      this.drop(from, old);
    }
    for (const [vm, times] of this.times.entries()) {
      times.splice(0, line[vm] - this.oldest[vm]);
      this.states[vm].splice(0, line[vm] - this.oldest[vm]);
      this.oldest[vm] = line[vm];
    }
    this.sizeToForget = Math.max(4096, 2 * this.size);
  }

  /** All VMs return to a line: what was sent or received after it has not happened. */
  returnTo(line: Int32Array): void {
    this.last.fill(-1);
    this.size = 0;
    for (const [from, sent] of this.sent.entries()) {
      const undone = (place: number) =>
        sent.sentIn[place] >= line[from] || sent.receivedIn[place] >= line[sent.to[place]];
      this.drop(from, undone);
    }
    for (const [vm, times] of this.times.entries()) {
      if (line[vm] > this.latest[vm]) continue;
      times.splice(line[vm] - this.oldest[vm] + 1);
      this.states[vm].splice(line[vm] - this.oldest[vm] + 1);
      this.latest[vm] = line[vm];
    }
  }

  /** Drops some of the messages of `from`, by their places. */
  private drop(from: number, isDropped: (place: number) => boolean): void {
    const sent = this.sent[from];
    let kept = 0;
    for (let place = 0; place < sent.count; place++) {
      if (isDropped(place)) continue;
      const to = sent.to[place];
      sent.sentIn[kept] = sent.sentIn[place];
      sent.to[kept] = to;
      sent.receivedIn[kept] = sent.receivedIn[place];
      sent.messages[kept] = sent.messages[place];
      sent.logged[kept] = sent.logged[place];
      this.last[from * this.vmCount + to] = kept++;
    }
    sent.count = kept;
    this.size += kept;
  }

  /** Calls back for each pair of intervals between which there was a message that is kept. */
  forEachMessage(visit: (from: number, sentIn: number, to: number, receivedIn: number) => void): void {
    for (const [from, { count, sentIn, to, receivedIn }] of this.sent.entries()) {
      for (let place = 0; place < count; place++) visit(from, sentIn[place], to[place], receivedIn[place]);
    }
  }
}
