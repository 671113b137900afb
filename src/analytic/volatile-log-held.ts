import type { System } from "../scenario/model/system.js";
import type { Seconds } from "../scenario/model/units.js";
import { advanceCells } from "./advance-cells.js";
import { type AdvanceLaw, advanceField, advanceLaws } from "./clock-skew.js";
import type { DueSet } from "./due-sets.js";
import type { Figure } from "./figure.js";
import { firstFlushes } from "./first-flush.js";
import { type CountedBy, countedFlows } from "./flows.js";
import { peakAtLines } from "./hyperperiod.js";
import { coverLags, latestCover } from "./line-lag.js";
import { sum } from "./numerics/sum.js";
import { heldQuantiles } from "./peak-quantiles.js";
import { sumByHost } from "./placement.js";

/**
 * Messages held in the memory of the receivers' hypervisors, averaged over time, by class and by host.
 *
 *     keep: V = Σ_c F_c (i_c T0/2 + ℓ'_c − a_c + γ_c/(i_c T0)) + Σ_c n_c e_c
 *     drop: V = Σ_c F_c (T0/2 + (ℓ'_c − a_c)/i_c + V_c w_c/T0 + γ_c/(i_c T0)) + Σ_c n_c e_c
 *
 * `ℓ'_c` is the mean lag until a line at which `c` is due is covered ({@link coverLags}), and
 * `V_c` is the variance of an advance that is new at each index: a longer interval holds more, and for longer.
 * `γ_c` is the covariance of an advance and the cover of the line at which it takes a checkpoint: the interval that a
 * late one closes is longer, and is held longer.
 * The last sum is the message that advances a VM early: it opens the interval it is logged in.
 *
 * - Source: E8, R5, R8; the terms in `V_c` and `γ_c` are this project's
 * - Assumes: clock errors and line lags below `T0`
 * - Limits: `γ_c` fades as more VMs are due; with one clock it is `V_c`
 */
export function volatileLogMean(system: System): Figure {
  return held(system, "messages");
}

/** Bytes held in the memory of the receivers' hypervisors, averaged over time (E8, R5, R8). */
export function volatileLogMeanBytes(system: System): Figure {
  return held(system, "bytes");
}

/**
 * Messages held in the receivers' hypervisors at the most, in expectation, and the index at which they are.
 *
 *     keep: max_k Σ_c F_c (m_c(k) T0 + ℓ'_k − a_c) + Σ_c n_c e_c,   m_c(k) = (k − φ_c) mod i_c, or i_c where that is 0
 *     drop: max_k of  Σ_c F_c ([c due at k] T0 + ℓ'_k − a_c) + Σ_c n_c e_c  and  Σ_c F_c (T0 + f_k − a_c) + Σ_c n_c e_c
 *
 * Memory is emptied when a line is covered ({@link coverLags}) and, under `drop`, when VMs flush. So it is fullest just
 * before the one, or just before the first flush for an index, `f_k` after the base boundary ({@link firstFlushes}).
 *
 * - Source: E8, R5, R8; `drop` is this project's
 * - Assumes: clock errors and line lags below `T0`; while VMs flush, more leaves memory than comes; quantiles as
 *   {@link heldQuantiles}
 * - Limits: an upper bound, marked, where the hyperperiod is too long to say which line is both late and full
 */
export function volatileLogPeak(system: System): Figure {
  return peak(system, "messages");
}

/** Bytes held in the receivers' hypervisors at the most, in expectation (E8). */
export function volatileLogPeakBytes(system: System): Figure {
  return peak(system, "bytes");
}

function held(system: System, by: CountedBy): Figure {
  const { baseInterval, policies } = system;
  const { inbound, ofClass } = countedFlows(system, by);
  const { meanWhenDue, covariances } = coverLags(system);
  const perVm = (c: number, { mean, early, redrawnVariance }: AdvanceLaw) => {
    const { index, multiple, count } = system.classes[c];
    const late = meanWhenDue[index] - mean;
    const time =
      policies.volatileLog === "keep"
        ? (multiple * baseInterval) / 2 + late
        : baseInterval / 2 + late / multiple + (redrawnVariance / baseInterval) * ((multiple - 1) / multiple);
    const together = covariances.whenDue[index] / (multiple * baseInterval);
    return (inbound[index] / count) * (time + together) + early * ofClass(index);
  };
  return heldByVms(system, perVm);
}

