import type { Figures } from "../../analytic/figure.js";
import { inboundFlows } from "../../analytic/flows.js";
import type { System, VmClass } from "../../scenario/model/system.js";
import { type Formula, formula, math } from "./mathml.js";
import { added, type PlanFormula, restMeans, withRest } from "./plan-formula.js";

/**
 * Messages that are held on stable storage and in memory, averaged over time.
 *
 * - Source: E7, E8, E9
 */
export function memoryFormulas(system: System, figures: Figures): readonly PlanFormula[] {
  const { baseInterval, policies } = system;
  const { crossHostRatio, messageRate, senderCopiesMean, stableLogMean, volatileLogMean } = figures;
  const across = crossHostRatio.value * messageRate.value;
  const kept = policies.volatileLog === "keep";
  const where = `F_c: messages per second that class c receives; i_c: its multiple; T0: the base interval; ${restMeans}`;
  const copies = math`${across} "1/s" · {${baseInterval} "s"}/2`;
  return [
    {
      gives: "messages in the stable log, in the mean",
      equation: "E7",
      general: formula`S = ∑_c {F_c {(i_c − 1) T_0}/2} + δ`,
      withNumbers: formula`S = ${heldSum(system, ({ multiple }) => multiple - 1, stableLogMean.value)} "messages"`,
      where,
    },
    {
      gives: "messages in the receivers' memory, in the mean",
      equation: "E8",
      general: formula`V = ∑_c {F_c {${kept ? math`i_c` : ""} T_0}/2} + δ`,
      withNumbers: formula`V = ${heldSum(system, ({ multiple }) => (kept ? multiple : 1), volatileLogMean.value)} "messages"`,
      where,
    },
    ...(across > 0
      ? [
          {
            gives: "copies of messages in the memory of their senders' hosts, in the mean",
            equation: "E9",
            general: formula`Q = X T_0/2 + δ`,
            withNumbers: formula`Q = ${withRest(copies, (across * baseInterval) / 2, senderCopiesMean.value)} "messages"`,
            where: `X: messages per second whose receiver is on another host; δ: what is in transit, and ${restMeans.slice(3)}`,
          },
        ]
      : []),
  ];
}

/** Entries that come at `F_c`, and stay for half of so many base intervals. */
function heldSum(system: System, intervals: (vmClass: VmClass) => number, value: number): Formula {
  const { classes, baseInterval } = system;
  const inbound = inboundFlows(system);
  const held = classes.filter((one) => inbound[one.index] > 0 && intervals(one) > 0);
  const terms = held.map((one) => {
    const stay = intervals(one) === 1 ? math`${baseInterval}` : math`${intervals(one)} · ${baseInterval}`;
    return math`${inbound[one.index]} "1/s" · {${stay} "s"}/2`;
  });
  const main = held.reduce((all, one) => all + (inbound[one.index] * intervals(one) * baseInterval) / 2, 0);
  return withRest(added(terms), main, value);
}
