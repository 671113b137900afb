import type { Seconds } from "../../scenario/model/units.js";

/** A message by the instants of send and receipt. */
export interface TimedMessage {
  readonly to: number;
  readonly sentAt: Seconds;
  /** Infinite while it is under way. */
  receivedAt: Seconds;
}

/** Messages between VMs by the instants of send and receipt, as far back as a failure can need them. */
export class TimedMessages {
  /** By sender, in the order of the sends. */
  private readonly sentBy: readonly TimedMessage[][];
  private kept = 0;
  private limit = 4096;

  constructor(vmCount: number) {
    this.sentBy = Array.from({ length: vmCount }, () => []);
  }

  send(from: number, to: number, sentAt: Seconds): TimedMessage {
    const message = { to, sentAt, receivedAt: Number.POSITIVE_INFINITY };
    this.sentBy[from].push(message);
    this.kept++;
    return message;
  }

  get isFull(): boolean {
    return this.kept >= this.limit;
  }

  /** Forgets the messages of each sender up to the first that was received at `at` or later, or is under way. */
  forgetBefore(at: Seconds): void {
    for (const sent of this.sentBy) {
      const first = sent.findIndex(({ receivedAt }) => receivedAt >= at);
      sent.splice(0, first < 0 ? sent.length : first);
    }
    this.count();
    this.limit = Math.max(4096, 2 * this.kept);
  }

  /** VMs go back to given instants: what they sent after that was never sent, and what they received is under way again. */
  undoAfter(backTo: Float64Array): void {
    for (const [from, sent] of this.sentBy.entries()) {
      while (sent.length > 0 && sent[sent.length - 1].sentAt > backTo[from]) sent.pop();
      for (const message of sent)
        if (message.receivedAt >= backTo[message.to]) message.receivedAt = Number.POSITIVE_INFINITY;
    }
    this.count();
  }

  private count(): void {
    this.kept = this.sentBy.reduce((sum, { length }) => sum + length, 0);
  }

  /** When `vm` first received a message of some senders after `since`; `otherwise` if it never has. */
  firstReceipt(vm: number, senders: Iterable<number>, since: Seconds, otherwise: Seconds): Seconds {
    let first = otherwise;
    for (const from of senders)
      for (const { to, receivedAt } of this.sentBy[from])
        if (to === vm && receivedAt >= since && receivedAt < first) first = receivedAt;
    return first;
  }

  /** While a VM has received what its sender, gone back, has not sent, it goes back to just before that receipt. */
  rollBack(moved: readonly number[], backTo: Float64Array): void {
    const unseen = this.sentBy.map(({ length }) => length);
    const open = [...moved];
    for (let vm = open.pop(); vm !== undefined; vm = open.pop()) {
      const sent = this.sentBy[vm];
      while (unseen[vm] > 0 && sent[unseen[vm] - 1].sentAt >= backTo[vm]) {
        const { to, receivedAt } = sent[--unseen[vm]];
        if (receivedAt >= backTo[to]) continue;
        backTo[to] = receivedAt;
        open.push(to);
      }
    }
  }

  /**
   * Counts the messages between states that go back to given instants: those to be delivered again, those of them that
   * are lost, and those received and never sent. What a sender sends again while it replays is none of them.
   */
  across(
    backTo: Float64Array,
    now: Seconds,
    sentAgainFrom: Float64Array,
    isLost: (from: number, to: number) => boolean,
  ): { readonly deliverAgain: number; readonly lost: number; readonly orphans: number } {
    const found = { deliverAgain: 0, lost: 0, orphans: 0 };
    for (const [from, messages] of this.sentBy.entries()) {
      for (const { to, sentAt, receivedAt } of messages) {
        if (receivedAt > now) continue;
        const sent = sentAt < backTo[from];
        if (sent === receivedAt < backTo[to]) continue;
        if (!sent) found.orphans++;
        else if (sentAt < sentAgainFrom[from]) {
          found.deliverAgain++;
          if (isLost(from, to)) found.lost++;
        }
      }
    }
    return found;
  }
}
