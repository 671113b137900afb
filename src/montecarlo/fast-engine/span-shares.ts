import type { Bytes, Seconds } from "../../scenario/model/units.js";
import type { Population } from "../population.js";
import { drawBinomial } from "../random/binomial-sampler.js";
import type { DelayLaw } from "../random/delay-law.js";
import { drawPoisson } from "../random/poisson-sampler.js";
import type { RandomStream } from "../random/random-stream.js";
import type { SpanCounts } from "../sources/message-source.js";
import { Amounts } from "./amounts.js";
import type { MessageLogs } from "./message-logs.js";

/** Deliveries of one span under one delay law. */
interface Part {
  readonly law: DelayLaw;
  messages: number;
  bytes: Bytes;
  /** By cell, what one of its VMs has received. */
  readonly perVm: Amounts;
}

/**
 * What a quiet span delivers, as numbers. Counts over classes are drawn; what a single VM has of them, and when, is
 * their expectation given the counts, which leaves every mean as it is and only takes noise away.
 */
export class SpanShares implements SpanCounts {
  /** Index at which the VMs are during the span. */
  index = -1;
  private from: Seconds = 0;
  private until: Seconds = 0;
  private readonly parts: Part[] = [];
  private readonly members: Float64Array;
  /** VMs of each cell that a question is about. */
  private readonly present: Float64Array;
  /** Copies by host of what the span delivers, a pair of messages and bytes each, and the law of their delays. */
  private readonly copies: Float64Array;
  private across: DelayLaw | undefined;
  private copiesByHost: Amounts | undefined;

  /** @param totals what is delivered adds to */
  constructor(
    private readonly population: Population,
    private readonly totals: Pick<MessageLogs, "delivered" | "deliveredBytes" | "crossHost">,
  ) {
    this.present = new Float64Array(population.cellCount);
    this.copies = new Float64Array(2 * population.hostCount);
    this.members = new Float64Array(population.cellCount);
    for (const cell of population.cellOf) this.members[cell]++;
  }

  /** A span begins, with every VM at index `index`; what hosts copy is added to `copiesByHost`, too. */
  begin(index: number, from: Seconds, until: Seconds, copiesByHost: Amounts): void {
    this.clear();
    this.copiesByHost = copiesByHost;
    this.index = index;
    this.from = from;
    this.until = until;
  }

  clear(): void {
    this.index = -1;
    this.across = undefined;
    this.copies.fill(0);
    for (const part of this.parts) {
      part.messages = 0;
      part.bytes = 0;
      part.perVm.clearAll();
    }
  }

  deliver(law: DelayLaw, messages: number, bytes: Bytes, across: boolean): void {
    if (across) this.across = law;
    const part = this.partOf(law);
    part.messages += messages;
    part.bytes += messages * bytes;
    this.totals.delivered += messages;
    this.totals.deliveredBytes += messages * bytes;
    if (across) this.totals.crossHost += messages;
  }

  receive(law: DelayLaw, cell: number, messages: number, at: Seconds, bytes: Bytes): void {
    const each = messages / this.members[cell];
    this.partOf(law).perVm.add(cell, each, each * at, each * bytes, each * bytes * at);
  }

  copy(host: number, messages: number, sentAt: Seconds, bytes: Bytes): void {
    this.copies[2 * host] += messages;
    this.copies[2 * host + 1] += messages * bytes;
    this.copiesByHost?.add(host, messages, messages * sentAt, messages * bytes, messages * bytes * sentAt);
  }

  /**
   * Adds what each host holds of the span's messages at `at` to a pair of sums by host: received by VMs still at its
   * index; and of copies what has been sent by then, delivered or not, beyond those that are booked for the whole span.
   */
  addHeldOnHosts(memory: Float64Array, index: Int32Array, at: Seconds): void {
    const { cellHost, cellCount } = this.population;
    this.countPresent(index);
    for (const part of this.parts) {
      const fraction = this.fraction(part, at);
      for (let cell = 0; cell < cellCount; cell++) {
        const received = this.present[cell] * fraction;
        memory[2 * cellHost[cell]] += received * part.perVm.entries(cell);
        memory[2 * cellHost[cell] + 1] += received * part.perVm.bytes(cell);
      }
    }
    if (this.across === undefined || at >= this.until) return;
    const whole = this.until - this.from;
    const sent = (at - this.from) / (whole - this.across.cutMean(whole));
    this.copies.forEach((amount, place) => {
      memory[place] += amount * (sent - 1);
    });
  }

