import { inboundFlows } from "../../analytic/flows.js";
import { loggedShares } from "../../analytic/stable-log-ratio.js";
import { bestBaseInterval } from "../../planning/best-base-interval.js";
import type { CapacityPlan } from "../../planning/capacity-plan.js";
import type { System, VmClass } from "../../scenario/model/system.js";
import {
  type Formula,
  formula,
  fraction,
  indexed,
  number,
  operator,
  root,
  row,
  sum,
  symbol,
  word,
} from "./mathml.js";

/** A closed form of a plan, as it is in general and with the numbers of the plan's system in their places. */
export interface PlanFormula {
  /** What it gives, in words. */
  readonly gives: string;
  /** As `docs/notation.md` numbers it. */
  readonly equation: string;
  readonly general: Formula;
  readonly withNumbers: Formula;
  /** What the signs stand for. */
  readonly where: string;
}

/** Beyond so many terms a sum is cut short. */
const mostTerms = 4;

/**
 * The formulas that a plan rests on, with the user's numbers put in.
 *
 * - Source: E2, E5, E6, E15
 */
export function planFormulas({ system, figures }: CapacityPlan): readonly PlanFormula[] {
  const ratio = figures.stableLogRatio;
  return [
    ...(ratio ? [ratioFormula(system, ratio.value, ratio.fraction)] : []),
    ...(ratio && figures.messageRate && figures.stableLogRate
      ? [writesFormula(ratio.value, figures.messageRate.value, figures.stableLogRate.value)]
      : []),
    ...(figures.checkpointRate ? [checkpointsFormula(system, figures.checkpointRate.value)] : []),
    ...wasteFormulas(system),
  ];
}

const equals = operator("=");
const roughly = operator("≈");
const plus = operator("+");
const times = operator("·");

function ratioFormula(system: System, value: number, exact: string | undefined): PlanFormula {
  const [flowOf, shareOf, b] = [
    indexed(symbol("F"), symbol("b")),
    indexed(symbol("w"), symbol("b")),
    symbol("b"),
  ];
  const inbound = inboundFlows(system);
  const shares = loggedShares(system);
  const receiving = system.classes.filter(({ index }) => inbound[index] > 0);
  // Only where nothing is written on delivery besides are the shares the fractions that they look like.
  const share = ({ index, multiple }: VmClass) =>
    shares[index] === (multiple - 1) / multiple && multiple > 1
      ? fraction(number(multiple - 1), number(multiple))
      : number(shares[index]);
  const logged = added(receiving.map((one) => row(number(inbound[one.index]), times, share(one))));
  const all = added(receiving.map(({ index }) => number(inbound[index])));
  const asFraction = /^(\d{1,9})\/(\d{1,9})$/.exec(exact ?? "");
  return {
    gives: "stable-log ratio",
    equation: "E2",
    general: formula(symbol("η"), equals, fraction(sum(b, row(flowOf, shareOf)), sum(b, flowOf))),
    withNumbers: formula(
      symbol("η"),
      equals,
      fraction(logged, all),
      ...(asFraction
        ? [equals, fraction(number(Number(asFraction[1]), 9), number(Number(asFraction[2]), 9))]
        : []),
      roughly,
      number(value),
    ),
    where:
      "F_b: messages per second that class b receives; w_b: the share of them that is written to stable storage, 1 − 1/i_b for the multiple i_b",
  };
}

function writesFormula(ratio: number, messages: number, writes: number): PlanFormula {
  return {
    gives: "messages written to the stable log per second",
    equation: "E6",
    general: formula(symbol("η"), symbol("Λ")),
    withNumbers: formula(
      number(ratio),
      times,
      number(messages),
      word("1/s"),
      roughly,
      number(writes),
      word("1/s"),
    ),
    where: "Λ: messages per second in all",
  };
}

function checkpointsFormula({ classes, baseInterval }: System, value: number): PlanFormula {
  const [n, i, interval] = [
    indexed(symbol("n"), symbol("c")),
    indexed(symbol("i"), symbol("c")),
    indexed(symbol("T"), symbol("0")),
  ];
  const terms = classes.map(({ count, multiple }) =>
    fraction(number(count), row(number(multiple), times, number(baseInterval), word("s"))),
  );
  return {
    gives: "checkpoints per second",
    equation: "E5",
    general: formula(sum(symbol("c"), fraction(n, row(i, interval)))),
    withNumbers: formula(added(terms), roughly, number(value), word("1/s")),
    where: "n_c: VMs of class c; i_c: its multiple; T0: the base interval",
  };
}

/** The waste and the base interval of least waste; none where no base interval is best. */
function wasteFormulas(system: System): readonly PlanFormula[] {
  const { overhead, exposure, floor, waste, baseInterval, leastWaste } = bestBaseInterval(system);
  if (!(baseInterval > 0 && Number.isFinite(baseInterval) && exposure > 0)) return [];
  const [A, B, interval] = [symbol("A"), symbol("B"), indexed(symbol("T"), symbol("0"))];
  const best = row(interval, operator("*"));
  return [
    {
      gives: "waste, the share of the VMs' time that checkpoints and failures take",
      equation: "E15",
      general: formula(symbol("W"), equals, fraction(A, interval), plus, row(B, interval), plus, symbol("C")),
      withNumbers: formula(
        symbol("W"),
        equals,
        fraction(row(number(overhead), word("s")), row(number(system.baseInterval), word("s"))),
        plus,
        row(number(exposure), word("1/s"), times, number(system.baseInterval), word("s")),
        ...(floor < 0 ? [operator("−")] : [plus]),
        number(Math.abs(floor)),
        roughly,
        number(waste),
      ),
      where:
        "A: what a checkpoint costs, in seconds per base interval; B: what failures cost, per second of base interval; C: what no base interval changes",
    },
    {
      gives: "base interval of least waste",
      equation: "E15",
      general: formula(best, equals, root(fraction(A, B))),
      withNumbers: formula(
        best,
        equals,
        root(fraction(row(number(overhead), word("s")), row(number(exposure), word("1/s")))),
        roughly,
        number(baseInterval),
        word("s,"),
        symbol("W"),
        roughly,
        number(leastWaste),
      ),
      where: "to first order, with lags and durations as they are now",
    },
  ];
}

/** Terms with plus signs between them; where they are many, the first few and the last. */
function added(terms: readonly Formula[]): Formula {
  const shown =
    terms.length <= mostTerms + 1
      ? terms
      : [...terms.slice(0, mostTerms - 1), operator("…"), terms[terms.length - 1]];
  return row(...shown.flatMap((term, place) => (place === 0 ? [term] : [plus, term])));
}
