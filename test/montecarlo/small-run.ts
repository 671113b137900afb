import fc from "fast-check";
import { type Agenda, EventStream } from "../../src/montecarlo/events/event-stream.js";
import type { EngineObserver } from "../../src/montecarlo/fast-engine/engine-observer.js";
import { FastEngine } from "../../src/montecarlo/fast-engine/fast-engine.js";
import { VmQscByAmounts } from "../../src/montecarlo/fast-engine/vm-qsc-by-amounts.js";
import { type Population, populationFrom } from "../../src/montecarlo/population.js";
import type { DelayLaw } from "../../src/montecarlo/random/delay-law.js";
import { makeVmQsc } from "../../src/montecarlo/schemes/vm-qsc/stored-vm-qsc.js";
import type { VmQsc, VmQscObserver } from "../../src/montecarlo/schemes/vm-qsc/vm-qsc.js";
import {
  MessageBlock,
  type SentMessage,
  type SpannedSource,
} from "../../src/montecarlo/sources/message-source.js";
import { ScriptedTraffic } from "../../src/montecarlo/sources/scripted-traffic.js";
import { Timers } from "../../src/montecarlo/sources/timers.js";
import type { WritesThrough } from "../../src/montecarlo/storage/stable-writes.js";
import type { Policies } from "../../src/scenario/model/system.js";
import { Ledger } from "../support/ledger.js";

/**
 * A small run in which everything is given. All instants are whole seconds, so that every sum is exact and many
 * events fall on the same instant.
 */
export interface SmallRun {
  readonly baseInterval: number;
  readonly until: number;
  readonly vms: readonly { readonly multiple: number; readonly phase: number; readonly host: number }[];
  readonly policies: Policies;
  /** In the order of their sends. */
  readonly messages: readonly SentMessage[];
  /** Clock errors, used in turn: VM `v` at index `k` takes the one at place `k·N + v`. */
  readonly clockErrors: readonly number[];
  /** Checkpoint durations, likewise. */
  readonly durations: readonly number[];
  /** Storage that takes time, and what each VM's image has. */
  readonly writesThrough?: WritesThrough;
}

export function clockErrorOf({ clockErrors, vms }: SmallRun, vm: number, k: number): number {
  return clockErrors[(k * vms.length + vm) % clockErrors.length];
}

export function durationOf({ durations, vms }: SmallRun, vm: number, k: number): number {
  return durations[(k * vms.length + vm) % durations.length];
}

/**
 * A is SI, B is MI_3. B's clock is 6 s late at index 1, so that line 1 is covered at 22. Of A's checkpoints the second takes
 * so long that the third and the fourth are complete before it: lines 2 to 4 are covered at 72, all at once.
 */
export const lagging: SmallRun = {
  baseInterval: 16,
  until: 90,
  vms: [
    { multiple: 1, phase: 0, host: 0 },
    { multiple: 3, phase: 0, host: 1 },
  ],
  policies: { volatileLog: "keep", inTransit: "volatile" },
  //            k = 0  k = 1  k = 2  k = 3  k = 4  k = 5 and later
  clockErrors: [0, 0, 0, 6, 0, 0, 0, 0, 0, 0, ...new Array<number>(30).fill(0)],
  durations: [0, 0, 5, 0, 40, 0, 10, 4, 2, 0, ...new Array<number>(30).fill(3)],
  messages: [
    { from: 0, to: 1, sentAt: 10, deliveredAt: 10, bytes: 1 },
    { from: 1, to: 0, sentAt: 18, deliveredAt: 18, bytes: 1 },
    { from: 1, to: 0, sentAt: 40, deliveredAt: 40, bytes: 1 },
    { from: 0, to: 1, sentAt: 50, deliveredAt: 50, bytes: 1 },
    { from: 1, to: 0, sentAt: 60, deliveredAt: 60, bytes: 1 },
    { from: 0, to: 1, sentAt: 70, deliveredAt: 70, bytes: 1 },
  ],
};

const baseInterval = 16;
const intervals = 10;

