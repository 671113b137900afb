import type { Bytes, Seconds } from "../../scenario/model/units.js";
import type { Message } from "../events/player.js";
import type { CheckpointDurations } from "../sources/checkpoint-durations.js";
import {
  type StableWrite,
  StableWrites,
  type WriteListener,
  type WritesThrough,
} from "../storage/stable-writes.js";
import { TimedHeap } from "../timed-heap.js";
import type { Line, Recovery, Scheme } from "./scheme.js";
import { type CountsSetting, SchemeCounts } from "./scheme-counts.js";

/** Delays of the control messages of round `k` between VM 0 and each other one, drawn anew for each purpose. */
export type ControlDelays = (k: number, purpose: "request" | "report" | "resume") => (vm: number) => Seconds;

export interface CoordinatedSetting extends CountsSetting {
  /** Where writing images takes time. */
  readonly writesThrough?: WritesThrough | undefined;
  readonly durations: CheckpointDurations;
  readonly controlDelays: ControlDelays;
  readonly blocking: boolean;
  /** For how long a checkpoint holds a VM up by itself, by class. */
  readonly pause: readonly Seconds[];
  readonly messagesPerRound: number;
  readonly piggybackBytes: number;
}

/** One round, until it is a recovery line that is not needed any more. */
interface Round {
  readonly k: number;
  readonly takenAt: Float64Array;
  taken: number;
  /** When each image was written, and how many are being written. */
  readonly writtenAt: Float64Array;
  writing: number;
  /** When all images are written, and where it blocks VM 0 has heard of it. */
  completeAt: Seconds;
  /** Messages sent before the round's checkpoints and received after them: the state of the channels. */
  crossing: number;
}

/**
 * Coordinated checkpoints, in rounds `k = 1, 2, …` of one base interval. VM 0 begins a round at its own timer. Any other
 * VM takes the checkpoint when the request reaches it, or before it receives a message of that round. The line moves when
 * all have written their images; that it takes a while to hear of it is left out, as it is for VM_QSC. Messages that cross
 * a round are logged by their receivers.
 *
 * Where it blocks, a VM stands still from the request until all have reported and it may go on; its messages travel as
 * they would, since all schemes see the same events, and the time is counted.
 *
 * - Source: Chandy and Lamport (1985), with the round on messages in place of markers; two-phase rounds [2]-[6]
 */
export class Coordinated implements Scheme<number>, WriteListener {
  readonly counts: SchemeCounts;
  private readonly round: Int32Array;
  /** From the recovery line on, oldest first. */
  private readonly rounds: Round[];
  newestLine: Line = { k: 0, since: 0 };
  private planned = new TimedHeap<() => void>();
  private writes: StableWrites | undefined;

  constructor(private readonly setting: CoordinatedSetting) {
    const { vmCount } = setting.population;
    this.counts = new SchemeCounts(setting);
    this.round = new Int32Array(vmCount);
    this.rounds = [{ ...this.noRound(0), taken: vmCount }];
    this.startWriting();
  }

  timer(vm: number, k: number, at: Seconds): void {
    if (vm !== 0) return;
    const { vmCount } = this.setting.population;
    this.counts.control += this.setting.messagesPerRound;
    this.take(0, k, at);
    const delay = this.setting.controlDelays(k, "request");
    for (let other = 1; other < vmCount; other++) {
      const after = delay(other);
      if (after === 0) this.take(other, k, at);
      else this.planned.push(at + after, () => this.take(other, k, at + after));
    }
  }

  get nextTime(): Seconds {
    return Math.min(this.planned.nextTime, this.writes?.nextTime ?? Number.POSITIVE_INFINITY);
  }

  act(): void {
    if (this.writes !== undefined && this.writes.nextTime <= this.planned.nextTime) this.writes.happen();
    else this.planned.pop()();
  }

  send({ from }: Message): number {
    this.counts.piggyback += this.setting.piggybackBytes;
    return this.round[from];
  }

  receive({ to, deliveredAt, bytes }: Message, round: number): void {
    // Where it blocks, such a message would be sent after the round only.
    if (round > this.round[to] && !this.setting.blocking) this.take(to, round, deliveredAt);
    if (round >= this.round[to]) return;
    this.counts.log(bytes);
    for (const each of this.rounds) if (round < each.k && each.k <= this.round[to]) each.crossing++;
  }

