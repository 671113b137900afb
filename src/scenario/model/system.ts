import type { Rational } from "../quantities/exact-decimal.js";
import type { Distribution } from "./distribution.js";
import type { Bytes, BytesPerSecond, PerSecond, Seconds } from "./units.js";

/** How a traffic rate is to be read (E1). */
export type RateConvention = "sender" | "receiver" | "pair" | "class";

/** VMs that share a multiple, a phase and a size: SI where `multiple` is 1, MI_i above (§4.1). */
export interface VmClass {
  /** Position in the scenario, from 0; rates and figures by class use it. */
  readonly index: number;
  readonly name: string;
  /** `i_c`: the checkpoint period is `multiple` base intervals. */
  readonly multiple: number;
  /** `φ_c`: due at index `k` when `(k − φ_c) mod i_c = 0`. */
  readonly phase: number;
  /** `n_c`. */
  readonly count: number;
  /** What one checkpoint writes: the whole image, or what has changed in the class's own period. */
  readonly image: Bytes;
  /** How what a checkpoint writes grows with the time since the last one; absent where each writes the whole image. */
  readonly growth?: ImageGrowth;
  /** From the start of a checkpoint until it is complete (R6). */
  readonly duration: Distribution;
  /** For how long a checkpoint holds up the VM's own work. */
  readonly pause: Seconds;
  /** What the pause is made of, where it grows with what the checkpoint writes: a fixed time, and a time for each byte. */
  readonly pauseGrowth?: { readonly fixed: Seconds; readonly perByte: number };
}

/** Incremental checkpoints (E22): `full` bytes in all, of which `dirty` a second are changed, in a working set if there is one. */
export interface ImageGrowth {
  readonly full: Bytes;
  readonly dirty: BytesPerSecond;
  readonly workingSet?: Bytes;
}

/** What writes and restores go through (R11); infinite where it sets no limit. */
export interface Storage {
  /** Shared by all that write to stable storage. */
  readonly write: BytesPerSecond;
  /** Shared by all that restore. */
  readonly read: BytesPerSecond;
  /** Of each host, both ways. */
  readonly hostLink: BytesPerSecond;
  /** Of each host's own disk, which takes images first; absent where they go to stable storage at once. */
  readonly staging?: BytesPerSecond;
}

/**
 * Rates between classes, sparse: entry `p` is the pair `from[p] → to[p]`, ordered by `from`, then `to`.
 * Only pairs with a rate above zero stand here. The rates are the user's, in the user's convention:
 * each half works out flows from them for itself.
 */
export interface TrafficRates {
  readonly per: RateConvention;
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly rate: Float64Array;
  /** Mean bytes of a message of the pair, above zero. */
  readonly size: Float64Array;
  /** `rate`, exactly as written. */
  readonly exactRate: readonly Rational[];
  /** `size`, exactly as written. */
  readonly exactSize: readonly Rational[];
}

/** VMs of one class on one host, where the user places them by hand. */
export interface PlacedGroup {
  readonly host: number;
  readonly classIndex: number;
  readonly count: number;
}

/**
 * Where VMs live. `spread`: VM number `v` (all VMs in class order, from 0) is on host `v mod H`.
 * `packed`: hosts are filled in that order, VM `v` on host `floor(v H / N)`.
 * `given`: host by host; within a class, VMs are numbered in the order of the groups.
 */
export type Placement =
  | { readonly kind: "spread" }
  | { readonly kind: "packed" }
  | { readonly kind: "given"; readonly groups: readonly PlacedGroup[] };

export interface Hosts {
  readonly count: number;
  readonly names: readonly string[];
  readonly placement: Placement;
}

export interface Clock {
  /** Error of a local clock: it reads `k·T0` at real time `k·T0 + error`. */
  readonly error: Distribution;
  readonly scope: "vm" | "host";
  readonly redraw: "each-index" | "once";
}

/** Law of the times between failures but for its mean, which a failure rate gives. */
export type FailureLaw =
  | { readonly kind: "exponential" }
  | { readonly kind: "weibull"; readonly shape: number }
  | { readonly kind: "lognormal"; readonly sigma: number };

export interface Policies {
  readonly volatileLog: "keep" | "drop";
  readonly inTransit: "volatile" | "stable";
}

/**
 * A scenario after all checks: defaults filled in, quantities in SI base units, names resolved to indices.
 * Values are trusted from here on. `prepare` makes it; both halves read it.
 */
export interface System {
  readonly name: string;
  /** `T0`. */
  readonly baseInterval: Seconds;
  readonly classes: readonly VmClass[];
  readonly rates: TrafficRates;
  /** Delay of messages between VMs of one host, and of different hosts. */
  readonly delay: { readonly within: Distribution; readonly across: Distribution };
  /** How messages come where that is not Poisson; absent where it is. */
  readonly pattern?: TrafficPattern;
  readonly clock: Clock;
  readonly hosts: Hosts;
  /** Failure rates per VM and per host. */
  readonly failures: {
    readonly vm: PerSecond;
    readonly host: PerSecond;
    /** Of the times between two failures of one VM or host, whose mean the rates give; default exponential. */
    readonly law?: FailureLaw;
  };
  readonly recovery: {
    readonly restart: Seconds;
    readonly bandwidth: BytesPerSecond;
    /** `ρ`: replay runs that many times as fast as the first run. */
    readonly replaySpeedup: number;
  };
  readonly policies: Policies;
  /** Absent where writes take no time beyond a checkpoint's duration, and restores none beyond `recovery.bandwidth`. */
  readonly storage?: Storage;
  /** The job to be done, where there is one: `work` is what it would take if nothing held it up. */
  readonly job?: { readonly work: Seconds };
  /** Per GiB written, per GiB-hour held, per VM-hour lost. */
  readonly prices: { readonly write: number; readonly hold: number; readonly vmHour: number };
}

/** VMs of all classes together. */
export function countVms({ classes }: { readonly classes: readonly Pick<VmClass, "count">[] }): number {
  return classes.reduce((sum, { count }) => sum + count, 0);
}

/** How messages come that are not Poisson; the mean rates are the same. */
export type TrafficPattern =
  /** Each VM sends in turns and falls silent in turns, for exponential times of these means. */
  | { readonly kind: "onOff"; readonly on: Seconds; readonly off: Seconds }
  /** All rates swing together, `1 + amplitude · sin`, from an instant that is drawn. */
  | { readonly kind: "diurnal"; readonly period: Seconds; readonly amplitude: number }
  /** Messages between two classes go in pairs, as far as there are as many each way: one answers the other. */
  | { readonly kind: "requestReply"; readonly service: Distribution };

/** A failure that was recorded: of a host, or of one VM, by number. */
export interface RecordedFailure {
  /** Since the job began. */
  readonly at: Seconds;
  readonly of: "host" | "vm";
  readonly number: number;
}
