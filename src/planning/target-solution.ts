import type { Dimension } from "../scenario/quantities/quantity.js";
import type { Target } from "./target.js";

/** A value of the number that is solved for, and what it makes of the measure. */
export interface Trial {
  readonly value: number;
  /** The measure at that value; absent where the scenario does not allow it. */
  readonly figure?: number;
  readonly meets: boolean;
  /** A multiple that the phase of its class does not fit is tried with this one, the remainder. */
  readonly phase?: number;
  /** The value exactly, in lowest terms, where it is an answer and rational. */
  readonly fraction?: string;
  /** Why the scenario does not allow it. */
  readonly refused?: string;
}

/** One end of the values that meet the target, with its proof. */
export interface TargetEdge {
  /** The last value that meets it. */
  readonly inside: Trial;
  /** The first that was seen not to; absent where every value that was tried meets it. */
  readonly outside?: Trial;
}

/** The values that meet a target, those nearest to the scenario's own. */
export interface TargetSolution {
  readonly target: Target;
  readonly path: string;
  /** What the values measure; `share` is one of all messages. */
  readonly dimension: Dimension | "share";
  /** The phase of the class, where the answer holds with that phase modulo the multiple. */
  readonly phaseModuloMultiple?: number;
  readonly now: Trial;
  /** Absent where nothing that was tried meets the target. */
  readonly least?: TargetEdge;
  readonly most?: TargetEdge;
  /** Where nothing meets it, the trial that comes closest. */
  readonly closest?: Trial;
  /** Beside the closest trial, what the scenario does not allow: why the search ended there. */
  readonly barrier?: Trial;
}
