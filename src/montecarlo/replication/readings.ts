import { wholeImage } from "../../scenario/model/checkpoint-bytes.js";
import type { MeasureKey } from "../../scenario/model/measures.js";
import type { Seconds } from "../../scenario/model/units.js";

import { tellsHostsApart } from "../observers/host-memory.js";
import type { StorageSums } from "../observers/storage-tallies.js";

import type { IndexSums } from "../observers/tallies.js";
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

type ByClass = (run: RunRecord, c: number) => number;

/** The tally behind every measure, once. */
export function readings(scope: ReadingScope): readonly Reading[] {
  const list: Reading[] = [];
  const classes = scope.classCount > mostSplits ? 0 : scope.classCount;
  const hosts = scope.hostCount > mostSplits ? 0 : scope.hostCount;

  /** A measure summed over classes, and each class for itself. */
  const classRatio = (measure: MeasureKey, numerator: ByClass, denominator: ByClass) => {
    list.push({
      slot: { measure },
      read: (run) => ({ numerator: overClasses(run, numerator), denominator: overClasses(run, denominator) }),
    });
    for (let c = 0; c < classes; c++) {
      list.push({
        slot: { measure, classIndex: c },
        read: (run) => ({ numerator: numerator(run, c), denominator: denominator(run, c) }),
      });
    }
  };
  /** A measure per second, summed over classes, and each class for itself. */
  const classRate = (measure: MeasureKey, numerator: ByClass) => {
    classRatio(measure, numerator, (run, c) => (c === 0 ? run.seconds : 0));
    for (const [place, reading] of list.entries()) {
      const { slot } = reading;
      if (slot.measure !== measure || slot.classIndex === undefined) continue;
      const c = slot.classIndex;
      list[place] = { slot, read: (run) => ({ numerator: numerator(run, c), denominator: run.seconds }) };
    }
  };
  const overall = (
    measure: MeasureKey,
    numerator: (run: RunRecord) => number,
    denominator: (run: RunRecord) => number,
  ) =>
    list.push({
      slot: { measure },
      read: (run) => ({ numerator: numerator(run), denominator: denominator(run) }),
    });
  /** A time average of what a log holds: entries (`part` 0) or bytes (1), in all, by class and by host. */
  const held = (measure: MeasureKey, log: "volatile" | "stable", part: 0 | 1) => {
    classRate(measure, (run, c) => {
      const { cellClass } = run.population;
      return sumWhere(run.held[log], part, (cell) => cellClass[cell] === c);
    });
    for (let host = 0; host < hosts; host++) {
      list.push({
        slot: { measure, host },
        read: (run) => {
          const { cellHost } = run.population;
          const numerator = sumWhere(run.held[log], part, (cell) => cellHost[cell] === host);
          return { numerator, denominator: run.seconds };
        },
      });
    }
  };
  const copies = (measure: MeasureKey, part: 0 | 1) => {
    overall(
      measure,
      (run) => sumWhere(run.held.copies, part, () => true),
      (run) => run.seconds,
    );
    for (let host = 0; host < hosts; host++) {
      list.push({
        slot: { measure, host },
        read: (run) => ({ numerator: run.held.copies[2 * host + part], denominator: run.seconds }),
      });
    }
  };
  /** What the memory of each host holds before each line: messages (`part` 0) or bytes (1). */
  const hostMemory = (measure: MeasureKey, part: 0 | 1) => {
    if (!tellsHostsApart(scope.hostCount, scope.hyperperiod, scope.dropsAtFlush)) return;
    for (let host = 0; host < scope.hostCount; host++) {
      for (let k = 1; k <= scope.hyperperiod; k++) {
        const place = k % scope.hyperperiod;
        list.push({
          slot: { measure, host, atIndex: k },
          read: ({ hostMemory: memory }) => ({
            numerator: memory?.held[2 * (place * scope.hostCount + host) + part] ?? 0,
            denominator: memory?.lines[place] ?? 0,
          }),
        });
        if (!scope.dropsAtFlush) continue;
        const flush = place * scope.hostCount + host;
        list.push({
          slot: { measure, host, atIndex: k, beforeFlush: true },
          read: ({ hostMemory: memory }) => ({
            numerator: memory?.heldBeforeFlush[2 * flush + part] ?? 0,
            denominator: memory?.flushes[flush] ?? 0,
          }),
        });
      }
    }
  };
  const byIndex = (measure: MeasureKey, sums: keyof IndexSums) => {
    for (let k = 1; k <= scope.hyperperiod; k++) {
      const place = k % scope.hyperperiod;
      list.push({
        slot: { measure, atIndex: k },
        read: ({ tallies: { byIndex: sum } }) => ({
          numerator: sum[sums][place],
          denominator: sum.lines[place],
        }),
      });
    }
  };

  const beforeFlushes = (measure: MeasureKey, sums: keyof IndexSums) => {
    for (let k = 1; scope.dropsAtFlush && k <= scope.hyperperiod; k++) {
      const place = k % scope.hyperperiod;
      list.push({
        slot: { measure, atIndex: k, beforeFlush: true },
        read: ({ tallies: { byIndex: sum } }) => ({
          numerator: sum[sums][place],
          denominator: sum.flushes[place],
        }),
      });
    }
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
  byIndex("checkpointBurst", "checkpointBytes");
  byIndex("flushBurst", "flushed");
  byIndex("flushBurstBytes", "flushedBytes");
  held("stableLogMean", "stable", 0);
  held("stableLogMeanBytes", "stable", 1);
  byIndex("stableLogPeak", "stable");
  byIndex("stableLogPeakBytes", "stableBytes");
  held("volatileLogMean", "volatile", 0);
  held("volatileLogMeanBytes", "volatile", 1);
  byIndex("volatileLogPeak", "volatile");
  beforeFlushes("volatileLogPeak", "beforeFlush");
  byIndex("volatileLogPeakBytes", "volatileBytes");
  beforeFlushes("volatileLogPeakBytes", "beforeFlushBytes");
  copies("senderCopiesMean", 0);
  copies("senderCopiesMeanBytes", 1);
  hostMemory("hostMemoryPeak", 0);
  hostMemory("hostMemoryPeakBytes", 1);
  classRatio("earlyCheckpointRatio", sum("early"), sum("checkpoints"));
  classRatio("advanceTime", sum("advanceTime"), sum("advances"));
  overall(
    "lineLag",
    ({ tallies }) => tallies.lineLag,
    ({ tallies }) => tallies.lines,
  );
  classRate("storageUtilization", (run, c) => storage(run).bytesByClass[c] / run.system.storage!.write);
  overall("linkUtilization", (run) => largest(linkShares(run)), seconds);
  for (let host = 0; host < hosts; host++) {
    list.push({
      slot: { measure: "linkUtilization", host },
      read: (run) => ({ numerator: linkShares(run)[host], denominator: run.seconds }),
    });
  }
  overall("storageBusyShare", (run) => storage(run).busy, seconds);
  classRatio(
    "checkpointCompletion",
    (run, c) => storage(run).completion[c],
    (run, c) => storage(run).checkpoints[c],
  );
  for (let k = 1; k <= scope.hyperperiod; k++) {
    const place = k % scope.hyperperiod;
    const atIndex = (measure: MeasureKey, sums: "drain" | "diskPeak") =>
      list.push({
        slot: { measure, atIndex: k },
        read: (run) => ({ numerator: storage(run)[sums][place], denominator: storage(run).indices[place] }),
      });
    atIndex("burstDrainTime", "drain");
    atIndex("stagingPeak", "diskPeak");
  }
  classRatio("vmRestoreTime", (run, c) => run.probes.restore[c], probedVms);
  overall(
    "hostRestoreTime",
    ({ storage: stored, probes }) => probes.probes * largest(stored!.reads.together),
    ({ probes }) => probes.probes,
  );
  for (let c = 0; c < classes; c++) {
    list.push({
      slot: { measure: "hostRestoreTime", classIndex: c },
      read: ({ storage: stored, probes, population: { classOf } }) => ({
        numerator: probes.probes * largest(stored!.reads.together.filter((_, vm) => classOf[vm] === c)),
        denominator: probes.probes,
      }),
    });
  }
  overall(
    "inTransitPerLine",
    ({ tallies }) => tallies.crossings,
    ({ tallies }) => tallies.lines,
  );
  overall(
    "unrecoverablePerHostFailure",
    ({ exposure }) => exposure.messageSeconds,
    ({ exposure, population }) => exposure.seconds * population.hostCount,
  );
  classRatio("vmRecoveryTime", vmRecovery, probedVms);
  classRatio("vmReplayedMessages", (run, c) => run.probes.replayed[c], probedVms);
  classRatio("hostRollback", (run, c) => run.probes.lost[c], probedVms);
  classRatio("hostRecoveryTime", hostRecovery, probedVms);
  overall(
    "hostRecoveryLast",
    ({ probes, population }) => probes.last[population.classCount],
    ({ probes }) => probes.probes,
  );
  for (let c = 0; c < classes; c++) {
    list.push({
      slot: { measure: "hostRecoveryLast", classIndex: c },
      read: ({ probes }) => ({ numerator: probes.last[c], denominator: probes.probes }),
    });
  }
  classRatio("waste", lostTime, vmSeconds);
  return list;
}

function sum(name: keyof RunRecord["tallies"]["byClass"]): ByClass {
  return (run, c) => run.tallies.byClass[name][c];
}

function overClasses(run: RunRecord, of: ByClass): number {
  let total = 0;
  for (let c = 0; c < run.population.classCount; c++) total += of(run, c);
  return total;
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

function seconds(run: RunRecord): Seconds {
  return run.seconds;
}

/** Until the VMs of a class run again on their restored images, before any replay, summed over probes and VMs. */
function restore(run: RunRecord, c: number, failure: "vm" | "host"): Seconds {
  const { restart, bandwidth } = run.system.recovery;
  if (!run.storage) return probedVms(run, c) * (restart + wholeImage(run.system.classes[c]) / bandwidth);
  const { classOf } = run.population;
  const { together } = run.storage.reads;
  const images =
    failure === "vm"
      ? run.probes.restore[c]
      : run.probes.probes * together.reduce((sum, time, vm) => (classOf[vm] === c ? sum + time : sum), 0);
  return probedVms(run, c) * restart + images;
}

/** R9, summed over probes and VMs: restart, restore, replay what followed the checkpoint. */
function vmRecovery(run: RunRecord, c: number): Seconds {
  const { replaySpeedup } = run.system.recovery;
  return restore(run, c, "vm") + run.probes.age[c] / replaySpeedup;
}

/** R10, summed over probes and VMs: restart, restore, replay up to the line. */
function hostRecovery(run: RunRecord, c: number): Seconds {
  const { replaySpeedup } = run.system.recovery;
  return restore(run, c, "host") + run.probes.distance[c] / replaySpeedup;
}

function vmSeconds(run: RunRecord, c: number): Seconds {
  return run.seconds * run.system.classes[c].count;
}

/**
 * Time that the VMs of a class lose in the window: pauses as they came, and failures at the scenario's rates, each
 * at the mean cost that the probes found. A failed host rolls every VM back.
 */
function lostTime(run: RunRecord, c: number): Seconds {
  const { failures, hosts, classes } = run.system;
  const pauses = sum("checkpoints")(run, c) * classes[c].pause;
  const { probes } = run.probes;
  if (probes === 0) return pauses;
  const perVmFailure = vmRecovery(run, c) / probes;
  const perHostFailure = (run.probes.lost[c] + hostRecovery(run, c)) / probes;
  return pauses + run.seconds * (failures.vm * perVmFailure + hosts.count * failures.host * perHostFailure);
}
