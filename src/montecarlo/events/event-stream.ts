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
  private readonly block = new MessageBlock();
  private cursor = 0;

  constructor({ timers, source, players, agenda = nothingPlanned }: EventStreamParts) {
    this.timers = timers;
    this.source = source;
    this.players = players;
    this.actors = players.filter((player) => player.act !== undefined);
    this.agenda = agenda;
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
      deliveredAt: deliveredAt[m],
      bytes: bytes[m],
    };
  }

  /** When the next message is sent; infinite when there are no more. */
  private nextSend(): Seconds {
    if (this.cursor === this.block.count) {
      this.cursor = 0;
      this.source.fill(this.block);
      if (this.block.count === 0) return Number.POSITIVE_INFINITY;
    }
    return this.block.sentAt[this.cursor];
  }
}
