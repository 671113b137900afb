import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { History } from "../../src/montecarlo/observers/history.js";
import { heldFor, isHeld, type SeenMessage, type Stay } from "./facts.js";
import { clockErrorOf, durationOf, type SmallRun, type Stage, smallRuns, stage } from "./small-run.js";

const runs = { seed: 1, numRuns: 250 };

function play(run: SmallRun): Stage {
  const played = stage(run);
  played.loop.runUntil(run.until);
  return played;
}

function bytesOf(messages: readonly SeenMessage[]): number {
  return messages.reduce((sum, { bytes }) => sum + bytes, 0);
}

function ids(messages: readonly SeenMessage[]): number[] {
  return messages.map(({ id }) => id);
}

/** Entries and bytes held now, by host: a second more of them is that many entry-seconds more. */
function heldNow({ logs }: Stage["protocol"], at: number) {
  const now = logs.heldUntil(at);
  const later = logs.heldUntil(at + 1);
  const difference = (log: "volatile" | "stable" | "copies") => [
    ...later[log].map((value, place) => value - now[log][place]),
  ];
  return { volatile: difference("volatile"), stable: difference("stable"), copies: difference("copies") };
}

/** A pair of sums, entries and bytes, for each VM or host, interleaved. */
function sumBy(
  size: number,
  messages: readonly SeenMessage[],
  place: (message: SeenMessage) => number,
  weight: (message: SeenMessage) => number,
): number[] {
  const sums = new Array<number>(2 * size).fill(0);
  for (const message of messages) {
    sums[2 * place(message)] += weight(message);
    sums[2 * place(message) + 1] += weight(message) * message.bytes;
  }
  return sums;
}

/** Everything the logs and the queue say at one instant against the sets of messages. */
function expectAmounts({ protocol, loop, facts }: Stage, run: SmallRun, history: History, at: number): void {
  const { logs, population } = protocol;
  const volatile = facts.deliveries.filter((message) => isHeld(facts.inVolatileLog(message)));
  const stable = facts.deliveries.filter((message) => isHeld(facts.inStableLog(message)));
  const copies = facts.messages.filter((message) => isHeld(facts.asCopy(message)));
  const deliveredCopies = copies.filter(({ deliveredIndex }) => deliveredIndex >= 0);
  const inTransit = facts.messages.filter(({ deliveredIndex }) => deliveredIndex < 0);

  expect(logs.delivered).toBe(facts.deliveries.length);
  expect(logs.volatileCount(at)).toBe(volatile.length);
  expect(logs.volatileBytes(at)).toBe(bytesOf(volatile));
  expect(logs.stableCount).toBe(stable.length);
  expect(logs.stableBytes).toBe(bytesOf(stable));
  const now = heldNow(protocol, at);
  const one = () => 1;
  const cell = ({ to }: SeenMessage) => population.cellOf[to];
  const senderHost = ({ from }: SeenMessage) => run.vms[from].host;
  expect(now.volatile).toEqual(sumBy(population.cellCount, volatile, cell, one));
  expect(now.stable).toEqual(sumBy(population.cellCount, stable, cell, one));
  expect(now.copies).toEqual(sumBy(population.hostCount, deliveredCopies, senderHost, one));

  const queued: number[] = [];
  loop.inTransit.forEach((slot) => {
    queued.push(loop.inTransit.id[slot]);
  });
  expect(queued.toSorted((a, b) => a - b)).toEqual(ids(inTransit));

  for (const [vm, record] of history.vms.entries()) {
    const own = ({ to }: SeenMessage) => to === vm;
    expect(record.received).toEqual(ids(facts.deliveries.filter(own)));
    expect(record.volatile).toEqual(ids(volatile.filter(own)));
    expect(record.stable).toEqual(ids(stable.filter(own)));
  }
  for (const [host, held] of history.copies.entries()) {
    expect([...held]).toEqual(ids(copies.filter((message) => senderHost(message) === host)));
  }
}