/** A sum over VMs, by class and by host, of what one VM of a class has if it advances by a given law. */
export function heldByVms(
  system: System,
  perVm: (classIndex: number, law: AdvanceLaw) => number,
): Figure & Required<Pick<Figure, "byHost">> {
  const { laws, cells } = advanceField(system);
  const { cellOf } = advanceCells(system);
  const byClass = system.classes.map(({ index, count }) => count * perVm(index, laws[index]));
  const byHost = sumByHost(system, (index, kind) => perVm(index, cells[cellOf(index, kind)].law));
  return { value: sum(byClass), byClass, byHost };
}

function peak(system: System, by: CountedBy): Figure {
  const { inbound, ofClass } = countedFlows(system, by);
  const laws = advanceLaws(system);
  const figure = memoryPeak(
    system,
    system.classes.map(({ index, multiple, phase, count }) => ({
      multiple,
      phase,
      rate: inbound[index],
      perInterval: system.baseInterval * inbound[index],
      base: count * laws[index].early * ofClass(index) - laws[index].mean * inbound[index],
    })),
    { by },
  );
  const { byClass } = figure;
  if (!byClass) return figure;
  const { byHost } = heldByVms(system, (c, { mean, early }) => {
    const { count } = system.classes[c];
    const moved = (early - laws[c].early) * ofClass(c) - (mean - laws[c].mean) * (inbound[c] / count);
    return byClass[c] / count + moved;
  });
  return { ...figure, byHost };
}

/** Messages of one kind in memory, or their bytes. */
export interface HeldMessages {
  /** Of the VMs whose flushes, or whose lines, take them out of memory. */
  readonly multiple: number;
  readonly phase: number;
  /** How many come per second, and how many of them stay for each base interval. */
  readonly rate: number;
  readonly perInterval: number;
  /** How many there would be just after a boundary. */
  readonly base: number;
}

/**
 * The most that memory holds, of one kind of host or of all: just before a line is covered, or under `drop` just before
 * the first flush for an index ({@link volatileLogPeak}).
 */
export function memoryPeak(
  system: System,
  held: readonly HeldMessages[],
  { kind, by }: { readonly kind?: number; readonly by: CountedBy },
): Figure {
  const lags = coverLags(system);
  const flushes = firstFlushes(system);
  const keeps = system.policies.volatileLog === "keep";
  const rate = sum(held.map((one) => one.rate));
  const filled = (until: Seconds) => Float64Array.from(held, (one) => one.rate * until);
  const quantiles = (beforeFlush: boolean) => (index: number, count: number) =>
    by === "messages" ? heldQuantiles(system, { kind, index, beforeFlush, count, rate }) : undefined;
  const atLine = peakAtLines(system, {
    terms: held.map(({ multiple, phase, perInterval, base }) => ({
      multiple,
      phase,
      slope: keeps ? perInterval : 0,
      whenDue: keeps ? multiple * perInterval : perInterval,
      base,
    })),
    extra: (due) => filled(lags.of(due)),
    mostExtra: rate * latestCover(system),
    quantiles: quantiles(false),
  });
  if (keeps) return atLine;
  const firstFlush = (due: DueSet) => (kind === undefined ? flushes.ofAll(due) : flushes.onHost(kind, due));
  const beforeFlush = peakAtLines(system, {
    terms: held.map(({ multiple, phase, perInterval, base }) => ({
      multiple,
      phase,
      slope: 0,
      whenDue: 0,
      base: base + perInterval,
    })),
    extra: (due) => filled(firstFlush(due)?.mean ?? -Number.MAX_VALUE),
    mostExtra: rate * flushes.latest,
    quantiles: quantiles(true),
  });
  return fuller(atLine, beforeFlush);
}

/**
 * The larger of two peaks of one sum: of what is held before lines are covered, and of what is held before VMs flush.
 * If they are equal, rounding aside, the one at the lower index, or else the one at the line.
 */
export function fuller(atLine: Figure, beforeFlush: Figure): Figure {
  const more = beforeFlush.value - atLine.value;
  const sooner = (beforeFlush.atIndex ?? Number.POSITIVE_INFINITY) < (atLine.atIndex ?? 0);
  const same = Math.abs(more) <= 1e-12 * Math.abs(atLine.value);
  return (same ? sooner : more > 0) ? { ...beforeFlush, beforeFlush: true } : atLine;
}
