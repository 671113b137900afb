import type { System, VmClass } from "../scenario/model/system.js";
import type { Seconds } from "../scenario/model/units.js";
import { advanceField } from "./clock-skew.js";
import type { Course } from "./contagion.js";
import type { Figure } from "./figure.js";
import { flows, meanInboundSize } from "./flows.js";
import { hyperperiod } from "./hyperperiod.js";
import { coverLags } from "./line-cover.js";
import { delayedMean } from "./numerics/delayed-mean.js";
import { lawLimitedMean, lawMean, lawSurplusSquare } from "./numerics/distribution-laws.js";
import { sum } from "./numerics/sum.js";
import { atomsOfLaw, certain, type TabulatedLaw } from "./numerics/tabulated-law.js";
import { sameHostProbability } from "./placement.js";

/**
 * Messages sent before a recovery line and delivered after it, per line.
 *
 *     Z = Σ_ab F_ab ∫ E[(1 − x_a(t)) x_b(t + D)] dt = Σ_ab F_ab (E[D_ab] + a_a − a_b) + Σ_b n_b e_b
 *
 * The integral is the mean of `(T_a + D − T_b)⁺`; what its negative part adds, summed over senders, is the share
 * of VMs that a message advances.
 *
 * - Source: E12, R10; the second form is this project's
 * - Assumes: Poisson traffic, independent of the clocks; a message that crosses two lines counts for both
 * - Limits: `Σ F_ab E[D]` without clock error (the M/G/∞ queue); given `a_c` and `e_c` no mean field enters
 */
export function inTransitPerLine(system: System): Figure {
  const byClass = Array.from(crossings(system, lawMean));
  return { value: sum(byClass), byClass };
}

/**
 * Messages in transit across the line that no copy and no replay can bring back, per failure of one host.
 *
 *     U/H = (1/H) Σ_ab P_ab F_ab (u_a (E[D_within] + a_a − a_b + ∫ E[x_a(t − D_within)] (1 − x_b(t)) dt) + o_a)
 *     u_a = (1/i_a) (1 + (ℓ⁺_a − ℓ_a)/T0),   o_a = (1/i_a) Σ_{0<j<i_a} E[(D_within − j T0)⁺]
 *
 * Lost is what a sender had sent to a VM of the same host before the checkpoint from which it is restored. `u_a` is the
 * share of time in which that is one on the line itself: a line at which `a` is due reigns for `T0 + ℓ_{k+1} − ℓ_k`.
 * `o_a` is for checkpoints `j` base intervals before the line, which only delays of as much can outlast.
 *
 * Under `inTransit: stable` what has been delivered is safe, and lost is only what is still under way once the line is
 * covered:
 *
 *     U/H = (1/H) Σ_ab P_ab F_ab E_k[½ ((D_within − (ℓ'_k − T_a))⁺)²]/(i_a T0),   over the lines k at which a is due
 *
 * - Source: E12, R5, R10; E12 writes `1/i_a` for `u_a`, which is the same where all lags are, leaves out `o_a`, which is
 *   nothing for delays below `T0`, and has 0 under `inTransit: stable`, which is so where no message is under way for
 *   longer than a line takes
 * - Assumes: the mean field; failures strike every host alike; hosts alike inside a class pair; under
 *   `inTransit: stable` delays below `T0`, and a lag that the sender's own advance `T_a` has no part in
 * - Limits: 0 with one VM per host, or without delay and clock error
 */
export function unrecoverablePerHostFailure(system: System): Figure {
  const hosts = system.hosts.count;
  const ofAllHosts = system.policies.inTransit === "stable" ? lostUnderWay(system) : lostAcrossLine(system);
  const byClass = Array.from(ofAllHosts, (lost) => lost / hosts);
  return { value: sum(byClass), byClass };
}

/** What is counted: each message as one, or by its size. */
export type CountedBy = "messages" | "bytes";

/**
 * Share of the messages into each class that `inTransit: stable` adds to the stable log, or of their bytes.
 *
 *     Z_b / (i_b T0 F_b),   Z_b the messages into class b that cross a boundary
 *
 * A message delivered after boundary `k` is flushed at `k+1` anyway, unless its receiver is due there.
 *
 * - Source: E12, policy `inTransit`; E12's first order is `E[D]/(i_b T0)`
 * - Assumes: as `inTransitPerLine`; a delay beyond `T0` crosses at least one boundary, and counts once
 * - Limits: 0 without delay and clock error, or under `inTransit: volatile`
 */
