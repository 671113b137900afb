import { type Agenda, EventStream, type TimerSchedule } from "../../montecarlo/events/event-stream.js";
import type { Message, Player } from "../../montecarlo/events/player.js";
import { makeScheme } from "../../montecarlo/schemes/make-scheme.js";
import {
  disagreement,
  lostWith,
  restoredFromLogs,
  restoredOnLine,
} from "../../montecarlo/schemes/vm-qsc/after-failure.js";
import { makeVmQsc } from "../../montecarlo/schemes/vm-qsc/stored-vm-qsc.js";
import type { VmQscObserver } from "../../montecarlo/schemes/vm-qsc/vm-qsc.js";
import type { Checkpoint, LoggedMessage } from "../../montecarlo/schemes/vm-qsc/vm-state.js";
import type { RunSources } from "../../montecarlo/sources/run-sources.js";
import type { WritesThrough } from "../../montecarlo/storage/stable-writes.js";
import type { SchemeKey } from "../../scenario/model/schemes.js";
import type { Policies } from "../../scenario/model/system.js";
import type { Seconds } from "../../scenario/model/units.js";
import type {
  MessageFate,
  RecordedCheckpoint,
  RecordedFailure,
  RecordedFlush,
  RecordedLine,
  RecordedRun,
} from "./recorded-run.js";

/** A failure to be shown: of one VM, or of a host and all of its VMs. */
export interface FailureToShow {
  readonly at: Seconds;
  readonly failed: { readonly vm: number } | { readonly host: number };
}

/** A run to be recorded: its events, the scheme that plays them, and what is shown of it. */
export interface RunToRecord extends Omit<RunSources, "timers"> {
  readonly title: string;
  readonly scheme: SchemeKey;
  readonly timers: TimerSchedule;
  /** `T0`; 0 where a script gives the checkpoints. */
  readonly baseInterval: Seconds;
  readonly policies: Policies;
  /** Where writes to stable storage take time. */
  readonly writesThrough?: WritesThrough | undefined;
  readonly from: Seconds;
  readonly until: Seconds;
  /** Which messages the picture is to have, of those in its window; default all. */
  readonly isShown?: (message: Message) => boolean;
  readonly vmNames: readonly string[];
  readonly vmNotes: readonly string[];
  readonly hostNames: readonly string[];
  readonly messageName: (id: number) => string;
  readonly failures: readonly FailureToShow[];
}

/** Plays a run with one scheme, and writes down what its space-time picture shows: all that is not over before it begins. */
export function recordRun(run: RunToRecord): RecordedRun {
  const { title, vmNames, vmNotes, hostNames, population, baseInterval, from, until } = run;
  const happened = run.scheme === "vmqsc" ? recordVmQsc(run) : recordScheme(run);
  const within = (at: Seconds) => at >= from && at < until;
  return {
    title,
    baseInterval: baseInterval > 0 ? baseInterval : undefined,
    from,
    until,
    vms: vmNames.map((name, vm) => ({ name, note: vmNotes[vm], host: population.hostOf[vm] })),
    hostNames,
    checkpoints: happened.checkpoints.filter(({ at, completion }) => completion >= from && at < until),
    flushes: happened.flushes.filter(({ at }) => within(at)),
    messages: happened.messages,
    lines: happened.lines.filter(({ establishedAt }) => within(establishedAt)),
    failures: happened.failures.filter(({ at }) => within(at)),
  };
}

type WhatHappened = Pick<RecordedRun, "checkpoints" | "flushes" | "messages" | "lines" | "failures">;

/** Whether the picture has a message: of those before it there can be millions. */
function seenIn({ from, isShown }: RunToRecord): (message: Message) => boolean {
  return (message) => message.deliveredAt >= from && (isShown === undefined || isShown(message));
}

