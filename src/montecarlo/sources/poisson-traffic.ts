import type { System } from "../../scenario/model/system.js";
import type { Bytes, Seconds } from "../../scenario/model/units.js";
import type { Population } from "../population.js";
import { AliasTable } from "../random/alias-table.js";
import { fillExponential } from "../random/exponential-sampler.js";
import { type RandomStream, type StreamsByPurpose, uniformOf } from "../random/random-stream.js";
import { type BlockSampler, blockSampler, meanOf, type Sampler, sampler } from "../random/sampler.js";
import type { ExpectedTraffic, MessageBlock, MessageSource } from "./message-source.js";

/** Messages per second of each entry of the rates, taken over all its VMs. */
export function pairIntensities(system: System): Float64Array {
  const { from, to, rate } = system.rates;
  return rate.map((perUnit, pair) => perUnit * unitsOf(system, from[pair], to[pair]));
}

export function messagesPerSecond(system: System): number {
  return pairIntensities(system).reduce((sum, intensity) => sum + intensity, 0);
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
 * by the alias method, sender and receiver uniform over the ordered pairs of distinct VMs. Gaps, ends and delays have
 * streams of their own: a longer delay does not move a send.
 */
export class PoissonTraffic implements MessageSource {
  readonly expected: ExpectedTraffic;
  readonly messageSize: Bytes | undefined;
  private now = 0;
  private readonly gaps: RandomStream;
  private readonly ends: RandomStream;
  private readonly pairs: AliasTable;
  private readonly rows: Float64Array;
  /** Delays of the law that most messages have. */
  private readonly delays: BlockSampler;
  /** Delays within a host, where those across hosts have another law. */
  private readonly delayWithin: Sampler | undefined;

  constructor(
    system: System,
    private readonly population: Population,
    streams: StreamsByPurpose,
  ) {
    this.gaps = streams("gaps");
    this.ends = streams("ends");
    const delays = streams("delays");
    const intensities = pairIntensities(system);
    this.pairs = new AliasTable(intensities);
    this.rows = pairRows(system, population);
    const { within, across } = system.delay;
    this.expected = {
      messagesPerSecond: messagesPerSecond(system),
      meanDelay: Math.max(meanOf(within), meanOf(across)),
    };
    this.messageSize = commonSize(system);
    const oneLaw = population.hostCount === 1 || JSON.stringify(within) === JSON.stringify(across);
    this.delays = blockSampler(oneLaw ? within : across, delays);
    this.delayWithin = oneLaw ? undefined : sampler(within, delays);
  }

  /** Forgets what it has handed over after `at`, and goes on from there: its future does not depend on its past. */
  restart(at: Seconds): void {
    this.now = at;
  }

  fill(block: MessageBlock): void {
    block.count = block.sentAt.length;
    this.drawSends(block);
    this.drawEnds(block);
    this.drawDelays(block);
  }

  private drawSends({ sentAt }: MessageBlock): void {
    fillExponential(sentAt, this.gaps);
    const meanGap = 1 / this.expected.messagesPerSecond;
    let now = this.now;
    for (let m = 0; m < sentAt.length; m++) {
      now += sentAt[m] * meanGap;
      sentAt[m] = now;
    }
    this.now = now;
  }

  private drawEnds({ count, from, to, bytes }: MessageBlock): void {
    const { pairs, rows } = this;
    const words = this.ends.words(2 * count);
    for (let m = 0; m < count; m++) {
      const row = rowLength * pairs.pick(uniformOf(words[2 * m], words[2 * m + 1]));
      // One number does for pair, sender and receiver: what each leaves of it is uniform again.
      const place = pairs.leftOver * rows[row + 1];
      const sender = place | 0;
      const receiver = ((place - sender) * rows[row + 3]) | 0;
      // Inside a class the receivers are all but the sender: one place further from it on. As a sum, since a branch
      // that goes either way costs more than a draw.
      const past = rows[row + 4] & ((sender - receiver - 1) >>> 31);
      from[m] = rows[row] + sender;
      to[m] = rows[row + 2] + receiver + past;
      bytes[m] = rows[row + 5];
    }
  }

  private drawDelays({ count, sentAt, deliveredAt, from, to }: MessageBlock): void {
    const { hostOf } = this.population;
    this.delays(deliveredAt);
    // Most messages cross hosts where there are several; those that do not have their delays drawn again.
    if (this.delayWithin !== undefined) {
      for (let m = 0; m < count; m++) {
        if (hostOf[from[m]] === hostOf[to[m]]) deliveredAt[m] = this.delayWithin();
      }
    }
    for (let m = 0; m < count; m++) deliveredAt[m] += sentAt[m];
  }
}

const rowLength = 8;

/**
 * What a message needs to know of its class pair, side by side in memory: first sender, senders, first receiver,
 * receivers, 1 if the sender is among them and must be left out, size.
 */
function pairRows({ classes, rates }: System, { firstVm }: Population): Float64Array {
  const { from, to, size } = rates;
  const rows = new Float64Array(rowLength * from.length);
  for (let pair = 0; pair < from.length; pair++) {
    const own = from[pair] === to[pair] ? 1 : 0;
    const receivers = classes[to[pair]].count - own;
    rows.set(
      [firstVm[from[pair]], classes[from[pair]].count, firstVm[to[pair]], receivers, own, size[pair]],
      rowLength * pair,
    );
  }
  return rows;
}

/** The size of every message, where all have the same. */
function commonSize({ rates }: System): Bytes | undefined {
  const [first] = rates.size;
  return rates.size.every((size) => size === first) ? first : undefined;
}
