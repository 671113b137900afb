import type { Seconds } from "../../scenario/model/units.js";

/** What became of a message by the end of the picture. */
export interface MessageFate {
  /** A flush wrote it to the stable log, or its delivery did. */
  readonly logged: boolean;
  /** A recovery line has reclaimed it from the receiver's log. */
  readonly reclaimed: boolean;
  /** The sender's host keeps a copy, since the receiver is on another host. */
  readonly copied: boolean;
  /** It was sent before a recovery line and received after it. */
  readonly crossed: boolean;
}

export interface RecordedMessage extends MessageFate {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly sentAt: Seconds;
  readonly deliveredAt: Seconds;
}

/** How a checkpoint came about: by its own timer, by its timer brought forward, or on top of the timers. */
export type CheckpointKind = "on time" | "early" | "forced";

export interface RecordedCheckpoint {
  readonly vm: number;
  /** As counted by the scheme: the base index for VM_QSC. */
  readonly number: number;
  readonly kind: CheckpointKind;
  readonly at: Seconds;
  readonly completion: Seconds;
}

/** A flush that wrote messages to the stable log. */
export interface RecordedFlush {
  readonly vm: number;
  readonly at: Seconds;
  /** Names of the messages written, as far as the picture has them. */
  readonly messages: readonly string[];
  readonly unseen?: number;
}

export interface RecordedLine {
  readonly number: number;
  readonly establishedAt: Seconds;
  /** By VM: the instant of the checkpoint that it stands on. */
  readonly checkpointAt: readonly Seconds[];
  /** By VM: the instant of the state that it returns to; later than its checkpoint where it replays a log. */
  readonly stateAt: readonly Seconds[];
}

export interface RecordedFailure {
  readonly at: Seconds;
  /** What failed, as a reader is told: `VM2`, or `host B`. */
  readonly what: string;
  readonly failedVms: readonly number[];
  /** By VM: the checkpoint that it restarts from and the state that its replay reaches; undefined where it goes on undisturbed. */
  readonly restored: readonly ({ readonly checkpointAt: Seconds; readonly stateAt: Seconds } | undefined)[];
  /** Names of messages that no log can bring back. */
  readonly lost: readonly string[];
}

/** A run of any scheme, as a space-time picture shows it. VMs go by number, times are in seconds. */
export interface RecordedRun {
  readonly title: string;
  readonly baseInterval: Seconds | undefined;
  readonly from: Seconds;
  readonly until: Seconds;
  readonly vms: readonly { readonly name: string; readonly note: string; readonly host: number }[];
  readonly hostNames: readonly string[];
  readonly checkpoints: readonly RecordedCheckpoint[];
  readonly flushes: readonly RecordedFlush[];
  readonly messages: readonly RecordedMessage[];
  readonly lines: readonly RecordedLine[];
  readonly failures: readonly RecordedFailure[];
}

/** An instant of a run as text, in seconds, as finely as its window calls for. */
export function instantText({ from, until }: RecordedRun, at: Seconds): string {
  const decimals = Math.max(0, Math.min(20, Math.ceil(5 - Math.log10(until - from))));
  return String(Number(at.toFixed(decimals)));
}

/** One sentence on a message, for a tooltip and for readers who do not see the picture. */
export function messageSentence(run: RecordedRun, message: RecordedMessage): string {
  const { name, from, to, sentAt, deliveredAt } = message;
  const [sender, receiver] = [run.vms[from].name, run.vms[to].name];
  const fates = [
    message.logged && "flushed to the stable log",
    message.copied && "copied at the sender's host",
    message.crossed && "in transit across a recovery line",
    message.reclaimed && "reclaimed by a later line",
  ].filter((fate) => fate !== false);
  const fate = fates.length === 0 ? "held in memory only" : fates.join(", ");
  const [sent, delivered] = [instantText(run, sentAt), instantText(run, deliveredAt)];
  return `${name} from ${sender} at ${sent} s to ${receiver} at ${delivered} s: ${fate}`;
}
