import type { CheckpointRules } from "../checkpoint-rules.js";
import type { StateByVm } from "./state-by-vm.js";

/**
 * Checkpoints by what a VM has done since the last one, whatever messages say: nothing is piggybacked.
 *
 * - `uncoordinated`: never forced
 * - `cbr`, checkpoint before receive: forced where anything was sent or received since the last checkpoint
 * - `cas`, checkpoint after send: after every send
 * - `casbr`: both
 * - `mrs`, mark, receive, send: forced where anything was sent since the last checkpoint
 *
 * Source: Russell for `mrs`; Wang for the others.
 */
export class EventPattern implements CheckpointRules<undefined> {
  readonly afterEverySend: boolean;
  protected readonly dirty: Uint8Array;
  protected readonly dirtyBySend: 0 | 1;
  protected readonly dirtyByReceive: 0 | 1;

  constructor(vmCount: number, key: "uncoordinated" | "cbr" | "cas" | "casbr" | "mrs") {
    this.dirty = new Uint8Array(vmCount);
    this.dirtyBySend = key === "cbr" || key === "casbr" || key === "mrs" ? 1 : 0;
    this.dirtyByReceive = key === "cbr" || key === "casbr" ? 1 : 0;
    this.afterEverySend = key === "cas" || key === "casbr";
  }

  get stateByVm(): readonly StateByVm[] {
    return [this.dirty];
  }

  carried(): undefined {
    return undefined;
  }

  sent(vm: number): void {
    this.dirty[vm] |= this.dirtyBySend;
  }

  forces(vm: number): boolean {
    return this.dirty[vm] === 1;
  }

  received(vm: number): boolean {
    this.dirty[vm] |= this.dirtyByReceive;
    return false;
  }

  checkpoint(vm: number): void {
    this.dirty[vm] = 0;
  }
}