describe("amounts and identities: the logs", () => {
  it("hold as many entries, bytes and copies as there are messages that the rules keep, after every event", () => {
    fc.assert(
      fc.property(smallRuns, (run) => {
        const played = stage(run, (set) => {
          const history = new History(set.protocol.population, run.policies);
          const check = (at: number) => expectAmounts(set, run, history, at);
          const checkDelivery = (...[, , , , , at]: Parameters<History["delivered"]>) => check(at);
          const often = Array.from({ length: run.until / 4 }, (_, visit) => 4 * visit);
          return {
            observers: [history],
            messageObservers: [history, { sent: () => {}, delivered: checkDelivery }],
            visits: often,
            visit: check,
          };
        });
        played.loop.runUntil(run.until);
      }),
      { seed: 1, numRuns: 40 },
    );
  });

  it("hold them at every covered line", () => {
    fc.assert(
      fc.property(smallRuns, (run) => {
        const played = stage(run, ({ protocol: { logs }, facts }) => ({
          observers: [
            {
              advanced: () => {},
              lineCovered: (_k: number, at: number) => {
                const kept = facts.deliveries.filter((message) => isHeld(facts.inVolatileLog(message)));
                const written = facts.deliveries.filter((message) => isHeld(facts.inStableLog(message)));
                expect([logs.volatileCount(at), logs.volatileBytes(at)]).toEqual([
                  kept.length,
                  bytesOf(kept),
                ]);
                expect([logs.stableCount, logs.stableBytes]).toEqual([written.length, bytesOf(written)]);
              },
            },
          ],
        }));
        played.loop.runUntil(run.until);
        expect(played.facts.line).toBeGreaterThan(0);
      }),
      runs,
    );
  });

  it("have held them for the sum of their residences", () => {
    fc.assert(
      fc.property(smallRuns, (run) => {
        const { protocol, facts } = play(run);
        const held = protocol.logs.heldUntil(run.until);
        const { population } = protocol;
        const cell = ({ to }: SeenMessage) => population.cellOf[to];
        const senderHost = ({ from }: SeenMessage) => run.vms[from].host;
        const time = (stay: (message: SeenMessage) => Stay) => (message: SeenMessage) =>
          heldFor(stay(message), run.until);
        const inLog = (stay: (message: SeenMessage) => Stay) =>
          sumBy(population.cellCount, facts.deliveries, cell, time(stay));
        expect([...held.volatile]).toEqual(inLog((message) => facts.inVolatileLog(message)));
        expect([...held.stable]).toEqual(inLog((message) => facts.inStableLog(message)));
        const asCopy = time((message) => facts.asCopy(message));
        expect([...held.copies]).toEqual(sumBy(population.hostCount, facts.deliveries, senderHost, asCopy));
      }),
      runs,
    );
  });

  it("close every interval with what was received at its index, and log what R3 and the policy say", () => {
    fc.assert(
      fc.property(smallRuns, (run) => {
        const { facts } = play(run);
        for (const step of facts.advances) {
          const { vm, index, due } = step;
          const entries = facts.deliveries.filter(
            ({ to, deliveredIndex }) => to === vm && deliveredIndex === index - 1,
          );
          const crossed = entries.filter(({ sentIndex }) => sentIndex < index - 1);
          const onDelivery = run.policies.inTransit === "stable" ? crossed : [];
          const written = due ? onDelivery : entries;
          const flushed = due ? [] : entries.filter((message) => !onDelivery.includes(message));
          expect([step.received, step.receivedBytes]).toEqual([entries.length, bytesOf(entries)]);
          expect([step.logged, step.loggedBytes]).toEqual([written.length, bytesOf(written)]);
          if (due) continue;
          expect([step.flushed, step.flushedBytes]).toEqual([flushed.length, bytesOf(flushed)]);
        }
      }),
      runs,
    );
  });
});

/** The index that the local clock of a VM alone would have brought it to by `at` (R2). */
function indexByClock(run: SmallRun, vm: number, at: number): number {
  const furthest = Math.ceil(at / run.baseInterval) + 2;
  for (let k = furthest; k > 0; k--) {
    if (k * run.baseInterval + clockErrorOf(run, vm, k) <= at) return k;
  }
  return 0;
}

