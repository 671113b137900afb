import type { Bytes, Seconds } from "../../scenario/model/units.js";
import type { Message } from "../events/player.js";
import { isDue } from "../population.js";
import { CheckpointHistory } from "./checkpoint-history.js";
import type { CheckpointRules } from "./checkpoint-rules.js";
import type { Recovery, Scheme } from "./scheme.js";
import { type CountsSetting, SchemeCounts } from "./scheme-counts.js";
import { uselessCheckpoints } from "./useless-checkpoints.js";

/** What a checkpointing scheme plays in. */
export interface CheckpointingSetting extends CountsSetting {
  /** What the scheme adds to each message. */
  readonly piggybackBytes: Bytes;
  /**
   * For each VM the period after which a basic checkpoint follows any other one, where the scheme has timers of its own.
   */
  readonly ownPeriod?: (vm: number) => Seconds;
  /** Whether all of the run is kept, for reports on it. */
  readonly keepsAll?: boolean;
  /** Whether recoveries are carried out, so that checkpoints must hold what the rules knew. */
  readonly goesBack?: boolean;
  /** Whether to count useless checkpoints, where the scheme does not exclude them. */
  readonly countUseless?: boolean;
}

/** What a message carries: what the rules want, and the number of the sender's interval. */
interface Carried {
  readonly interval: number;
  readonly own: unknown;
}

/**
 * A scheme in which checkpoints are all there is: basic ones at the VMs' timers, others where its rules force them. After
 * a failure VMs return to the latest consistent line of checkpoints. It logs nothing that its rules do not ask for.
 */
export class CheckpointingScheme implements Scheme<Carried> {
  readonly counts: SchemeCounts;
  readonly history: CheckpointHistory;
  /** What the rules know of each VM. */
  readonly states: unknown[];
  /** What messages of each VM carry, until that changes. */
  private readonly carried: (Carried | undefined)[];
  private readonly line: Int32Array;
  private readonly recovery: { backTo: Float64Array; imageFrom: Float64Array };
  /** With timers of its own: when each VM's next basic checkpoint is due, and whether a forced one has moved that. */
  private readonly dueAt: Float64Array;
  private readonly reset: Uint8Array;
  private nextDue = 0;

  constructor(
    private readonly rules: CheckpointRules,
    private readonly setting: CheckpointingSetting,
  ) {
    const { vmCount } = setting.population;
    this.counts = new SchemeCounts(setting);
    this.states = Array.from({ length: vmCount }, (_, vm) => rules.initially(vm));
    this.history = new CheckpointHistory(
      vmCount,
      setting.countUseless ? (_, line) => this.judge(line) : undefined,
      setting.keepsAll,
      (vm) => this.savedState(vm),
    );
    this.carried = new Array<Carried | undefined>(vmCount).fill(undefined);
    this.line = new Int32Array(vmCount);
    this.recovery = { backTo: new Float64Array(vmCount), imageFrom: new Float64Array(vmCount) };
    this.reset = new Uint8Array(vmCount);
    this.dueAt = new Float64Array(vmCount).fill(Number.POSITIVE_INFINITY);
  }

  timer(vm: number, k: number, at: Seconds): void {
    const { population } = this.setting;
    if (!isDue(population, population.classOf[vm], k)) return;
    // With timers of its own, the first one alone rings with the others'.
    if (this.dueAt[vm] < Number.POSITIVE_INFINITY) return;
    if (this.rules.takesBasic?.(this.states[vm], k) === false)
      this.counts.checkpoint({ vm, at, kind: "skipped" });
    else this.take(vm, at);
  }

  /** When the next basic checkpoint is due, where the scheme has timers of its own. */
  get nextTime(): Seconds {
    return this.dueAt[this.nextDue];
  }

  act(): void {
    this.take(this.nextDue, this.nextTime);
  }

