import type { ClosedInterval } from "../../src/montecarlo/fast-engine/closed-interval.js";
import type { EngineObserver, MessageObserver } from "../../src/montecarlo/fast-engine/engine-observer.js";
import type { SmallRun } from "./small-run.js";

/** A message as it was seen to pass. */
export interface SeenMessage {
  readonly id: number;
  readonly from: number;
  readonly to: number;
  readonly bytes: number;
  readonly sentIndex: number;
  readonly sentAt: number;
  deliveredIndex: number;
  /** Infinite while in transit. */
  deliveredAt: number;
}

/** A step of a VM to its next index, as it was seen. */
export interface SeenAdvance extends ClosedInterval {
  readonly vm: number;
  readonly index: number;
  readonly at: number;
  readonly due: boolean;
  readonly early: boolean;
  readonly completion: number;
}

/**
 * What was seen of a small run, and what the rules say of it: each answer is worked out from the seen events by the
 * words of protocol.md, without any state carried on from one to the next.
 */
export class Facts implements EngineObserver, MessageObserver {
  readonly messages: SeenMessage[] = [];
  /** Messages in the order of their deliveries. */
  readonly deliveries: SeenMessage[] = [];
  readonly advances: SeenAdvance[] = [];
  /** When each line was established, and covered, from line 1 at place 1. */
  readonly establishedAt: number[] = [0];
  readonly coveredAt: number[] = [0];

  constructor(private readonly run: SmallRun) {}

  sent(id: number, from: number, to: number, index: number, at: number): void {
    const { bytes } = this.run.messages[id];
    const pending = { deliveredIndex: -1, deliveredAt: Number.POSITIVE_INFINITY };
    this.messages.push({ id, from, to, bytes, sentIndex: index, sentAt: at, ...pending });
  }

  delivered(id: number, _from: number, _to: number, _sentIndex: number, index: number, at: number): void {
    const message = this.messages[id];
    message.deliveredIndex = index;
    message.deliveredAt = at;
    this.deliveries.push(message);
  }

  advanced(
    vm: number,
    index: number,
    at: number,
    due: boolean,
    early: boolean,
    closed: ClosedInterval,
    completion: number,
  ): void {
    this.advances.push({ vm, index, at, due, early, completion, ...closed });
  }

  lineEstablished(k: number, at: number): void {
    this.establishedAt[k] = at;
  }

  lineCovered(k: number, at: number): void {
    this.coveredAt[k] = at;
  }

  /** The line that a failure returns to. */
  get line(): number {
    return this.coveredAt.length - 1;
  }

  isDue(vm: number, k: number): boolean {
    const { multiple, phase } = this.run.vms[vm];
    return (((k - phase) % multiple) + multiple) % multiple === 0;
  }

  /** The index of the checkpoint on which a VM stands at line `k`; `C_{v,0}` exists for all (R1, R7). */
  checkpointOnLine(vm: number, k: number): number {
    for (let index = k; index > 0; index--) if (this.isDue(vm, index)) return index;
    return 0;
  }

  /** When a VM moved on to index `k`; infinite if it has not. */
  reachedAt(vm: number, k: number): number {
    if (k === 0) return 0;
    return this.step(vm, k)?.at ?? Number.POSITIVE_INFINITY;
  }

  step(vm: number, k: number): SeenAdvance | undefined {
    return this.advances.find((advance) => advance.vm === vm && advance.index === k);
  }

  /** Until when the entry of a message is needed for the line (R8): the first line at which it lies before `C_{v,k}`. */
  reclaimedAt({ to, deliveredIndex }: SeenMessage): number {
    for (let k = deliveredIndex + 1; k <= this.line; k++) if (this.isDue(to, k)) return this.coveredAt[k];
    return Number.POSITIVE_INFINITY;
  }

  /** When a flush wrote a message (R3); infinite if none has. */
  flushedAt({ to, deliveredIndex }: SeenMessage): number {
    const next = deliveredIndex + 1;
    return this.isDue(to, next) ? Number.POSITIVE_INFINITY : this.reachedAt(to, next);
  }

  /** Stay of a message in its receiver's memory (R5). */
  inVolatileLog(message: SeenMessage): Stay {
    const dropped = this.run.policies.volatileLog === "drop" ? this.flushedAt(message) : never;
    return { from: message.deliveredAt, until: Math.min(dropped, this.reclaimedAt(message)) };
  }

  /** Stay of a message in the stable log (R3, and policy `inTransit`). */
  inStableLog(message: SeenMessage): Stay {
    const crossed = message.deliveredIndex > message.sentIndex;
    const atOnce = crossed && this.run.policies.inTransit === "stable" ? message.deliveredAt : never;
    return { from: Math.min(atOnce, this.flushedAt(message)), until: this.reclaimedAt(message) };
  }

  /** Stay of a message's copy at the sender's host (R5, R8), if it has one. */
  asCopy({ from, to, sentAt, deliveredIndex }: SeenMessage): Stay {
    const { vms } = this.run;
    if (vms[from].host === vms[to].host) return { from: never, until: never };
    const until = deliveredIndex < 0 ? never : (this.coveredAt[deliveredIndex + 1] ?? never);
    return { from: sentAt, until };
  }
}

/** From when until when something is held. */
export interface Stay {
  readonly from: number;
  readonly until: number;
}

const never = Number.POSITIVE_INFINITY;

/** Whether something is held once all that happens before or at the last seen instant has happened. */
export function isHeld({ from, until }: Stay): boolean {
  return from < never && until === never;
}

/** For how long something has been held at `at`. */
export function heldFor({ from, until }: Stay, at: number): number {
  return from < at ? Math.min(until, at) - from : 0;
}
