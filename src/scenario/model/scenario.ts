import type { DistributionInput } from "../checks/distribution-shape.js";
import type { QuantityInput } from "../checks/quantity-shape.js";
import type { RateConvention } from "./system.js";

export type { DistributionInput } from "../checks/distribution-shape.js";
export type { QuantityInput } from "../checks/quantity-shape.js";

/** A value for each pair of classes: sender, then receiver. */
export type PairTableInput = { readonly [from: string]: { readonly [to: string]: QuantityInput } };

/** One class of VMs; what is left out has the default that the JSON Schema states. */
export interface VmClassInput {
  /** 1 is the paper's SI, 2 and above its MI_i; default 1. */
  readonly multiple?: number;
  /** VMs of the class; default 1. */
  readonly count?: number;
  /** What one checkpoint writes; default 0 B. */
  readonly image?: QuantityInput;
  /** From the start of a checkpoint until it is complete; default 0 s. */
  readonly duration?: DistributionInput;
  /** For how long a checkpoint holds up the VM's own work; default 0 s. */
  readonly pause?: QuantityInput;
  /** Shifts the indices at which the class is due; default 0. */
  readonly phase?: number;
}

/**
 * A scenario as the user writes it: the plain form of a YAML or JSON file, quantities as numbers in SI base
 * units or text with a unit. Only `classes` and `traffic.rates` are required. `prepare` checks it.
 */
export interface Scenario {
  readonly name?: string;
  /** `T0`; default 60 s. */
  readonly baseInterval?: QuantityInput;
  /** By name; the order is kept. */
  readonly classes: { readonly [name: string]: VmClassInput };
  readonly traffic: {
    /** How the rates are to be read; default `receiver`, as in the paper. */
    readonly per?: RateConvention;
    /** Messages per time, from sending to receiving class; a missing pair is 0. */
    readonly rates: PairTableInput;
    /** Mean size of a message, for all pairs or pair by pair; default 1 kB. */
    readonly size?: QuantityInput | PairTableInput;
    /** Default 0 s. */
    readonly delay?:
      | DistributionInput
      | { readonly within?: DistributionInput; readonly across?: DistributionInput };
  };
  readonly clock?: {
    readonly error?: DistributionInput;
    readonly scope?: "vm" | "host";
    readonly redraw?: "each-index" | "once";
  };
  readonly hosts?: {
    readonly count?: number;
    readonly placement?:
      | "spread"
      | "packed"
      | { readonly [host: string]: { readonly [className: string]: number } };
  };
  readonly failures?: { readonly vm?: FailureRateInput; readonly host?: FailureRateInput };
  readonly recovery?: {
    readonly restart?: QuantityInput;
    readonly bandwidth?: QuantityInput;
    readonly replaySpeedup?: QuantityInput;
  };
  readonly policies?: {
    readonly volatileLog?: "keep" | "drop";
    readonly inTransit?: "volatile" | "stable";
  };
  readonly prices?: {
    readonly write?: QuantityInput;
    readonly hold?: QuantityInput;
    readonly vmHour?: QuantityInput;
  };
}

/** A rate, or the mean time between failures. */
export type FailureRateInput = QuantityInput | { readonly mtbf: QuantityInput };
