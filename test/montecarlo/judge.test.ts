import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { BusyWindow } from "../../src/montecarlo/fast-engine/busy-window.js";
import type { EngineObserver } from "../../src/montecarlo/fast-engine/engine-observer.js";
import { FailureProbes } from "../../src/montecarlo/observers/failure-probes.js";
import { HostRollback } from "../../src/montecarlo/observers/host-rollback.js";
import { Tallies } from "../../src/montecarlo/observers/tallies.js";
import { openStream } from "../../src/montecarlo/random/random-stream.js";
import { isInTransit, type LoggedMessage } from "../../src/montecarlo/schemes/vm-qsc/vm-state.js";
import { bytesOf, type Ledger } from "../support/ledger.js";
import { rollbackOverTime } from "../support/rollback-over-time.js";
import {
  type Path,
  type PlainStage,
  plainStage,
  type SmallRun,
  type Stage,
  smallRuns,
  stage,
  withoutTies,
} from "./small-run.js";

/** Instants at which both sides say what they hold, and what failures would mean. */
const everyEighth = Array.from({ length: 20 }, (_, visit) => 8 * visit);

const window = { first: 2, last: 7 };
/** A common multiple of all multiples of the small runs. */
const hyperperiod = 12;
const image = (vm: number) => 100 + vm;
/** A power of 2, so that all sums are exact. */
const replaySpeedup = 4;

/** When hosts may fail. */
function failing({ baseInterval, until }: SmallRun) {
  return { from: 2.5 * baseInterval, until };
}

function countAndBytes(messages: readonly LoggedMessage[]): readonly [number, number] {
  return [messages.length, bytesOf(messages)];
}

/** All that the fast engine counts of a run. */
function engineAccount(run: SmallRun, path: Path, visits: readonly number[], messageSize?: number) {
  const advances: unknown[] = [];
  const establishedAt = [0];
  const coveredAt = [0];
  const crossed: string[] = [];
  const levels: unknown[] = [];
  const looks: unknown[] = [];
  let tallies: Tallies | undefined;
  let rollback: HostRollback | undefined;
  const { loop, protocol } = stage(
    run,
    ({ protocol: { population, logs }, protocol, loop }) => {
      const stream = openStream("judge", 0, "failures");
      const probes = new FailureProbes(
        population,
        () => protocol,
        Number.POSITIVE_INFINITY,
        stream,
        undefined,
      );
      rollback = new HostRollback(population, failing(run), { restore: run.vms.map(() => 0), replaySpeedup });
      const images = run.vms.map((_, vm) => image(vm));
      tallies = new Tallies(population, run.baseInterval, window, hyperperiod, images, () => logs);
      const watcher: EngineObserver = {
        advanced: (vm, index, at, { due, early, closed, completion }) => {
          advances.push({ vm, index, at, due, early, completion, ...closed });
        },
        lineEstablished: (k, at) => {
          establishedAt[k] = at;
        },
        lineCovering: (k, at) => {
          levels.push(["memory", k, logs.volatileCount(at), logs.volatileBytes(at)]);
        },
        lineCovered: (k, at) => {
          coveredAt[k] = at;
          levels.push(["stable", k, logs.stableCount, logs.stableBytes]);
        },
        crossed: (...told) => {
          crossed.push(told.join(" "));
        },
      };
      const visit = (at: number) => {
        probes.nextTime = at;
        probes.happen();
        const onHosts = new Float64Array(2 * population.hostCount);
        logs.addOnHosts(onHosts, protocol.index, at);
        looks.push([
          held({ protocol, loop }, at),
          logs.volatileCount(at),
          countedByProbes(probes),
          [...onHosts],
        ]);
      };
      return { observers: [tallies, probes, rollback, watcher], visits, visit };
    },
    path,
    messageSize,
  );
  loop.runUntil(run.until);
  rollback!.sumUntil(run.until);
  const { byClass, byIndex, crossings, lines, lineLag } = tallies!;
  const { delivered, deliveredBytes, crossHost, stableCount, stableBytes } = protocol.logs;
  return {
    index: [...protocol.index],
    advances,
    establishedAt,
    coveredAt,
    crossed: crossed.toSorted(),
    levels,
    looks,
    totals: { delivered, deliveredBytes, crossHost, stableCount, stableBytes },
    held: held({ protocol, loop }, run.until),
    rollback: plain(rollback!.sums),
    tallies: { byClass: plain(byClass), byIndex: plain(byIndex), crossings, lines, lineLag },
  };
}

