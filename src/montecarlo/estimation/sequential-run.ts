import type { Seconds } from "../../scenario/model/units.js";
import type { EngineTask, Experiment } from "../replication/engine-task.js";
import type { ReplicationTotals } from "../replication/totals.js";
import { refuseUnrunnable } from "./refuse-unrunnable.js";
import { RunningTotals } from "./running-totals.js";

/**
 * What a run may spend; it ends at the first limit it reaches, but by messages not before two replications, nor by time,
 * unless it runs on threads, which can be told to stop in the midst of one.
 */
export interface Budget {
  /** Messages delivered in measured parts. */
  readonly messages?: number;
  /** Wall-clock time. */
  readonly maxTime?: Seconds;
  /** Replications, exactly so many unless something else ends the run before. */
  readonly replications?: number;
}

/** Why a run came to its end: its own goal is met, a limit is spent, or somebody stopped it. */
export type StopReason = "goal" | "replications" | "messages" | "time" | "interrupted";

/** How far a run is. */
export interface Progress {
  readonly replications: number;
  readonly messages: number;
  readonly seconds: Seconds;
  /** Estimated share of the work done, from 0 to 1. */
  readonly share: number;
}

/**
 * A run of replications that decides as it goes whether to go on.
 *
 * Replications are judged strictly in the order of their numbers. Those that come from elsewhere (worker
 * threads) may arrive in any order and wait for their turn, so that every decision, and with it the result,
 * is the same to the last bit whoever ran what. Only a limit on time depends on the machine.
 */
export abstract class SequentialRun {
  readonly totals: RunningTotals;
  /** Number of the run's first replication: 0, or where the share of a shard begins. */
  readonly firstReplication: number;
  private readonly waiting = new Map<number, ReplicationTotals>();
  private readonly started: Seconds;
  private readonly now: () => Seconds;
  private ended: { readonly reason: StopReason; readonly seconds: Seconds } | undefined;

  constructor(
    private readonly experiment: Experiment,
    private readonly budget: Budget,
    { now = wallClock, firstReplication = 0 }: { now?: () => Seconds; firstReplication?: number } = {},
  ) {
    refuseUnrunnable(experiment);
    this.firstReplication = firstReplication;
    this.now = now;
    this.started = now();
    this.totals = new RunningTotals(experiment.layout);
  }

  /** The goal: called after each replication in turn, true ends the run. */
  protected abstract reached(): boolean;

  /** The number of replications at which the goal will be considered next; workers may run up to it. */
  abstract get nextLook(): number;

  /** Replications the goal is expected to need, as far as can be told. */
  protected abstract get expectedReplications(): number;

  /** Called once when the run ends, for a last look at the totals. */
  protected ending(): void {}

  /** Runs the next replication on this thread. */
  step(): void {
    if (!this.done) this.absorb(this.experiment.run(this.nextReplication));
  }

  /** Number of the replication whose turn it is. */
  get nextReplication(): number {
    return this.firstReplication + this.totals.count;
  }

  /** The number from which on the run has no use for replications. */
  get endReplication(): number {
    return this.firstReplication + (this.budget.replications ?? Number.POSITIVE_INFINITY);
  }

  /** What other threads need to run its replications; undefined where only this thread can. */
  get task(): EngineTask | undefined {
    return this.experiment.task;
  }

  /** Takes a replication that was run elsewhere, in any order; what comes after the end is dropped. */
  absorb(totals: ReplicationTotals): void {
    this.waiting.set(totals.replication, totals);
    while (!this.done) {
      const next = this.waiting.get(this.nextReplication);
      if (!next) return;
      this.waiting.delete(next.replication);
      this.totals.add(next);
      const reason = this.reasonToEnd();
      if (reason) this.end(reason);
    }
  }

  /** Ends the run with what is known so far. */
  stop(): void {
    if (!this.done) this.end("interrupted");
  }

  /** Ends the run for want of time, with what is known so far, which may be nothing. */
  stopForTime(): void {
    if (!this.done) this.end("time");
  }

  /** Wall-clock time that its budget leaves, infinite where none is set. */
  get timeLeft(): Seconds {
    return (this.budget.maxTime ?? Number.POSITIVE_INFINITY) - this.seconds;
  }

  get done(): boolean {
    return this.ended !== undefined;
  }

  /** Why the run ended; undefined while it goes on. */
  get stopReason(): StopReason | undefined {
    return this.ended?.reason;
  }

  /** Wall-clock time from the start until the end, or until now. */
  get seconds(): Seconds {
    return this.ended?.seconds ?? this.now() - this.started;
  }

  progress(): Progress {
    const { count: replications, messages } = this.totals;
    const seconds = this.seconds;
    const share = this.done
      ? 1
      : Math.max(
          replications /
            Math.min(this.expectedReplications, this.budget.replications ?? this.expectedReplications),
          messages / (this.budget.messages ?? Number.POSITIVE_INFINITY),
          seconds / (this.budget.maxTime ?? Number.POSITIVE_INFINITY),
        );
    return { replications, messages, seconds, share: Math.min(share, 1) };
  }

  private end(reason: StopReason): void {
    this.ended = { reason, seconds: this.seconds };
    this.waiting.clear();
    this.ending();
  }

  private reasonToEnd(): StopReason | undefined {
    if (this.reached()) return "goal";
    if (this.nextReplication >= this.endReplication) return "replications";
    if (this.totals.count < 2) return undefined;
    if (this.totals.messages >= (this.budget.messages ?? Number.POSITIVE_INFINITY)) return "messages";
    if (this.seconds >= (this.budget.maxTime ?? Number.POSITIVE_INFINITY)) return "time";
    return undefined;
  }
}

function wallClock(): Seconds {
  return performance.now() / 1000;
}
