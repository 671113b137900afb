import type { System } from "../scenario/system.js";
import type { Bytes, Seconds } from "../scenario/units.js";
import { AliasTable } from "./alias-table.js";
import { type DelayLaw, delayLaw } from "./delay-law.js";
import { drawPoisson } from "./poisson-sampler.js";
import { pairIntensities } from "./poisson-traffic.js";
import type { Population } from "./population.js";
import type { RandomStream } from "./random-stream.js";
import type { SpanCounts } from "./span-counts.js";

/** The streams of the traffic inside quiet spans. */
export interface SpanStreams {
  readonly counts: RandomStream;
  readonly flights: RandomStream;
}

/** Takes a message that is still in transit when a span ends. */
export type TakeFlight = (
  deliveredAt: Seconds,
  sentAt: Seconds,
  from: number,
  to: number,
  bytes: Bytes,
) => void;

/** Messages of one class pair that stay within a host, or that cross hosts: they share a delay law. */
interface Stream {
  readonly law: DelayLaw;
  readonly across: boolean;
  readonly rate: number;
  readonly bytes: Bytes;
  /** Receiving cells and, across hosts, the senders' hosts, with their shares of the messages. */
  readonly receivers: readonly Share[];
  readonly senderHosts: readonly Share[];
  /** Draws sender and receiver. */
  drawEnds(): void;
}

const messagesPerDraw = 8;

interface Share {
  readonly place: number;
  readonly share: number;
}

/**
 * Poisson traffic inside a quiet span, in which every VM stays at one index, so that nothing a message does depends
 * on its order. By the marking theorem the messages sent in a span of length `w` split into independent Poisson
 * families: delivered inside it, with mean `F E[(w − D)⁺]`, of which only the number matters; and in transit at its
 * end, with mean `F E[min(D, w)]`, each drawn: `D` from its size-biased law, kept with probability `min(D, w)/D`, the
 * send uniform on the last `min(D, w)` of the span. The cost does not depend on the message rate.
 */
export class SpanTraffic {
  /** Messages per second, all streams together. */
  readonly intensity: number;
  /** Whether every message is delivered as it is sent. */
  readonly immediate: boolean;
  /** The law of delays inside a host. */
  readonly within: DelayLaw;
  private readonly streams: readonly Stream[];
  private sender = 0;
  private receiver = 0;

  constructor(
    system: System,
    private readonly population: Population,
    private readonly random: SpanStreams,
  ) {
    const members = cellMembers(population);
    const cellsByClass = Array.from({ length: population.classCount }, () => [] as number[]);
    for (let cell = 0; cell < population.cellCount; cell++)
      cellsByClass[population.cellClass[cell]].push(cell);
    const within = delayLaw(system.delay.within, random.flights);
    this.within = within;
    const across = delayLaw(system.delay.across, random.flights);
    const intensities = pairIntensities(system);
    const { from, to, size } = system.rates;
    const streams: Stream[] = [];
    for (let pair = 0; pair < intensities.length; pair++) {
      const ends = new PairEnds(population, members, cellsByClass[from[pair]], cellsByClass[to[pair]]);
      for (const law of [within, across]) {
        const crosses = law === across;
        const orderedPairs = crosses ? ends.pairsAcross : ends.pairsWithin;
        if (orderedPairs === 0) continue;
        const rate = (intensities[pair] * orderedPairs) / (ends.pairsWithin + ends.pairsAcross);
        streams.push({
          law,
          across: crosses,
          rate,
          bytes: size[pair],
          receivers: ends.receiverShares(crosses),
          senderHosts: crosses ? ends.senderHostShares() : [],
          drawEnds: this.endsDrawer(ends, crosses),
        });
      }
    }
    this.streams = streams;
    this.immediate = streams.every(({ law }) => law.cutMean(Number.MAX_VALUE) === 0);
    this.intensity = intensities.reduce((sum, intensity) => sum + intensity, 0);
  }

  /** Whether drawing a span of that length costs less than running its messages one by one. */
  worthwhile(length: Seconds): boolean {
    return this.intensity * length > messagesPerDraw * this.streams.length;
  }

  /**
   * Draws the traffic of the span `from .. until`: what it delivers goes to `counts`, what it leaves in transit to
   * `takeFlight`.
   */
  draw(from: Seconds, until: Seconds, counts: SpanCounts, takeFlight: TakeFlight): void {
    const w = until - from;
    counts.begin(from, until);
    for (const { law, across, rate, bytes, receivers, senderHosts, drawEnds } of this.streams) {
      const cutMean = law.cutMean(w);
      const cutSquare = law.cutSquare(w);
      const delivered = drawPoisson(rate * (w - cutMean), this.random.counts);
      if (delivered > 0) {
        // Means over the delivered of a send and of a delivery, from the same moments.
        const deliveredAt = from + (w * w - cutSquare) / (2 * (w - cutMean));
        const sentAt = from + (w * w - 2 * w * cutMean + cutSquare) / (2 * (w - cutMean));
        counts.deliver(law, delivered, bytes, across);
        for (const { place, share } of receivers)
          counts.receive(law, place, delivered * share, deliveredAt, bytes);
        for (const { place, share } of senderHosts) counts.copy(place, delivered * share, sentAt, bytes);
      }
      const inTransit = drawPoisson(rate * cutMean, this.random.counts);
      for (let m = 0; m < inTransit; m++) this.drawFlight(law, w, until, bytes, drawEnds, takeFlight);
    }
  }

