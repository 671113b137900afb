import type { Bytes, Seconds } from "../../scenario/model/units.js";
import type { Message } from "../events/player.js";
import type { Population } from "../population.js";

/** A checkpoint that a scheme takes, or skips. */
export interface SchemeCheckpoint {
  readonly vm: number;
  readonly at: Seconds;
  readonly kind: "basic" | "forced" | "skipped";
  /** What has forced it: a message that the VM has just sent, or is about to receive. */
  readonly message?: Message | undefined;
}

/** What the checkpoints of a system are like, for the counts. */
export interface CountsSetting {
  readonly population: Population;
  /** What one checkpoint of each class writes. */
  readonly image: readonly Bytes[];
  /** Within which time images count as begun together. */
  readonly burstSpan: Seconds;
  readonly onCheckpoint?: (checkpoint: SchemeCheckpoint) => void;
}

/** What a scheme has done in the measured part of a run. */
export class SchemeCounts {
  /** Checkpoints by class. */
  readonly basic: Float64Array;
  readonly forced: Float64Array;
  readonly autonomous: Float64Array;
  /** Scheduled basic checkpoints that were not taken, or taken before their time. */
  readonly skipped: Float64Array;
  /** Messages written to stable logs, and their bytes. */
  logged = 0;
  loggedBytes: Bytes = 0;
  control = 0;
  /** Bytes that messages carried besides their own. */
  piggyback: Bytes = 0;
  /** Time for which coordination has stopped VMs, over all VMs, and what of it goes beyond their own pauses. */
  blocked: Seconds = 0;
  blockedBeyondPause: Seconds = 0;
  /** Checkpoints that have been judged, and those of them that no recovery line can use. */
  judged = 0;
  useless = 0;
  /** When the measured part began. */
  since: Seconds = 0;
  /** Messages held in the hosts' memories. */
  readonly held = new HeldOverTime();
  readonly heldBytes = new HeldOverTime();
  readonly burst: Burst;

  constructor(private readonly setting: CountsSetting) {
    const { classCount } = setting.population;
    this.basic = new Float64Array(classCount);
    this.forced = new Float64Array(classCount);
    this.autonomous = new Float64Array(classCount);
    this.skipped = new Float64Array(classCount);
    this.burst = new Burst(setting.burstSpan);
  }

  /** Begins the measured part: all that was counted so far is dropped. */
  begin(at: Seconds): void {
    for (const counts of [this.basic, this.forced, this.autonomous, this.skipped]) counts.fill(0);
    this.logged = this.loggedBytes = this.control = this.piggyback = 0;
    this.blocked = this.blockedBeyondPause = this.judged = this.useless = 0;
    this.since = at;
    this.held.begin(at);
    this.heldBytes.begin(at);
    this.burst.largest = 0;
  }

  /** @param autonomous whether it came at a time that its class itself has chosen */
  checkpoint(checkpoint: SchemeCheckpoint, autonomous = false): void {
    const { vm, at, kind } = checkpoint;
    this.setting.onCheckpoint?.(checkpoint);
    const c = this.setting.population.classOf[vm];
    this[kind][c]++;
    if (kind === "skipped") return;
    if (autonomous) this.autonomous[c]++;
    this.burst.add(at, this.setting.image[c]);
  }

  log(bytes: Bytes): void {
    this.logged++;
    this.loggedBytes += bytes;
  }

  /** A message is held in a host's memory from now on, or `-1` messages: no longer. */
  hold(messages: number, bytes: Bytes, at: Seconds): void {
    this.held.change(messages, at);
    this.heldBytes.change(bytes, at);
  }
}

/** An amount that changes, and its sum over time. */
export class HeldOverTime {
  private amount = 0;
  private since: Seconds = 0;
  private sum = 0;

  begin(at: Seconds): void {
    this.sum = 0;
    this.since = at;
  }

  change(by: number, at: Seconds): void {
    this.sum += this.amount * (at - this.since);
    this.since = at;
    this.amount += by;
  }

  /** Amount times time, until `at`. */
  until(at: Seconds): number {
    return this.sum + this.amount * (at - this.since);
  }
}

/** The largest sum of images begun within a span of time, both ends included. */
export class Burst {
  largest: Bytes = 0;
  private sum: Bytes = 0;
  private first = 0;
  private times: Seconds[] = [];
  private images: Bytes[] = [];

  constructor(private readonly span: Seconds) {}

  add(at: Seconds, image: Bytes): void {
    this.times.push(at);
    this.images.push(image);
    this.sum += image;
    while (this.times[this.first] < at - this.span) this.sum -= this.images[this.first++];
    if (this.first > 1024 && 2 * this.first > this.times.length) {
      this.times = this.times.slice(this.first);
      this.images = this.images.slice(this.first);
      this.first = 0;
    }
    if (this.sum > this.largest) this.largest = this.sum;
  }
}