export function inTransitLogShare(system: System, by: CountedBy = "messages"): readonly number[] {
  if (system.policies.inTransit === "volatile") return system.classes.map(() => 0);
  const { baseInterval } = system;
  const { inbound: messages, inboundBytes } = flows(system);
  const inbound = by === "bytes" ? inboundBytes : messages;
  const crossing = crossings(system, (delay) => lawLimitedMean(delay, baseInterval), by);
  return system.classes.map(({ index, multiple }) =>
    inbound[index] > 0 ? crossing[index] / (multiple * baseInterval * inbound[index]) : 0,
  );
}

/** `Z_b`, by receiving class; of bytes, the message that advances a VM early has the mean size of those it receives. */
function crossings(
  system: System,
  meanDelay: (delay: System["delay"]["within"]) => Seconds,
  by: CountedBy = "messages",
): Float64Array {
  const { laws } = advanceField(system);
  const { from, to, flow, size } = flows(system);
  const bytes = by === "bytes";
  const within = meanDelay(system.delay.within);
  const across = meanDelay(system.delay.across);
  const crossing = new Float64Array(system.classes.length);
  for (const { index, count } of system.classes) {
    crossing[index] = count * laws[index].early * (bytes ? meanInboundSize(system, index) : 1);
  }
  for (let pair = 0; pair < flow.length; pair++) {
    const [a, b] = [from[pair], to[pair]];
    const share = within === across ? 0 : sameHostProbability(system, a, b);
    const delay = across + share * (within - across);
    const amount = flow[pair] * (bytes ? size[pair] : 1);
    crossing[b] += amount * (delay + laws[a].mean - laws[b].mean);
  }
  return crossing;
}

/** What the failures of all hosts, one each, would lose, by receiving class. */
function lostAcrossLine(system: System): Float64Array {
  const lost = new Float64Array(system.classes.length);
  const { laws } = advanceField(system);
  const { from, to, flow } = flows(system);
  const dueShare = shareOfTimeDue(system);
  const exposed = new Float64Array(flow.length);
  const delay = lawMean(system.delay.within);
  const older = system.classes.map(({ multiple }) => outlastingOlder(system, multiple));
  for (let pair = 0; pair < flow.length; pair++) {
    const [a, b] = [from[pair], to[pair]];
    const perSecond = sameHostProbability(system, a, b) * flow[pair];
    exposed[pair] = dueShare[a] * perSecond;
    lost[b] += exposed[pair] * (delay + laws[a].mean - laws[b].mean) + perSecond * older[a];
  }
  addOvertaken(system, exposed, lost);
  return lost;
}

/** Checkpoints before the line that are gone through one by one; those before them are integrated over. */
const checkpointsOneByOne = 1000;

/** `o_a`: how long delays outlast the checkpoints before the line, from which a sender may be restored. */
function outlastingOlder({ delay: { within }, baseInterval }: System, multiple: number): Seconds {
  const nearest = Math.min(multiple, checkpointsOneByOne);
  let total = 0;
  for (let j = 1; j < nearest; j++)
    total += Math.max(0, lawMean(within) - lawLimitedMean(within, j * baseInterval));
  if (nearest < multiple) {
    const beyond = (j: number) => lawSurplusSquare(within, (j - 0.5) * baseInterval) / baseInterval;
    total += beyond(nearest) - beyond(multiple);
  }
  return total / multiple;
}

/** What the failures of all hosts, one each, would lose of what is still under way, by receiving class. */
function lostUnderWay(system: System): Float64Array {
  const { classes, baseInterval } = system;
  const lost = new Float64Array(classes.length);
  const { from, to, flow } = flows(system);
  const exposure = classes.map((one) => underWayAfterCover(system, one));
  for (let pair = 0; pair < flow.length; pair++) {
    const [a, b] = [from[pair], to[pair]];
    const perSecond = sameHostProbability(system, a, b) * flow[pair];
    lost[b] += (perSecond * exposure[a]) / (classes[a].multiple * baseInterval);
  }
  return lost;
}

