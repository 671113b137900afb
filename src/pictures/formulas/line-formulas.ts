import type { Figures } from "../../analytic/figure.js";
import {
  type Formula,
  formula,
  fraction,
  indexed,
  number,
  operator,
  power,
  product,
  row,
  sum,
  symbol,
  word,
} from "./mathml.js";
import { equals, type PlanFormula, plus, roughly } from "./plan-formula.js";

const [a, b, c, k, t] = ["a", "b", "c", "k", "t"].map(symbol);
const [lag, lagOf] = [symbol("ℓ"), indexed(symbol("ℓ"), k)];
const [open, close, less] = ["(", ")", "−"].map(operator);
const hazard = indexed(symbol("h"), c);
const early = indexed(symbol("e"), c);
const countOf = indexed(symbol("n"), c);

function integral(of: Formula): Formula {
  return row(operator("∫"), of, symbol("d"), t);
}

function at(name: Formula, argument: Formula = t): Formula {
  return row(name, open, argument, close);
}

/**
 * Clocks and lines: integrals, each with what it comes to.
 *
 * - Source: E10, E11, E12
 */
export function lineFormulas(figures: Figures): readonly PlanFormula[] {
  const { earlyCheckpointRatio, lineLag, inTransitPerLine, unrecoverablePerHostFailure } = figures;
  const complete = row(indexed(symbol("T"), c), plus, indexed(symbol("d"), c), operator("≤"), t);
  const flow = indexed(symbol("F"), row(a, b));
  const delay = indexed(symbol("D"), row(a, b));
  const advanceOf = (name: Formula) => indexed(symbol("a"), name);
  const formulas: readonly (PlanFormula & { readonly value: number })[] = [
    {
      gives: "share of a class's checkpoints that a message from a later index brings forward",
      equation: "E10",
      value: earlyCheckpointRatio.value,
      general: formula(
        early,
        equals,
        integral(
          row(
            open,
            number(1),
            less,
            at(symbol("G")),
            close,
            at(hazard),
            word("exp"),
            open,
            less,
            operator("∫"),
            hazard,
            close,
          ),
        ),
        operator(","),
        at(hazard),
        equals,
        sum(
          a,
          row(
            fraction(indexed(symbol("F"), row(a, c)), countOf),
            word("E"),
            at(indexed(symbol("x"), a), row(t, less, symbol("D"))),
          ),
        ),
      ),
      withNumbers: formula(symbol("e"), roughly, number(earlyCheckpointRatio.value)),
      where:
        "G: distribution of the clock error; x_c: chance that a VM has reached the index by then, from the same hazard h_c; D: delay; n_c: VMs of the class; e: over all checkpoints",
    },
    {
      gives: "lag of a recovery line, in the mean over all lines",
      equation: "E11",
      value: lineLag.value,
      general: formula(
        lagOf,
        equals,
        integral(
          row(
            open,
            number(1),
            less,
            product(c, power(row(symbol("P"), open, complete, close), countOf)),
            close,
          ),
        ),
      ),
      withNumbers: formula(lag, roughly, number(lineLag.value), word("s")),
      where:
        "the product is over the classes that are due at k; T_c: advance of a VM after the boundary; d_c: duration of its checkpoint",
    },
    {
      gives: "messages in transit across a line",
      equation: "E12",
      value: inTransitPerLine.value,
      general: formula(
        symbol("Z"),
        equals,
        sum(row(a, b), row(flow, open, word("E"), delay, plus, advanceOf(a), less, advanceOf(b), close)),
        plus,
        sum(c, row(countOf, early)),
      ),
      withNumbers: formula(symbol("Z"), roughly, number(inTransitPerLine.value), word("messages")),
      where:
        "F_ab: messages per second from class a to class b; D_ab: their delay; a_a, a_b: mean advance after the boundary; e_c: share of early advances",
    },
    {
      gives: "messages that no log can bring back, per failure of a host",
      equation: "E12",
      value: unrecoverablePerHostFailure.value,
      general: formula(
        symbol("U"),
        equals,
        fraction(number(1), symbol("H")),
        sum(row(a, b), row(indexed(symbol("P"), row(a, b)), flow, indexed(symbol("u"), row(a, b)))),
      ),
      withNumbers: formula(symbol("U"), roughly, number(unrecoverablePerHostFailure.value), word("messages")),
      where:
        "H: hosts; P_ab: chance that sender and receiver share one; u_ab: for how long in the mean messages are sent that cross the line of a failure unlogged",
    },
  ];
  return formulas.filter(({ value }) => value > 0);
}
