import { flows } from "../../src/analytic/flows.js";
import { hyperperiod } from "../../src/analytic/hyperperiod.js";
import { coverLags } from "../../src/analytic/line-lag.js";
import { lawMean } from "../../src/analytic/numerics/distribution-laws.js";
import { stableLogMean } from "../../src/analytic/stable-log-held.js";
import { volatileLogPeak } from "../../src/analytic/volatile-log-held.js";
import type { System, VmClass } from "../../src/scenario/model/system.js";

/**
 * Formulas that look right and are not, for E2 by bytes and under policy `inTransit`, and for E5 to E9. Each says what
 * it leaves out and where that shows.
 */

/** E2 with every message at the mean size. Shows when sizes differ from class to class. */
export function byteRatioAtMeanSize(system: System): number {
  const { inbound, total } = flows(system);
  return sum(system, (c) => inbound[c.index] * logged(c)) / total;
}

/** E2 with the bytes that a class sends. Shows when classes send other bytes than they receive. */
export function byteRatioOfSenders(system: System): number {
  const sent = sentBytes(system);
  return sum(system, (c) => sent[c.index] * logged(c)) / sent.reduce((all, bytes) => all + bytes, 0);
}

/** E2 with nothing written on delivery, which is `inTransit: volatile`. Shows with long delays. */
export function ratioWithoutDeliveryWrites(system: System): number {
  return ratioOf(system, logged);
}

/** E2 with all that is written on delivery, though most is flushed anyway. Shows with multiples above 1. */
export function ratioOfAllDeliveryWrites(system: System): number {
  return ratioOf(system, (c) => logged(c) + deliveryShare(system));
}

/** E2 with what is written on delivery where a flush would have come, not where none would. Shows with SI. */
export function ratioOfFlushedDeliveryWrites(system: System): number {
  return ratioOf(system, (c) => logged(c) + deliveryShare(system) * logged(c));
}

/** E5 with a checkpoint at every index. Shows when there are multiples above 1. */
export function checkpointRateOfEveryIndex(system: System): number {
  return sum(system, (c) => c.count) / system.baseInterval;
}

/** E5 with the mean image for all checkpoints. Shows when rare checkpoints are the large ones. */
export function checkpointBytesOfMeanImage(system: System): number {
  const vms = sum(system, (c) => c.count);
  const rate = sum(system, (c) => c.count / (c.multiple * system.baseInterval));
  return (rate * sum(system, (c) => c.count * c.image)) / vms;
}

/** E5 with all classes due at once. Shows when phases keep them apart. */
export function checkpointBurstOfAll(system: System): number {
  return sum(system, (c) => c.count * c.image);
}

/** E5 with the mean index for the largest burst. Shows when the due sets differ. */
export function checkpointBurstOfMeanIndex(system: System): number {
  return sum(system, (c) => (c.count * c.image) / c.multiple);
}

/** E6 with all that MI classes receive. Shows always: the due interval is not flushed. */
export function stableLogRateOfAllToMi(system: System): number {
  const { inbound } = flows(system);
  return sum(system, (c) => (c.multiple > 1 ? inbound[c.index] : 0));
}

/** E6 with the mean index for the largest burst. Shows when the due sets differ. */
export function flushBurstOfMeanIndex(system: System): number {
  const { inbound } = flows(system);
  return system.baseInterval * sum(system, (c) => inbound[c.index] * logged(c));
}

/** E6 by bytes with every message at the mean size. Shows when sizes differ from class to class. */
export function flushBurstBytesAtMeanSize(system: System, flushBurst: number): number {
  const { total, inboundBytes } = flows(system);
  return (flushBurst * inboundBytes.reduce((all, bytes) => all + bytes, 0)) / total;
}

/** E7 with entries reclaimed at the boundary, not at the line. Shows with long durations. */
export function stableLogWithoutLag(system: System): number {
  const { inbound } = flows(system);
  return sum(system, (c) => (inbound[c.index] * system.baseInterval * (c.multiple - 1)) / 2);
}

/** E7 with the lag of the mean line for all classes. Shows when classes with slow checkpoints are due alone. */
export function stableLogWithMeanLag(system: System): number {
  const { inbound } = flows(system);
  const { mean } = coverLags(system);
  return (
    stableLogWithoutLag(system) + sum(system, (c) => inbound[c.index] * (mean - advance(system)) * logged(c))
  );
}

/** E7 with nothing written on delivery, which is `inTransit: volatile`. Shows with long delays. */
export function stableLogWithoutDeliveryWrites(system: System): number {
  return stableLogMean({ ...system, policies: { ...system.policies, inTransit: "volatile" } }).value;
}

/** E7 with what is written on delivery held for `T0` more only where a flush follows. Shows with SI. */
export function stableLogOfFlushedDeliveryWrites(system: System): number {
  const { inbound } = flows(system);
  const early = deliveryShare(system) * (system.baseInterval - lawMean(system.delay.across));
  return stableLogWithoutDeliveryWrites(system) + sum(system, (c) => inbound[c.index] * early * logged(c));
}

/** E7 with what is written on delivery there from the boundary on. Shows with delays that are long beside `T0`. */
export function stableLogOfDeliveryAtTheBoundary(system: System): number {
  const { inbound } = flows(system);
  const { meanWhenDue } = coverLags(system);
  const share = deliveryShare(system);
  return (
    stableLogWithoutDeliveryWrites(system) +
    sum(system, (c) => {
      const held = system.baseInterval + (meanWhenDue[c.index] - advance(system)) / c.multiple;
      return inbound[c.index] * share * held;
    })
  );
}

