import type { Bytes, Seconds } from "../../scenario/model/units.js";
import type { Message } from "../events/player.js";
import { isDue } from "../population.js";
import type { Recovery, Scheme } from "./scheme.js";
import { type CountsSetting, SchemeCounts } from "./scheme-counts.js";

/** A message by the instants of send and receipt. */
interface TimedMessage {
  readonly to: number;
  readonly sentAt: Seconds;
  /** Infinite while it is under way. */
  receivedAt: Seconds;
}

/** A VM between its own checkpoints, as logging schemes see it. */
class LoggingVm {
  /** When it last took a checkpoint. */
  checkpointAt: Seconds = 0;
  /** When it last took a checkpoint or wrote its log. */
  safeAt: Seconds = 0;
  /** Messages held for it, in its own host's memory or in the senders', and their bytes. */
  held = 0;
  heldBytes: Bytes = 0;
  /** Receipts since its last send. */
  untold = 0;
  /** What it has sent, in that order, as far back as a failure can need it. */
  readonly sent: TimedMessage[] = [];
}

/** What tells one way of logging from another. */
export interface LoggingRules {
  /** To stable storage before delivery; in the receiver's memory until the next base timer; in the sender's memory. */
  readonly where: "stable" | "receiver" | "sender";
  /** Control messages of each message. */
  readonly controlPerMessage: number;
  /** Bytes that each receipt adds to what its receiver sends next. */
  readonly bytesPerReceipt: Bytes;
}

/** The ways of logging, by key. */
export const loggingRules = {
  "log-all": { where: "stable", controlPerMessage: 0, bytesPerReceipt: 0 },
  "log-optimistic": { where: "receiver", controlPerMessage: 0, bytesPerReceipt: 0 },
  "log-sender": { where: "sender", controlPerMessage: 2, bytesPerReceipt: 0 },
  "log-causal": { where: "sender", controlPerMessage: 0, bytesPerReceipt: 16 },
} as const satisfies { readonly [key: string]: LoggingRules };

/**
 * Uncoordinated checkpoints with a log of messages: a failed VM replays what it had received, and survivors move only
 * where they have received what a failed VM cannot send again (orphans). They stop just before the first such receipt,
 * for their logs are whole.
 *
 * - Source: textbook; Johnson and Zwaenepoel for logs at the sender, family-based logging for determinants
 * - Limits: what goes into the log after a failure of the logging host itself is not modelled
 */
export class MessageLogging implements Scheme<TimedMessage | undefined> {
  readonly counts: SchemeCounts;
  private readonly vms: readonly LoggingVm[];
  /** Messages kept, and the number at which those that nobody needs are forgotten. */
  private kept = 0;
  private limit = fewestKept;
  private readonly backTo: Float64Array;
  private readonly imageFrom: Float64Array;

  constructor(
    private readonly rules: LoggingRules,
    private readonly setting: CountsSetting,
  ) {
    const { vmCount } = setting.population;
    this.counts = new SchemeCounts(setting);
    this.vms = Array.from({ length: vmCount }, () => new LoggingVm());
    this.backTo = new Float64Array(vmCount);
    this.imageFrom = new Float64Array(vmCount);
  }

  /** A checkpoint where the VM is due; elsewhere the receiver's log is written. */
  timer(vm: number, k: number, at: Seconds): void {
    const { population } = this.setting;
    const state = this.vms[vm];
    const due = isDue(population, population.classOf[vm], k);
    const writes = this.rules.where === "receiver";
    if (due) {
      this.counts.checkpoint({ vm, at, kind: "basic" }, true);
      state.checkpointAt = at;
    } else if (writes) {
      this.counts.logged += state.held;
      this.counts.loggedBytes += state.heldBytes;
    }
    state.safeAt = writes ? at : state.checkpointAt;
    if (!due && !writes) return;
    this.counts.hold(-state.held, -state.heldBytes, at);
    state.held = 0;
    state.heldBytes = 0;
  }

  send({ from, to, sentAt }: Message): TimedMessage | undefined {
    const sender = this.vms[from];
    this.counts.piggyback += this.rules.bytesPerReceipt * sender.untold;
    sender.untold = 0;
    this.counts.control += this.rules.controlPerMessage;
    if (this.rules.where === "stable") return undefined;
    if (this.kept >= this.limit) this.forget();
    const timed = { to, sentAt, receivedAt: Number.POSITIVE_INFINITY };
    sender.sent.push(timed);
    this.kept++;
    return timed;
  }

  receive({ to, deliveredAt, bytes }: Message, timed: TimedMessage | undefined): void {
    const receiver = this.vms[to];
    receiver.untold++;
    if (timed === undefined) {
      this.counts.log(bytes);
      return;
    }
    receiver.held++;
    receiver.heldBytes += bytes;
    this.counts.hold(1, bytes, deliveredAt);
    timed.receivedAt = deliveredAt;
  }

