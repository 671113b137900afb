import type { Trial } from "./target-solution.js";
import type { ValueScale } from "./value-scale.js";

/** How many times as steep as it was seen to be nearby a measure may be between two values that were tried. */
const steeper = 2;

/**
 * Tries values between neighbours for as long as the target might be met there, though both miss it, or missed, though both
 * meet it: wherever the measure would have to be no more than twice as steep as it was seen to be around.
 *
 *     min |miss| between u and v  ≥  (|miss(u)| + |miss(v)| − K |u − v|)/2,   K twice the steepest slope of three neighbouring gaps
 *
 * - Source: the bound of Piyavskii and Shubert, with a slope that is taken from the neighbourhood
 * - Assumes: slopes along the scale, on which decades are alike
 * - Limits: ends after so many trials; yields after each
 *
 * @param inOrder the trials so far that the scenario allows, by value
 */
export function* triedWhereSteepEnough(
  scale: ValueScale,
  trial: (value: number) => Trial,
  inOrder: readonly Trial[],
  miss: (trial: Trial) => number,
): Generator<void, void> {
  const trials = [...inOrder];
  const closed = new Set<Trial>();
  for (let left = scale.mostBetween; left > 0; left--) {
    const gap = leastBound(scale, trials, miss, closed);
    if (gap === undefined) return;
    const value = scale.between(trials[gap].value, trials[gap + 1].value);
    const found = value === undefined ? undefined : trial(value);
    if (found === undefined || found.refused !== undefined) closed.add(trials[gap]);
    else trials.splice(gap + 1, 0, found);
    yield;
  }
}

/** The gap, by its lower end, in which the measure may come closest to the bound or beyond; none where it cannot. */
function leastBound(
  scale: ValueScale,
  trials: readonly Trial[],
  miss: (trial: Trial) => number,
  closed: ReadonlySet<Trial>,
): number | undefined {
  const width = (gap: number) => scale.place(trials[gap + 1].value) - scale.place(trials[gap].value);
  const slope = (gap: number) =>
    gap < 0 || gap + 1 >= trials.length
      ? 0
      : Math.abs(miss(trials[gap + 1]) - miss(trials[gap])) / width(gap);
  let least: number | undefined;
  let leastOf = 0;
  for (let gap = 0; gap + 1 < trials.length; gap++) {
    if (trials[gap].meets !== trials[gap + 1].meets || closed.has(trials[gap])) continue;
    const steepest = Math.max(slope(gap - 1), slope(gap), slope(gap + 1));
    const ends = Math.abs(miss(trials[gap])) + Math.abs(miss(trials[gap + 1]));
    const bound = ends - steeper * steepest * width(gap);
    if (bound < leastOf) [least, leastOf] = [gap, bound];
  }
  return least;
}
