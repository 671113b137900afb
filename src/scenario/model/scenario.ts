import type { DistributionInput, TrafficPatternInput } from "../checks/distribution-shape.js";
import type { QuantityInput } from "../quantities/quantity.js";
import type { RateConvention } from "./system.js";

export type {
  DistributionInput,
  MeanAndSpreadInput,
  TrafficPatternInput,
} from "../checks/distribution-shape.js";
export type { QuantityInput } from "../quantities/quantity.js";

/** A value for each pair of classes: sender, then receiver, such as `{ web: { batch: "2/s" } }`. */
export type PairTableInput = { readonly [from: string]: { readonly [to: string]: QuantityInput } };

/** One class of VMs; what is left out has the default that the JSON Schema states. */
export interface VmClassInput {
  /** 1 is the paper's SI, 2 and above its MI_i; default 1. */
  readonly multiple?: number;
  /** VMs of the class; default 1. */
  readonly count?: number;
  /** What one checkpoint writes; default 0 B. Of incremental checkpoints, how it grows. */
  readonly image?: QuantityInput | ImageGrowthInput;
  /** From the start of a checkpoint until it is complete; default 0 s. */
  readonly duration?: DistributionInput;
  /** For how long a checkpoint holds up the VM's own work; default 0 s. */
  readonly pause?: QuantityInput | PauseGrowthInput;
  /** Shifts the indices at which the class is due; default 0. */
  readonly phase?: number;
  /** Nodes of a trace that are VMs of the class: names, or patterns with `*` and `?`. */
  readonly nodes?: readonly string[];
}

/** Incremental checkpoints: each writes what has changed since the last one. */
export interface ImageGrowthInput {
  /** The whole image, which a restore reads. */
  readonly full: QuantityInput;
  /** Bytes that the VM changes per time. */
  readonly dirty: QuantityInput;
  /** The part of the image that changes fall on; default: all of them fall on bytes not changed before. */
  readonly workingSet?: QuantityInput;
}

/** A pause that grows with what the checkpoint writes. */
export interface PauseGrowthInput {
  /** The pause of a checkpoint that writes nothing; default 0 s. */
  readonly fixed?: QuantityInput;
  /** Further pause for each byte written, such as `0.1 ns`; default 0 s. */
  readonly perByte?: QuantityInput;
}

/** Delays of messages by where sender and receiver live. */
export interface DelayByPlaceInput {
  /** Between VMs of one host; default 0 s. */
  readonly within?: DistributionInput;
  /** Between VMs of different hosts; default 0 s. */
  readonly across?: DistributionInput;
}

/** A rate, or the mean time between failures. */
export type FailureRateInput =
  | QuantityInput
  | {
      /** Mean time between failures, such as `180 d`. */
      readonly mtbf: QuantityInput;
    };

/** How times between failures are spread about their mean. */
export type FailureLawInput =
  | "exponential"
  | {
      /** Weibull law. */
      readonly weibull: {
        /** Below 1 a failure is the likelier the shorter the last one is ago; 0.7 is what many clusters show. */
        readonly shape: QuantityInput;
      };
    }
  | {
      /** Lognormal law. */
      readonly lognormal: {
        /** Standard deviation of the logarithm. */
        readonly sigma: QuantityInput;
      };
    };

/**
 * A scenario as the user writes it: the plain form of a YAML or JSON file, quantities as numbers in SI base
 * units or text with a unit. Only `classes` and `traffic.rates` are required. `prepare` checks it.
 */
