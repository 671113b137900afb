import type { Figures } from "../../analytic/figure.js";
import { restoreTimes } from "../../analytic/restore.js";
import { bestBaseInterval } from "../../planning/best-base-interval.js";
import type { BestMultiples } from "../../planning/best-multiples.js";
import { MultiplesSearch } from "../../planning/multiples-search.js";
import { countVms, type System, type VmClass } from "../../scenario/model/system.js";
import {
  type Formula,
  formula,
  fraction,
  indexed,
  number,
  operator,
  root,
  row,
  symbol,
  word,
} from "./mathml.js";
import { equals, type PlanFormula, plus, rest, restMeans, roughly, times, withRest } from "./plan-formula.js";

const interval = indexed(symbol("T"), symbol("0"));
const [read, multiple, speed] = [symbol("S"), symbol("i"), symbol("ρ")];

/**
 * What failures cost, and what is best against them.
 *
 * - Source: E13 to E16
 */
export function recoveryFormulas(
  system: System,
  figures: Figures,
  cost: BestMultiples | undefined,
): readonly PlanFormula[] {
  return [
    vmRecoveryFormula(system, figures.vmRecoveryTime.value),
    rollbackFormula(system, figures.hostRollback.value),
    hostRecoveryFormula(system, figures.hostRecoveryTime.value),
    ...wasteFormulas(system),
    ...(cost?.by === "prices" ? multiplesFormulas(system, cost) : []),
  ];
}

const restartMeans =
  "S: time to read back an image; i: multiple, both in the mean over all VMs; ρ: how many times faster than the work a replay is";

function overVms(system: System, of: (vmClass: VmClass) => number): number {
  return system.classes.reduce((sum, one) => sum + one.count * of(one), 0) / countVms(system);
}

function vmRecoveryFormula(system: System, value: number): PlanFormula {
  const { baseInterval, recovery } = system;
  const reading = overVms(system, ({ index }) => restoreTimes(system).vm[index]);
  const period = overVms(system, (one) => one.multiple);
  return {
    gives: "time to restart, restore and replay a VM that has failed, in the mean over all VMs",
    equation: "E13",
    general: formula(
      word("restart"),
      plus,
      read,
      plus,
      fraction(row(multiple, interval), row(number(2), speed)),
      plus,
      rest,
    ),
    withNumbers: formula(
      recoveryTerms(system, reading, row(number(period), times)),
      withRest(
        row(),
        recovery.restart + reading + (period * baseInterval) / (2 * recovery.replaySpeedup),
        value,
        "s",
      ),
    ),
    where: `${restartMeans}; δ: how long a checkpoint takes until one can restart from it, replayed too, and what clock errors add`,
  };
}

function recoveryTerms({ baseInterval, recovery }: System, reading: number, factor: Formula): Formula {
  return row(
    number(recovery.restart),
    word("s"),
    plus,
    number(reading),
    word("s"),
    plus,
    fraction(
      row(factor, number(baseInterval), word("s")),
      row(number(2), times, number(recovery.replaySpeedup)),
    ),
  );
}

function rollbackFormula({ baseInterval }: System, value: number): PlanFormula {
  return {
    gives: "work that a VM loses when a host fails",
    equation: "E14",
    general: formula(fraction(interval, number(2)), plus, rest),
    withNumbers: formula(
      withRest(fraction(row(number(baseInterval), word("s")), number(2)), baseInterval / 2, value, "s"),
    ),
    where: "δ: how much later than the VM's own advance its line is covered",
  };
}

function hostRecoveryFormula(system: System, value: number): PlanFormula {
  const { baseInterval, recovery } = system;
  const reading = overVms(system, ({ index }) => restoreTimes(system).host[index]);
  const period = overVms(system, (one) => one.multiple);
  const before = row(operator("("), multiple, operator("−"), number(1), operator(")"));
  return {
    gives:
      "time to restart, restore and replay a VM up to the line after a host failure, in the mean over all VMs",
    equation: "E14",
    general: formula(
      word("restart"),
      plus,
      read,
      plus,
      fraction(row(before, interval), row(number(2), speed)),
      plus,
      rest,
    ),
    withNumbers: formula(
      recoveryTerms(system, reading, row(number(period - 1), times)),
      withRest(
        row(),
        recovery.restart + reading + ((period - 1) * baseInterval) / (2 * recovery.replaySpeedup),
        value,
        "s",
      ),
    ),
    where: `${restartMeans}; ${restMeans}`,
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

/** The multiple of least cost of each class by itself, and the one that is best together with the others. */
function multiplesFormulas(system: System, { classes }: BestMultiples): readonly PlanFormula[] {
  const best = row(multiple, operator("*"));
  const { separate } = new MultiplesSearch(system, system.prices);
  const [alpha, gamma] = [symbol("α"), symbol("γ")];
  return classes
    .filter(({ classIndex, unbounded }) => !unbounded && separate[classIndex].alpha > 0)
    .slice(0, 4)
    .map(({ classIndex, best: together }) => {
      const { alpha: a, gamma: g } = separate[classIndex];
      return {
        gives: `multiple of ${system.classes[classIndex].name} that costs least`,
        equation: "E16",
        general: formula(best, roughly, root(fraction(alpha, gamma))),
        withNumbers: formula(
          best,
          roughly,
          root(fraction(number(a), number(g))),
          roughly,
          number(Math.sqrt(a / g)),
        ),
        where: `α/i + γ i: what the class costs per hour at the multiple i, by the prices; together with the other classes and the lags of the lines the best is ${together}`,
      };
    });
}
