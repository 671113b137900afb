import type { QuantityInput } from "../quantities/quantity.js";
import type { Scenario } from "./scenario.js";
import type { Policies } from "./system.js";
import type { Bytes, Seconds } from "./units.js";

/**
 * A run in which every instant is given, as the user writes it: the plain form of a YAML or JSON file. `prepareScript`
 * checks it.
 */
export interface ScriptInput {
  /** What reports call it. */
  readonly name?: string;
  /** Until when it is played; default a little after the last instant that is given. */
  readonly until?: QuantityInput;
  /** `T0`; left out where `checkpoints` are given. */
  readonly baseInterval?: QuantityInput;
  /** By name. */
  readonly vms: {
    readonly [name: string]: {
      /** Default 1. */
      readonly multiple?: number;
      /** Default 0. */
      readonly phase?: number;
      /** By name; default a host of its own. */
      readonly host?: string;
      /** Of each checkpoint; default 0 s. */
      readonly duration?: QuantityInput;
      /** Clock error by index; 0 s where none is given. */
      readonly clock?: { readonly [index: string]: QuantityInput };
    };
  };
  /** In any order. */
  readonly messages?: readonly {
    /** What reports call it. */
    readonly name: string;
    /** The VM that sends it. */
    readonly from: string;
    /** The VM that receives it. */
    readonly to: string;
    /** A time, such as `3 s`. */
    readonly sentAt: QuantityInput;
    /** A time, no earlier than `sentAt`. */
    readonly deliveredAt: QuantityInput;
    /** Default 1 kB. */
    readonly bytes?: QuantityInput;
  }[];
  /** Instants of each VM's basic checkpoints, the n-th with index n; instead of `baseInterval` and multiples. */
  readonly checkpoints?: { readonly [vm: string]: readonly QuantityInput[] };
  /** Each is worked out by itself, at its instant; the run goes on. */
  readonly failures?: readonly {
    /** When it fails. */
    readonly at: QuantityInput;
    /** The VM that fails; or `host`. */
    readonly vm?: string;
    /** The host that fails, with all its VMs. */
    readonly host?: string;
  }[];
  /** As in a scenario. */
  readonly policies?: Scenario["policies"];
}

/** A script after all checks: quantities in SI base units, VMs and hosts by number. */
export interface Script {
  readonly name: string;
  readonly until: Seconds;
  /** Absent where `checkpoints` are given. */
  readonly baseInterval: Seconds | undefined;
  readonly vms: readonly {
    readonly name: string;
    readonly multiple: number;
    readonly phase: number;
    readonly host: number;
    readonly duration: Seconds;
    /** Clock error by index; 0 where there is none. */
    readonly clock: ReadonlyMap<number, Seconds>;
  }[];
  readonly hosts: readonly string[];
  /** In the order of their sends. */
  readonly messages: readonly ScriptMessage[];
  /** In the order of time; empty where `baseInterval` is given. */
  readonly checkpoints: readonly { readonly at: Seconds; readonly vm: number; readonly index: number }[];
  /** In the order of time. */
  readonly failures: readonly ScriptFailure[];
  readonly policies: Policies;
}

export interface ScriptMessage {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly sentAt: Seconds;
  readonly deliveredAt: Seconds;
  readonly bytes: Bytes;
}

/** The VMs that fail together at an instant: one, or all of a host. */
export interface ScriptFailure {
  readonly at: Seconds;
  readonly failed: { readonly vm: number } | { readonly host: number };
}
