import {
  type ComparisonMeasure,
  type ComparisonMeasureKey,
  comparisonMeasures,
} from "../../scenario/model/comparison-measures.js";
import { type SchemeKey, schemeEntry } from "../../scenario/model/schemes.js";
import type { System } from "../../scenario/model/system.js";
import { samplerRange } from "../random/sampler.js";
import type { TotalSlot, TotalsLayout } from "../replication/totals.js";
import type { CommonCounts, FailureSums, SchemeRecord } from "./comparison-run.js";

/** Numerator and denominator of one measure, in all or of one class. */
type Read = (run: SchemeRecord, common: CommonCounts, c: number | undefined) => readonly [number, number];

const reads: { readonly [Key in ComparisonMeasureKey]: Read } = {
  forcedCheckpointRatio: ({ scheme }, { scheduled }, c) => [
    total(scheme.counts.forced, c),
    total(scheduled, c),
  ],
  skippedCheckpointRatio: ({ scheme }, { scheduled }, c) => [
    total(scheme.counts.skipped, c),
    total(scheduled, c),
  ],
  autonomy: (run, _common, c) => [total(run.scheme.counts.autonomous, c), checkpoints(run, c)],
  checkpointRate: (run, { seconds }, c) => [checkpoints(run, c), seconds],
  checkpointByteRate: (run, { seconds, system }, c) => [
    overClasses(system, c, (one, { image }) => checkpoints(run, one) * image),
    seconds,
  ],
  checkpointBurst: ({ scheme }) => [scheme.counts.burst.largest, 1],
  uselessCheckpointRatio: ({ scheme }) => [scheme.counts.useless, scheme.counts.judged],
  stableLogRatio: ({ scheme }, { received }) => [scheme.counts.logged, received],
  stableLogRate: ({ scheme }, { seconds }) => [scheme.counts.logged, seconds],
  stableLogByteRate: ({ scheme }, { seconds }) => [scheme.counts.loggedBytes, seconds],
  stableByteRate: (run, common, c) => {
    const [images, seconds] = reads.checkpointByteRate(run, common, c);
    return [images + run.scheme.counts.loggedBytes, seconds];
  },
  storageUtilization: (run, common, c) => {
    const [bytes, seconds] = reads.stableByteRate(run, common, c);
    return [bytes, seconds * common.system.storage!.write];
  },
  volatileLogMean: ({ scheme, until }, { seconds }) => [scheme.counts.held.until(until), seconds],
  volatileLogMeanBytes: ({ scheme, until }, { seconds }) => [scheme.counts.heldBytes.until(until), seconds],
  imagesHeldMean: ({ recovery }, common, c) => [
    total(recovery.images, c),
    common.probes * vms(common.system, c),
  ],
  imagesHeldMeanBytes: ({ recovery }, { probes, system }, c) => [
    overClasses(system, c, (one, { image }) => recovery.images[one] * image),
    probes,
  ],
  piggybackBytes: ({ scheme }, { sent }) => [scheme.counts.piggyback, sent],
  piggybackByteRate: ({ scheme }, { seconds }) => [scheme.counts.piggyback, seconds],
  controlMessageRate: ({ scheme }, { seconds }) => [scheme.counts.control, seconds],
  blockedShare: ({ scheme }, { seconds, system }) => [scheme.counts.blocked, seconds * vms(system)],
  vmRollbackMean: ({ recovery }, common, c) => [
    total(recovery.vm.lost, c),
    common.probes * vms(common.system, c),
  ],
  vmRollbackWorst: ({ recovery }, { probes }) => [recovery.vm.worst, probes],
  vmsRolledBackPerVmFailure: ({ recovery }, { probes }) => [recovery.vm.setBack, probes],
  vmRecoveryTime: ({ recovery }, { probes }) => [recovery.vm.ownRecovery, probes],
  hostRollbackMean: ({ recovery }, common, c) => [
    total(recovery.host.lost, c),
    common.probes * vms(common.system, c),
  ],
  hostRollbackWorst: ({ recovery }, { probes }) => [recovery.host.worst, probes],
  vmsRolledBack: ({ recovery }, { probes }) => [recovery.host.setBack, probes],
  recoveryLineAge: ({ recovery }, { probes }) => [recovery.host.oldest, probes],
  hostRecoveryTime: ({ recovery }, { probes, system }) => [recovery.host.recovery, probes * vms(system)],
  deliverAgain: ({ recovery }, { probes }) => [recovery.host.deliverAgain, probes],
  unrecoverable: ({ recovery }, { probes }) => [recovery.host.unrecoverable, probes],
  orphans: ({ recovery }, { probes }) => [recovery.host.orphans + recovery.vm.orphans, probes],
  runTime: ({ job }) => [job!.runTime, 1],
  efficiency: ({ job }, { system }) => [system.job!.work, job!.runTime],
  redone: ({ job }) => [job!.redone, 1],
  recovering: ({ job }) => [job!.hostRecovery + job!.vmRecovery, 1],
  waste: (run, common) => [lostTime(run, common), common.seconds * vms(common.system)],
};

/** The slots of a comparison: every scheme's measures in the same order, each paired with VM_QSC's. */
export function comparisonLayout(system: System, schemes: readonly SchemeKey[]): TotalsLayout {
  const each = slotsOf(system);
  const slots: TotalSlot[] = schemes.flatMap((scheme) => {
    const certain = leftToRules(system, scheme);
    return each.map((slot) => {
      const perEvent = mostPerEvent(system, slot);
      return {
        ...slot,
        scheme,
        ...(perEvent !== undefined && { perEvent }),
        ...(certain.has(slot.measure) && { certain: true as const }),
      };
    });
  });
  const reference = schemes.indexOf("vmqsc") * each.length;
  const pairs = slots.map((_, slot) => [slot, reference + (slot % each.length)] as const);
  return { slots, pairs: pairs.filter(([slot, subtracted]) => subtracted >= 0 && slot !== subtracted) };
}