/** What the probes have summed, but for what only storage that takes time has. */
function countedByProbes({ sums: { restore: _, ...sums } }: FailureProbes) {
  return structuredClone(sums);
}

function plain(sums: object): Record<string, number[]> {
  return Object.fromEntries(Object.entries(sums).map(([name, values]) => [name, [...values]]));
}

/** What the engine has held, with the copies of messages that are not delivered yet. */
function held({ protocol, loop: { inTransit } }: Stage, at: number) {
  const { volatile, stable, copies } = protocol.logs.heldUntil(at);
  const { hostOf } = protocol.population;
  for (const { from, to, sentAt, bytes } of inTransit) {
    const host = hostOf[from];
    if (host === hostOf[to]) continue;
    copies[2 * host] += at - sentAt;
    copies[2 * host + 1] += (at - sentAt) * bytes;
  }
  return { volatile: [...volatile], stable: [...stable], copies: [...copies] };
}

/** The same by the rules, from sets of messages. */
function plainAccount(run: SmallRun, visits: readonly number[]) {
  const looks: unknown[] = [];
  const sums = { probes: 0, ...plain({ age: [], replayed: [] }) };
  const { stream, rules, ledger } = plainStage(run, (set) => ({
    visits,
    visit: (at) => {
      probe(set, at, sums);
      const inMemory = set.ledger.inLogs("volatile").length;
      looks.push([set.ledger.heldSums(at), inMemory, floats(sums), onHosts(set.rules)]);
    },
  }));
  stream.runUntil(run.until);
  const { hostOf } = rules.setting.population;
  const across = ledger.deliveries.filter(({ message: { from, to } }) => hostOf[from] !== hostOf[to]);
  const [delivered, deliveredBytes] = countAndBytes(ledger.deliveries);
  const [stableCount, stableBytes] = countAndBytes(ledger.inLogs("stable"));
  return {
    index: rules.vms.map(({ index }) => index),
    advances: ledger.advances.map(({ received, logged, flushed, ...advance }) => ({
      ...advance,
      received: received.length,
      receivedBytes: bytesOf(received),
      logged: logged.length,
      loggedBytes: bytesOf(logged),
      flushed: flushed.length,
      flushedBytes: bytesOf(flushed),
    })),
    establishedAt: ledger.establishedAt,
    coveredAt: ledger.coveredAt,
    crossed: ledger.deliveries
      .filter(({ sentIndex, receivedIndex }) => receivedIndex > sentIndex)
      .map(({ message: { from, to, deliveredAt }, sentIndex, receivedIndex }) =>
        [from, to, sentIndex, receivedIndex, deliveredAt].join(" "),
      )
      .toSorted(),
    levels: [...ledger.volatileAtLine.keys()].flatMap((k) => [
      ["memory", k, ...countAndBytes(ledger.volatileAtLine.get(k)!)],
      ["stable", k, ...countAndBytes(ledger.stableAtLine.get(k)!)],
    ]),
    looks,
    totals: { delivered, deliveredBytes, crossHost: across.length, stableCount, stableBytes },
    held: ledger.heldSums(run.until),
    rollback: rollbackOverTime(ledger, rules.setting.population, failing(run), {
      restore: run.vms.map(() => 0),
      replaySpeedup,
    }),
    tallies: tallied(run, ledger),
  };
}

