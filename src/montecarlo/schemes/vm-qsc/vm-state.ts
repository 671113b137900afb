import type { Seconds } from "../../../scenario/model/units.js";
import type { Message } from "../../events/player.js";
import type { MessageSequence } from "./message-sequence.js";

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
