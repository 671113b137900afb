import { InvariantError } from "../../invariant-error.js";

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