/** E7 just after a line, when R8 has reclaimed. Shows where lines are covered later than VMs flush for them. */
export function stableLogJustAfterALine(system: System): number {
  const { inbound } = flows(system);
  const indices = Array.from({ length: Number(hyperperiod(system)) }, (_, k) => k);
  const held = (k: number) =>
    sum(system, (c) => inbound[c.index] * system.baseInterval * ((k - c.phase + c.multiple) % c.multiple));
  return Math.max(...indices.map(held));
}

/** E7 with what waits for the line, and not what has just been flushed beside it. Shows with phases. */
export function stableLogBeforeTheFlushes(system: System): number {
  const { inbound } = flows(system);
  const indices = Array.from({ length: Number(hyperperiod(system)) }, (_, k) => k);
  const held = (k: number) =>
    sum(
      system,
      (c) => inbound[c.index] * system.baseInterval * ((k - 1 - c.phase + c.multiple) % c.multiple),
    );
  return Math.max(...indices.map(held));
}

/** E8 with an index's messages reclaimed at its boundary. Shows with long durations. */
export function volatileLogWithoutLag(system: System): number {
  const { inbound } = flows(system);
  return sum(system, (c) => (inbound[c.index] * system.baseInterval * c.multiple) / 2);
}

/** E8 with one base interval in memory whatever the multiple, which is `drop`. Shows with multiples above 1. */
export function volatileLogOfOneInterval(system: System): number {
  const { inbound } = flows(system);
  const { meanWhenDue } = coverLags(system);
  return sum(
    system,
    (c) =>
      inbound[c.index] * (system.baseInterval / 2 + (meanWhenDue[c.index] - advance(system)) / c.multiple),
  );
}

/** E8 with every class at its fullest at once. Shows when phases keep the classes apart. */
export function volatileLogPeakWithoutPhases(system: System): number {
  const { inbound } = flows(system);
  const { mean } = coverLags(system);
  return sum(system, (c) => inbound[c.index] * (system.baseInterval * c.multiple + mean));
}

/** E8 under `drop` with all that was received since the checkpoint, which is `keep`. Shows with multiples above 1. */
export function volatileLogPeakKept(system: System): number {
  return volatileLogPeak({ ...system, policies: { ...system.policies, volatileLog: "keep" } }).value;
}

/** E8 under `drop` with every class due at once. Shows when phases or multiples keep due classes apart. */
export function droppedPeakOfAll(system: System): number {
  const { total } = flows(system);
  return total * (system.baseInterval + coverLags(system).mean - advance(system));
}

/** E8 under `drop` with the mean index for the fullest. Shows when the due sets differ. */
export function droppedPeakOfMeanIndex(system: System): number {
  const { inbound } = flows(system);
  const { mean } = coverLags(system);
  return sum(system, (c) => inbound[c.index] * (system.baseInterval / c.multiple + mean - advance(system)));
}

/** E8 under `drop` at the boundary, before the line is there. Shows with long durations. */
export function droppedPeakWithoutLag(system: System, peak: number, index: number): number {
  return peak - flows(system).total * (coverLags(system).at(index) - advance(system));
}

/** E9 without the time under way. Shows with long delays. */
export function copiesWithoutDelay(system: System, cross: number): number {
  const { mean } = coverLags(system);
  return cross * (system.baseInterval / 2 + mean - advance(system));
}

/** E9 with copies kept until the receiver's own checkpoint. Shows with multiples above 1. */
export function copiesUntilCheckpoint(system: System, cross: number): number {
  const { mean } = coverLags(system);
  const { inbound, total } = flows(system);
  const period = sum(system, (c) => (inbound[c.index] / total) * c.multiple * system.baseInterval);
  return (
    cross * (system.delay.across.kind === "exponential" ? system.delay.across.mean + period / 2 + mean : 0)
  );
}

/** E9 as if receivers were drawn over all hosts alike. Shows when classes are packed on hosts. */
export function crossHostRatioOfAnyHost(system: System): number {
  return 1 - 1 / system.hosts.count;
}

/** `w_c`. */
function logged({ multiple }: VmClass): number {
  return 1 - 1 / multiple;
}

/** E2 with a share of its messages written for each class. */
function ratioOf(system: System, share: (vmClass: VmClass) => number): number {
  const { inbound, total } = flows(system);
  return sum(system, (c) => inbound[c.index] * share(c)) / total;
}

/** `E[D]/T0`: the share of messages under way at a boundary, where clocks hardly err and delays are alike. */
function deliveryShare({ delay, baseInterval }: System): number {
  return lawMean(delay.across) / baseInterval;
}

/** Mean advance of a clock that nobody brings forward: these twins are wrong elsewhere. */
function advance({ clock: { error } }: System): number {
  return error.kind === "uniform" ? (error.low + error.high) / 2 : 0;
}

function sentBytes(system: System): Float64Array {
  const { from, flow, size } = flows(system);
  const sent = new Float64Array(system.classes.length);
  for (let pair = 0; pair < flow.length; pair++) sent[from[pair]] += flow[pair] * size[pair];
  return sent;
}

function sum(system: System, term: (vmClass: VmClass) => number): number {
  return system.classes.reduce((all, vmClass) => all + term(vmClass), 0);
}
