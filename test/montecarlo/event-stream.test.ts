import { describe, expect, it } from "vitest";
import { EventStream, type EventStreamParts } from "../../src/montecarlo/events/event-stream.js";
import type { Player } from "../../src/montecarlo/events/player.js";
import type { MessageSource } from "../../src/montecarlo/sources/message-source.js";

const never = Number.POSITIVE_INFINITY;

/** VM `n` rings at the `n`-th of these times. */
function ringing(...times: readonly number[]): EventStreamParts["timers"] {
  let next = 0;
  return {
    get nextTime() {
      return times[next] ?? never;
    },
    get nextVm() {
      return next;
    },
    nextIndex: 1,
    advance: () => next++,
  };
}

/** Messages with these times of sending and delivery, two by two. */
function sending(...messages: readonly (readonly [sentAt: number, deliveredAt: number])[]): MessageSource {
  let next = 0;
  return {
    expected: { messagesPerSecond: 1, meanDelay: 1 },
    fill(block) {
      const here = messages.slice(next, next + 2);
      here.forEach(([sentAt, deliveredAt], m) => {
        block.sentAt[m] = sentAt;
        block.deliveredAt[m] = deliveredAt;
        block.from[m] = 0;
        block.to[m] = 1;
        block.bytes[m] = 8;
      });
      block.count = here.length;
      next += here.length;
    },
  };
}

/** A player that writes down what it is told, and acts by itself at the given times. */
function writing(log: string[], name: string, ...acts: number[]): Player<string> {
  return {
    timer: (vm, _k, at) => log.push(`${at} ${name} timer ${vm}`),
    send: ({ id, sentAt }) => {
      log.push(`${sentAt} ${name} sends ${id}`);
      return `${name} on ${id}`;
    },
    receive: ({ deliveredAt }, carried) => log.push(`${deliveredAt} ${name} receives ${carried}`),
    get nextTime() {
      return acts[0] ?? never;
    },
    act: () => log.push(`${acts.shift()} ${name} acts`),
  };
}

function agendaAt(log: string[], ...times: number[]): EventStreamParts["agenda"] {
  return {
    get nextTime() {
      return times[0] ?? never;
    },
    happen: () => log.push(`${times.shift()} agenda`),
  };
}

describe("the stream of events", () => {
  it("takes at one instant timers first, then what players do, the agenda, deliveries and sends", () => {
    const log: string[] = [];
    new EventStream({
      timers: ringing(1, 4, 4),
      source: sending([1, 4], [4, 4], [4, 5]),
      players: [writing(log, "a", 2, 4), writing(log, "b", 4)],
      agenda: agendaAt(log, 3, 4),
    }).runUntil(6);
    expect(log).toEqual([
      "1 a timer 0",
      "1 b timer 0",
      "1 a sends 0",
      "1 b sends 0",
      "2 a acts",
      "3 agenda",
      "4 a timer 1",
      "4 b timer 1",
      "4 a timer 2",
      "4 b timer 2",
      "4 a acts",
      "4 b acts",
      "4 agenda",
      "4 a receives a on 0",
      "4 b receives b on 0",
      "4 a sends 1",
      "4 b sends 1",
      "4 a receives a on 1",
      "4 b receives b on 1",
      "4 a sends 2",
      "4 b sends 2",
      "5 a receives a on 2",
      "5 b receives b on 2",
    ]);
  });

  it("delivers in the order of the deliveries, not of the sends, and nothing at its end or after", () => {
    const log: string[] = [];
    const parts = { timers: ringing(), players: [writing(log, "a")] };
    const stream = new EventStream({ ...parts, source: sending([1, 5], [2, 3], [4, 7], [6, 6]) });
    stream.runUntil(7);
    expect(log.map((line) => line.replace("a on ", ""))).toEqual([
      "1 a sends 0",
      "2 a sends 1",
      "3 a receives 1",
      "4 a sends 2",
      "5 a receives 0",
      "6 a sends 3",
      "6 a receives 3",
    ]);
    expect([stream.sent, stream.inTransit.nextTime]).toEqual([4, 7]);
    stream.runUntil(8);
    expect(log).toHaveLength(8);
  });

  it("plays no further than until it is done, which is asked before and after each event", () => {
    const log: string[] = [];
    const stream = new EventStream({
      timers: ringing(1, 2, 3),
      source: sending(),
      players: [writing(log, "a")],
    });
    stream.runUntilDone(() => true);
    expect(log).toEqual([]);
    stream.runUntilDone(() => log.length === 2);
    expect(log).toEqual(["1 a timer 0", "2 a timer 1"]);
    stream.runUntilDone(() => false, 3);
    expect(log).toHaveLength(2);
    stream.runUntilDone(() => false);
    expect(log).toHaveLength(3);
  });
});
