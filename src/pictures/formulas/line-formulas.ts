import type { Figures } from "../../analytic/figure.js";
import { formula } from "./mathml.js";
import type { PlanFormula } from "./plan-formula.js";

/**
 * Clocks and lines: integrals, each with what it comes to.
 *
 * - Source: E10, E11, E12
 */
export function lineFormulas(figures: Figures): readonly PlanFormula[] {
  const [early, lag, inTransit, unrecoverable] = [
    figures.earlyCheckpointRatio.value,
    figures.lineLag.value,
    figures.inTransitPerLine.value,
    figures.unrecoverablePerHostFailure.value,
  ];
  const formulas: readonly (PlanFormula & { readonly value: number })[] = [
    {
      gives: "share of a class's checkpoints that a message from a later index brings forward",
      equation: "E10",
      value: early,
      general: formula`e_c = ∫ {(1 − {G(t)}) {h_c(t)} "exp" (− ∫ h_c)} d t , {h_c(t)} = ∑_a {F_{a c}/n_c "E" {x_a(t − D)}}`,
      withNumbers: formula`e ≈ ${early}`,
      where:
        "G: distribution of the clock error; x_c: chance that a VM has reached the index by then, from the same hazard h_c; D: delay; n_c: VMs of the class; e: over all checkpoints",
    },
    {
      gives: "lag of a recovery line, in the mean over all lines",
      equation: "E11",
      value: lag,
      general: formula`ℓ_k = ∫ {(1 − ∏_c {P(T_c + d_c ≤ t)}^{n_c})} d t`,
      withNumbers: formula`ℓ ≈ ${lag} "s"`,
      where:
        "the product is over the classes that are due at k; T_c: advance of a VM after the boundary; d_c: duration of its checkpoint",
    },
    {
      gives: "messages in transit across a line",
      equation: "E12",
      value: inTransit,
      general: formula`Z = ∑_{a b} {F_{a b} ("E" D_{a b} + a_a − a_b)} + ∑_c {n_c e_c}`,
      withNumbers: formula`Z ≈ ${inTransit} "messages"`,
      where:
        "F_ab: messages per second from class a to class b; D_ab: their delay; a_a, a_b: mean advance after the boundary; e_c: share of early advances",
    },
    {
      gives: "messages that no log can bring back, per failure of a host",
      equation: "E12",
      value: unrecoverable,
      general: formula`U = 1/H ∑_{a b} {P_{a b} F_{a b} u_{a b}}`,
      withNumbers: formula`U ≈ ${unrecoverable} "messages"`,
      where:
        "H: hosts; P_ab: chance that sender and receiver share one; u_ab: for how long in the mean messages are sent that cross the line of a failure unlogged",
    },
  ];
  return formulas.filter(({ value }) => value > 0);
}
