import type { Seconds } from "../../../scenario/model/units.js";
import type { Message } from "../../events/player.js";
import { CoveredLine } from "../../observers/covered-line.js";
import type { Line, Recovery, Scheme } from "../scheme.js";
import { type CountsSetting, SchemeCounts } from "../scheme-counts.js";
import { disagreement, lostWith, type RestoredVm, restoredOnLine } from "./after-failure.js";
import { makeVmQsc } from "./stored-vm-qsc.js";
import type { Reclaimed, VmQsc, VmQscObserver, VmQscSetting } from "./vm-qsc.js";
import type { Checkpoint, LoggedMessage } from "./vm-state.js";

/** What a message carries: its sender's index. */
const piggybackBytes = 4;

/**
 * VM_QSC beside other schemes: its rules as they stand in `VmQsc`, what they do counted as theirs is, and what R9 and
 * R10 would bring back.
 */
export class VmQscScheme implements Scheme<LoggedMessage>, VmQscObserver {
  readonly counts: SchemeCounts;
  newestLine: Line = { k: 0, since: 0 };
  readonly rules: VmQsc;
  readonly line: CoveredLine;
  /** What the last failure of a host that was worked out would leave. */
  private restored: readonly RestoredVm[] = [];
  private readonly recovery: { readonly backTo: Float64Array; readonly imageFrom: Float64Array };

  constructor(setting: VmQscSetting & CountsSetting, makeRules = makeVmQsc) {
    const { vmCount } = setting.population;
    this.counts = new SchemeCounts(setting);
    this.rules = makeRules({ ...setting, observer: this });
    this.line = new CoveredLine(setting.population);
    this.recovery = { backTo: new Float64Array(vmCount), imageFrom: new Float64Array(vmCount) };
  }

  get nextTime(): Seconds {
    return this.rules.nextTime;
  }

  timer(vm: number, k: number, at: Seconds): void {
    this.rules.timer(vm, k, at);
  }

  send(message: Message): LoggedMessage {
    return this.rules.send(message);
  }

  receive(message: Message, logged: LoggedMessage): void {
    this.rules.receive(message, logged);
  }

  act(): void {
    this.rules.act();
  }

  sent({ message: { from, to, bytes, sentAt } }: LoggedMessage): void {
    const { hostOf } = this.rules.setting.population;
    this.counts.piggyback += piggybackBytes;
    if (hostOf[from] !== hostOf[to]) this.counts.hold(1, bytes, sentAt);
  }

  received({ message, sentIndex, receivedIndex }: LoggedMessage): void {
    const { bytes, deliveredAt } = message;
    this.counts.hold(1, bytes, deliveredAt);
    const crosses = sentIndex < receivedIndex;
    if (crosses && this.rules.setting.policies.inTransit === "stable") this.counts.log(bytes);
  }

  checkpointTaken(vm: number, { index, at }: Checkpoint, early: boolean): void {
    const { classOf } = this.rules.setting.population;
    this.counts.checkpoint({ vm, at, kind: "basic" }, !early);
    if (early) this.counts.skipped[classOf[vm]]++;
    this.line.reached(vm, index, at);
  }

  flushed(vm: number, k: number, at: Seconds, _early: boolean, messages: readonly LoggedMessage[]): void {
    for (const { message } of messages) this.counts.log(message.bytes);
    this.line.reached(vm, k, at);
  }

  dropped(messages: readonly LoggedMessage[], at: Seconds): void {
    for (const { message } of messages) this.counts.hold(-1, -message.bytes, at);
  }

  lineCovered(k: number, at: Seconds, { volatile, copies }: Reclaimed): void {
    this.dropped(volatile, at);
    this.dropped(copies, at);
    this.line.cover(k);
    this.newestLine = { k, since: at };
  }

  /** R9: the VM replays all that it had received, and loses nothing. R10: every VM returns to the covered line. */
  recover(failed: readonly number[], at: Seconds, of: "vm" | "host"): Recovery {
    const { recovery, rules } = this;
    recovery.backTo.fill(at);
    recovery.imageFrom.fill(Number.POSITIVE_INFINITY);
    return of === "vm"
      ? this.recoverVms(failed, at)
      : this.recoverAll(rules.setting.population.hostOf[failed[0]], at);
  }

  /** R10, carried out; what is delivered again has a copy in its sender's host again (R5). */
  rollBack(_recovery: Recovery, again: readonly LoggedMessage[]): void {
    const { rules, restored, line } = this;
    const { hostOf } = rules.setting.population;
    const copies = rules.copies.map((_, host) =>
      again.filter(({ message: { from, to } }) => hostOf[from] === host && hostOf[to] !== host),
    );
    rules.returnToLine(restored, again, copies, Math.min(...line.at));
    line.goBack();
  }

  imagesHeld(images: Float64Array): void {
    const { classOf } = this.rules.setting.population;
    for (const [vm, { checkpoints }] of this.rules.vms.entries()) images[classOf[vm]] += checkpoints.length;
  }

  private recoverVms(failed: readonly number[], at: Seconds): Recovery {
    const { recovery, rules } = this;
    let fromOwnDisk = false;
    for (const vm of failed) {
      const newest = rules.vms[vm].checkpoints.findLast(({ restorable }) => restorable <= at)!;
      recovery.imageFrom[vm] = newest.at;
      fromOwnDisk = newest.completion > at;
    }
    return { ...recovery, fromOwnDisk, deliverAgain: 0, unrecoverable: 0, orphans: 0 };
  }

  private recoverAll(host: number, at: Seconds): Recovery {
    const { recovery, rules } = this;
    const { hostOf } = rules.setting.population;
    const restored = rules.vms.map((_, vm) => restoredOnLine(rules, vm, at, false));
    this.restored = restored;
    for (const [vm, { checkpoint }] of restored.entries()) {
      recovery.backTo[vm] = this.line.at[vm];
      recovery.imageFrom[vm] = checkpoint.at;
    }
    const { orphans, hanging } = disagreement(rules, restored);
    const line = rules.covered;
    const acrossLine = rules.vms
      .flatMap(({ received }, vm) => received.slice(restored[vm].received))
      .filter(({ sentIndex }) => sentIndex < line);
    const insideHost = rules.inTransit.filter(
      ({ message: { from, to }, sentIndex }) =>
        sentIndex < line && hostOf[from] === host && hostOf[to] === host,
    );
    return {
      ...recovery,
      deliverAgain: acrossLine.length + insideHost.length,
      unrecoverable: lostWith(rules, hanging, host).length,
      orphans: orphans.length,
    };
  }
}
