import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LoggedMessage } from "../../src/montecarlo/schemes/vm-qsc/vm-state.js";
import type { Ledger } from "../support/ledger.js";
import {
  clockErrorOf,
  durationOf,
  type PlainStage,
  plainStage,
  type SmallRun,
  smallRuns,
} from "./small-run.js";

const runs = { seed: 1, numRuns: 250 };

function play(run: SmallRun): PlainStage {
  const played = plainStage(run);
  played.stream.runUntil(run.until);
  return played;
}

function ids(messages: readonly LoggedMessage[]): number[] {
  return messages.map(({ message }) => message.id);
}

/** The index that the local clock of a VM alone would have brought it to by `at` (R2). */
function indexByClock(run: SmallRun, vm: number, at: number): number {
  const furthest = Math.ceil(at / run.baseInterval) + 2;
  for (let k = furthest; k > 0; k--) {
    if (k * run.baseInterval + clockErrorOf(run, vm, k) <= at) return k;
  }
  return 0;
}

/** The highest index that a VM has been told of by messages. */
function indexByMessages(deliveries: readonly LoggedMessage[], vm: number): number {
  return Math.max(
    0,
    ...deliveries.filter(({ message }) => message.to === vm).map(({ sentIndex }) => sentIndex),
  );
}

/** R8: when the entry of a message was deleted, if it has been: with the first line at which it lies before `C_{v,k}`. */
function reclaimed(ledger: Ledger, { message, receivedIndex }: LoggedMessage): boolean {
  for (let k = receivedIndex + 1; k < ledger.coveredAt.length; k++)
    if (ledger.isDue(message.to, k)) return true;
  return false;
}

/** R3: whether a flush has written a message. */
function flushed(ledger: Ledger, { message, receivedIndex }: LoggedMessage): boolean {
  const step = ledger.step(message.to, receivedIndex + 1);
  return step !== undefined && !step.due;
}

/** Everything that the logs hold, against what the rules say of each message for itself. */
function expectLogs({ rules, ledger }: PlainStage, run: SmallRun): void {
  const { volatileLog, inTransit } = run.policies;
  const hostOf = (vm: number) => run.vms[vm].host;
  for (const [vm, { volatile, stable }] of rules.vms.entries()) {
    const kept = ledger.deliveries.filter((logged) => logged.message.to === vm && !reclaimed(ledger, logged));
    expect(ids(volatile)).toEqual(
      ids(kept.filter((logged) => volatileLog === "keep" || !flushed(ledger, logged))),
    );
    const onDelivery = ({ sentIndex, receivedIndex }: LoggedMessage) =>
      inTransit === "stable" && receivedIndex > sentIndex;
    expect(ids(stable)).toEqual(ids(kept.filter((logged) => onDelivery(logged) || flushed(ledger, logged))));
  }
  for (const [host, copies] of rules.copies.entries()) {
    const across = ledger.messages.filter(
      ({ message: { from, to } }) => hostOf(from) === host && hostOf(to) !== host,
    );
    expect(ids(copies)).toEqual(ids(across.filter(({ receivedIndex }) => receivedIndex >= rules.covered)));
  }
}

/** What is on its way is what has been sent and not delivered. */
function expectInTransit({ ledger, stream }: PlainStage): void {
  const underWay = ledger.messages.filter(({ receivedIndex }) => receivedIndex === Number.POSITIVE_INFINITY);
  const queued = [...stream.inTransit].map(({ message }) => message.id);
  expect(queued.toSorted((a, b) => a - b)).toEqual(ids(underWay));
}

