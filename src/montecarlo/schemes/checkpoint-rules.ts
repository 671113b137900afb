/**
 * The rules by which VMs take checkpoints besides their basic ones, as a fold over what each VM sends and receives. They
 * keep nothing but a state for each VM, and see that of one VM at a time: what it knows of others has come by message.
 *
 * The order at a receipt is: `forces`, then, where it says so, a checkpoint, then `received`.
 */
export interface CheckpointRules<State = unknown, Carried = unknown> {
  /** What VM `vm` knows at the start. A VM that goes back to a checkpoint gets a clone of what it knew there. */
  initially(vm: number): State;
  /**
   * What a message carries if it is sent now, as a copy. All messages of a VM carry the same one until it takes a
   * checkpoint, or a receipt changes what it knows.
   */
  carried(own: State): Carried;
  /** The VM has sent a message to `to`. */
  sent?(own: State, to: number): void;
  /** Whether the VM must take a checkpoint before this message of `from` is delivered. */
  forces(own: State, carried: Carried, from: number): boolean;
  /** The message is delivered. Returns whether that may change what the VM's messages carry. */
  received(own: State, carried: Carried, from: number): boolean;
  checkpoint(own: State, forced: boolean): void;
  /** Whether the basic checkpoint that is due at base timer `k` is taken; left out, it always is. */
  takesBasic?(own: State, k: number): boolean;
  readonly afterEverySend?: boolean;
  /** Whether a receipt is to be logged on stable storage, asked after `received`. */
  logs?(own: State, carried: Carried): boolean;
}

/** Rules whose types follow from what they keep and carry. */
export function checkpointRules<State, Carried>(
  rules: CheckpointRules<State, Carried>,
): CheckpointRules<State, Carried> {
  return rules;
}
