import type { Figures } from "../../analytic/figure.js";
import { flows, inboundFlows } from "../../analytic/flows.js";
import { loggedShares } from "../../analytic/stable-log-ratio.js";
import type { System, VmClass } from "../../scenario/model/system.js";
import { type Formula, formula, math, number } from "./mathml.js";
import { added, type PlanFormula, restMeans, withRest } from "./plan-formula.js";

const shareMeans = "w_b: the share of them that is written to stable storage, 1 − 1/i_b for the multiple i_b";

/**
 * Traffic, what of it and of the images is written, and whether the writes fit the storage.
 *
 * - Source: E1, E2, E5, E6, E19, E20
 */
export function loadFormulas(system: System, figures: Figures): readonly PlanFormula[] {
  const { classes, baseInterval } = system;
  const inbound = inboundFlows(system);
  const { inboundBytes, totalBytes } = flows(system);
  const { stableLogRatio, stableLogByteRatio, messageRate, checkpointRate, checkpointByteRate } = figures;
  const [ratio, byteRatio, messages] = [stableLogRatio.value, stableLogByteRatio.value, messageRate.value];
  const receiving = classes.filter(({ index }) => inbound[index] > 0);
  const asFraction = /^(\d{1,9})\/(\d{1,9})$/.exec(stableLogRatio.fraction ?? "");
  const exactly = asFraction
    ? math`= ${number(Number(asFraction[1]), 9)}/${number(Number(asFraction[2]), 9)}`
    : "";
  const checkpoints = classes.map(
    ({ count, multiple }) => math`${count}/{${multiple} · ${baseInterval} "s"}`,
  );
  const images = classes.map(
    ({ count, multiple, image }) => math`{${count} · ${image} "B"}/{${multiple} · ${baseInterval} "s"}`,
  );
  return [
    {
      gives: "messages per second",
      equation: "E1",
      general: formula`Λ = ∑_b F_b`,
      withNumbers: formula`Λ = ${added(receiving.map(({ index }) => number(inbound[index])))} "1/s" ≈ ${messages} "1/s"`,
      where: "F_b: messages per second that class b receives",
    },
    {
      gives: "stable-log ratio",
      equation: "E2",
      general: formula`η = {∑_b {F_b w_b}}/{∑_b F_b}`,
      withNumbers: formula`η = ${sharesOf(system, inbound, loggedShares(system))} ${exactly} ≈ ${ratio}`,
      where: `F_b: messages per second that class b receives; ${shareMeans}`,
    },
    {
      gives: "stable-log ratio by bytes",
      equation: "E2",
      general: formula`η_B = {∑_b {F_b s_b w_b}}/{∑_b {F_b s_b}}`,
      withNumbers: formula`η_B = ${sharesOf(system, inboundBytes, loggedShares(system, "bytes"))} ≈ ${byteRatio}`,
      where: `F_b s_b: bytes per second that class b receives; ${shareMeans}`,
    },
    {
      gives: "messages written to the stable log per second",
      equation: "E6",
      general: formula`η Λ`,
      withNumbers: formula`${ratio} · ${messages} "1/s" ≈ ${figures.stableLogRate.value} "1/s"`,
      where: "Λ: messages per second in all",
    },
    {
      gives: "bytes written to the stable log per second",
      equation: "E6",
      general: formula`η_B ∑_b {F_b s_b}`,
      withNumbers: formula`${byteRatio} · ${totalBytes} "B/s" ≈ ${figures.stableLogByteRate.value} "B/s"`,
      where: "Σ F_b s_b: bytes per second in all",
    },
    {
      gives: "checkpoints per second",
      equation: "E5",
      general: formula`∑_c {n_c/{i_c T_0}}`,
      withNumbers: formula`${added(checkpoints)} ≈ ${checkpointRate.value} "1/s"`,
      where: "n_c: VMs of class c; i_c: its multiple; T0: the base interval",
    },
    {
      gives: "bytes of images written per second",
      equation: "E5",
      general: formula`∑_c {{n_c v_c}/{i_c T_0}}`,
      withNumbers: formula`${added(images)} ≈ ${checkpointByteRate.value} "B/s"`,
      where: "v_c: bytes of a checkpoint of class c, of an incremental one what its period has dirtied (E22)",
    },
  ];
}

/** Flows weighed by the shares of them that are written, over all flows. */
function sharesOf({ classes }: System, flow: Float64Array, shares: ArrayLike<number>): Formula {
  const receiving = classes.filter(({ index }) => flow[index] > 0);
  const written = receiving.map(({ index, multiple }) => {
    // Only where nothing is written on delivery besides are the shares the fractions that they look like.
    const isFraction = shares[index] === (multiple - 1) / multiple && multiple > 1;
    return math`${flow[index]} · ${isFraction ? math`${multiple - 1}/${multiple}` : shares[index]}`;
  });
  return math`${added(written)} / ${added(receiving.map(({ index }) => number(flow[index])))}`;
}

/** Whether the writes fit the storage, and when they are done; nothing without `storage`. */
export function storageFormulas({ storage }: System, figures: Figures): readonly PlanFormula[] {
  const { storageUtilization, burstDrainTime, checkpointByteRate, stableLogByteRate } = figures;
  if (storage === undefined || storageUtilization === undefined || burstDrainTime === undefined) return [];
  const rates = math`${checkpointByteRate.value} "B/s" + ${stableLogByteRate.value} "B/s"`;
  return [
    {
      gives: "share of the storage's write bandwidth that is used",
      equation: "E19",
      general: formula`u = {I + J}/B_"write"`,
      withNumbers: formula`u = ${rates}/{${storage.write} "B/s"} ≈ ${storageUtilization.value}`,
      where:
        "I: bytes of images per second (E5); J: bytes of messages per second (E6); no steady state from 1 on",
    },
    {
      gives: "time until all is written that the largest burst brings",
      equation: "E20",
      general: formula`t_j = ∑_{m ≤ j} {{(v_m − v_{m − 1}) (n − m + 1)}/B_"write"}`,
      withNumbers: formula`t_n ≈ ${burstDrainTime.value} "s"`,
      where:
        "v_1 ≤ v_2 ≤ … ≤ v_n: bytes of the n VMs that write at once, in equal shares; with links of the hosts each has at most its share of its link",
    },
  ];
}

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
