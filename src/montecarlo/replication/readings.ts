import { wholeImage } from "../../scenario/model/checkpoint-bytes.js";
import type { MeasureKey } from "../../scenario/model/measures.js";
import type { Seconds } from "../../scenario/model/units.js";
import type { ProbeSums } from "../observers/failure-probes.js";
import { tellsHostsApart } from "../observers/host-memory.js";
import type { StorageSums } from "../observers/storage-tallies.js";
import type { ClassSums, IndexSums } from "../observers/tallies.js";
import type { RunRecord } from "./run-record.js";
import type { TotalSlot } from "./totals.js";

/** How one slot is read off a run: numerator over denominator. */
export interface Reading {
  readonly slot: TotalSlot;
  read(run: RunRecord): { readonly numerator: number; readonly denominator: number };
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
  const classes = classCount > mostSplits ? 0 : classCount;
  const hosts = hostCount > mostSplits ? 0 : hostCount;

  const add = (slot: TotalSlot, numerator: Whole, denominator: Whole) =>
    list.push({ slot, read: (run) => ({ numerator: numerator(run), denominator: denominator(run) }) });
  const overall = (measure: MeasureKey, numerator: Whole, denominator: Whole) =>
    add({ measure }, numerator, denominator);
  const eachClass = (measure: MeasureKey, numerator: Part, denominator: Part) => {
    for (let c = 0; c < classes; c++)
      add(
        { measure, classIndex: c },
        (run) => numerator(run, c),
        (run) => denominator(run, c),
      );
  };
  /** Per second, each host for itself. */
  const eachHost = (measure: MeasureKey, numerator: Part) => {
    for (let host = 0; host < hosts; host++) add({ measure, host }, (run) => numerator(run, host), seconds);
  };
  /** A measure summed over classes, and each class for itself. */
  const classRatio = (measure: MeasureKey, numerator: Part, denominator: Part) => {
    overall(measure, overClasses(numerator), overClasses(denominator));
    eachClass(measure, numerator, denominator);
  };
  /** A measure per second, summed over classes, and each class for itself. */
  const classRate = (measure: MeasureKey, numerator: Part) => {
    overall(measure, overClasses(numerator), seconds);
    eachClass(measure, numerator, seconds);
  };
  /** A time average of what a log holds: entries (`part` 0) or bytes (1), in all, by class and by host. */
  const held = (measure: MeasureKey, log: "volatile" | "stable", part: 0 | 1) => {
    const where = (groupOf: "cellClass" | "cellHost"): Part => {
      return (run, group) => sumWhere(run.held[log], part, (cell) => run.population[groupOf][cell] === group);
    };
    classRate(measure, where("cellClass"));
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
        add(
          slot,
          (run) => run.hostMemory?.held[2 * onHost + part] ?? 0,
          (run) => run.hostMemory?.lines[place] ?? 0,
        );
        if (!dropsAtFlush) continue;
        add(
          { ...slot, beforeFlush: true },
          (run) => run.hostMemory?.heldBeforeFlush[2 * onHost + part] ?? 0,
          (run) => run.hostMemory?.flushes[onHost] ?? 0,
        );
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
      add(
        { measure, atIndex: k, ...about },
        (run) => numerator(run, k % hyperperiod),
        (run) => denominator(run, k % hyperperiod),
      );
  };
  const atLines = (measure: MeasureKey, sums: keyof IndexSums) =>
    byIndex(measure, atIndex(sums), atIndex("lines"));
  const beforeFlushes = (measure: MeasureKey, sums: keyof IndexSums) => {
    if (dropsAtFlush) byIndex(measure, atIndex(sums), atIndex("flushes"), { beforeFlush: true });
  };

  classRatio("stableLogRatio", sum("logged"), sum("received"));
  classRatio("stableLogByteRatio", sum("loggedBytes"), sum("receivedBytes"));
  classRate("messageRate", sum("received"));
  overall(
    "crossHostRatio",
    (run) => run.crossHost,
    (run) => run.messages,
  );
  classRate("stableLogRate", sum("logged"));
  classRate("stableLogByteRate", sum("loggedBytes"));
  classRate("checkpointRate", sum("checkpoints"));
  classRate("checkpointByteRate", (run, c) => sum("checkpoints")(run, c) * run.system.classes[c].image);
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
  classRate("storageUtilization", (run, c) => storage(run).bytesByClass[c] / run.system.storage!.write);
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
  overall(
    "unrecoverablePerHostFailure",
    ({ exposure }) => exposure.messageSeconds,
    ({ exposure, population }) => exposure.seconds * population.hostCount,
  );
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
  let total = 0;
  for (let place = 0; 2 * place < held.length; place++) if (chosen(place)) total += held[2 * place + part];
  return total;
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
  const { restart, bandwidth, replaySpeedup } = run.system.recovery;
  const { age, restore } = run.probes;
  const reads = run.storage
    ? restore[c]
    : (probedVms(run, c) * wholeImage(run.system.classes[c])) / bandwidth;
  return probedVms(run, c) * restart + reads + age[c] / replaySpeedup;
}

/** R10, integrated over the window and summed over VMs: restart, restore, replay up to the line. */
function hostRecovery(run: RunRecord, c: number): Seconds {
  const { restart, bandwidth, replaySpeedup } = run.system.recovery;
  const reads = run.storage
    ? run.seconds * total(readsOfClass(run, c))
    : (vmSeconds(run, c) * wholeImage(run.system.classes[c])) / bandwidth;
  return vmSeconds(run, c) * restart + reads + run.rollback.distance[c] / replaySpeedup;
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
