import { wholeImage } from "../../scenario/model/checkpoint-bytes.js";
import type { MeasureKey } from "../../scenario/model/measures.js";
import type { Seconds } from "../../scenario/model/units.js";
import type { ProbeSums } from "../observers/failure-probes.js";
import { tellsHostsApart } from "../observers/host-memory.js";
import type { StorageSums } from "../observers/storage-tallies.js";
import type { ClassSums, IndexSums } from "../observers/tallies.js";
import type { RunRecord } from "./measured-run.js";
import type { TotalSlot } from "./totals.js";

/** How one slot is read off a run: numerator over denominator. */
export interface Reading {
  readonly slot: TotalSlot;
  readonly numerator: (run: RunRecord) => number;
  readonly denominator: (run: RunRecord) => number;
}

/** What readings there are: splits by class and host are left out where they would be too many to report. */
export interface ReadingScope {
  readonly classCount: number;
  readonly hostCount: number;
  /** Whether flushes empty memory (`volatileLog: drop`), so that it may be fullest before them. */
  readonly dropsAtFlush: boolean;
  /** `L`, or 0 where peaks cannot be told apart by index. */
  readonly hyperperiod: number;
}

const mostSplits = 1000;

type Whole = (run: RunRecord) => number;
/** A number of each class, of each host, or of each index of the hyperperiod (`L` itself at place 0). */
type Part = (run: RunRecord, place: number) => number;

