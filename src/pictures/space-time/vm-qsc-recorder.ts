import type { Message } from "../../montecarlo/events/player.js";
import type { Reclaimed, VmQscObserver } from "../../montecarlo/schemes/vm-qsc/vm-qsc.js";
import type { Checkpoint, LoggedMessage } from "../../montecarlo/schemes/vm-qsc/vm-state.js";
import type { Seconds } from "../../scenario/model/units.js";
import type { MessageFate, RecordedCheckpoint, RecordedFlush, RecordedLine } from "./recorded-run.js";

/** Writes down what VM_QSC's rules do in a run, for its picture; memory grows with what is seen of it. */
export class VmQscRecorder implements VmQscObserver {
  readonly checkpoints: RecordedCheckpoint[] = [];
  /** The messages of the picture that each writes, and how many others. */
  readonly flushes: (Omit<RecordedFlush, "messages"> & { readonly ids: readonly number[] })[] = [];
  readonly lines: RecordedLine[] = [];
  /** Those that are seen, in the order of their sends. */
  readonly messages: LoggedMessage[] = [];
  private readonly seen: (message: Message) => boolean;
  private readonly logged = new Set<number>();
  private readonly reclaimed = new Set<number>();
  /** By VM: its checkpoints so far, and when it reached each index. */
  private readonly taken: Checkpoint[][];
  private readonly reachedAt: Seconds[][];

  constructor(vmCount: number, seen: (message: Message) => boolean) {
    this.seen = seen;
    const initial = { index: 0, at: 0, completion: 0, restorable: 0, received: 0, sent: 0 };
    this.taken = Array.from({ length: vmCount }, () => [initial]);
    this.reachedAt = Array.from({ length: vmCount }, () => [0]);
  }

  sent(logged: LoggedMessage): void {
    if (this.seen(logged.message)) this.messages.push(logged);
  }

  checkpointTaken(vm: number, checkpoint: Checkpoint, early: boolean): void {
    const { index, at } = checkpoint;
    this.checkpoints.push({
      vm,
      number: index,
      at,
      // Where writing takes time (R11) it is known later.
      get completion() {
        return checkpoint.completion;
      },
      kind: early ? "early" : "on time",
    });
    this.taken[vm].push(checkpoint);
    this.reachedAt[vm][index] = at;
  }

  flushed(vm: number, k: number, at: Seconds, _early: boolean, messages: readonly LoggedMessage[]): void {
    const ids = messages.filter(({ message }) => this.seen(message)).map(({ message }) => message.id);
    for (const id of ids) this.logged.add(id);
    if (messages.length > 0) this.flushes.push({ vm, at, ids, unseen: messages.length - ids.length });
    this.reachedAt[vm][k] = at;
  }

  lineEstablished(k: number, at: Seconds): void {
    const checkpointAt = this.taken.map((checkpoints) => lastUpTo(checkpoints, k).at);
    // A VM that is late has not reached the index yet, and will stand on the line when it does.
    const stateAt = this.reachedAt.map((reached, vm) => reached[k] ?? checkpointAt[vm]);
    this.lines.push({ number: k, establishedAt: at, checkpointAt, stateAt });
  }

  lineCovered(_k: number, _at: Seconds, { volatile }: Reclaimed): void {
    for (const { message } of volatile) if (this.seen(message)) this.reclaimed.add(message.id);
  }

  reached(vm: number, k: number): Seconds {
    return this.reachedAt[vm][k];
  }

  fateOf({ message, sentIndex, receivedIndex }: LoggedMessage, copied: boolean): MessageFate {
    const [logged, reclaimed] = [this.logged.has(message.id), this.reclaimed.has(message.id)];
    return {
      logged,
      reclaimed,
      copied,
      crossed: Number.isFinite(receivedIndex) && sentIndex < receivedIndex,
    };
  }
}

function lastUpTo(checkpoints: readonly Checkpoint[], k: number): Checkpoint {
  return checkpoints.filter(({ index }) => index <= k).reduce((a, b) => (b.index > a.index ? b : a));
}