/** VM_QSC's rules by identities, of which everything is known; memory grows with what is seen. */
function recordVmQsc(run: RunToRecord): WhatHappened {
  const { vmNames, messageName, until } = run;
  const { hostOf } = run.population;
  const seen = seenIn(run);
  const checkpoints: { vm: number; checkpoint: Checkpoint; early: boolean }[] = [];
  const flushes: RecordedFlush[] = [];
  const lines: RecordedLine[] = [];
  const messages: LoggedMessage[] = [];
  const [written, reclaimed] = [new Set<number>(), new Set<number>()];
  // By VM: the index and the instant of its checkpoints so far, and when it reached each index.
  const taken: Pick<Checkpoint, "index" | "at">[][] = vmNames.map(() => [{ index: 0, at: 0 }]);
  const reachedAt = vmNames.map(() => [0]);
  const observer: VmQscObserver = {
    sent(logged) {
      if (seen(logged.message)) messages.push(logged);
    },
    checkpointTaken(vm, checkpoint, early) {
      checkpoints.push({ vm, checkpoint, early });
      taken[vm].push(checkpoint);
      reachedAt[vm][checkpoint.index] = checkpoint.at;
    },
    flushed(vm, k, at, _early, logged) {
      reachedAt[vm][k] = at;
      if (logged.length === 0) return;
      const ids = logged.filter(({ message }) => seen(message)).map(({ message }) => message.id);
      for (const id of ids) written.add(id);
      flushes.push({ vm, at, messages: ids.map(messageName), unseen: logged.length - ids.length });
    },
    lineEstablished(k, at) {
      const checkpointAt = taken.map((all) => all.findLast(({ index }) => index <= k)!.at);
      // A VM that is late has not reached the index yet, and will stand on the line when it does.
      const stateAt = reachedAt.map((reached, vm) => reached[k] ?? checkpointAt[vm]);
      lines.push({ number: k, establishedAt: at, checkpointAt, stateAt });
    },
    lineCovered(_k, _at, { volatile }) {
      for (const { message } of volatile) if (seen(message)) reclaimed.add(message.id);
    },
  };
  const rules = makeVmQsc({ ...run, observer });
  const failures = play(run, [rules], ({ at, failed }) => {
    if ("vm" in failed) {
      const { checkpoint } = restoredFromLogs(rules, failed.vm, at);
      const state = { checkpointAt: checkpoint.at, stateAt: at };
      return { restored: vmNames.map((_, vm) => (vm === failed.vm ? state : undefined)), lost: [] };
    }
    const restored = rules.vms.map((_, vm) => restoredOnLine(rules, vm, at, false));
    const lost = lostWith(rules, disagreement(rules, restored).hanging, failed.host);
    return {
      restored: restored.map(({ checkpoint }, vm) => {
        return { checkpointAt: checkpoint.at, stateAt: reachedAt[vm][rules.covered] };
      }),
      lost: lost.map(({ message }) => messageName(message.id)),
    };
  });
  return {
    checkpoints: checkpoints.map(({ vm, checkpoint, early }) => {
      const { index, at } = checkpoint;
      // Where writing takes time (R11) it may not be known yet.
      const completion = Number.isFinite(checkpoint.completion) ? checkpoint.completion : until;
      return { vm, number: index, at, completion, kind: early ? "early" : "on time" };
    }),
    flushes,
    messages: messages.map(({ message, sentIndex, receivedIndex }) =>
      recordedMessage(run, message, {
        logged: written.has(message.id),
        reclaimed: reclaimed.has(message.id),
        copied: hostOf[message.from] !== hostOf[message.to],
        crossed: Number.isFinite(receivedIndex) && sentIndex < receivedIndex,
      }),
    ),
    lines,
    failures,
  };
}

/** Any other scheme: its checkpoints, and what it would restore after each failure. */
function recordScheme(run: RunToRecord): WhatHappened {
  const { population, scheme: key, policies, durations, baseInterval } = run;
  const checkpoints: RecordedCheckpoint[] = [];
  const taken = new Int32Array(population.vmCount);
  const zeros = Array.from({ length: population.classCount }, () => 0);
  const setting = { population, baseInterval, policies, durations, image: zeros, pause: zeros, burstSpan: 0 };
  const scheme = makeScheme(key, {
    ...setting,
    controlDelays: () => () => 0,
    onCheckpoint: ({ vm, at, kind }) => {
      if (kind === "skipped") return;
      const number = ++taken[vm];
      checkpoints.push({ vm, number, at, completion: at, kind: kind === "forced" ? "forced" : "on time" });
    },
  });
  const messages: Message[] = [];
  const seen = seenIn(run);
  const listener: Player<undefined> = {
    timer() {},
    send(message) {
      if (seen(message)) messages.push(message);
      return undefined;
    },
    receive() {},
  };
  const failures = play(run, [scheme, listener], ({ at, failed }) => {
    const of = "vm" in failed ? "vm" : "host";
    const { backTo, imageFrom, unrecoverable } = scheme.recover(membersOf(run, failed), at, of);
    return {
      restored: Array.from(imageFrom, (checkpointAt, vm) =>
        checkpointAt < Number.POSITIVE_INFINITY ? { checkpointAt, stateAt: backTo[vm] } : undefined,
      ),
      lost: unrecoverable === 0 ? [] : [`${unrecoverable} messages`],
    };
  });
  const fate = { logged: false, reclaimed: false, copied: false, crossed: false };
  const recorded = messages.map((message) => recordedMessage(run, message, fate));
  return { checkpoints, flushes: [], messages: recorded, lines: [], failures };
}

/** Plays the run until its end; failures are probes, so that the run goes on as if there had been none. */
function play(
  run: RunToRecord,
  players: readonly Player[],
  recover: (failure: FailureToShow) => Pick<RecordedFailure, "restored" | "lost">,
): RecordedFailure[] {
  const failures: RecordedFailure[] = [];
  const agenda: Agenda = {
    get nextTime() {
      return run.failures[failures.length]?.at ?? Number.POSITIVE_INFINITY;
    },
    happen() {
      const failure = run.failures[failures.length];
      const { failed, at } = failure;
      const what = "vm" in failed ? run.vmNames[failed.vm] : run.hostNames[failed.host];
      failures.push({ at, what, failedVms: membersOf(run, failed), ...recover(failure) });
    },
  };
  new EventStream({ timers: run.timers, source: run.source, players, agenda }).runUntil(run.until);
  return failures;
}

function membersOf({ population: { hostOf } }: RunToRecord, failed: FailureToShow["failed"]): number[] {
  if ("vm" in failed) return [failed.vm];
  return Array.from(hostOf.keys()).filter((vm) => hostOf[vm] === failed.host);
}

function recordedMessage(run: RunToRecord, message: Message, fate: MessageFate) {
  const { id, from, to, sentAt, deliveredAt } = message;
  return { name: run.messageName(id), from, to, sentAt, deliveredAt, ...fate };
}
