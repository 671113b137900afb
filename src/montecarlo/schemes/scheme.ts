import type { Seconds } from "../../scenario/model/units.js";
import type { Player } from "../events/player.js";
import type { SchemeCounts } from "./scheme-counts.js";

/**
 * What a failure at some instant would lead to, if it happened then; the run goes on as if it had not.
 */
export interface Recovery {
  /** The instant to whose state each VM returns; that of the failure where it loses nothing. */
  readonly backTo: Float64Array;
  /** When the image was taken that each VM is restored from; infinite where it just runs on. */
  readonly imageFrom: Float64Array;
  /** Set where the image is read from the disk of the VM's own host (R11). */
  readonly fromOwnDisk?: boolean;
  /** Messages that must be delivered again, and those of them that no surviving log holds. */
  readonly deliverAgain: number;
  readonly unrecoverable: number;
  /** Messages that a VM has received and nobody has sent: always 0, or the scheme is wrong. */
  readonly orphans: number;
}

/** A recovery line of all VMs together. */
export interface Line {
  /** Its base timer. */
  readonly k: number;
  /** Since when nothing leads further back. */
  readonly since: Seconds;
}

/** A rollback-recovery scheme: it plays along a stream of events, counts what it does, and can be asked what a failure would cost. */
export interface Scheme<Piggyback = unknown> extends Player<Piggyback> {
  readonly counts: SchemeCounts;
  /** What the failure of these VMs, or of the host that they are all of the VMs of, would lead to. */
  recover(failed: readonly number[], at: Seconds, of: "vm" | "host"): Recovery;
  /** The newest line of all VMs, where the scheme has such lines. */
  readonly newestLine?: Line;
  /**
   * Carries out the recovery that was worked out last: every VM goes on from the state it returns to.
   *
   * @param again what messages carried that are on their way once more, in the order of their sends
   */
  rollBack(recovery: Recovery, again: readonly Piggyback[]): void;
  /** Adds the images that are kept after garbage collection, by class. */
  imagesHeld(images: Float64Array): void;
  /** The measured part is over. */
  end?(): void;
}
