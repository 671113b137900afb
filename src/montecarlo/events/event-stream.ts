import type { Seconds } from "../../scenario/model/units.js";
import { MessageBlock, type MessageSource } from "../sources/message-source.js";
import { TimedHeap } from "../timed-heap.js";
import type { Message, Player } from "./player.js";

/** When the local clock of which VM reaches which index: the timers of all VMs, in the order in which they ring. */
export interface TimerSchedule {
  readonly nextTime: Seconds;
  readonly nextVm: number;
  readonly nextIndex: number;
  advance(): void;
}

/** Something else that happens at times of its own, such as the probes of failures. */
export interface Agenda {
  /** When it happens next; infinite if never. */
  readonly nextTime: Seconds;
  happen(): void;
}

/** A message on its way, with what each player has piggybacked on it. */
export interface InTransit {
  readonly message: Message;
  readonly piggybacks: readonly unknown[];
}

/** What a stream is made of, and who plays along. */
export interface EventStreamParts {
  readonly timers: TimerSchedule;
  readonly source: MessageSource;
  readonly players: readonly Player[];
  readonly agenda?: Agenda;
  /** Where VMs go on from different instants: until when each has heard its timers and sent its messages already. */
  readonly since?: Float64Array;
  /** Messages that are on their way at the start, in the order of their sends. */
  readonly onTheirWay?: readonly InTransit[];
}

const nothingPlanned: Agenda = { nextTime: Number.POSITIVE_INFINITY, happen: () => {} };

/**
 * One stream of events for any number of rule sets: timers, sends and deliveries in one total order, each told to
 * every player in turn. At the same instant: timers first, then what players do by themselves, then the agenda, then
 * deliveries, then sends; without delay a delivery directly follows its send.
 *
 * It is meant to be read: it knows nothing of any protocol and takes one event after the other.
 */
export class EventStream {
  /** Messages sent and not delivered yet, with what each player has piggybacked on them. */
  readonly inTransit = new TimedHeap<InTransit>();
  sent = 0;
  private readonly timers: TimerSchedule;
  private readonly source: MessageSource;
  private readonly players: readonly Player[];
  /** Players that may act by themselves. */
  private readonly actors: readonly Player[];
  private readonly agenda: Agenda;
  private readonly since: Float64Array | undefined;
  private readonly block = new MessageBlock();
  private cursor = 0;

  constructor({
    timers,
    source,
    players,
    agenda = nothingPlanned,
    since,
    onTheirWay = [],
  }: EventStreamParts) {
    this.timers = timers;
    this.source = source;
    this.players = players;
    this.actors = players.filter((player) => player.act !== undefined);
    this.agenda = agenda;
    this.since = since;
    for (const [place, { message, piggybacks }] of onTheirWay.entries()) {
      // Numbers of their own before those of the stream, so that ties keep the order of the sends.
      const deliveredAt = this.notBefore(message.to, message.deliveredAt);
      const again = { ...message, id: place - onTheirWay.length, deliveredAt };
      this.inTransit.push(deliveredAt, { message: again, piggybacks });
    }
  }

  runUntil(limit: Seconds): void {
    while (this.step(limit));
  }

  /** Plays what happens before `limit`, until `done` says so, which is asked after each event. */
  runUntilDone(done: () => boolean, limit: Seconds = Number.POSITIVE_INFINITY): void {
    while (!done() && this.step(limit));
  }

  /** Plays the next event, if there is one before `limit`. */
  private step(limit: Seconds): boolean {
    const { timers, agenda, inTransit } = this;
    const actor = this.nextActor();
    const acting = actor?.nextTime ?? Number.POSITIVE_INFINITY;
    const planned = Math.min(timers.nextTime, acting, agenda.nextTime);
    const delivery = inTransit.nextTime;
    const sending = this.nextSend();
    if (Math.min(planned, delivery, sending) >= limit) return false;
    if (delivery < planned && delivery <= sending) this.deliver();
    else if (sending < planned) this.send();
    else if (timers.nextTime === planned) this.ring();
    else if (acting === planned) actor?.act?.();
    else agenda.happen();
    return true;
  }

  /** The player that acts by itself next, if any ever does; of several at one instant the first. */
  private nextActor(): Player | undefined {
    let next: Player | undefined;
    let earliest = Number.POSITIVE_INFINITY;
    for (const actor of this.actors) {
      const { nextTime = Number.POSITIVE_INFINITY } = actor;
      if (nextTime >= earliest) continue;
      next = actor;
      earliest = nextTime;
    }
    return next;
  }

  private ring(): void {
    const { nextTime, nextVm, nextIndex } = this.timers;
    this.timers.advance();
    if (this.since !== undefined && nextTime <= this.since[nextVm]) return;
    for (const player of this.players) player.timer(nextVm, nextIndex, nextTime);
  }

  private deliver(): void {
    const { players } = this;
    const { message, piggybacks } = this.inTransit.pop();
    for (let place = 0; place < players.length; place++) players[place].receive(message, piggybacks[place]);
  }

  private send(): void {
    const { players } = this;
    const message = this.takeMessage();
    const piggybacks = new Array<unknown>(players.length);
    for (let place = 0; place < players.length; place++) piggybacks[place] = players[place].send(message);
    this.inTransit.push(message.deliveredAt, { message, piggybacks });
  }

  private takeMessage(): Message {
    const { sentAt, deliveredAt, from, to, bytes } = this.block;
    const m = this.cursor++;
    return {
      id: this.sent++,
      from: from[m],
      to: to[m],
      sentAt: sentAt[m],
      deliveredAt: this.notBefore(to[m], deliveredAt[m]),
      bytes: bytes[m],
    };
  }

  /** When the next message is sent; infinite when there are no more. */
  private nextSend(): Seconds {
    const { block, source, since } = this;
    for (; ; this.cursor++) {
      if (this.cursor === block.count) {
        this.cursor = 0;
        source.fill(block);
        if (block.count === 0) return Number.POSITIVE_INFINITY;
      }
      const sentAt = block.sentAt[this.cursor];
      if (since === undefined || sentAt > since[block.from[this.cursor]]) return sentAt;
    }
  }

  /** A VM that goes on later takes in then what arrives before. */
  private notBefore(vm: number, at: Seconds): Seconds {
    return this.since === undefined ? at : Math.max(at, this.since[vm]);
  }
}