/** Numbers between bounds, or only the lower ones of them, or zeros. */
function spread(low: number, high: number): fc.Arbitrary<number[]> {
  const list = (from: number, to: number) => fc.array(fc.integer({ min: from, max: to }), listSize);
  return fc.oneof(
    fc.constant<number[]>([0]),
    list(Math.ceil(low / 12), Math.floor(high / 12)),
    list(low, high),
  );
}

const listSize = { minLength: 1, maxLength: 23 };

const vm = fc
  .record({ multiple: fc.integer({ min: 1, max: 4 }), phase: fc.nat(3), host: fc.nat(2) })
  .map(({ multiple, phase, host }) => ({ multiple, phase: phase % multiple, host }));

const message = fc.record({
  sentAt: fc.nat(baseInterval * intervals),
  from: fc.nat(1000),
  step: fc.nat(1000),
  bytes: fc.integer({ min: 1, max: 1000 }),
});

/** Runs of up to six VMs: clock errors and durations from none to beyond the base interval, all policies. */
export const smallRuns: fc.Arbitrary<SmallRun> = fc
  .record({
    vms: fc.array(vm, { minLength: 2, maxLength: 6 }),
    policies: fc.record<Policies>({
      volatileLog: fc.constantFrom("keep", "drop"),
      inTransit: fc.constantFrom("volatile", "stable"),
    }),
    messages: fc.oneof(
      fc.array(message, { maxLength: 30 }),
      fc.array(message, { minLength: 50, maxLength: 90 }),
    ),
    delays: spread(0, 2 * baseInterval),
    clockErrors: spread(-1.5 * baseInterval, 1.5 * baseInterval),
    durations: spread(0, 2.5 * baseInterval),
  })
  .map(({ vms, messages, delays, ...rest }) => ({
    ...rest,
    vms,
    baseInterval,
    until: baseInterval * intervals + baseInterval / 2,
    messages: messages
      .toSorted((a, b) => a.sentAt - b.sentAt)
      .map(({ sentAt, from, step, bytes }, place) => {
        const sender = from % vms.length;
        const receiver = (sender + 1 + (step % (vms.length - 1))) % vms.length;
        return {
          from: sender,
          to: receiver,
          sentAt,
          deliveredAt: sentAt + delays[place % delays.length],
          bytes,
        };
      }),
  }));

/**
 * The run with a fraction of a second of its own for each message, so that no message comes at the instant of another
 * or of a timer. The fractions are exact in binary, and so are all sums of them.
 */
export function withoutTies(run: SmallRun): SmallRun {
  const messages = run.messages.map((message, place) => {
    const fraction = (2 * place + 1) / 4096;
    return { ...message, sentAt: message.sentAt + fraction, deliveredAt: message.deliveredAt + fraction };
  });
  return { ...run, messages: messages.toSorted((a, b) => a.sentAt - b.sentAt) };
}

/** What else takes part in a run; it is made once the rules stand. */
export interface Cast<Observer> {
  readonly observers?: readonly Observer[];
  /** Instants at which `visit` is called, in order. */
  readonly visits?: readonly number[];
  readonly visit?: (at: number) => void;
}

/** A small run on the fast engine, ready to go. */
export interface Stage {
  readonly protocol: VmQscByAmounts;
  readonly loop: FastEngine;
}

/** A small run on the plain stream, ready to go. */
export interface PlainStage {
  readonly rules: VmQsc;
  readonly stream: EventStream;
  readonly ledger: Ledger;
}

/**
 * The ways in which the fast engine can go through messages: as they come, or with quiet spans and busy windows told as
 * a whole.
 */
export type Path = "one by one" | "spanned";

export function populationOf({ vms }: SmallRun): Population {
  const classes = vms.map(({ multiple, phase }) => ({ multiple, phase, count: 1 }));
  const hosts = Int32Array.from(vms, ({ host }) => host);
  return populationFrom(classes, Math.max(...hosts) + 1, hosts);
}

export function timersOf(run: SmallRun): Timers {
  return new Timers(run.baseInterval, run.vms.length, {
    low: Math.min(...run.clockErrors),
    high: Math.max(...run.clockErrors),
    fill: (k, errors) => {
      for (let vm = 0; vm < errors.length; vm++) errors[vm] = clockErrorOf(run, vm, k);
    },
  });
}

