import type { Seconds } from "../../scenario/model/units.js";

/** The messages of one sender, in the order of their sends. */
interface SentByOne {
  /** How many before the first that is kept have been forgotten. */
  forgotten: number;
  readonly to: number[];
  readonly sentAt: Seconds[];
  /** Infinite while under way. */
  readonly receivedAt: Seconds[];
}

/** Messages between VMs by the instants of send and receipt, as far back as a failure can need them. */
export class TimedMessages {
  private readonly sentBy: readonly SentByOne[];
  private kept = 0;
  private limit = 4096;

  constructor(vmCount: number) {
    this.sentBy = Array.from({ length: vmCount }, () => ({
      forgotten: 0,
      to: [],
      sentAt: [],
      receivedAt: [],
    }));
  }

  /** A message is sent. Returns its place among those of its sender. */
  sent(from: number, to: number, at: Seconds): number {
    const sent = this.sentBy[from];
    sent.to.push(to);
    sent.sentAt.push(at);
    sent.receivedAt.push(Number.POSITIVE_INFINITY);
    this.kept++;
    return sent.forgotten + sent.to.length - 1;
  }

  received(from: number, place: number, at: Seconds): void {
    const { forgotten, receivedAt } = this.sentBy[from];
    receivedAt[place - forgotten] = at;
  }

  /** Whether it is time to forget. */
  get isFull(): boolean {
    return this.kept >= this.limit;
  }

  /** Forgets the messages of each sender up to the first that was received at `at` or later, or is under way. */
  forgetBefore(at: Seconds): void {
    this.kept = 0;
    for (const sent of this.sentBy) {
      const { receivedAt } = sent;
      let count = 0;
      while (count < receivedAt.length && receivedAt[count] < at) count++;
      for (const column of [sent.to, sent.sentAt, receivedAt]) column.splice(0, count);
      sent.forgotten += count;
      this.kept += receivedAt.length;
    }
    this.limit = Math.max(4096, 2 * this.kept);
  }

  /** VMs go back to given instants: what they sent after that was never sent, and what they received is under way again. */
  undoAfter(backTo: Float64Array): void {
    this.kept = 0;
    for (const [from, { to, sentAt, receivedAt }] of this.sentBy.entries()) {
      while (sentAt.length > 0 && sentAt[sentAt.length - 1] > backTo[from])
        for (const column of [to, sentAt, receivedAt]) column.pop();
      for (let place = 0; place < to.length; place++)
        if (receivedAt[place] >= backTo[to[place]]) receivedAt[place] = Number.POSITIVE_INFINITY;
      this.kept += to.length;
    }
  }

  /** When `vm` first received a message of some senders after `since`; `otherwise` if it never has. */
  firstReceipt(vm: number, senders: Iterable<number>, since: Seconds, otherwise: Seconds): Seconds {
    let first = otherwise;
    for (const from of senders) {
      const { to, receivedAt } = this.sentBy[from];
      for (let place = 0; place < to.length; place++) {
        const at = receivedAt[place];
        if (to[place] === vm && at >= since && at < first) first = at;
      }
    }
    return first;
  }

  /** While a VM has received what its sender, gone back, has not sent, it goes back to just before that receipt. */
  rollBack(moved: readonly number[], backTo: Float64Array): void {
    const open = [...moved];
    for (let vm = open.pop(); vm !== undefined; vm = open.pop()) {
      const { to, sentAt, receivedAt } = this.sentBy[vm];
      for (let place = to.length - 1; place >= 0 && sentAt[place] >= backTo[vm]; place--) {
        const receiver = to[place];
        if (receivedAt[place] >= backTo[receiver]) continue;
        backTo[receiver] = receivedAt[place];
        open.push(receiver);
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
    for (const [from, { to, sentAt, receivedAt }] of this.sentBy.entries()) {
      for (let place = 0; place < to.length; place++) {
        const receiver = to[place];
        const at = receivedAt[place];
        if (at > now) continue;
        const sent = sentAt[place] < backTo[from];
        if (sent === at < backTo[receiver]) continue;
        if (!sent) found.orphans++;
        else if (sentAt[place] < sentAgainFrom[from]) {
          found.deliverAgain++;
          if (isLost(from, receiver)) found.lost++;
        }
      }
    }
    return found;
  }
}