  recover(failed: readonly number[], at: Seconds, of: "vm" | "host"): Recovery {
    const { backTo, imageFrom, vms } = this;
    backTo.fill(at);
    imageFrom.fill(Number.POSITIVE_INFINITY);
    for (const vm of failed) imageFrom[vm] = vms[vm].checkpointAt;
    if (of === "host" && this.rules.where !== "stable") {
      const sameHost = new Set(failed);
      for (const vm of failed) {
        backTo[vm] =
          this.rules.where === "receiver"
            ? vms[vm].safeAt
            : this.firstReceipt(vm, sameHost, vms[vm].checkpointAt, at);
      }
      this.takeAlong(failed);
    }
    for (let vm = 0; vm < backTo.length; vm++)
      if (backTo[vm] < at) imageFrom[vm] = Math.min(vms[vm].checkpointAt, backTo[vm]);
    return { backTo, imageFrom, ...this.across(at, failed) };
  }

  /** VMs go on from what they have replayed, and have it at hand as they had before. */
  rollBack({ backTo, imageFrom }: Recovery): void {
    for (const [vm, state] of this.vms.entries()) {
      state.checkpointAt = Math.min(state.checkpointAt, imageFrom[vm]);
      state.safeAt = Math.min(state.safeAt, backTo[vm]);
    }
    // What they sent after that was never sent, and what they received is under way again.
    for (const [from, { sent }] of this.vms.entries()) {
      while (sent.length > 0 && sent[sent.length - 1].sentAt > backTo[from]) sent.pop();
      for (const message of sent)
        if (message.receivedAt >= backTo[message.to]) message.receivedAt = Number.POSITIVE_INFINITY;
    }
    this.count();
  }

  imagesHeld(images: Float64Array): void {
    for (const c of this.setting.population.classOf) images[c]++;
  }

  /** No failure leads further back than to the oldest safe state: what was received before it is not needed. */
  private forget(): void {
    const oldest = this.vms.reduce((least, { safeAt }) => Math.min(least, safeAt), Number.POSITIVE_INFINITY);
    for (const { sent } of this.vms) {
      const first = sent.findIndex(({ receivedAt }) => receivedAt >= oldest);
      sent.splice(0, first < 0 ? sent.length : first);
    }
    this.count();
    this.limit = Math.max(fewestKept, 2 * this.kept);
  }

  private count(): void {
    this.kept = this.vms.reduce((sum, { sent }) => sum + sent.length, 0);
  }

  /** When `vm` first received a message of some senders after `since`; `otherwise` if it never has. */
  private firstReceipt(vm: number, senders: Iterable<number>, since: Seconds, otherwise: Seconds): Seconds {
    let first = otherwise;
    for (const from of senders)
      for (const { to, receivedAt } of this.vms[from].sent)
        if (to === vm && receivedAt >= since && receivedAt < first) first = receivedAt;
    return first;
  }

  /** While a VM has received what its sender, gone back, has not sent, it goes back to just before that receipt. */
  private takeAlong(moved: readonly number[]): void {
    const { vms, backTo } = this;
    const unseen = vms.map(({ sent }) => sent.length);
    const open = [...moved];
    for (let vm = open.pop(); vm !== undefined; vm = open.pop()) {
      const { sent } = vms[vm];
      while (unseen[vm] > 0 && sent[unseen[vm] - 1].sentAt >= backTo[vm]) {
        const { to, receivedAt } = sent[--unseen[vm]];
        if (receivedAt >= backTo[to]) continue;
        backTo[to] = receivedAt;
        open.push(to);
      }
    }
  }

  /**
   * Counts the messages between the states that VMs return to: those to be delivered again, those of them that are lost, and
   * those received and never sent. What a sender sends again while it replays is none of them.
   */
  private across(now: Seconds, failed: readonly number[]) {
    const { backTo, imageFrom } = this;
    const found = { deliverAgain: 0, unrecoverable: 0, orphans: 0 };
    for (const [from, { sent }] of this.vms.entries()) {
      for (const { to, sentAt, receivedAt } of sent) {
        if (receivedAt > now) continue;
        const isSent = sentAt < backTo[from];
        if (isSent === receivedAt < backTo[to]) continue;
        if (!isSent) found.orphans++;
        else if (sentAt < imageFrom[from]) {
          found.deliverAgain++;
          // Receivers' logs in memory are lost with the receiver's host, copies at the senders with the sender's.
          if (failed.includes(this.rules.where === "sender" ? from : to)) found.unrecoverable++;
        }
      }
    }
    return found;
  }
}

const fewestKept = 4096;
