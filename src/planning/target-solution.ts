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
  /** Why the closed form of the measure need not hold there. */
  readonly outsideDomain?: string;
}

/** One end of the values that meet the target, with its proof. */
export interface TargetEdge {
  /** The last value that meets it. */
  readonly inside: Trial;
  /** The first that was seen not to; absent where every value that was tried meets it. */
  readonly outside?: Trial;
}

/** A run of values that meet the target, from the least to the most. */
export interface TargetBand {
  readonly least: TargetEdge;
  readonly most: TargetEdge;
}

/** The values that meet a target. */
export interface TargetSolution extends Partial<TargetBand> {
  readonly target: Target;
  readonly path: string;
  /** What the values measure; `share` is one of all messages. */
  readonly dimension: Dimension | "share";
  /** The unit that the scenario gives the number in, where it gives one. */
  readonly unit?: string;
  /** The phase of the class, where the answer holds with that phase modulo the multiple. */
  readonly phaseModuloMultiple?: number;
  readonly now: Trial;
  /** How many values were tried. */
  readonly tried: number;
  /** False where the measure is the same at every value that was tried. */
  readonly depends: boolean;
  /** Every run of values that meet the target, in ascending order; `least` and `most` are the ends of the one nearest to the present value. */
  readonly bands: readonly TargetBand[];
  /** Where nothing meets it, the trial that comes closest. */
  readonly closest?: Trial;
  /** The trials next to the closest, on either side of it, which come less close or are not allowed. */
  readonly around?: readonly Trial[];
}

/** An end of values that meet every target. */
export interface JointEdge {
  readonly value: number;
  /** The place of the target that is missed beyond it; absent where nothing that was tried misses one. */
  readonly boundBy?: number;
}

/** A run of values that meet every target. */
export interface JointBand {
  readonly least: JointEdge;
  readonly most: JointEdge;
}

const everything: JointBand = {
  least: { value: Number.NEGATIVE_INFINITY },
  most: { value: Number.POSITIVE_INFINITY },
};

/** The values of one number that meet several targets: what the answers to each have in common. */
export function jointBands(solutions: readonly TargetSolution[]): readonly JointBand[] {
  return solutions.reduce<readonly JointBand[]>(
    (joint, solution, place) => {
      const own = bandsOf(solution, place);
      return joint.flatMap((one) =>
        own.flatMap((other) => {
          const least = other.least.value > one.least.value ? other.least : one.least;
          const most = other.most.value < one.most.value ? other.most : one.most;
          return least.value <= most.value ? [{ least, most }] : [];
        }),
      );
    },
    [everything],
  );
}

function bandsOf({ bands, depends, now }: TargetSolution, place: number): readonly JointBand[] {
  if (!depends && now.meets && bands.length === 0) return [everything];
  const joint = ({ inside, outside }: TargetEdge): JointEdge => {
    return { value: inside.value, ...(outside && { boundBy: place }) };
  };
  return bands.map(({ least, most }) => ({ least: joint(least), most: joint(most) }));
}