/** What is in the memory of each host, received there or copied; without copies of messages in transit. */
function onHosts({ vms, copies, setting }: PlainStage["rules"]): number[] {
  const { hostOf } = setting.population;
  return copies.flatMap((ofHost, host) =>
    countAndBytes([
      ...vms.flatMap(({ volatile }, vm) => (hostOf[vm] === host ? volatile : [])),
      ...ofHost.filter((logged) => !isInTransit(logged)),
    ]),
  );
}

/** R9 at `at`, VM by VM, each a class of its own. */
function probe(
  { rules, ledger }: PlainStage,
  at: number,
  sums: { probes: number } & Record<string, number | number[]>,
): void {
  const add = (name: string, vm: number, value: number) => {
    const values = sums[name] as number[];
    values[vm] = (values[vm] ?? 0) + value;
  };
  sums.probes++;
  for (const [vm, { checkpoints }] of rules.vms.entries()) {
    const newest = checkpoints.filter(({ completion }) => completion <= at).at(-1)!;
    add("age", vm, at - newest.at);
    add(
      "replayed",
      vm,
      ledger.deliveries.filter((logged) => logged.message.to === vm && logged.receivedIndex >= newest.index)
        .length,
    );
  }
}

function floats({ probes, ...sums }: { probes: number } & Record<string, unknown>) {
  const entries = Object.entries(sums).map(([name, values]) => [name, Float64Array.from(values as number[])]);
  return { probes, ...Object.fromEntries(entries) };
}

/** What the tallies must be, from the advances and lines of the measured indices. */
function tallied(run: SmallRun, { advances, establishedAt, deliveries, ...ledger }: Ledger) {
  const measures = (k: number) => k > window.first && k <= window.last;
  const byClass = (value: (vm: number) => number) => [...run.vms.keys()].map(value);
  const steps = (vm: number) => advances.filter((step) => step.vm === vm && measures(step.index));
  const sum = <Item>(items: readonly Item[], value: (item: Item) => number) =>
    items.reduce((total, item) => total + value(item), 0);
  const byIndex = (value: (k: number) => number) => {
    const places = new Array<number>(hyperperiod).fill(0);
    for (let k = window.first + 1; k <= window.last; k++) places[k % hyperperiod] += value(k);
    return places;
  };
  const at = (k: number) => advances.filter(({ index }) => index === k);
  const lines = establishedAt.map((time, k) => ({ time, k })).filter(({ k }) => measures(k));
  const level = (of: ReadonlyMap<number, readonly LoggedMessage[]>, k: number) => of.get(k) ?? [];
  return {
    byClass: {
      received: byClass((vm) => sum(steps(vm), ({ received }) => received.length)),
      receivedBytes: byClass((vm) => sum(steps(vm), ({ received }) => bytesOf(received))),
      logged: byClass((vm) => sum(steps(vm), ({ logged }) => logged.length)),
      loggedBytes: byClass((vm) => sum(steps(vm), ({ logged }) => bytesOf(logged))),
      checkpoints: byClass((vm) => steps(vm).filter(({ due }) => due).length),
      early: byClass((vm) => steps(vm).filter(({ due, early }) => due && early).length),
      advances: byClass((vm) => steps(vm).length),
      advanceTime: byClass((vm) => sum(steps(vm), ({ at: time, index }) => time - index * run.baseInterval)),
    },
    byIndex: {
      lines: byIndex((k) => (establishedAt[k] === undefined ? 0 : 1)),
      checkpointBytes: byIndex((k) => sum(at(k), ({ due, vm }) => (due ? image(vm) : 0))),
      flushed: byIndex((k) => sum(at(k), ({ flushed }) => flushed.length)),
      flushedBytes: byIndex((k) => sum(at(k), ({ flushed }) => bytesOf(flushed))),
      stable: byIndex((k) => level(ledger.mostStableAtLine, k).length),
      stableBytes: byIndex((k) => bytesOf(level(ledger.mostStableAtLine, k))),
      volatile: byIndex((k) => level(ledger.volatileAtLine, k).length),
      volatileBytes: byIndex((k) => bytesOf(level(ledger.volatileAtLine, k))),
      beforeFlush: byIndex((k) => level(ledger.beforeFlush, k).length),
      beforeFlushBytes: byIndex((k) => bytesOf(level(ledger.beforeFlush, k))),
      flushes: byIndex((k) => (ledger.beforeFlush.has(k) ? 1 : 0)),
    },
    crossings: sum(deliveries, ({ sentIndex, receivedIndex }) => receivedIndex - sentIndex),
    lines: lines.length,
    lineLag: sum(lines, ({ time, k }) => time - k * run.baseInterval),
  };
}

