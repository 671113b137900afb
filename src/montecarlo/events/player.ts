import type { Seconds } from "../../scenario/model/units.js";
import type { SentMessage } from "../sources/message-source.js";

/** A message, known in full from its send on: its delivery does not depend on what any rule set does. */
export interface Message extends SentMessage {
  /** Its place among all sends of the run, from 0. */
  readonly id: number;
}

/**
 * A rule set that plays along one stream of events. The stream is the same whatever the players do, so several of them
 * on one stream differ by their rules alone.
 *
 * What a rule set piggybacks on a message is what `send` returns: it is captured at the send, kept with the message
 * while it is in transit, and given back to the same player at the receipt. It must not be changed after the send.
 */
export interface Player<Piggyback = unknown> {
  /** The local clock of VM `vm` reads `k·T0`. */
  timer(vm: number, k: number, at: Seconds): void;
  /** A VM sends a message. Returns what it carries of this rule set. */
  send(message: Message): Piggyback;
  /** A message reaches its receiver, at `message.deliveredAt`. */
  receive(message: Message, piggyback: Piggyback): void;
  /** When the rule set acts by itself next, as when a checkpoint is complete; infinite or absent if never. */
  readonly nextTime?: Seconds;
  act?(): void;
}
