import type { TargetSolution } from "./target-solution.js";

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

/** The values of one number that meet several targets: what the answers to each have in common. */
export function jointBands(solutions: readonly TargetSolution[]): readonly JointBand[] {
  const everything: JointBand = {
    least: { value: Number.NEGATIVE_INFINITY },
    most: { value: Number.POSITIVE_INFINITY },
  };
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
  if (!depends && now.meets && bands.length === 0) {
    return [{ least: { value: Number.NEGATIVE_INFINITY }, most: { value: Number.POSITIVE_INFINITY } }];
  }
  return bands.map(({ least, most }) => ({
    least: { value: least.inside.value, ...(least.outside && { boundBy: place }) },
    most: { value: most.inside.value, ...(most.outside && { boundBy: place }) },
  }));
}