/** Visits at given instants. */
function agendaOf(cast: () => Pick<Cast<unknown>, "visits" | "visit">): Agenda {
  let next = 0;
  return {
    get nextTime() {
      return cast().visits?.[next] ?? Number.POSITIVE_INFINITY;
    },
    happen() {
      const { visits = [], visit } = cast();
      visit?.(visits[next++]);
    },
  };
}

/** A delay law for counts whose times are given. */
const givenTimes: DelayLaw = { cutMean: () => 0, cutSquare: () => 0, drawSizeBiased: () => 0 };

/** One message as a block. */
export function blockOf(message: SentMessage): MessageBlock {
  const block = new MessageBlock(1);
  block.put(0, message);
  block.count = 1;
  return block;
}

/** Given messages, of which quiet spans and busy windows can be told as a whole. */
function spannedScript(messages: readonly SentMessage[], { hostOf, cellOf }: Population): SpannedSource {
  // A message that is sent at the very beginning, and delivered at once, is what the beginning came of.
  const sentIn = (from: number, until: number) =>
    messages.filter(({ sentAt }) => from < sentAt && sentAt < until);
  let rest = new ScriptedTraffic(messages);
  return {
    expected: rest.expected,
    fill: (block) => rest.fill(block),
    restart: (at) => {
      rest = new ScriptedTraffic(sentIn(at, Number.POSITIVE_INFINITY));
    },
    // One way or the other, whatever it would be worth.
    worthwhile: (length) => Math.floor(length) % 3 > 0,
    drawCounts: (from, until, counts) => {
      for (const message of sentIn(from, until)) {
        if (message.deliveredAt >= until) continue;
        const { sentAt, deliveredAt, bytes } = message;
        const across = hostOf[message.from] !== hostOf[message.to];
        counts.deliver(givenTimes, 1, bytes, across);
        counts.receive(givenTimes, cellOf[message.to], 1, deliveredAt, bytes);
        if (across) counts.copy(hostOf[message.from], 1, sentAt, bytes);
      }
    },
    drawFlights: (from, until) => {
      const flights = sentIn(from, until).filter(({ deliveredAt }) => deliveredAt >= until);
      const block = new MessageBlock(flights.length);
      for (const message of flights) block.put(block.count++, message);
      return block;
    },
  };
}

/** Puts a small run on the fast engine. */
export function stage(
  run: SmallRun,
  makeCast: (stage: Stage) => Cast<EngineObserver> = () => ({}),
  path: Path = "one by one",
  messageSize?: number,
): Stage {
  const population = populationOf(run);
  const observers: EngineObserver[] = [];
  const protocol = new VmQscByAmounts({
    population,
    baseInterval: run.baseInterval,
    policies: run.policies,
    durations: (vm, k) => durationOf(run, vm, k),
    writesThrough: run.writesThrough,
    observers,
    messageSize,
  });
  let cast: Cast<EngineObserver> = {};
  const source =
    path === "spanned" ? spannedScript(run.messages, population) : new ScriptedTraffic(run.messages);
  const agenda = agendaOf(() => cast);
  const loop = new FastEngine({ rules: protocol, timers: timersOf(run), source, agenda });
  cast = makeCast({ protocol, loop });
  observers.push(...(cast.observers ?? []));
  return { protocol, loop };
}

/** Puts a small run on the plain stream, with every message kept by its identity. */
export function plainStage(
  run: SmallRun,
  makeCast: (stage: PlainStage) => Cast<VmQscObserver> = () => ({}),
): PlainStage {
  const population = populationOf(run);
  const ledger = new Ledger(() => rules);
  let cast: Cast<VmQscObserver> = {};
  const rules = makeVmQsc({
    population,
    baseInterval: run.baseInterval,
    policies: run.policies,
    durations: (vm, k) => durationOf(run, vm, k),
    writesThrough: run.writesThrough,
    observer: ledger,
  });
  const stream: EventStream = new EventStream({
    timers: timersOf(run),
    source: new ScriptedTraffic(run.messages),
    players: [ledger, rules],
    agenda: agendaOf(() => cast),
  });
  cast = makeCast({ rules, stream, ledger });
  ledger.others.push(...(cast.observers ?? []));
  return { rules, stream, ledger };
}
