import type { System } from "../../scenario/model/system.js";
import type { Bytes, Seconds } from "../../scenario/model/units.js";
import type { Population } from "../population.js";
import { drawBinomial } from "../random/binomial-sampler.js";
import { type DelayLaw, delayLaw } from "../random/delay-law.js";
import { drawPoisson } from "../random/poisson-sampler.js";
import type { RandomStream, StreamsByPurpose } from "../random/random-stream.js";
import { type ExpectedTraffic, MessageBlock, type SpanCounts, type SpannedSource } from "./message-source.js";
import { MembersByCell, PairEnds } from "./pair-ends.js";
import { PoissonTraffic, pairIntensities } from "./poisson-traffic.js";

/**
 * Poisson traffic with quiet spans told at once. In such a span every VM stays at one index, so that nothing a message does depends
 * on its order. By the marking theorem the messages sent in a span of length `w` split into independent Poisson
 * families: delivered inside it, with mean `F E[(w − D)⁺]`, of which only the number matters; and in transit at its
 * end, with mean `F E[min(D, w)]`, each drawn: `D` from its size-biased law, kept with probability `min(D, w)/D`, the
 * send uniform on the last `min(D, w)` of the span. The cost does not depend on the message rate.
 */
export class SpanTraffic implements SpannedSource {
  readonly expected: ExpectedTraffic;
  readonly messageSize: Bytes | undefined;
  /** The law of delays inside a host. */
  readonly within: DelayLaw;
  private readonly across: DelayLaw;
  /** What is told message by message. */
  private readonly traffic: PoissonTraffic;
  private readonly counts: RandomStream;
  private readonly flights: RandomStream;
  private readonly streams: readonly Stream[];
  /** How many messages of a span, over its class pairs, make it worth telling at once. */
  private messagesPerDraw = 8;
  private drawn: { readonly host: number; readonly shares: RandomStream } | undefined;
  /** Messages in transit at the end of a span. */
  private flying = new MessageBlock();

  constructor(
    system: System,
    private readonly population: Population,
    streams: StreamsByPurpose,
  ) {
    this.traffic = new PoissonTraffic(system, population, streams);
    ({ expected: this.expected, messageSize: this.messageSize } = this.traffic);
    this.counts = streams("counts");
    const flights = streams("flights");
    this.flights = flights;
    this.within = delayLaw(system.delay.within, flights);
    this.across = delayLaw(system.delay.across, flights);
    this.streams = streamsOf(system, population, this.within, this.across);
  }

  /** From now on the share of one host in each span is drawn, where that of the others is told in expectation. */
  drawShareOf(host: number, shares: RandomStream): void {
    this.drawn = { host, shares };
  }

  /** From now on a span is told at once however short it is. */
  tellEverySpan(): void {
    this.messagesPerDraw = 0;
  }

  fill(block: MessageBlock): void {
    this.traffic.fill(block);
  }

  restart(at: Seconds): void {
    this.traffic.restart(at);
  }

  worthwhile(length: Seconds): boolean {
    return this.expected.messagesPerSecond * length > this.messagesPerDraw * this.streams.length;
  }

  drawCounts(from: Seconds, until: Seconds, counts: SpanCounts): void {
    const w = until - from;
    // E[min(D, w)] and E[min(D, w)²]
    const [within, across] = [this.within, this.across].map((law) => [law.cutMean(w), law.cutSquare(w)]);
    for (const stream of this.streams) {
      const { law, rate, bytes, receivers, senderHosts } = stream;
      const [cutMean, cutSquare] = stream.across ? across : within;
      const delivered = drawPoisson(rate * (w - cutMean), this.counts);
      if (delivered > 0) {
        // Means over the delivered of a send and of a delivery, from the same moments.
        const deliveredAt = from + (w * w - cutSquare) / (2 * (w - cutMean));
        const sentAt = from + (w * w - 2 * w * cutMean + cutSquare) / (2 * (w - cutMean));
        counts.deliver(law, delivered, bytes, stream.across);
        const { received, copied } = this.drawnShares(stream, delivered);
        for (let at = 0; at < receivers.places.length; at++) {
          counts.receive(law, receivers.places[at], received(at), deliveredAt, bytes);
        }
        for (let at = 0; at < senderHosts.places.length; at++) {
          counts.copy(senderHosts.places[at], copied(at), sentAt, bytes);
        }
      }
    }
  }

  /** What each receiving cell, and each host of senders, has of a span's messages. */
  private drawnShares({ receivers, senderHosts, across }: Stream, delivered: number) {
    const { drawn } = this;
    const { cellHost } = this.population;
    const own =
      drawn === undefined ? -1 : receivers.places.findIndex((cell) => cellHost[cell] === drawn.host);
    const from = drawn === undefined || !across ? -1 : senderHosts.places.indexOf(drawn.host);
    const share = own < 0 ? 0 : receivers.shares[own];
    const received = drawn === undefined ? 0 : drawBinomial(delivered, share, drawn.shares);
    // No message is among both.
    const others = delivered - received;
    const copied = from < 0 ? 0 : drawBinomial(others, senderHosts.shares[from] / (1 - share), drawn!.shares);
    const told = (shares: Float64Array, place: number, count: number) => (at: number) => {
      if (place < 0 || shares[at] === 0) return delivered * shares[at];
      return at === place ? count : (delivered - count) * (shares[at] / (1 - shares[place]));
    };
    return {
      received: told(receivers.shares, own, received),
      copied: told(senderHosts.shares, from, copied),
    };
  }

  drawFlights(from: Seconds, until: Seconds): MessageBlock {
    const w = until - from;
    const within = this.within.cutMean(w);
    const across = this.across.cutMean(w);
    this.flying.count = 0;
    for (const stream of this.streams) {
      const mean = stream.rate * (stream.across ? across : within);
      const inTransit = drawPoisson(mean, this.flights);
      for (let m = 0; m < inTransit; m++) this.drawFlight(stream, w, until);
    }
    return this.flying;
  }

  private drawFlight({ law, across, bytes, ends }: Stream, w: Seconds, until: Seconds): void {
    const random = this.flights;
    let delay = law.drawSizeBiased();
    while (delay > w && random.double() * delay > w) delay = law.drawSizeBiased();
    const sentAt = until - random.double() * Math.min(delay, w);
    ends.draw(across, random);
    const { sender: from, receiver: to } = ends;
    if (this.flying.count === this.flying.size) this.flying = this.flying.enlarged();
    this.flying.put(this.flying.count++, { from, to, sentAt, deliveredAt: sentAt + delay, bytes });
  }
}

/** Messages of each class pair, those that stay within a host and those that cross hosts apart. */
function streamsOf(system: System, population: Population, within: DelayLaw, across: DelayLaw) {
  const members = new MembersByCell(population);
  const { from, to, size } = system.rates;
  return Array.from(pairIntensities(system)).flatMap((intensity, pair) => {
    const ends = new PairEnds(population, members, from[pair], to[pair]);
    const { pairsWithin, pairsAcross } = ends;
    return [within, across].flatMap((law) => {
      const crosses = law === across;
      const orderedPairs = crosses ? pairsAcross : pairsWithin;
      if (orderedPairs === 0) return [];
      return {
        law,
        across: crosses,
        rate: (intensity * orderedPairs) / (pairsWithin + pairsAcross),
        bytes: size[pair],
        /** Receiving cells and, across hosts, the senders' hosts, with their shares of the messages. */
        receivers: ends.receiverShares(crosses),
        senderHosts: ends.senderHostShares(crosses),
        ends,
      };
    });
  });
}

type Stream = ReturnType<typeof streamsOf>[number];