export interface Scenario {
  /** What reports call the scenario; default `scenario`. */
  readonly name?: string;
  /** `T0`, the time between base indices; default 60 s. */
  readonly baseInterval?: QuantityInput;
  /** Classes of VMs by name; the order is kept. */
  readonly classes: { readonly [name: string]: VmClassInput };
  /** Who sends how much to whom. */
  readonly traffic: {
    /**
     * How the rates are to be read: `sender` (each VM sends that much), `receiver` (each VM receives that much, as in the
     * paper), `pair` (for each pair of VMs) or `class` (for the two classes as a whole); default `receiver`.
     */
    readonly per?: RateConvention;
    /** Messages per time, from sending to receiving class; a missing pair is 0. */
    readonly rates: PairTableInput;
    /** Mean size of a message, for all pairs or pair by pair; default 1 kB. */
    readonly size?: QuantityInput | PairTableInput;
    /** Time from the send of a message to its delivery, for all messages or by place; default 0 s. */
    readonly delay?: DistributionInput | DelayByPlaceInput;
    /** How messages come, at the same mean rates; default `poisson`. */
    readonly pattern?: TrafficPatternInput;
  };
  /** Local clocks; default: without error. */
  readonly clock?: {
    /** What a clock is late by when it reads `k·T0`; may be negative; default 0 s. */
    readonly error?: DistributionInput;
    /** Whether each VM has an error of its own, or the VMs of a host share one; default `vm`. */
    readonly scope?: "vm" | "host";
    /** Whether the error is drawn anew at each index, or once for the whole run; default `each-index`. */
    readonly redraw?: "each-index" | "once";
  };
  /** Physical machines and which VMs they carry; default: one. */
  readonly hosts?: {
    /** Hosts; default 1, or as many as `placement` names. */
    readonly count?: number;
    /** `spread` deals all VMs out in turn, `packed` fills host by host, or by name; default `spread`. */
    readonly placement?:
      | "spread"
      | "packed"
      | { readonly [host: string]: { readonly [className: string]: number } };
  };
  /** How often things fail; default: never. */
  readonly failures?: {
    /** Failures of each VM per time, or `{ mtbf: TIME }`; default 0. */
    readonly vm?: FailureRateInput;
    /** Failures of each host per time, or `{ mtbf: TIME }`; default 0. */
    readonly host?: FailureRateInput;
    /** Of the times between two failures of one VM or host; default `exponential`. Jobs let them happen; probes need no law. */
    readonly law?: FailureLawInput;
  };
  /** How a VM comes back after a failure. */
  readonly recovery?: {
    /** Time to restart a VM before its image is restored; default 30 s. */
    readonly restart?: QuantityInput;
    /** Bytes per time at which a VM's image is restored; default 1 Gbit/s. */
    readonly bandwidth?: QuantityInput;
    /** How many times as fast as the first run the replay of logged messages runs; default 1. */
    readonly replaySpeedup?: QuantityInput;
  };
  /** Readings of the paper where it is silent. */
  readonly policies?: {
    /** Whether flushed entries stay in the hypervisor's memory (the paper's reading) or leave it; default `keep`. */
    readonly volatileLog?: "keep" | "drop";
    /** Whether a message that crosses a line is logged in memory only (the paper's reading) or stably too; default `volatile`. */
    readonly inTransit?: "volatile" | "stable";
  };
  /** What writes and restores go through; default: they take no time of their own. */
  readonly storage?: {
    /** Bytes per time that all together write to stable storage. */
    readonly write: QuantityInput;
    /** Bytes per time that all together restore. */
    readonly read?: QuantityInput;
    /** Bytes per time of each host, both ways. */
    readonly hostLink?: QuantityInput;
    /** Bytes per time of each host's own disk, to which images go first; default: no staging. */
    readonly staging?: QuantityInput;
  };
  /** The job to be done; default: none. */
  readonly job?: {
    /** What it would take if nothing held it up, such as `720 h`. */
    readonly work: QuantityInput;
  };
  /** What things cost; default: nothing. */
  readonly prices?: {
    /** Per GiB written; default 0. */
    readonly write?: QuantityInput;
    /** Per GiB held for an hour; default 0. */
    readonly hold?: QuantityInput;
    /** Per hour of a VM's work lost; default 0. */
    readonly vmHour?: QuantityInput;
  };
  /** Where an editor finds the JSON Schema of the file; otherwise without meaning. */
  readonly $schema?: string;
}
