import type { Figures } from "../../analytic/figure.js";
import { flows, inboundFlows } from "../../analytic/flows.js";
import { loggedShares } from "../../analytic/stable-log-ratio.js";
import type { System, VmClass } from "../../scenario/model/system.js";
import { type Formula, formula, fraction, indexed, number, row, sum, symbol, word } from "./mathml.js";
import { added, equals, type PlanFormula, roughly, times } from "./plan-formula.js";

const [ratio, b] = [symbol("η"), symbol("b")];
const [flowOf, shareOf] = [indexed(symbol("F"), b), indexed(symbol("w"), b)];
const sizeOf = indexed(symbol("s"), b);
const [n, i, interval] = [
  indexed(symbol("n"), symbol("c")),
  indexed(symbol("i"), symbol("c")),
  indexed(symbol("T"), symbol("0")),
];
const sharesMean = "w_b: the share of them that is written to stable storage, 1 − 1/i_b for the multiple i_b";

/**
 * Traffic, and what of it and of the images is written.
 *
 * - Source: E1, E2, E5, E6
 */
export function loadFormulas(system: System, figures: Figures): readonly PlanFormula[] {
  const { stableLogRatio, stableLogByteRatio, messageRate, stableLogRate, stableLogByteRate } = figures;
  return [
    messagesFormula(system, messageRate.value),
    ratioFormula(system, stableLogRatio.value, stableLogRatio.fraction),
    byteRatioFormula(system, stableLogByteRatio.value),
    writesFormula(stableLogRatio.value, messageRate.value, stableLogRate.value),
    byteWritesFormula(system, stableLogByteRatio.value, stableLogByteRate.value),
    checkpointsFormula(system, figures.checkpointRate.value),
    imagesFormula(system, figures.checkpointByteRate.value),
  ];
}

function messagesFormula(system: System, value: number): PlanFormula {
  const inbound = inboundFlows(system);
  const terms = system.classes
    .filter(({ index }) => inbound[index] > 0)
    .map(({ index }) => number(inbound[index]));
  return {
    gives: "messages per second",
    equation: "E1",
    general: formula(symbol("Λ"), equals, sum(b, flowOf)),
    withNumbers: formula(symbol("Λ"), equals, added(terms), word("1/s"), roughly, number(value), word("1/s")),
    where: "F_b: messages per second that class b receives",
  };
}

function ratioFormula(system: System, value: number, exact: string | undefined): PlanFormula {
  const asFraction = /^(\d{1,9})\/(\d{1,9})$/.exec(exact ?? "");
  return {
    gives: "stable-log ratio",
    equation: "E2",
    general: formula(ratio, equals, fraction(sum(b, row(flowOf, shareOf)), sum(b, flowOf))),
    withNumbers: formula(
      ratio,
      equals,
      sharesOf(system, inboundFlows(system), loggedShares(system)),
      ...(asFraction
        ? [equals, fraction(number(Number(asFraction[1]), 9), number(Number(asFraction[2]), 9))]
        : []),
      roughly,
      number(value),
    ),
    where: `F_b: messages per second that class b receives; ${sharesMean}`,
  };
}

function writesFormula(share: number, messages: number, writes: number): PlanFormula {
  return {
    gives: "messages written to the stable log per second",
    equation: "E6",
    general: formula(ratio, symbol("Λ")),
    withNumbers: formula(
      number(share),
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

/** Flows weighed by the shares of them that are written, over all flows. */
function sharesOf(
  { classes }: System,
  inbound: Float64Array,
  shares: readonly number[] | Float64Array,
): Formula {
  const receiving = classes.filter(({ index }) => inbound[index] > 0);
  // Only where nothing is written on delivery besides are the shares the fractions that they look like.
  const share = ({ index, multiple }: VmClass) =>
    shares[index] === (multiple - 1) / multiple && multiple > 1
      ? fraction(number(multiple - 1), number(multiple))
      : number(shares[index]);
  return fraction(
    added(receiving.map((one) => row(number(inbound[one.index]), times, share(one)))),
    added(receiving.map(({ index }) => number(inbound[index]))),
  );
}

const byteRatio = indexed(ratio, symbol("B"));

function byteRatioFormula(system: System, value: number): PlanFormula {
  const flow = row(flowOf, sizeOf);
  return {
    gives: "stable-log ratio by bytes",
    equation: "E2",
    general: formula(byteRatio, equals, fraction(sum(b, row(flow, shareOf)), sum(b, flow))),
    withNumbers: formula(
      byteRatio,
      equals,
      sharesOf(system, flows(system).inboundBytes, loggedShares(system, "bytes")),
      roughly,
      number(value),
    ),
    where: `F_b s_b: bytes per second that class b receives; ${sharesMean}`,
  };
}

function byteWritesFormula(system: System, share: number, writes: number): PlanFormula {
  return {
    gives: "bytes written to the stable log per second",
    equation: "E6",
    general: formula(byteRatio, sum(b, row(flowOf, sizeOf))),
    withNumbers: formula(
      number(share),
      times,
      number(flows(system).totalBytes),
      word("B/s"),
      roughly,
      number(writes),
      word("B/s"),
    ),
    where: "Σ F_b s_b: bytes per second in all",
  };
}

function checkpointsFormula({ classes, baseInterval }: System, value: number): PlanFormula {
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

function imagesFormula({ classes, baseInterval }: System, value: number): PlanFormula {
  const image = indexed(symbol("v"), symbol("c"));
  const terms = classes.map(({ count, multiple, image }) =>
    fraction(
      row(number(count), times, number(image), word("B")),
      row(number(multiple), times, number(baseInterval), word("s")),
    ),
  );
  return {
    gives: "bytes of images written per second",
    equation: "E5",
    general: formula(sum(symbol("c"), fraction(row(n, image), row(i, interval)))),
    withNumbers: formula(added(terms), roughly, number(value), word("B/s")),
    where: "v_c: bytes of a checkpoint of class c, of an incremental one what its period has dirtied (E22)",
  };
}
