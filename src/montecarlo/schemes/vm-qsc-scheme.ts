import type { Seconds } from "../../scenario/model/units.js";
import type { Message } from "../events/player.js";
import { RowsByIndex } from "../observers/rows-by-index.js";
import type { Recovery, Scheme } from "./scheme.js";
import { type CountsSetting, SchemeCounts } from "./scheme-counts.js";
import { disagreement, lostWith } from "./vm-qsc/lost-and-orphaned.js";
import { restoredOnLine } from "./vm-qsc/restored-vm.js";
import { isInTransit, type LoggedMessage, VmQsc, type VmQscSetting } from "./vm-qsc/vm-qsc.js";

/** What VM_QSC plays in, beside other schemes. */
export type VmQscSchemeSetting = CountsSetting & Omit<VmQscSetting, "observer">;

/** What a message carries: its index, which is one integer. */
const piggybackBytes = 4;

/** VM_QSC beside other schemes: its rules as they are, what they do counted, and what its recovery would find (R9, R10). */
export class VmQscScheme implements Scheme<LoggedMessage> {
  readonly counts: SchemeCounts;
  readonly rules: VmQsc;
  /** When each VM reached each index from that of the covered line on. */
  private readonly reachedAt: RowsByIndex;
  private readonly lost: Float64Array;
  private readonly imageFrom: Float64Array;

  constructor(private readonly setting: VmQscSchemeSetting) {
    const { population, policies } = setting;
    const { vmCount, classOf } = population;
    const counts = new SchemeCounts(setting);
    this.counts = counts;
    this.lost = new Float64Array(vmCount);
    this.imageFrom = new Float64Array(vmCount);
    this.reachedAt = new RowsByIndex(() => new Float64Array(vmCount));
    const drops = policies.volatileLog === "drop";
    this.rules = new VmQsc({
      ...setting,
      observer: {
        checkpointTaken: (vm, { index, at }, early) => {
          this.reachedAt.at(index)[vm] = at;
          counts.checkpoint({ vm, at, kind: "basic", autonomous: !early });
          if (early) counts.skipped[classOf[vm]]++;
        },
        flushed: (vm, k, at, _early, messages) => {
          this.reachedAt.at(k)[vm] = at;
          for (const { message } of messages) counts.log(message.bytes);
          if (drops) this.release(messages, at);
        },
        lineCovered: (k, at, { volatile, copies }) => {
          this.reachedAt.release(k - 1);
          this.release(volatile, at);
          this.release(copies, at);
        },
      },
    });
  }

  timer(vm: number, k: number, at: Seconds): void {
    this.rules.timer(vm, k, at);
  }

  get nextTime(): Seconds {
    return this.rules.nextTime;
  }

  act(): void {
    this.rules.act();
  }

  send(message: Message): LoggedMessage {
    const { hostOf } = this.setting.population;
    const { from, to, sentAt, bytes } = message;
    const logged = this.rules.send(message);
    this.counts.piggyback += piggybackBytes;
    if (hostOf[from] !== hostOf[to]) this.counts.hold(1, bytes, sentAt);
    return logged;
  }

  receive(message: Message, logged: LoggedMessage): void {
    this.rules.receive(message, logged);
    this.counts.hold(1, message.bytes, message.deliveredAt);
    const writes = this.setting.policies.inTransit === "stable" && logged.sentIndex < logged.receivedIndex;
    if (writes) this.counts.log(message.bytes);
  }

  recover(failed: readonly number[], at: Seconds, of: "vm" | "host"): Recovery {
    return of === "vm" ? this.afterVmFailure(failed, at) : this.afterHostFailure(failed, at);
  }

  imagesHeld(images: Float64Array): void {
    const { classOf } = this.setting.population;
    for (const [vm, { checkpoints }] of this.rules.vms.entries()) images[classOf[vm]] += checkpoints.length;
  }

  /** R9: it replays what its host's memory holds, from its last complete checkpoint; nobody else moves. */
  private afterVmFailure(failed: readonly number[], at: Seconds): Recovery {
    const { lost, imageFrom } = this;
    lost.fill(0);
    imageFrom.fill(Number.POSITIVE_INFINITY);
    for (const vm of failed) {
      const { checkpoints } = this.rules.vms[vm];
      imageFrom[vm] = checkpoints.findLast(({ completion }) => completion <= at)?.at ?? 0;
    }
    return { lost, imageFrom, deliverAgain: 0, unrecoverable: 0, orphans: 0 };
  }

  /** R10: all VMs return to the line that is covered. */
  private afterHostFailure(failed: readonly number[], at: Seconds): Recovery {
    const { lost, imageFrom, rules } = this;
    const { hostOf } = this.setting.population;
    const reachedAt = this.reachedAt.at(rules.covered);
    const restored = rules.vms.map((_, vm) => restoredOnLine(rules, vm, at, false));
    for (const [vm, { checkpoint }] of restored.entries()) {
      lost[vm] = at - reachedAt[vm];
      imageFrom[vm] = checkpoint.at;
    }
    const { orphans, hanging } = disagreement(rules, restored);
    const unrecoverable = lostWith(rules, hanging, hostOf[failed[0]]).length;
    const deliverAgain = hanging.filter((logged) => !isInTransit(logged)).length;
    return { lost, imageFrom, deliverAgain, unrecoverable, orphans: orphans.length };
  }

  private release(messages: readonly LoggedMessage[], at: Seconds): void {
    let bytes = 0;
    for (const { message } of messages) bytes += message.bytes;
    this.counts.hold(-messages.length, -bytes, at);
  }
}
