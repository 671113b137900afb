import type { Bytes, Seconds } from "../../scenario/model/units.js";
import type { Message } from "../events/player.js";
import { isDue } from "../population.js";
import type { Recovery, Scheme } from "./scheme.js";
import { type CountsSetting, SchemeCounts } from "./scheme-counts.js";
import { type TimedMessage, TimedMessages } from "./timed-messages.js";

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
  private readonly messages: TimedMessages;
  private readonly backTo: Float64Array;
  private readonly imageFrom: Float64Array;

  constructor(
    private readonly rules: LoggingRules,
    private readonly setting: CountsSetting,
  ) {
    const { vmCount } = setting.population;
    this.counts = new SchemeCounts(setting);
    this.vms = Array.from({ length: vmCount }, () => new LoggingVm());
    this.messages = new TimedMessages(vmCount);
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
    if (this.messages.isFull) this.messages.forgetBefore(this.oldestSafe());
    return this.messages.send(from, to, sentAt);
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
    const { backTo, imageFrom, messages, vms } = this;
    backTo.fill(at);
    imageFrom.fill(Number.POSITIVE_INFINITY);
    for (const vm of failed) imageFrom[vm] = vms[vm].checkpointAt;
    if (of === "host" && this.rules.where !== "stable") {
      const sameHost = new Set(failed);
      for (const vm of failed) {
        backTo[vm] =
          this.rules.where === "receiver"
            ? vms[vm].safeAt
            : messages.firstReceipt(vm, sameHost, vms[vm].checkpointAt, at);
      }
      messages.rollBack(failed, backTo);
    }
    for (let vm = 0; vm < backTo.length; vm++)
      if (backTo[vm] < at) imageFrom[vm] = Math.min(vms[vm].checkpointAt, backTo[vm]);
    // Receivers' logs in memory are lost with the receiver's host, copies at the senders with the sender's.
    const isLost = (from: number, to: number) => failed.includes(this.rules.where === "sender" ? from : to);
    const { deliverAgain, lost: unrecoverable, orphans } = messages.across(backTo, at, imageFrom, isLost);
    return { backTo, imageFrom, deliverAgain, unrecoverable, orphans };
  }

  /** VMs go on from what they have replayed, and have it at hand as they had before. */
  rollBack({ backTo, imageFrom }: Recovery): void {
    for (const [vm, state] of this.vms.entries()) {
      state.checkpointAt = Math.min(state.checkpointAt, imageFrom[vm]);
      state.safeAt = Math.min(state.safeAt, backTo[vm]);
    }
    this.messages.undoAfter(backTo);
  }

  imagesHeld(images: Float64Array): void {
    for (const c of this.setting.population.classOf) images[c]++;
  }

  /** No failure leads further back. */
  private oldestSafe(): Seconds {
    return this.vms.reduce((oldest, { safeAt }) => Math.min(oldest, safeAt), Number.POSITIVE_INFINITY);
  }
}
