import type { StateByVm } from "./rules/state-by-vm.js";

/**
 * The rules by which VMs take checkpoints besides their basic ones, as a fold over what each VM sends and receives.
 * A rule set keeps its own state for every VM and never looks at another's: what it knows of others has come by message.
 *
 * The order at a receipt is: `forces`, then, where it says so, a checkpoint, then `received`.
 */
export interface CheckpointRules<Carried = unknown> {
  /** All that the rules keep: what a VM that goes back to a checkpoint must find as it was then. */
  readonly stateByVm: readonly StateByVm[];
  /**
   * What a message of `vm` carries if it is sent now, as a copy. All messages carry the same one until `vm` takes a
   * checkpoint, or a receipt changes what it knows.
   */
  carried(vm: number): Carried;
  /** `vm` has sent a message to `to`. */
  sent(vm: number, to: number): void;
  /** Whether `vm` must take a checkpoint before this message of `from` is delivered. */
  forces(vm: number, from: number, carried: Carried): boolean;
  /** The message is delivered. Returns whether that may change what `vm` carries. */
  received(vm: number, from: number, carried: Carried): boolean;
  /** `vm` takes a checkpoint. */
  checkpoint(vm: number, forced: boolean): void;
  /** Whether the basic checkpoint that is due at base timer `k` is taken; left out, it always is. */
  takesBasic?(vm: number, k: number): boolean;
  /** Whether every send is followed by a checkpoint. */
  readonly afterEverySend?: boolean;
  /** Whether a receipt is to be logged on stable storage, asked after `received`. */
  logs?(vm: number, carried: Carried): boolean;
  /** The index of `vm`, where checkpoints of one index make a recovery line. */
  index?(vm: number): number;
}