/** The tally behind every measure, once. */
export function readings(scope: ReadingScope): readonly Reading[] {
  const { classCount, hostCount, hyperperiod, dropsAtFlush } = scope;
  const list: Reading[] = [];
  const add = (slot: TotalSlot, numerator: Part, denominator: Part, place = 0) =>
    list.push({
      slot,
      numerator: (run) => numerator(run, place),
      denominator: (run) => denominator(run, place),
    });
  const overall = (measure: MeasureKey, numerator: Whole, denominator: Whole) =>
    add({ measure }, numerator, denominator);
  const eachClass = (measure: MeasureKey, numerator: Part, denominator: Part) => {
    if (classCount > mostSplits) return;
    for (let c = 0; c < classCount; c++) add({ measure, classIndex: c }, numerator, denominator, c);
  };
  /** Per second, each host for itself. */
  const eachHost = (measure: MeasureKey, numerator: Part) => {
    if (hostCount > mostSplits) return;
    for (let host = 0; host < hostCount; host++) add({ measure, host }, numerator, seconds, host);
  };
  /** A measure summed over classes, and each class for itself; by default per second. */
  const classRatio = (measure: MeasureKey, numerator: Part, denominator?: Part) => {
    overall(measure, overClasses(numerator), denominator ? overClasses(denominator) : seconds);
    eachClass(measure, numerator, denominator ?? seconds);
  };
  /** A time average of what a log holds: entries (`part` 0) or bytes (1), in all, by class and by host. */
  const held = (measure: MeasureKey, log: "volatile" | "stable", part: 0 | 1) => {
    const where = (groupOf: "cellClass" | "cellHost"): Part => {
      return (run, group) => sumWhere(run.held[log], part, (cell) => run.population[groupOf][cell] === group);
    };
    classRatio(measure, where("cellClass"));
    eachHost(measure, where("cellHost"));
  };
  const copies = (measure: MeasureKey, part: 0 | 1) => {
    overall(measure, (run) => sumWhere(run.held.copies, part, () => true), seconds);
    eachHost(measure, (run, host) => run.held.copies[2 * host + part]);
  };
  /** What the memory of each host holds before each line, and before flushes: messages (`part` 0) or bytes (1). */
  const hostMemory = (measure: MeasureKey, part: 0 | 1) => {
    if (!tellsHostsApart(hostCount, hyperperiod, dropsAtFlush)) return;
    for (let host = 0; host < hostCount; host++) {
      for (let k = 1; k <= hyperperiod; k++) {
        const place = k % hyperperiod;
        const onHost = place * hostCount + host;
        const slot = { measure, host, atIndex: k };
        const of =
          (name: "lines" | "held" | "flushes" | "heldBeforeFlush", at: number): Whole =>
          ({ hostMemory }) =>
            hostMemory?.[name][at] ?? 0;
        add(slot, of("held", 2 * onHost + part), of("lines", place));
        if (!dropsAtFlush) continue;
        const before = of("heldBeforeFlush", 2 * onHost + part);
        add({ ...slot, beforeFlush: true }, before, of("flushes", onHost));
      }
    }
  };
  const byIndex = (
    measure: MeasureKey,
    numerator: Part,
    denominator: Part,
    about: { beforeFlush?: true } = {},
  ) => {
    for (let k = 1; k <= hyperperiod; k++)
      add({ measure, atIndex: k, ...about }, numerator, denominator, k % hyperperiod);
  };
  const atLines = (measure: MeasureKey, sums: keyof IndexSums) =>
    byIndex(measure, atIndex(sums), atIndex("lines"));
  const beforeFlushes = (measure: MeasureKey, sums: keyof IndexSums) => {
    if (dropsAtFlush) byIndex(measure, atIndex(sums), atIndex("flushes"), { beforeFlush: true });
  };

  classRatio("stableLogRatio", sum("logged"), sum("received"));
  classRatio("stableLogByteRatio", sum("loggedBytes"), sum("receivedBytes"));
  classRatio("messageRate", sum("received"));
  overall(
    "crossHostRatio",
    ({ crossHost }) => crossHost,
    ({ messages }) => messages,
  );
  classRatio("stableLogRate", sum("logged"));
  classRatio("stableLogByteRate", sum("loggedBytes"));
  classRatio("checkpointRate", sum("checkpoints"));
  classRatio("checkpointByteRate", (run, c) => sum("checkpoints")(run, c) * run.system.classes[c].image);
  atLines("checkpointBurst", "checkpointBytes");
  atLines("flushBurst", "flushed");
  atLines("flushBurstBytes", "flushedBytes");
  held("stableLogMean", "stable", 0);
  held("stableLogMeanBytes", "stable", 1);
  atLines("stableLogPeak", "stable");
  atLines("stableLogPeakBytes", "stableBytes");
  held("volatileLogMean", "volatile", 0);
  held("volatileLogMeanBytes", "volatile", 1);
  atLines("volatileLogPeak", "volatile");
  beforeFlushes("volatileLogPeak", "beforeFlush");
  atLines("volatileLogPeakBytes", "volatileBytes");
  beforeFlushes("volatileLogPeakBytes", "beforeFlushBytes");
  copies("senderCopiesMean", 0);
  copies("senderCopiesMeanBytes", 1);
  hostMemory("hostMemoryPeak", 0);
  hostMemory("hostMemoryPeakBytes", 1);
  classRatio("earlyCheckpointRatio", sum("early"), sum("checkpoints"));
  classRatio("advanceTime", sum("advanceTime"), sum("advances"));
  overall("lineLag", ({ tallies }) => tallies.lineLag, lines);
  classRatio("storageUtilization", (run, c) => storage(run).bytesByClass[c] / run.system.storage!.write);
  overall("linkUtilization", (run) => largest(linkShares(run)), seconds);
  eachHost("linkUtilization", (run, host) => linkShares(run)[host]);
  overall("storageBusyShare", (run) => storage(run).busy, seconds);
  classRatio("checkpointCompletion", stored("completion"), stored("checkpoints"));
  byIndex("burstDrainTime", stored("drain"), stored("indices"));
  byIndex("stagingPeak", stored("diskPeak"), stored("indices"));
  classRatio("vmRestoreTime", probed("restore"), probedVms);
  overall("hostRestoreTime", (run) => run.seconds * largest(run.storage!.reads.together), seconds);
  eachClass("hostRestoreTime", (run, c) => run.seconds * largest(readsOfClass(run, c)), seconds);
  overall("inTransitPerLine", ({ tallies }) => tallies.crossings, lines);
  const exposed = ({ exposure, population }: RunRecord) => exposure.seconds * population.hostCount;
  overall("unrecoverablePerHostFailure", ({ exposure }) => exposure.messageSeconds, exposed);
  classRatio("vmRecoveryTime", vmRecovery, probedVms);
  classRatio("vmReplayedMessages", probed("replayed"), probedVms);
  classRatio("hostRollback", (run, c) => run.rollback.lost[c], vmSeconds);
  classRatio("hostRecoveryTime", hostRecovery, vmSeconds);
  overall("hostRecoveryLast", (run) => run.rollback.last[classCount], seconds);
  eachClass("hostRecoveryLast", (run, c) => run.rollback.last[c], seconds);
  classRatio("waste", lostTime, vmSeconds);
  return list;
}

