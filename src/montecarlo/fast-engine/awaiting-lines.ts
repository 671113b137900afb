import type { Bytes, Seconds } from "../../scenario/model/units.js";
import { InvariantError } from "../invariant-error.js";
import type { Population } from "../population.js";
import { Amounts } from "./amounts.js";

/** Amounts that wait for one line to reclaim them (R8): logs by cell, copies by host. */
export interface AwaitingLine {
  readonly volatile: Amounts;
  readonly stable: Amounts;
  readonly copies: Amounts;
}

/** Entry-seconds and byte-seconds held so far, a pair of numbers each. */
export interface Held {
  /** By cell (class and host). */
  readonly volatile: Float64Array;
  readonly stable: Float64Array;
  /** Copies at the sender's side, by host. */
  readonly copies: Float64Array;
}

/** What waits for the lines to come, line by line; lines reclaim in their order, each once. */
export class AwaitingLines {
  private readonly lines = new Map<number, AwaitingLine>();
  /** The amounts of a line that has reclaimed, to be used again. */
  private spare: AwaitingLine | undefined;
  /** The line that reclaimed last. */
  private reclaimed = 0;

  constructor(
    private readonly population: Population,
    private readonly messageSize: Bytes | undefined,
  ) {}

  at(k: number): AwaitingLine {
    if (k <= this.reclaimed) {
      throw new InvariantError(
        `entries wait for line ${k}, which has reclaimed: line ${this.reclaimed + 1} needs them`,
      );
    }
    let line = this.lines.get(k);
    if (line === undefined) {
      const { cellCount, hostCount } = this.population;
      line = this.spare ?? {
        volatile: new Amounts(cellCount, this.messageSize),
        stable: new Amounts(cellCount, this.messageSize),
        copies: new Amounts(hostCount, this.messageSize),
      };
      this.spare = undefined;
      this.lines.set(k, line);
    }
    return line;
  }

  /** Line `k` reclaims what waits for it, if anything does; the amounts are to be given back by `clear`. */
  take(k: number): AwaitingLine | undefined {
    if (k !== this.reclaimed + 1) throw new InvariantError(`line ${k} reclaims after line ${this.reclaimed}`);
    this.reclaimed = k;
    const line = this.lines.get(k);
    this.lines.delete(k);
    return line;
  }

  /** The amounts of a line that has reclaimed serve another one. */
  clear(line: AwaitingLine): void {
    line.volatile.clearAll();
    line.stable.clearAll();
    line.copies.clearAll();
    this.spare = line;
  }

  /** Adds what waits in the memory of each host, logs and copies, to a pair of sums by host: messages and bytes. */
  addOnHosts(memory: Float64Array): void {
    const { cellCount, cellHost, hostCount } = this.population;
    for (const { volatile, copies } of this.lines.values()) {
      for (let cell = 0; cell < cellCount; cell++) {
        memory[2 * cellHost[cell]] += volatile.entries(cell);
        memory[2 * cellHost[cell] + 1] += volatile.bytes(cell);
      }
      for (let host = 0; host < hostCount; host++) {
        memory[2 * host] += copies.entries(host);
        memory[2 * host + 1] += copies.bytes(host);
      }
    }
  }

  addHeldUntil(at: Seconds, held: Held): void {
    for (const line of this.lines.values()) this.addHeld(line, at, held);
  }

  /** Adds what a line's amounts have been held for until `at`. */
  addHeld(line: AwaitingLine, at: Seconds, held: Held): void {
    const { cellCount, hostCount } = this.population;
    for (let cell = 0; cell < cellCount; cell++) {
      line.volatile.addHeld(held.volatile, 2 * cell, cell, at);
      line.stable.addHeld(held.stable, 2 * cell, cell, at);
    }
    for (let host = 0; host < hostCount; host++) line.copies.addHeld(held.copies, 2 * host, host, at);
  }
}