  /** Whoever fails, all return to the line. */
  recover(): Recovery {
    const [{ takenAt, crossing }] = this.rounds;
    return { backTo: takenAt, imageFrom: takenAt, deliverAgain: crossing, unrecoverable: 0, orphans: 0 };
  }

  /** All go on from the line; rounds that were under way have not happened. */
  rollBack(): void {
    const [line] = this.rounds;
    this.rounds.splice(1);
    line.crossing = 0;
    this.round.fill(line.k);
    this.planned = new TimedHeap();
    this.startWriting();
  }

  staged(): void {}

  /** R11: an image is on stable storage, for all rounds that stand on it. */
  stored({ vm, begunAt }: StableWrite, at: Seconds): void {
    for (const round of [...this.rounds]) {
      if (round.takenAt[vm] !== begunAt) continue;
      round.writtenAt[vm] = at;
      round.writing--;
      this.completeIfWritten(round, at);
    }
  }

  imagesHeld(images: Float64Array): void {
    const { classOf } = this.setting.population;
    const line = this.rounds[0].k;
    for (let vm = 0; vm < classOf.length; vm++) images[classOf[vm]] += 1 + this.round[vm] - line;
  }

  /** `vm` takes the checkpoint of round `k`, and stands on all rounds before that it has missed with the same one. */
  private take(vm: number, k: number, at: Seconds): void {
    if (this.round[vm] >= k) return;
    this.counts.checkpoint({ vm, at, kind: "basic" });
    const bytes = this.writtenBy(vm);
    for (let each = this.round[vm] + 1; each <= k; each++) {
      const round = this.roundOf(each);
      round.takenAt[vm] = at;
      round.taken++;
      if (bytes > 0) round.writing++;
      this.completeIfWritten(round, at);
    }
    if (bytes > 0) this.writes!.begin({ vm, k, image: true, begunAt: at, bytes });
    this.round[vm] = k;
  }

  private writtenBy(vm: number): Bytes {
    const { writesThrough, population } = this.setting;
    return writesThrough?.image[population.classOf[vm]] ?? 0;
  }

  private startWriting(): void {
    const { writesThrough, population } = this.setting;
    this.writes = writesThrough && new StableWrites(writesThrough.limits, population, this);
  }

  private noRound(k: number): Round {
    const none = () => new Float64Array(this.round.length);
    return { k, takenAt: none(), taken: 0, writtenAt: none(), writing: 0, completeAt: 0, crossing: 0 };
  }

  private roundOf(k: number): Round {
    const first = this.rounds[0].k;
    for (let next = first + this.rounds.length; next <= k; next++) this.rounds.push(this.noRound(next));
    return this.rounds[k - first];
  }

  /** All have taken their checkpoints, and nobody writes: the line moves when the last duration has passed. */
  private completeIfWritten(round: Round, now: Seconds): void {
    if (round.taken < round.takenAt.length || round.writing > 0) return;
    const { durations, controlDelays, blocking } = this.setting;
    const report = blocking ? controlDelays(round.k, "report") : () => 0;
    const completions = round.takenAt.map(
      (at, vm) => Math.max(at + durations(vm, round.k), round.writtenAt[vm]) + (vm === 0 ? 0 : report(vm)),
    );
    round.completeAt = completions.reduce((last, each) => Math.max(last, each), now);
    this.block(round);
    const { completeAt } = round;
    if (completeAt <= now) this.moveLine(now);
    else this.planned.push(completeAt, () => this.moveLine(completeAt));
  }

  /** Rounds become the line in their order. */
  private moveLine(now: Seconds): void {
    const { rounds } = this;
    const isComplete = ({ taken, writing, completeAt }: Round) =>
      taken === this.round.length && writing === 0 && completeAt <= now;
    while (rounds.length > 1 && isComplete(rounds[1])) {
      rounds.shift();
      this.newestLine = { k: rounds[0].k, since: now };
    }
  }

  private block({ k, takenAt, completeAt }: Round): void {
    const { blocking, controlDelays, population, pause } = this.setting;
    if (!blocking) return;
    const resume = controlDelays(k, "resume");
    for (let vm = 0; vm < takenAt.length; vm++) {
      const blocked = completeAt + (vm === 0 ? 0 : resume(vm)) - takenAt[vm];
      this.counts.blocked += blocked;
      this.counts.blockedBeyondPause += Math.max(0, blocked - pause[population.classOf[vm]]);
    }
  }
}