describe("the rules on the plain stream", () => {
  it("R1, R2, R4: an index is the highest that the VM's own clock or a message has shown it", () => {
    fc.assert(
      fc.property(smallRuns, (run) => {
        const { ledger } = play(run);
        for (const [place, { message, receivedIndex }] of ledger.deliveries.entries()) {
          const { to, deliveredAt } = message;
          const known = ledger.deliveries.slice(0, place + 1);
          expect(receivedIndex).toBe(
            Math.max(indexByClock(run, to, deliveredAt), indexByMessages(known, to)),
          );
        }
        for (const { message, sentIndex } of ledger.messages) {
          const { id, from, sentAt } = message;
          const known = ledger.deliveries.filter(
            ({ message: { deliveredAt, id: other } }) =>
              deliveredAt < sentAt || (deliveredAt === sentAt && other < id),
          );
          expect(sentIndex).toBe(Math.max(indexByClock(run, from, sentAt), indexByMessages(known, from)));
        }
      }),
      runs,
    );
  });

  it("all is delivered in order of time, at one instant in the order of the sends", () => {
    fc.assert(
      fc.property(smallRuns, (run) => {
        const { ledger } = play(run);
        const arrived = run.messages.map(({ deliveredAt }, id) => ({ id, deliveredAt }));
        expect(ids(ledger.deliveries)).toEqual(
          arrived
            .filter(({ deliveredAt }) => deliveredAt < run.until)
            .toSorted((a, b) => a.deliveredAt - b.deliveredAt || a.id - b.id)
            .map(({ id }) => id),
        );
      }),
      runs,
    );
  });

  it("R3: every VM takes each index once, with exactly one checkpoint where it is due", () => {
    fc.assert(
      fc.property(smallRuns, (run) => {
        const { ledger, rules } = play(run);
        for (const vm of run.vms.keys()) {
          const steps = ledger.advances.filter((advance) => advance.vm === vm);
          const indices = Array.from({ length: rules.vms[vm].index }, (_, place) => place + 1);
          expect(steps.map(({ index }) => index)).toEqual(indices);
          for (const { index, due, at, completion } of steps) {
            expect(due).toBe(ledger.isDue(vm, index));
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
        for (const { vm, index, at, early } of play(run).ledger.advances) {
          expect(early).toBe(indexByClock(run, vm, at) < index);
        }
      }),
      runs,
    );
  });

  it("R7: lines come in order, each with its last checkpoint; R8: covered once all have written their logs", () => {
    fc.assert(
      fc.property(smallRuns, (run) => {
        const { ledger } = play(run);
        const vms = [...run.vms.keys()];
        const complete = (k: number) => {
          const due = vms.filter((vm) => ledger.isDue(vm, k));
          if (due.length === 0) return k * run.baseInterval;
          return Math.max(...due.map((vm) => ledger.step(vm, k)?.completion ?? Number.POSITIVE_INFINITY));
        };
        const arrived = (k: number) => Math.max(...vms.map((vm) => ledger.reachedAt(vm, k)));
        let established = 0;
        let covered = 0;
        for (let k = 1; established < run.until; k++) {
          established = Math.max(established, complete(k));
          covered = Math.max(established, covered, arrived(k));
          expect(ledger.establishedAt[k]).toBe(established < run.until ? established : undefined);
          expect(ledger.coveredAt[k]).toBe(covered < run.until ? covered : undefined);
        }
      }),
      runs,
    );
  });

  it("R3, R5, R8: after every delivery and every line the logs hold what the rules say of each message", () => {
    fc.assert(
      fc.property(smallRuns, (run) => {
        const played = plainStage(run, (set) => ({
          observers: [{ received: () => expectLogs(set, run), lineCovered: () => expectLogs(set, run) }],
        }));
        for (let at = 0; at <= run.until; at += 8) {
          played.stream.runUntil(at);
          expectInTransit(played);
        }
        expectLogs(played, run);
      }),
      { seed: 2, numRuns: 60 },
    );
  });

  it("remembers of each VM what has come since its oldest checkpoint, and no more", () => {
    fc.assert(
      fc.property(smallRuns, (run) => {
        const { rules, ledger } = play(run);
        for (const [vm, { received, sent, checkpoints }] of rules.vms.entries()) {
          const [oldest] = checkpoints;
          const own = ledger.deliveries.filter(({ message }) => message.to === vm);
          const sends = ledger.messages.filter(({ message }) => message.from === vm);
          expect(received.slice(oldest.received)).toEqual(own.slice(oldest.received));
          expect(sent.slice(oldest.sent)).toEqual(sends.slice(oldest.sent));
          expect(() => received.slice(oldest.received - 1)).toThrow("forgotten");
        }
      }),
      { seed: 3, numRuns: 60 },
    );
  });
});