  private drawFlight(
    law: DelayLaw,
    w: Seconds,
    until: Seconds,
    bytes: Bytes,
    drawEnds: () => void,
    takeFlight: TakeFlight,
  ): void {
    const random = this.random.flights;
    let delay = law.drawSizeBiased();
    while (delay > w && random.double() * delay > w) delay = law.drawSizeBiased();
    const sentAt = until - random.double() * Math.min(delay, w);
    drawEnds();
    takeFlight(sentAt + delay, sentAt, this.sender, this.receiver, bytes);
  }

  private endsDrawer(ends: PairEnds, across: boolean): () => void {
    const random = this.random.flights;
    const { hostOf } = this.population;
    if (across) {
      return () => {
        do {
          this.sender = ends.senderAt(random.double());
          this.receiver = ends.receiverAt(random.double());
        } while (hostOf[this.sender] === hostOf[this.receiver]);
      };
    }
    const shared = ends.sharedHosts();
    const table = new AliasTable(shared.map(({ pairs }) => pairs));
    return () => {
      const { senders, receivers } = shared[table.pick(random.double())];
      do {
        this.sender = senders[Math.floor(random.double() * senders.length)];
        this.receiver = receivers[Math.floor(random.double() * receivers.length)];
      } while (this.sender === this.receiver);
    };
  }
}

/** The VMs of each cell. */
function cellMembers({ vmCount, cellCount, cellOf }: Population): readonly number[][] {
  const members = Array.from({ length: cellCount }, () => [] as number[]);
  for (let vm = 0; vm < vmCount; vm++) members[cellOf[vm]].push(vm);
  return members;
}

/** Who can send to whom in a class pair: every ordered pair of distinct VMs alike. */
class PairEnds {
  readonly pairsWithin: number;
  readonly pairsAcross: number;
  private readonly sendersOn = new Map<number, number>();
  private readonly receiversOn = new Map<number, number>();
  private readonly own: boolean;
  private readonly senders: number;
  private readonly receivers: number;
  private readonly firstSender: number;
  private readonly firstReceiver: number;

  constructor(
    private readonly population: Population,
    private readonly members: readonly number[][],
    private readonly senderCells: readonly number[],
    private readonly receiverCells: readonly number[],
  ) {
    const { cellHost, cellClass, firstVm } = population;
    for (const cell of senderCells) this.sendersOn.set(cellHost[cell], cell);
    for (const cell of receiverCells) this.receiversOn.set(cellHost[cell], cell);
    const from = cellClass[senderCells[0]];
    const to = cellClass[receiverCells[0]];
    this.own = from === to;
    this.firstSender = firstVm[from];
    this.firstReceiver = firstVm[to];
    this.senders = firstVm[from + 1] - firstVm[from];
    this.receivers = firstVm[to + 1] - firstVm[to];
    let within = 0;
    for (const cell of receiverCells) within += this.sendersBeside(cell) * members[cell].length;
    this.pairsWithin = within;
    this.pairsAcross = this.senders * (this.own ? this.receivers - 1 : this.receivers) - within;
  }

  senderAt(uniform: number): number {
    return this.firstSender + Math.floor(uniform * this.senders);
  }

  receiverAt(uniform: number): number {
    return this.firstReceiver + Math.floor(uniform * this.receivers);
  }

  /** Receiving cells, with their shares of the messages within or across hosts. */
  receiverShares(across: boolean): Share[] {
    const all = across ? this.pairsAcross : this.pairsWithin;
    return this.receiverCells
      .map((cell) => {
        const beside = this.sendersBeside(cell);
        const senders = across ? this.senders - (this.own ? 1 : 0) - beside : beside;
        return { place: cell, share: (senders * this.members[cell].length) / all };
      })
      .filter(({ share }) => share > 0);
  }

  /** Hosts of the senders, with their shares of the messages across hosts. */
  senderHostShares(): Share[] {
    const { cellHost } = this.population;
    return this.senderCells
      .map((cell) => {
        const host = cellHost[cell];
        const beside = this.receiversOn.get(host);
        const receivers = this.receivers - (beside === undefined ? 0 : this.members[beside].length);
        return { place: host, share: (receivers * this.members[cell].length) / this.pairsAcross };
      })
      .filter(({ share }) => share > 0);
  }

  /** Hosts that hold both ends, with the VMs there and the number of ordered pairs. */
  sharedHosts(): { senders: readonly number[]; receivers: readonly number[]; pairs: number }[] {
    const { cellHost } = this.population;
    return this.receiverCells
      .map((cell) => {
        const senders = this.sendersOn.get(cellHost[cell]);
        return {
          senders: senders === undefined ? [] : this.members[senders],
          receivers: this.members[cell],
          pairs: this.sendersBeside(cell) * this.members[cell].length,
        };
      })
      .filter(({ pairs }) => pairs > 0);
  }

  /** How many VMs on the cell's host send to a VM of the cell. */
  private sendersBeside(cell: number): number {
    const senders = this.sendersOn.get(this.population.cellHost[cell]);
    if (senders === undefined) return 0;
    return this.members[senders].length - (this.own ? 1 : 0);
  }
}
