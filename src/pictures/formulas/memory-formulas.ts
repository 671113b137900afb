import type { Figures } from "../../analytic/figure.js";
import { inboundFlows } from "../../analytic/flows.js";
import type { System, VmClass } from "../../scenario/model/system.js";
import {
  type Formula,
  formula,
  fraction,
  indexed,
  number,
  operator,
  row,
  sum,
  symbol,
  word,
} from "./mathml.js";
import { added, equals, type PlanFormula, plus, rest, restMeans, times, withRest } from "./plan-formula.js";

const c = symbol("c");
const [flowInto, multipleOf] = [indexed(symbol("F"), c), indexed(symbol("i"), c)];
const interval = indexed(symbol("T"), symbol("0"));

/**
 * Messages that are held on stable storage and in memory, averaged over time.
 *
 * - Source: E7, E8, E9
 */
export function memoryFormulas(system: System, figures: Figures): readonly PlanFormula[] {
  const { baseInterval, policies } = system;
  const { crossHostRatio, messageRate, senderCopiesMean } = figures;
  const less = row(operator("("), multipleOf, operator("−"), number(1), operator(")"));
  const across = crossHostRatio.value * messageRate.value;
  const kept = policies.volatileLog === "keep";
  return [
    {
      gives: "messages in the stable log, in the mean",
      equation: "E7",
      ...heldFormula(system, symbol("S"), less, ({ multiple }) => multiple - 1, figures.stableLogMean.value),
    },
    {
      gives: "messages in the receivers' memory, in the mean",
      equation: "E8",
      ...heldFormula(
        system,
        symbol("V"),
        kept ? multipleOf : undefined,
        ({ multiple }) => (kept ? multiple : 1),
        figures.volatileLogMean.value,
      ),
    },
    ...(across > 0
      ? [
          {
            gives: "copies of messages in the memory of their senders' hosts, in the mean",
            equation: "E9",
            general: formula(symbol("Q"), equals, symbol("X"), fraction(interval, number(2)), plus, rest),
            withNumbers: formula(
              symbol("Q"),
              equals,
              withRest(
                row(number(across), word("1/s"), times, half(number(baseInterval))),
                (across * baseInterval) / 2,
                senderCopiesMean.value,
                "messages",
              ),
            ),
            where: `X: messages per second whose receiver is on another host; δ: what is in transit, and ${restMeans.slice(3)}`,
          },
        ]
      : []),
  ];
}

/** Entries that come at `F_c`, and stay for half of so many base intervals. */
function heldFormula(
  system: System,
  name: Formula,
  factor: Formula | undefined,
  intervals: (vmClass: VmClass) => number,
  value: number,
): Pick<PlanFormula, "general" | "withNumbers" | "where"> {
  const { classes, baseInterval } = system;
  const inbound = inboundFlows(system);
  const held = classes.filter((one) => inbound[one.index] > 0 && intervals(one) > 0);
  const terms = held.map((one) =>
    row(
      number(inbound[one.index]),
      word("1/s"),
      times,
      half(
        intervals(one) === 1
          ? number(baseInterval)
          : row(number(intervals(one)), times, number(baseInterval)),
      ),
    ),
  );
  const main = held.reduce((all, one) => all + (inbound[one.index] * intervals(one) * baseInterval) / 2, 0);
  return {
    general: formula(
      name,
      equals,
      sum(c, row(flowInto, fraction(factor ? row(factor, interval) : interval, number(2)))),
      plus,
      rest,
    ),
    withNumbers: formula(
      name,
      equals,
      withRest(terms.length > 0 ? added(terms) : number(0), main, value, "messages"),
    ),
    where: `F_c: messages per second that class c receives; i_c: its multiple; T0: the base interval; ${restMeans}`,
  };
}

function half(seconds: Formula): Formula {
  return fraction(row(seconds, word("s")), number(2));
}