/** The highest index that a VM has been told of by messages. */
function indexByMessages(deliveries: readonly SeenMessage[], vm: number): number {
  return Math.max(0, ...deliveries.filter(({ to }) => to === vm).map(({ sentIndex }) => sentIndex));
}

describe("the rules, event by event", () => {
  it("R1, R2, R4: an index is the highest that the VM's own clock or a message has shown it", () => {
    fc.assert(
      fc.property(smallRuns, (run) => {
        const { facts } = play(run);
        for (const [place, { to, deliveredIndex, deliveredAt }] of facts.deliveries.entries()) {
          const known = facts.deliveries.slice(0, place + 1);
          expect(deliveredIndex).toBe(
            Math.max(indexByClock(run, to, deliveredAt), indexByMessages(known, to)),
          );
        }
        for (const { id, from, sentIndex, sentAt } of facts.messages) {
          const known = facts.deliveries.filter(
            ({ deliveredAt, id: other }) => deliveredAt < sentAt || (deliveredAt === sentAt && other < id),
          );
          expect(sentIndex).toBe(Math.max(indexByClock(run, from, sentAt), indexByMessages(known, from)));
        }
      }),
      runs,
    );
  });

  it("R4: nothing is delivered below the index of its send, and all is delivered in order of time", () => {
    fc.assert(
      fc.property(smallRuns, (run) => {
        const { facts } = play(run);
        const arrived = run.messages.map(({ deliveredAt }, id) => ({ id, deliveredAt }));
        expect(ids(facts.deliveries)).toEqual(
          arrived
            .filter(({ deliveredAt }) => deliveredAt < run.until)
            .toSorted((a, b) => a.deliveredAt - b.deliveredAt || a.id - b.id)
            .map(({ id }) => id),
        );
        for (const { sentIndex, deliveredIndex } of facts.deliveries) {
          expect(deliveredIndex).toBeGreaterThanOrEqual(sentIndex);
        }
      }),
      runs,
    );
  });

  it("R3: every VM takes each index once, with exactly one checkpoint where it is due", () => {
    fc.assert(
      fc.property(smallRuns, (run) => {
        const { facts, protocol } = play(run);
        for (const vm of run.vms.keys()) {
          const steps = facts.advances.filter((advance) => advance.vm === vm);
          expect(steps.map(({ index }) => index)).toEqual(
            Array.from({ length: protocol.index[vm] }, (_, place) => place + 1),
          );
          for (const { index, due, at, completion } of steps) {
            expect(due).toBe(facts.isDue(vm, index));
            expect(completion).toBe(due ? at + durationOf(run, vm, index) : at);
          }
        }
      }),
      runs,
    );
  });

  it("R4: an advance is early exactly when the VM's own clock had not called for it", () => {
    fc.assert(
      fc.property(smallRuns, (run) => {
        const { facts } = play(run);
        for (const { vm, index, at, early } of facts.advances) {
          expect(early).toBe(indexByClock(run, vm, at) < index);
        }
      }),
      runs,
    );
  });

  it("R7: lines come in order, each with its last checkpoint; R8: covered once all have written their logs", () => {
    fc.assert(
      fc.property(smallRuns, (run) => {
        const { facts } = play(run);
        const { establishedAt, coveredAt } = facts;
        const vms = [...run.vms.keys()];
        const complete = (k: number) => {
          const due = vms.filter((vm) => facts.isDue(vm, k));
          if (due.length === 0) return k * run.baseInterval;
          return Math.max(...due.map((vm) => facts.step(vm, k)?.completion ?? Number.POSITIVE_INFINITY));
        };
        const flushed = (k: number) => Math.max(...vms.map((vm) => facts.reachedAt(vm, k)));
        let established = 0;
        let covered = 0;
        for (let k = 1; established < run.until; k++) {
          established = Math.max(established, complete(k));
          covered = Math.max(established, covered, flushed(k));
          expect(establishedAt[k]).toBe(established < run.until ? established : undefined);
          expect(coveredAt[k]).toBe(covered < run.until ? covered : undefined);
        }
      }),
      runs,
    );
  });
});
