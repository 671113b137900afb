import type { Figures } from "../../analytic/figure.js";
import { restoreTimes } from "../../analytic/recovery.js";
import { bestBaseInterval } from "../../planning/best-base-interval.js";
import type { BestMultiples } from "../../planning/best-multiples.js";
import type { CapacityPlan } from "../../planning/capacity-plan.js";
import { separateCosts } from "../../planning/system-cost.js";
import { countVms, type System, type VmClass } from "../../scenario/model/system.js";
import { loadFormulas, memoryFormulas, storageFormulas } from "./load-formulas.js";
import { formula, math } from "./mathml.js";
import { type PlanFormula, restMeans, withRest } from "./plan-formula.js";

/**
 * The formulas that a plan rests on, with the user's numbers put in; where one is an integral, with what it comes to.
 *
 * - Source: E1, E2, E5 to E16, E19, E20
 */
export function planFormulas({
  system,
  figures,
  cost,
}: Pick<CapacityPlan, "system" | "figures" | "cost">): readonly PlanFormula[] {
  return [
    ...loadFormulas(system, figures),
    ...memoryFormulas(system, figures),
    ...storageFormulas(system, figures),
    ...lineFormulas(figures),
    ...recoveryFormulas(system, figures),
    ...wasteFormulas(system),
    ...(cost?.by === "prices" ? multiplesFormulas(system, cost) : []),
  ];
}

function lineFormulas(figures: Figures): readonly PlanFormula[] {
  const early = figures.earlyCheckpointRatio.value;
  const lag = figures.lineLag.value;
  const inTransit = figures.inTransitPerLine.value;
  const unrecoverable = figures.unrecoverablePerHostFailure.value;
  const formulas = [
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

function recoveryFormulas(system: System, figures: Figures): readonly PlanFormula[] {
  const { baseInterval } = system;
  const half = math`{${baseInterval} "s"}/2`;
  return [
    {
      gives: "time to restart, restore and replay a VM that has failed, in the mean over all VMs",
      equation: "E13",
      general: formula`"restart" + S + {i T_0}/{2 ρ} + δ`,
      withNumbers: recoverySum(system, restoreTimes(system).vm, 0, figures.vmRecoveryTime.value),
      where: `${restartMeans}; δ: how long a checkpoint takes until one can restart from it, replayed too, and what clock errors add`,
    },
    {
      gives: "work that a VM loses when a host fails",
      equation: "E14",
      general: formula`T_0/2 + δ`,
      withNumbers: formula`${withRest(half, baseInterval / 2, figures.hostRollback.value)} "s"`,
      where: "δ: how much later than the VM's own advance its line is covered",
    },
    {
      gives:
        "time to restart, restore and replay a VM up to the line after a host failure, in the mean over all VMs",
      equation: "E14",
      general: formula`"restart" + S + {(i − 1) T_0}/{2 ρ} + δ`,
      withNumbers: recoverySum(system, restoreTimes(system).host, 1, figures.hostRecoveryTime.value),
      where: `${restartMeans}; ${restMeans}`,
    },
  ];
}

const restartMeans =
  "S: time to read back an image; i: multiple, both in the mean over all VMs; ρ: how many times faster than the work a replay is";

/** Restart, restore, and the replay of a period less so many base intervals, in the mean over all VMs. */
function recoverySum(system: System, reads: ArrayLike<number>, less: number, value: number) {
  const { baseInterval, recovery, classes } = system;
  const { restart, replaySpeedup } = recovery;
  const overVms = (of: (vmClass: VmClass) => number) =>
    classes.reduce((sum, one) => sum + one.count * of(one), 0) / countVms(system);
  const reading = overVms(({ index }) => reads[index]);
  const intervals = overVms((one) => one.multiple) - less;
  const replay = math`{${intervals} · ${baseInterval} "s"}/{2 · ${replaySpeedup}}`;
  const sum = math`${restart} "s" + ${reading} "s" + ${replay}`;
  const main = restart + reading + (intervals * baseInterval) / (2 * replaySpeedup);
  return formula`${withRest(sum, main, value)} "s"`;
}

/** The waste and the base interval of least waste; none where no base interval is best. */
function wasteFormulas(system: System): readonly PlanFormula[] {
  const { overhead, exposure, floor, waste, baseInterval, leastWaste } = bestBaseInterval(system);
  if (!(baseInterval > 0 && Number.isFinite(baseInterval) && exposure > 0)) return [];
  const constant = floor < 0 ? math`− ${-floor}` : math`+ ${floor}`;
  const now = math`${system.baseInterval} "s"`;
  return [
    {
      gives: "waste, the share of the VMs' time that checkpoints and failures take",
      equation: "E15",
      general: formula`W = A/T_0 + B T_0 + C`,
      withNumbers: formula`W = {${overhead} "s"}/${now} + ${exposure} "1/s" · ${now} ${constant} ≈ ${waste}`,
      where:
        "A: what a checkpoint costs, in seconds per base interval; B: what failures cost, per second of base interval; C: what no base interval changes",
    },
    {
      gives: "base interval of least waste",
      equation: "E15",
      general: formula`T_0 * = √{A/B}`,
      withNumbers: formula`T_0 * = √{{${overhead} "s"}/{${exposure} "1/s"}} ≈ ${baseInterval} "s," W ≈ ${leastWaste}`,
      where: "to first order, with lags and durations as they are now",
    },
  ];
}

/** The multiple of least cost of each class by itself, and the one that is best together with the others. */
function multiplesFormulas(system: System, { classes }: BestMultiples): readonly PlanFormula[] {
  const separate = separateCosts(system, system.prices);
  return classes
    .filter(({ classIndex, unbounded }) => !unbounded && separate[classIndex].alpha > 0)
    .slice(0, 4)
    .map(({ classIndex, best }) => {
      const { alpha, gamma } = separate[classIndex];
      return {
        gives: `multiple of ${system.classes[classIndex].name} that costs least`,
        equation: "E16",
        general: formula`i * ≈ √{α/γ}`,
        withNumbers: formula`i * ≈ √{${alpha}/${gamma}} ≈ ${Math.sqrt(alpha / gamma)}`,
        where: `α/i + γ i: what the class costs per hour at the multiple i, by the prices; together with the other classes and the lags of the lines the best is ${best}`,
      };
    });
}