  /** The messages of {@link addHeldOnHosts} on one host, with the law of their number, where the span has drawn that host's share. */
  drawHeldOnHost(host: number, index: Int32Array, at: Seconds, stream: RandomStream): number {
    const { cellHost, cellCount } = this.population;
    this.countPresent(index);
    let held = 0;
    for (const part of this.parts) {
      const fraction = this.fraction(part, at);
      for (let cell = 0; cell < cellCount; cell++) {
        if (cellHost[cell] !== host) continue;
        const received = Math.round(this.present[cell] * part.perVm.entries(cell));
        held += fraction >= 1 ? received : drawBinomial(received, fraction, stream);
      }
    }
    if (this.across === undefined || at >= this.until) return held;
    const whole = this.until - this.from;
    const sent = (at - this.from) / (whole - this.across.cutMean(whole));
    const copied = Math.round(this.copies[2 * host]);
    const more =
      sent <= 1 ? -drawBinomial(copied, 1 - sent, stream) : drawPoisson(copied * (sent - 1), stream);
    return held + more;
  }

  /** Adds what VM `vm` has received in the whole span to amounts by VM. */
  addTo(amounts: Amounts, vm: number): void {
    const cell = this.population.cellOf[vm];
    for (const { perVm } of this.parts) amounts.addFrom(vm, perVm, cell);
  }

  /** Adds what the VMs still at the span's index have received in it by `at` to sums by class. */
  addReceived(byClass: Float64Array, index: Int32Array, at: Seconds): void {
    const { cellClass, cellCount } = this.population;
    const { present } = this;
    this.countPresent(index);
    for (const part of this.parts) {
      const fraction = this.fraction(part, at);
      for (let cell = 0; cell < cellCount; cell++) {
        byClass[cellClass[cell]] += present[cell] * part.perVm.entries(cell) * fraction;
      }
    }
  }

  /** Messages and bytes of the span that are delivered only after `at`. */
  outstanding(at: Seconds): { readonly messages: number; readonly bytes: Bytes } {
    let messages = 0;
    let bytes = 0;
    if (at < this.until) {
      for (const part of this.parts) {
        const later = 1 - this.fraction(part, at);
        messages += part.messages * later;
        bytes += part.bytes * later;
      }
    }
    return { messages, bytes };
  }

  private countPresent(index: Int32Array): void {
    const { present } = this;
    const { cellOf } = this.population;
    present.fill(0);
    for (let vm = 0; vm < index.length; vm++) if (index[vm] === this.index) present[cellOf[vm]]++;
  }

  /** How many messages of the span are delivered only after `at`, drawn given how many it delivers. */
  drawOutstanding(at: Seconds, stream: RandomStream): number {
    if (at >= this.until) return 0;
    return this.parts.reduce(
      (later, part) => later + drawBinomial(part.messages, 1 - this.fraction(part, at), stream),
      0,
    );
  }

  /** Share of a part's deliveries that has come by `at`. */
  private fraction({ law }: Part, at: Seconds): number {
    if (at >= this.until) return 1;
    const whole = this.until - this.from;
    const passed = at - this.from;
    return (passed - law.cutMean(passed)) / (whole - law.cutMean(whole));
  }

  private partOf(law: DelayLaw): Part {
    let part = this.parts.find((candidate) => candidate.law === law);
    if (part === undefined) {
      part = { law, messages: 0, bytes: 0, perVm: new Amounts(this.population.cellCount, undefined) };
      this.parts.push(part);
    }
    return part;
  }
}