/** For how long, and how late: `E_k[½ ((D − (ℓ'_k − T))⁺)²]` over the lines at which the sender's class is due. */
function underWayAfterCover(system: System, { index, multiple, phase }: VmClass): number {
  const lags = coverLags(system);
  const { within } = system.delay;
  const advance = atomsOfLaw(advanceTable(system, index));
  const surplus = (lag: Seconds) => {
    let mean = 0;
    for (let atom = 0; atom < advance.values.length; atom++) {
      mean += advance.weights[atom] * lawSurplusSquare(within, Math.max(0, lag - advance.values[atom]));
    }
    return mean;
  };
  const period = hyperperiod(system);
  if (period > mostLines) return surplus(lags.meanWhenDue[index]);
  let sum = 0;
  for (let k = phase; k < Number(period); k += multiple) {
    const { values, weights } = atomsOfLaw(lags.law(k));
    for (let atom = 0; atom < values.length; atom++) sum += weights[atom] * surplus(values[atom]);
  }
  return (sum * multiple) / Number(period);
}

/** When a VM of the class advances, in few points. */
function advanceTable(system: System, classIndex: number): TabulatedLaw {
  const { laws, course } = advanceField(system);
  const law = laws[classIndex];
  if (!course) return certain(law.mean);
  const stride = Math.ceil(course.times.length / advancePoints);
  const points = course.times.filter((_, n) => n % stride === 0 || n === course.times.length - 1);
  return { points, chances: points.map((t) => law.reached(t)) };
}

/** Points of an advance law that is averaged over: a hundred give three digits and more. */
const advancePoints = 100;

/** Indices up to which the reign of each line of the hyperperiod is worked out. */
const mostLines = 1000n;

/** How much of the time a line reigns at which class `c` is due: from its own cover to the next line's. */
function shareOfTimeDue(system: System): number[] {
  const { classes, baseInterval } = system;
  const period = hyperperiod(system);
  if (period > mostLines) return classes.map(({ multiple }) => 1 / multiple);
  const { at } = coverLags(system);
  const lags = Array.from({ length: Number(period) + 1 }, (_, k) => at(k));
  return classes.map(({ multiple, phase }) => {
    let reigns = 0;
    for (let k = phase; k < lags.length - 1; k += multiple) reigns += baseInterval + lags[k + 1] - lags[k];
    return reigns / (baseInterval * (lags.length - 1));
  });
}

/** Steps that one integral over all pairs may take. */
const mostWork = 2e8;

/** Adds `Σ_a exposed_ab ∫ E[x_a(t − D)] (1 − x_b(t)) dt`: receivers still behind a sender's message. */
function addOvertaken(system: System, exposed: Float64Array, lost: Float64Array): void {
  const { course } = advanceField(system);
  if (!course || !exposed.some((value) => value > 0)) return;
  const { from, to } = flows(system);
  const classes = system.classes.length;
  const mesh = thinnedMesh(course, classes, exposed.length);
  const { times, clockSurvival, unsparked } = mesh;
  const shared = system.clock.scope === "host";
  // Under a shared clock the receiver's has not struck, hence not the sender's: only a message can have advanced it.
  const reached = unsparked.map(
    (left, at) => 1 - (shared ? 1 : clockSurvival[Math.floor(at / classes)]) * left,
  );
  const delayed = delayedMean(system.delay.within, classes);
  const arriving = new Float64Array(classes);
  const brought = new Float64Array(classes);
  for (let n = 0; n < times.length; n++) {
    delayed.at(times, n, reached, arriving);
    brought.fill(0);
    for (let pair = 0; pair < exposed.length; pair++) {
      brought[to[pair]] += exposed[pair] * arriving[from[pair]];
    }
    const width = ((times[n + 1] ?? times[n]) - (times[n - 1] ?? times[n])) / 2;
    for (let c = 0; c < classes; c++) {
      lost[c] += width * clockSurvival[n] * unsparked[n * classes + c] * brought[c];
    }
  }
}

/** The mean field's mesh, and `exp(−∫h)` on it; every second point alone while the pairs are too many for it. */
function thinnedMesh({ times, clockSurvival, cumulativeHazard }: Course, classes: number, pairs: number) {
  let stride = 1;
  // A delay of any law looks back, for each class, on all points before.
  const work = (points: number) => points * (pairs + classes * points);
  while (times.length > 100 * stride && work(times.length / stride) > mostWork) stride *= 2;
  const kept = Array.from(times.keys()).filter((n) => n % stride === 0 || n === times.length - 1);
  const unsparked = new Float64Array(kept.length * classes);
  kept.forEach((n, row) => {
    for (let c = 0; c < classes; c++)
      unsparked[row * classes + c] = Math.exp(-cumulativeHazard[n * classes + c]);
  });
  return {
    times: Float64Array.from(kept, (n) => times[n]),
    clockSurvival: Float64Array.from(kept, (n) => clockSurvival[n]),
    unsparked,
  };
}
