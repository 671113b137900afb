import type { System } from "../scenario/system.js";
import { AliasTable } from "./alias-table.js";
import type { MessageBlock, MessageSource } from "./message-source.js";
import type { Population } from "./population.js";
import type { RandomStream } from "./random-stream.js";
import { type Sampler, sampler } from "./sampler.js";

/** The streams that Poisson traffic draws from, one for each purpose: a longer delay does not move a send. */
export interface TrafficStreams {
  readonly gaps: RandomStream;
  readonly ends: RandomStream;
  readonly delays: RandomStream;
}

/** Messages per second of each entry of the rates, taken over all its VMs. */
export function pairIntensities(system: System): Float64Array {
  const { from, to, rate } = system.rates;
  return rate.map((perUnit, pair) => perUnit * unitsOf(system, from[pair], to[pair]));
}

/** How many senders, receivers or pairs a rate between two classes is given for. */
function unitsOf({ classes, rates }: System, from: number, to: number): number {
  const senders = classes[from].count;
  const receivers = classes[to].count;
  switch (rates.per) {
    case "sender":
      return senders;
    case "receiver":
      return receivers;
    case "pair":
      return senders * (from === to ? receivers - 1 : receivers);
    case "class":
      return 1;
  }
}

/**
 * All messages of a system as one superposed Poisson stream: exponential gaps at the total rate, a class pair
 * by the alias method, sender and receiver uniform over the ordered pairs of distinct VMs.
 */
export class PoissonTraffic implements MessageSource {
  readonly immediate: boolean;
  /** Messages per second, all pairs together. */
  readonly intensity: number;
  private now = 0;
  private readonly pairs: AliasTable;
  private readonly size: Float64Array;
  private readonly firstSender: Int32Array;
  private readonly firstReceiver: Int32Array;
  private readonly receivers: Float64Array;
  private readonly orderedPairs: Float64Array;
  private readonly sameClass: Uint8Array;
  private readonly delayWithin: Sampler;
  private readonly delayAcross: Sampler;

  constructor(
    system: System,
    private readonly population: Population,
    private readonly streams: TrafficStreams,
  ) {
    const { from, to, size } = system.rates;
    const intensities = pairIntensities(system);
    this.intensity = intensities.reduce((sum, intensity) => sum + intensity, 0);
    this.pairs = new AliasTable(intensities);
    this.size = size;
    this.firstSender = from.map((c) => population.firstVm[c]);
    this.firstReceiver = to.map((c) => population.firstVm[c]);
    this.sameClass = Uint8Array.from(from, (c, pair) => (c === to[pair] ? 1 : 0));
    this.receivers = Float64Array.from(to, (c, pair) => system.classes[c].count - this.sameClass[pair]);
    this.orderedPairs = this.receivers.map((receivers, pair) => receivers * system.classes[from[pair]].count);
    const { within, across } = system.delay;
    this.immediate = [within, across].every(
      ({ kind, ...law }) => kind === "constant" && Object.values(law)[0] === 0,
    );
    this.delayWithin = sampler(within, streams.delays);
    this.delayAcross = sampler(across, streams.delays);
  }

  fill(block: MessageBlock): void {
    const { sentAt, from, to, bytes } = block;
    const { gaps, ends } = this.streams;
    const { pairs, size, firstSender, firstReceiver, receivers, orderedPairs, sameClass } = this;
    const meanGap = 1 / this.intensity;
    let now = this.now;
    const count = sentAt.length;
    for (let m = 0; m < count; m++) {
      now -= Math.log(gaps.double()) * meanGap;
      const pair = pairs.pick(ends.double());
      const place = Math.floor(ends.double() * orderedPairs[pair]);
      const sender = Math.floor(place / receivers[pair]);
      let receiver = place - sender * receivers[pair];
      // Inside a class the receivers are all but the sender: those from it on stand one place further.
      if (sameClass[pair] === 1 && receiver >= sender) receiver++;
      sentAt[m] = now;
      from[m] = firstSender[pair] + sender;
      to[m] = firstReceiver[pair] + receiver;
      bytes[m] = size[pair];
    }
    this.now = now;
    block.count = count;
    if (!this.immediate) this.drawDelays(block);
  }

  private drawDelays({ count, sentAt, deliveredAt, from, to }: MessageBlock): void {
    const { hostOf } = this.population;
    for (let m = 0; m < count; m++) {
      const delay = hostOf[from[m]] === hostOf[to[m]] ? this.delayWithin() : this.delayAcross();
      deliveredAt[m] = sentAt[m] + delay;
    }
  }
}