  send(message: Message): Carried {
    const { from, to } = message;
    const { rules } = this;
    const state = this.states[from];
    const carried = this.carried[from] ?? { interval: this.history.latest[from], own: rules.carried(state) };
    this.carried[from] = carried;
    rules.sent?.(state, to);
    this.counts.piggyback += this.setting.piggybackBytes;
    if (rules.afterEverySend) this.take(from, message.sentAt, message);
    return carried;
  }

  receive(message: Message, { interval, own }: Carried): void {
    const { from, to } = message;
    const { rules } = this;
    const state = this.states[to];
    if (rules.forces(state, own, from)) this.take(to, message.deliveredAt, message);
    if (rules.received(state, own, from)) this.carried[to] = undefined;
    const logged = rules.logs?.(state, own) === true;
    this.history.received(from, interval, to, logged);
    if (logged) this.counts.log(message.bytes);
  }

  /** Failed VMs return to the latest consistent line, and others with them where they must. */
  recover(failed: readonly number[], at: Seconds): Recovery {
    const { history, recovery, line } = this;
    history.lineAfter(failed, line);
    for (let vm = 0; vm < line.length; vm++) {
      const kept = line[vm] > history.latest[vm];
      const takenAt = kept ? Number.POSITIVE_INFINITY : history.taken(vm, line[vm]).at;
      recovery.backTo[vm] = kept ? at : takenAt;
      recovery.imageFrom[vm] = takenAt;
    }
    const { deliverAgain, logged, orphans } = history.messagesAt(line);
    return { ...recovery, deliverAgain, unrecoverable: deliverAgain - logged, orphans };
  }

  imagesHeld(images: Float64Array): void {
    const { classOf } = this.setting.population;
    this.history.forget();
    for (let vm = 0; vm < this.line.length; vm++) images[classOf[vm]] += this.history.kept(vm);
  }

  end(): void {
    if (this.setting.countUseless) this.judge(this.history.latest);
  }

  private judge(line: Int32Array): void {
    const { judged, useless } = uselessCheckpoints(this.history, line, this.counts.since);
    this.counts.judged += judged;
    this.counts.useless += useless.length;
  }

  /** VMs go on from the line that was worked out last. */
  rollBack(): void {
    const { history, states, line, carried } = this;
    for (let vm = 0; vm < line.length; vm++) {
      if (line[vm] > history.latest[vm]) continue;
      states[vm] = structuredClone(history.taken(vm, line[vm]).state);
      carried[vm] = undefined;
      this.restartTimer(vm, line[vm] === 0 ? Number.POSITIVE_INFINITY : history.taken(vm, line[vm]).at);
    }
    history.returnTo(line);
  }

  /** What the rules know of `vm`, where it may be wanted again. */
  private savedState(vm: number): unknown {
    return this.setting.goesBack ? structuredClone(this.states[vm]) : undefined;
  }

  /** @param message what forces the checkpoint, where it is not a basic one */
  private take(vm: number, at: Seconds, message?: Message): void {
    const forced = message !== undefined;
    this.carried[vm] = undefined;
    this.rules.checkpoint(this.states[vm], forced);
    this.history.checkpoint(vm, at, this.savedState(vm));
    const kind = forced ? "forced" : "basic";
    this.counts.checkpoint({ vm, at, kind, message }, !forced && this.reset[vm] === 0);
    if (forced && this.setting.ownPeriod) this.reset[vm] = 1;
    this.restartTimer(vm, at);
  }

  /** With timers of its own, the next basic checkpoint comes one whole period after the last one. */
  private restartTimer(vm: number, since: Seconds): void {
    const { ownPeriod } = this.setting;
    if (ownPeriod === undefined) return;
    const { dueAt } = this;
    dueAt[vm] = since + ownPeriod(vm);
    if (vm !== this.nextDue && dueAt[vm] >= dueAt[this.nextDue]) return;
    this.nextDue = 0;
    for (let other = 1; other < dueAt.length; other++)
      if (dueAt[other] < dueAt[this.nextDue]) this.nextDue = other;
  }
}
