import type { Seconds } from "../../../scenario/model/units.js";
import type { Message } from "../../events/player.js";
import { InvariantError } from "../../invariant-error.js";

/** A message in the logs, or on its way there. */
export interface LoggedMessage {
  readonly message: Message;
  /** Index of the sender at the send (R1). */
  readonly sentIndex: number;
  /** How many messages the sender had sent, and received, before it. */
  readonly sentPlace: number;
  readonly sentAfter: number;
  /** Index of the receiver at the delivery (R5); infinite while the message is in transit. */
  receivedIndex: number;
  /** How many messages the receiver had received before it; infinite while the message is in transit. */
  receivedPlace: number;
}

/** A checkpoint, and how many messages its state has received and sent. */
export interface Checkpoint {
  readonly index: number;
  readonly at: Seconds;
  /** When it is complete (R6); infinite while nobody knows. */
  completion: Seconds;
  /** From when on R9 can restore it: then, or earlier where it is on its host's own disk (R11). */
  restorable: Seconds;
  readonly received: number;
  readonly sent: number;
}

/** What the rules know of one VM; all lists of messages are in the order of receipt, or of the sends. */
export interface VmState {
  /** Its base index (R1). */
  index: number;
  /** What it has received and sent; what is older than its oldest checkpoint is forgotten. */
  readonly received: MessageSequence<LoggedMessage>;
  readonly sent: MessageSequence<LoggedMessage>;
  /** In its host's memory, and in the stable log. */
  readonly volatile: LoggedMessage[];
  readonly stable: LoggedMessage[];
  /** Checkpoints that have not been reclaimed, oldest first. */
  readonly checkpoints: Checkpoint[];
}

/** Whether a message has been sent and not delivered yet. */
export function isInTransit({ receivedIndex }: LoggedMessage): boolean {
  return receivedIndex === Number.POSITIVE_INFINITY;
}

/** What a VM has received or sent, in order; the oldest may be forgotten, and places go on counting them. */
export class MessageSequence<Entry> {
  private forgotten = 0;
  private readonly kept: Entry[] = [];

  get length(): number {
    return this.forgotten + this.kept.length;
  }

  add(entry: Entry): void {
    this.kept.push(entry);
  }

  /** The entries at places `from .. end − 1`, of which none may have been forgotten. */
  slice(from: number, end = this.length): readonly Entry[] {
    if (from < this.forgotten) throw new InvariantError(`what stands at place ${from} has been forgotten`);
    return this.kept.slice(from - this.forgotten, end - this.forgotten);
  }

  undoFrom(place: number): void {
    if (place < this.forgotten) throw new InvariantError(`what stands at place ${place} has been forgotten`);
    this.kept.length = place - this.forgotten;
  }

  forgetBefore(place: number): void {
    this.kept.splice(0, place - this.forgotten);
    this.forgotten = place;
  }
}