export function comparisonValues(common: CommonCounts, schemes: readonly SchemeRecord[]): Float64Array {
  const slots = slotsOf(common.system);
  const values = new Float64Array(2 * slots.length * schemes.length);
  let place = 0;
  for (const scheme of schemes) {
    for (const { measure, classIndex } of slots) {
      const [numerator, denominator] = reads[measure](scheme, common, classIndex);
      values[place++] = numerator;
      values[place++] = denominator;
    }
  }
  return values;
}

/** The most that one message, or one checkpoint, adds to a measure's numerator, where they are counted. */
function mostPerEvent({ classes, rates }: System, slot: ComparisonSlot): number | undefined {
  const { classIndex: c, measure } = slot;
  const images = classes.filter(({ index }) => (c ?? index) === index).map(({ image }) => image);
  const amounts: { readonly [Key in ComparisonMeasureKey]?: Iterable<number> } = {
    checkpointByteRate: images,
    stableLogByteRate: rates.size,
    stableByteRate: [...images, ...rates.size],
  };
  // What adds nothing to the numerator is no event.
  const most = [...(amounts[measure] ?? [])].reduce((largest, one) => Math.max(largest, one), 0);
  return counted.has(measure) ? 1 : most || undefined;
}

const counted: ReadonlySet<ComparisonMeasureKey> = new Set([
  "forcedCheckpointRatio",
  "skippedCheckpointRatio",
  "autonomy",
  "checkpointRate",
  "uselessCheckpointRatio",
  "stableLogRatio",
  "stableLogRate",
  "deliverAgain",
  "unrecoverable",
]);

/** The measures that the rules of a scheme fix, so that every replication must find the same. */
function leftToRules({ delay, clock }: System, scheme: SchemeKey): ReadonlySet<ComparisonMeasureKey> {
  const { guarantee } = schemeEntry(scheme);
  const checkpointsOnly = guarantee !== "log" && guarantee !== "line";
  const immediate = samplerRange(delay.within).high === 0 && samplerRange(delay.across).high === 0;
  const together = immediate && clock.error.kind === "constant";
  const forced = !checkpointsOnly || scheme === "uncoordinated";
  const skipped = scheme === "vmqsc" ? together : !["qsa", "qsa-k", "bcs-reset"].includes(scheme);
  const logged = checkpointsOnly
    ? scheme !== "qsa" && scheme !== "qsa-k"
    : scheme !== "vmqsc" && scheme !== "log-optimistic" && (guarantee === "log" || immediate);
  const hanging =
    scheme === "log-all" || (guarantee === "line" && (scheme === "vmqsc" ? together : immediate));
  const fixed: readonly (readonly [boolean, readonly ComparisonMeasureKey[]])[] = [
    [forced, ["forcedCheckpointRatio"]],
    [skipped, ["skippedCheckpointRatio"]],
    [forced && skipped, ["autonomy", "checkpointRate", "checkpointByteRate"]],
    [logged, ["stableLogRatio", "stableLogRate", "stableLogByteRate"]],
    [forced && skipped && logged, ["stableByteRate"]],
    [hanging, ["deliverAgain", "unrecoverable"]],
  ];
  return new Set(fixed.flatMap(([holds, keys]) => (holds ? keys : [])));
}

interface ComparisonSlot {
  readonly measure: ComparisonMeasureKey;
  readonly classIndex?: number;
}

function slotsOf({ classes, job, storage }: System): readonly ComparisonSlot[] {
  return comparisonMeasures.flatMap((entry: ComparisonMeasure) => {
    if (entry.section === "job" && job === undefined) return [];
    if (entry.key === "storageUtilization" && storage === undefined) return [];
    const whole: ComparisonSlot = { measure: entry.key };
    if (!entry.byClass || classes.length > mostClasses) return [whole];
    return [whole, ...classes.map(({ index }) => ({ measure: entry.key, classIndex: index }))];
  });
}

/** With more classes than that, figures are given for all together only. */
const mostClasses = 100;

/** Of all classes together, or of one. */
function total(byClass: Float64Array, c: number | undefined): number {
  return c === undefined ? byClass.reduce((sum, each) => sum + each, 0) : byClass[c];
}

function checkpoints({ scheme: { counts } }: SchemeRecord, c: number | undefined): number {
  return total(counts.basic, c) + total(counts.forced, c);
}

function vms({ classes }: System, c?: number): number {
  return overClasses({ classes }, c, (_, { count }) => count);
}

function overClasses(
  { classes }: Pick<System, "classes">,
  c: number | undefined,
  of: (c: number, vmClass: System["classes"][number]) => number,
): number {
  const wanted = c === undefined ? classes : [classes[c]];
  return wanted.reduce((sum, vmClass) => sum + of(vmClass.index, vmClass), 0);
}

/**
 * Time that all VMs together lose in the measured part: pauses, what coordination adds to them, and failures at the
 * scenario's rates, each at the mean cost that was worked out.
 */
function lostTime(run: SchemeRecord, { system, seconds, probes }: CommonCounts): number {
  const { failures, hosts } = system;
  const pauses = overClasses(system, undefined, (c, { pause }) => checkpoints(run, c) * pause);
  const running = pauses + run.scheme.counts.blockedBeyondPause;
  if (probes === 0) return running;
  const { vm, host } = run.recovery;
  const perFailure = (sums: FailureSums) => (total(sums.lost, undefined) + sums.recovery) / probes;
  return (
    running +
    seconds * (failures.vm * vms(system) * perFailure(vm) + failures.host * hosts.count * perFailure(host))
  );
}
