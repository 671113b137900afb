import type { System } from "../scenario/model/system.js";
import { sumByHost } from "./advance-cells.js";
import { type AdvanceLaw, advanceField, advanceLaws } from "./clock-skew.js";
import type { Figure } from "./figure.js";
import { flows, meanInboundSize } from "./flows.js";
import { type HeldAtLines, peakAtLines } from "./hyperperiod.js";
import { coverLags, latestCover } from "./line-cover.js";
import { sum } from "./numerics/sum.js";
import { heldAtLineQuantiles } from "./peak-quantiles.js";

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
  return held(system, flows(system).inbound, () => 1);
}

/** Bytes held in the memory of the receivers' hypervisors, averaged over time (E8, R5, R8). */
export function volatileLogMeanBytes(system: System): Figure {
  return held(system, flows(system).inboundBytes, (c) => meanInboundSize(system, c));
}

/**
 * Messages held in the receivers' hypervisors just before a recovery line, at the index where they are most.
 *
 *     keep: max_k Σ_c F_c (m_c(k) T0 + ℓ'_k − a_c) + Σ_c n_c e_c,   m_c(k) = (k − φ_c) mod i_c, or i_c where that is 0
 *     drop: max_k Σ_c F_c ([c due at k] T0 + ℓ'_k − a_c) + Σ_c n_c e_c
 *
 * Just before the line means before it is covered ({@link coverLags}), when what it no longer needs is reclaimed.
 *
 * - Source: E8, R5, R8; `drop` is this project's
 * - Assumes: clock errors and line lags below `T0`; quantiles as {@link heldAtLineQuantiles}
 * - Limits: an upper bound, marked, where the hyperperiod is too long to say which line is both late and full
 */
export function volatileLogPeak(system: System): Figure {
  return peak(system, flows(system).inbound, () => 1, {
    quantiles: (index, mean) => heldAtLineQuantiles(system, index, mean),
  });
}

/** Bytes held in the receivers' hypervisors just before a recovery line, at the index where they are most (E8). */
export function volatileLogPeakBytes(system: System): Figure {
  return peak(system, flows(system).inboundBytes, (c) => meanInboundSize(system, c));
}

function held(system: System, inbound: Float64Array, size: (classIndex: number) => number): Figure {
  const { baseInterval, policies } = system;
  const { meanWhenDue, covariances } = coverLags(system);
  const perVm = (c: number, { mean, early, redrawnVariance }: AdvanceLaw) => {
    const { index, multiple, count } = system.classes[c];
    const late = meanWhenDue[index] - mean;
    const time =
      policies.volatileLog === "keep"
        ? (multiple * baseInterval) / 2 + late
        : baseInterval / 2 + late / multiple + (redrawnVariance / baseInterval) * ((multiple - 1) / multiple);
    const together = covariances.whenDue[index] / (multiple * baseInterval);
    return (inbound[index] / count) * (time + together) + early * size(index);
  };
  return heldByVms(system, perVm);
}

/** A sum over VMs, by class and by host, of what one VM of a class has if it advances by a given law. */
function heldByVms(system: System, perVm: (classIndex: number, law: AdvanceLaw) => number): Figure {
  const { laws, cells } = advanceField(system);
  const byClass = system.classes.map(({ index, count }) => count * perVm(index, laws[index]));
  const byHost = sumByHost(system, (cell) => perVm(cells[cell].classIndex, cells[cell].law));
  return { value: sum(byClass), byClass, byHost };
}

function peak(
  system: System,
  inbound: Float64Array,
  size: (classIndex: number) => number,
  counted: Pick<HeldAtLines, "quantiles"> = {},
): Figure {
  const { baseInterval, policies } = system;
  const keeps = policies.volatileLog === "keep";
  const laws = advanceLaws(system);
  const lags = coverLags(system);
  const total = sum(inbound);
  const figure = peakAtLines(system, {
    terms: system.classes.map(({ index, multiple, phase, count }) => {
      const { mean, early } = laws[index];
      const interval = baseInterval * inbound[index];
      return {
        multiple,
        phase,
        slope: keeps ? interval : 0,
        whenDue: keeps ? multiple * interval : interval,
        base: count * early * size(index) - mean * inbound[index],
      };
    }),
    extra: (due) => {
      const lag = lags.of(due);
      return inbound.map((flow) => flow * lag);
    },
    mostExtra: total * latestCover(system),
    ...counted,
  });
  const { byClass } = figure;
  if (!byClass) return figure;
  const { byHost } = heldByVms(system, (c, { mean, early }) => {
    const { count } = system.classes[c];
    const moved = (early - laws[c].early) * size(c) - (mean - laws[c].mean) * (inbound[c] / count);
    return byClass[c] / count + moved;
  });
  return { ...figure, byHost };
}
