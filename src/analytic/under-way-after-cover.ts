import type { System } from "../scenario/model/system.js";
import type { Seconds } from "../scenario/model/units.js";
import { advanceField, advanceTable } from "./clock-skew.js";
import { dueSets, groupsOfClasses } from "./due-sets.js";
import { lineLaws } from "./line-laws.js";
import { lawCdf, lawLimitedMean, lawMean, lawSurplusSquare } from "./numerics/distribution-laws.js";
import { atomsOfLaw } from "./numerics/tabulated-law.js";

/**
 * `E_k[½ ((D − X_k)⁺)² − ½ ((D − i_a T0 − X_{k+i_a})⁺)²]` over the lines at which the sender's class is due, by cell.
 *
 *     E[½ ((D − X)⁺)²] = E ∫ E[(D − (t − T_a))⁺] P(d_a ≤ t − T_a) P(M ≤ t) dt
 *
 * `M` is when the line would be covered but for the sender: `P(M ≤ t) = P(c_k ≤ t)/P(T_a + d_a ≤ t)`.
 */
export function underWayAfterCover(system: System): number[] {
  const { baseInterval, delay } = system;
  const { within } = delay;
  const field = advanceField(system);
  const { sets, shares, groups } = dueSets(system);
  const { nodes, covered: coveredBy, open } = lineLaws(system);
  const { points, weights } = nodes;
  const end = points[points.length - 1];
  const meanDelay = lawMean(within);
  const groupOf = groupsOfClasses(groups);
  const covered = groups.map((_, group) => {
    const chances = new Float64Array(points.length);
    let share = 0;
    sets.forEach((due, place) => {
      if (!due.includes(group)) return;
      share += shares[place];
      coveredBy(due).forEach((chance, node) => {
        chances[node] += shares[place] * chance;
      });
    });
    return share > 0 ? chances.map((chance) => chance / share) : coveredBy([group]);
  });
  return field.cells.map(({ classIndex }, cell) => {
    const { multiple, duration } = system.classes[classIndex];
    const group = groupOf[classIndex];
    const { values, weights: masses } = atomsOfLaw(advanceTable(field, field.cells[cell].law, advancePoints));
    const lost = (later: Seconds) => {
      let mean = 0;
      values.forEach((advance, n) => {
        mean += masses[n] * lawSurplusSquare(within, Math.max(0, end - advance) + later);
      });
      for (let node = 0; node < points.length; node++) {
        const own = 1 - open(cell, points[node]);
        const others = own > 0 ? Math.min(1, covered[group][node] / own) : 0;
        if (others === 0) continue;
        let inside = 0;
        for (let n = 0; n < values.length; n++) {
          const since = points[node] - values[n];
          if (since < 0) continue;
          const surplus = Math.max(0, meanDelay - lawLimitedMean(within, since + later));
          inside += masses[n] * surplus * lawCdf(duration, since);
        }
        mean += weights[node] * others * inside;
      }
      return mean;
    };
    return lost(0) - lost(multiple * baseInterval);
  });
}

/** Points of an advance law that is averaged over: a hundred give three digits and more. */
const advancePoints = 100;
