import type { Seconds } from "../../scenario/model/units.js";

/** Messages that one VM has sent in one of its intervals, and another has received in one of its own. */
interface MessageGroup {
  readonly sentIn: number;
  readonly to: number;
  readonly receivedIn: number;
  messages: number;
  /** How many of them are logged on stable storage. */
  logged: number;
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
  /** Of each VM, from the oldest kept on: when it was taken, and the state that it holds, where VMs may return to it. */
  private readonly checkpoints: { readonly at: Seconds; readonly state: unknown }[][];
  /** By sender. */
  private readonly sent: MessageGroup[][];
  /** For each pair of VMs, what its last message belongs to. */
  private readonly last: (MessageGroup | undefined)[];
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
    this.checkpoints = Array.from({ length: vmCount }, (_, vm) => [{ at: 0, state: initialState?.(vm) }]);
    this.sent = Array.from({ length: vmCount }, () => []);
    this.last = new Array<MessageGroup | undefined>(vmCount * vmCount).fill(undefined);
  }

  checkpoint(vm: number, at: Seconds, state?: unknown): void {
    this.latest[vm]++;
    this.checkpoints[vm].push({ at, state });
  }

  /** `to` receives, in its present interval, a message that `from` has sent in interval `sentIn`. */
  received(from: number, sentIn: number, to: number, logged: boolean): void {
    const receivedIn = this.latest[to];
    const pair = from * this.vmCount + to;
    let group = this.last[pair];
    if (group?.sentIn !== sentIn || group.receivedIn !== receivedIn) {
      if (++this.size > this.sizeToForget) this.forget();
      group = { sentIn, to, receivedIn, messages: 0, logged: 0 };
      this.sent[from].push(group);
      this.last[pair] = group;
    }
    group.messages++;
    if (logged) group.logged++;
  }

  /** Checkpoint `number` of `vm`, which must be kept. */
  taken(vm: number, number: number): { readonly at: Seconds; readonly state: unknown } {
    return this.checkpoints[vm][number - this.oldest[vm]];
  }

  kept(vm: number): number {
    return this.checkpoints[vm].length;
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
    const moved = new Set(failed);
    for (const vm of moved) line[vm] = latest[vm];
    // A set goes through what is added on the way, too, and holds a VM that moves again before its turn only once.
    for (const vm of moved) {
      moved.delete(vm);
      for (const { sentIn, to, receivedIn } of this.sent[vm]) {
        if (sentIn < line[vm] || receivedIn >= line[to]) continue;
        line[to] = receivedIn;
        moved.add(to);
      }
    }
    return line;
  }

  /**
   * Counts the messages that are to be delivered again if all VMs return to a line, sent before it and received after it;
   * those of them that are logged on stable storage; and those sent after the line and received before it: none, or it is no
   * recovery line.
   */
  messagesAt(line: Int32Array) {
    const found = { deliverAgain: 0, logged: 0, orphans: 0 };
    for (const [from, groups] of this.sent.entries()) {
      for (const { sentIn, to, receivedIn, messages, logged } of groups) {
        const sentBefore = sentIn < line[from];
        if (sentBefore === receivedIn < line[to]) continue;
        if (!sentBefore) found.orphans += messages;
        else {
          found.deliverAgain += messages;
          found.logged += logged;
        }
      }
    }
    return found;
  }

  /** Forgets what lies before the line to which the failure of everybody leads. */
  forget(line: Int32Array = this.lineAfter(this.latest.keys())): void {
    this.beforeForgetting?.(this, line);
    this.keepWhere((from, { sentIn, to, receivedIn }) => sentIn >= line[from] || receivedIn >= line[to]);
    for (const [vm, checkpoints] of this.checkpoints.entries()) {
      checkpoints.splice(0, line[vm] - this.oldest[vm]);
      this.oldest[vm] = line[vm];
    }
    this.sizeToForget = Math.max(4096, 2 * this.size);
  }

  /** All VMs return to a line: what was sent or received after it has not happened. */
  returnTo(line: Int32Array): void {
    this.keepWhere((from, { sentIn, to, receivedIn }) => sentIn < line[from] && receivedIn < line[to]);
    for (const [vm, checkpoints] of this.checkpoints.entries()) {
      if (line[vm] > this.latest[vm]) continue;
      checkpoints.splice(line[vm] - this.oldest[vm] + 1);
      this.latest[vm] = line[vm];
    }
  }

  /** Forgets all other messages. */
  private keepWhere(isKept: (from: number, group: MessageGroup) => boolean): void {
    this.last.fill(undefined);
    this.size = 0;
    for (const [from, groups] of this.sent.entries()) {
      const kept = groups.filter((group) => isKept(from, group));
      for (const group of kept) this.last[from * this.vmCount + group.to] = group;
      this.sent[from] = kept;
      this.size += kept.length;
    }
  }

  forEachMessage(visit: (from: number, sentIn: number, to: number, receivedIn: number) => void): void {
    for (const [from, groups] of this.sent.entries()) {
      for (const { sentIn, to, receivedIn } of groups) visit(from, sentIn, to, receivedIn);
    }
  }
}
