import type { Seconds } from "../../../scenario/model/units.js";
import {
  type StableWrite,
  StableWrites,
  type WriteListener,
  type WritesThrough,
} from "../../storage/stable-writes.js";
import { VmQsc, type VmQscSetting } from "./vm-qsc.js";
import type { Checkpoint, LoggedMessage } from "./vm-state.js";

/** The rules of VM_QSC, with R11 where writes to stable storage take time. */
export function makeVmQsc(setting: VmQscSetting): VmQsc {
  const { writesThrough } = setting;
  return writesThrough === undefined ? new VmQsc(setting) : new StoredVmQsc(setting, writesThrough);
}

/**
 * VM_QSC with storage that takes time: a checkpoint is complete when its duration has passed and its image is written, and a
 * line is covered when all that was flushed for it is written, too.
 *
 * - Source: R11
 */
class StoredVmQsc extends VmQsc implements WriteListener {
  private writes!: StableWrites;
  /** Flushes that are being written, by index. */
  private readonly flushing = new Map<number, number>();

  constructor(
    setting: VmQscSetting,
    private readonly through: WritesThrough,
  ) {
    super(setting);
    this.startWriting();
  }

  override get nextTime(): Seconds {
    return Math.min(super.nextTime, this.writes.nextTime);
  }

  override act(): void {
    if (this.writes.nextTime <= super.nextTime) this.writes.happen();
    else super.act();
  }

  /** What was being written is of no use any more; the images on the line are on stable storage. */
  override returnToLine(...line: Parameters<VmQsc["returnToLine"]>): void {
    super.returnToLine(...line);
    this.startWriting();
  }

  /** R11: the image is on its host's own disk. */
  staged({ vm, k, takenAt }: StableWrite, at: Seconds): void {
    this.checkpoint(vm, k).restorable = Math.max(at, takenAt!);
  }

  stored({ vm, k, image, takenAt }: StableWrite, at: Seconds): void {
    if (image) {
      const checkpoint = this.checkpoint(vm, k);
      const completion = Math.max(at, takenAt!);
      checkpoint.completion = completion;
      checkpoint.restorable = Math.min(checkpoint.restorable, completion);
      this.announceLine();
    } else {
      this.flushing.set(k, this.flushing.get(k)! - 1);
      this.coverLines(at);
    }
  }

  protected override completionOf(vm: number, k: number, at: Seconds): Seconds {
    const completion = super.completionOf(vm, k, at);
    const bytes = this.through.image[this.setting.population.classOf[vm]];
    if (bytes === 0) return completion;
    this.writes.begin({ vm, k, image: true, begunAt: at, bytes, takenAt: completion });
    return Number.POSITIVE_INFINITY;
  }

  protected override flush(vm: number, k: number, at: Seconds, early: boolean): readonly LoggedMessage[] {
    const flushed = super.flush(vm, k, at, early);
    const bytes = flushed.reduce((sum, { message }) => sum + message.bytes, 0);
    if (bytes > 0) {
      this.flushing.set(k, (this.flushing.get(k) ?? 0) + 1);
      this.writes.begin({ vm, k, image: false, begunAt: at, bytes });
    }
    return flushed;
  }

  protected override reachedByAll(k: number): boolean {
    return super.reachedByAll(k) && (this.flushing.get(k) ?? 0) === 0;
  }

  private checkpoint(vm: number, k: number): Checkpoint {
    return this.vms[vm].checkpoints.find(({ index }) => index === k)!;
  }

  private startWriting(): void {
    this.writes = new StableWrites(this.through.limits, this.setting.population, this);
    this.flushing.clear();
  }
}