function sum(name: keyof ClassSums): Part {
  return (run, c) => run.tallies.byClass[name][c];
}

function atIndex(name: keyof IndexSums): Part {
  return (run, place) => run.tallies.byIndex[name][place];
}

function stored(name: Exclude<keyof StorageSums, "busy">): Part {
  return (run, place) => storage(run)[name][place];
}

function probed(name: Exclude<keyof ProbeSums, "probes">): Part {
  return (run, c) => run.probes[name][c];
}

function overClasses(of: Part): Whole {
  return (run) => {
    let total = 0;
    for (let c = 0; c < run.population.classCount; c++) total += of(run, c);
    return total;
  };
}

function sumWhere(held: Float64Array, part: 0 | 1, chosen: (place: number) => boolean): number {
  let sum = 0;
  for (let place = 0; 2 * place < held.length; place++) if (chosen(place)) sum += held[2 * place + part];
  return sum;
}

/** Probes times VMs of the class. */
function probedVms(run: RunRecord, c: number): number {
  return run.probes.probes * run.system.classes[c].count;
}

function storage(run: RunRecord): StorageSums {
  return run.storage!.sums;
}

/** Bytes that each host has written in the window, over what its link lets through in a second. */
function linkShares(run: RunRecord): Float64Array {
  const { hostLink } = run.system.storage!;
  return storage(run).bytesByHost.map((bytes) => bytes / hostLink);
}

function largest(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}

function total(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function seconds(run: RunRecord): Seconds {
  return run.seconds;
}

function lines({ tallies }: RunRecord): number {
  return tallies.lines;
}

/** How long it takes to read back what each VM of a class needs, after the failure of its host. */
function readsOfClass({ storage: found, population: { classOf } }: RunRecord, c: number): Float64Array {
  return found!.reads.together.filter((_, vm) => classOf[vm] === c);
}

/** R9, summed over probes and VMs: restart, restore, replay what followed the checkpoint. */
function vmRecovery(run: RunRecord, c: number): Seconds {
  const { age, restore } = run.probes;
  return recovery(run, c, probedVms(run, c), age[c], () => restore[c]);
}

/** R10, integrated over the window and summed over VMs: restart, restore, replay up to the line. */
function hostRecovery(run: RunRecord, c: number): Seconds {
  const reads = () => run.seconds * total(readsOfClass(run, c));
  return recovery(run, c, vmSeconds(run, c), run.rollback.distance[c], reads);
}

/** What so many recoveries take: `reads` where storage takes time, else each an image at the restore bandwidth. */
function recovery(
  run: RunRecord,
  c: number,
  count: number,
  replayed: Seconds,
  reads: () => Seconds,
): Seconds {
  const { restart, bandwidth, replaySpeedup } = run.system.recovery;
  const restoring = run.storage ? reads() : (count * wholeImage(run.system.classes[c])) / bandwidth;
  return count * restart + restoring + replayed / replaySpeedup;
}

function vmSeconds(run: RunRecord, c: number): Seconds {
  return run.seconds * run.system.classes[c].count;
}

/**
 * Time that the VMs of a class lose in the window: pauses as they came, and failures at the scenario's rates, each at its
 * mean cost. A failed host rolls every VM back.
 */
function lostTime(run: RunRecord, c: number): Seconds {
  const { failures, hosts, classes } = run.system;
  const pauses = sum("checkpoints")(run, c) * classes[c].pause;
  const vmFailures = (failures.vm * run.seconds * vmRecovery(run, c)) / run.probes.probes;
  const hostFailures = hosts.count * failures.host * (run.rollback.lost[c] + hostRecovery(run, c));
  return pauses + vmFailures + hostFailures;
}
