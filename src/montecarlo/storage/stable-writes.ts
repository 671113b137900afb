import type { Storage, System } from "../../scenario/model/system.js";
import type { Bytes, Seconds } from "../../scenario/model/units.js";
import type { Population } from "../population.js";
import { SharedBandwidth } from "./shared-bandwidth.js";

/** What is written through where writes take time. */
export interface WritesThrough {
  readonly limits: Storage;
  readonly image: readonly Bytes[];
}

/** What the writes of a system go through; nothing where they take no time. */
export function writesThrough({ storage, classes }: System): WritesThrough | undefined {
  return storage && { limits: storage, image: classes.map(({ image }) => image) };
}

/** One write to stable storage: the image of a checkpoint, or what was flushed instead. */
export interface StableWrite {
  readonly vm: number;
  readonly k: number;
  readonly image: boolean;
  readonly begunAt: Seconds;
  readonly bytes: Bytes;
  /** Of an image: when the duration of its checkpoint has passed, for a listener that wants to hear of it. */
  readonly takenAt?: Seconds;
}

/** Told of writes as they end. */
export interface WriteListener {
  /** An image is on its host's own disk; only with staging. */
  staged(write: StableWrite, at: Seconds): void;
  stored(write: StableWrite, at: Seconds): void;
}

/**
 * All that is written to stable storage, and how long it takes (R11). With staging an image goes to its host's own disk
 * first, and then, first come first served, one at a time a host, to stable storage.
 */
export class StableWrites {
  /** Bytes on each host's own disk that were begun to be written there and have not left it. */
  private readonly begunOnDisk: Float64Array;
  private readonly stable: SharedBandwidth<StableWrite>;
  private readonly disks: SharedBandwidth<StableWrite> | undefined;
  /** By host: images that wait for their transfer, the one under way first. */
  private readonly queue: StableWrite[][];

  constructor(
    { write, hostLink, staging }: Storage,
    private readonly population: Population,
    private readonly listener: WriteListener,
  ) {
    const { hostCount } = population;
    const perStream = Number.POSITIVE_INFINITY;
    this.stable = new SharedBandwidth({ total: write, perHost: hostLink, perStream }, hostCount);
    this.disks =
      staging === undefined
        ? undefined
        : new SharedBandwidth({ total: perStream, perHost: staging, perStream }, hostCount);
    this.begunOnDisk = new Float64Array(hostCount);
    this.queue = Array.from({ length: hostCount }, () => []);
  }

  /** When the next write ends, or is staged. */
  get nextTime(): Seconds {
    return this.disks === undefined
      ? this.stable.nextTime
      : Math.min(this.stable.nextTime, this.disks.nextTime);
  }

  begin(write: StableWrite): void {
    const host = this.population.hostOf[write.vm];
    if (write.image && this.disks !== undefined) {
      this.begunOnDisk[host] += write.bytes;
      this.disks.begin(write, host, write.bytes, write.begunAt);
    } else {
      this.stable.begin(write, host, write.bytes, write.begunAt);
    }
  }

  happen(): void {
    const { disks, stable, queue } = this;
    if (disks !== undefined && disks.nextTime < stable.nextTime) {
      const { stream, host } = disks.end();
      stable.goTo(disks.now);
      queue[host].push(stream);
      if (queue[host].length === 1) this.transfer(stream, host, disks.now);
      this.listener.staged(stream, disks.now);
      return;
    }
    const { stream: write, host } = stable.end();
    if (write.image && disks !== undefined) {
      this.begunOnDisk[host] -= write.bytes;
      queue[host].shift();
      if (queue[host].length > 0) this.transfer(queue[host][0], host, stable.now);
    }
    this.listener.stored(write, stable.now);
  }

  /** Time in which stable storage has been written to, until `at`, which is not before anything that has happened. */
  busyUntil(at: Seconds): Seconds {
    this.stable.goTo(at);
    return this.stable.busy;
  }

  /** Bytes on a host's own disk now: what was written there, less what its transfer has taken. */
  heldOnDisk(host: number): Bytes {
    const { disks, stable, queue } = this;
    if (disks === undefined) return 0;
    const [first] = queue[host];
    const taken = first === undefined ? 0 : first.bytes - stable.left(first, host);
    return this.begunOnDisk[host] - taken - disks.outstanding(host);
  }

  private transfer(write: StableWrite, host: number, at: Seconds): void {
    this.stable.begin(write, host, write.bytes, at);
  }
}