function withoutDelay(run: SmallRun): SmallRun {
  return { ...run, messages: run.messages.map((message) => ({ ...message, deliveredAt: message.sentAt })) };
}

describe("the fast engine counts what the rules do on the plain stream", () => {
  it("with delays, as they come", () => {
    fc.assert(
      fc.property(smallRuns, (run) => {
        expect(engineAccount(run, "one by one", everyEighth)).toEqual(plainAccount(run, everyEighth));
      }),
      { seed: 1, numRuns: 400 },
    );
  });

  it("without delays", () => {
    fc.assert(
      fc.property(smallRuns, (anyRun) => {
        const run = withoutDelay(anyRun);
        expect(engineAccount(run, "one by one", everyEighth)).toEqual(plainAccount(run, everyEighth));
      }),
      { seed: 2, numRuns: 300 },
    );
  });

  it("with quiet spans and busy windows told as a whole", () => {
    const windows = vi.spyOn(BusyWindow.prototype, "enter");
    const runs = 400;
    // Inside a quiet span levels are expectations, and visits cut spans short: the sums must come out all the same.
    const sums = ({ levels, looks, tallies, ...account }: ReturnType<typeof engineAccount>) => {
      const { volatile, volatileBytes, ...byIndex } = tallies.byIndex;
      return { ...account, tallies: { ...tallies, byIndex } };
    };
    fc.assert(
      fc.property(smallRuns, (anyRun) => {
        const run = withoutTies(anyRun);
        const account = plainAccount(run, []) as ReturnType<typeof engineAccount>;
        expect(sums(engineAccount(run, "spanned", []))).toEqual(sums(account));
      }),
      { seed: 3, numRuns: runs },
    );
    expect(windows.mock.calls.length).toBeGreaterThan(runs);
  });

  it("where it knows that all messages have one size", () => {
    fc.assert(
      fc.property(smallRuns, (anyRun) => {
        const run = { ...anyRun, messages: anyRun.messages.map((message) => ({ ...message, bytes: 512 })) };
        expect(engineAccount(run, "one by one", everyEighth, 512)).toEqual(plainAccount(run, everyEighth));
      }),
      { seed: 4, numRuns: 200 },
    );
  });
});

describe("the small runs that this rests on", () => {
  it("hold early advances, messages across lines, lines that overtake, and flushes that lag", () => {
    const played = fc.sample(smallRuns, { seed: 11, numRuns: 200 }).map((run) => {
      const { stream, ledger } = plainStage(run);
      stream.runUntil(run.until);
      return ledger;
    });
    const having = (sign: (ledger: Ledger) => boolean) => played.filter(sign).length;
    const early = having(({ advances }) => advances.some((advance) => advance.early));
    const earlyByTwo = having(({ advances }) =>
      advances.some(({ vm, index, at, early: brought }) =>
        advances.some((next) => brought && next.vm === vm && next.index === index + 1 && next.at === at),
      ),
    );
    const crossing = having(({ deliveries }) =>
      deliveries.some(({ sentIndex, receivedIndex }) => receivedIndex > sentIndex + 1),
    );
    const together = having(({ establishedAt }) => new Set(establishedAt).size < establishedAt.length);
    const lagging = having(({ establishedAt, coveredAt }) =>
      coveredAt.some((at, k) => at > establishedAt[k]),
    );
    for (const count of [early, earlyByTwo, crossing, together, lagging]) expect(count).toBeGreaterThan(10);
  });
});
