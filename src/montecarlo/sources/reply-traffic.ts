import type { Distribution } from "../../scenario/model/distribution.js";
import type { System } from "../../scenario/model/system.js";
import type { Bytes } from "../../scenario/model/units.js";
import type { Population } from "../population.js";
import type { RandomStream, StreamsByPurpose } from "../random/random-stream.js";
import { type Sampler, sampler } from "../random/sampler.js";
import {
  type ExpectedTraffic,
  MessageBlock,
  type MessageSource,
  type SentMessage,
} from "./message-source.js";
import { PoissonTraffic, pairIntensities } from "./poisson-traffic.js";
import { type DelayBetween, delayBetween } from "./recorded-traffic.js";

type Reply = Omit<SentMessage, "deliveredAt">;

/**
 * Traffic in which messages answer each other. Between two classes as many messages as there are both ways are halves of
 * exchanges, half of them begun by either side; the rest is not answered. A reply is sent when its request has been
 * delivered and served, so that the mean rates are those of the system.
 */
export class ReplyTraffic implements MessageSource {
  readonly expected: ExpectedTraffic;
  readonly messageSize: Bytes | undefined;
  private readonly requests: PoissonTraffic;
  private readonly inner = new MessageBlock();
  private cursor = 0;
  /** Replies to come, the next one last. */
  private readonly replies: Reply[] = [];
  private readonly answered: Float64Array;
  private readonly replyBytes: Float64Array;
  private readonly chance: RandomStream;
  private readonly service: Sampler;
  private readonly delay: DelayBetween;

  constructor(
    system: System,
    service: Distribution,
    private readonly population: Population,
    streams: StreamsByPurpose,
  ) {
    const { classes, rates, delay } = system;
    const cells = classes.length ** 2;
    const place = (from: number, to: number) => from * classes.length + to;
    const flows = new Float64Array(cells);
    const sizes = new Float64Array(cells);
    for (const [pair, flow] of pairIntensities(system).entries()) {
      flows[place(rates.from[pair], rates.to[pair])] = flow;
      sizes[place(rates.from[pair], rates.to[pair])] = rates.size[pair];
    }
    this.answered = new Float64Array(cells);
    this.replyBytes = new Float64Array(cells);
    const rate = rates.rate.map((perUnit, pair) => {
      const there = place(rates.from[pair], rates.to[pair]);
      const back = place(rates.to[pair], rates.from[pair]);
      const exchanges = Math.min(flows[there], flows[back]) / 2;
      const requests = flows[there] - exchanges;
      this.answered[there] = exchanges / requests;
      this.replyBytes[there] = sizes[back];
      return (perUnit * requests) / flows[there];
    });
    this.requests = new PoissonTraffic({ ...system, rates: { ...rates, rate } }, population, streams);
    const { expected, messageSize } = this.requests;
    this.messageSize = messageSize;
    this.expected = { ...expected, messagesPerSecond: flows.reduce((sum, flow) => sum + flow, 0) };
    this.chance = streams("pattern");
    this.service = sampler(service, streams("service"));
    const delays = streams("reply delays");
    this.delay = delayBetween(
      population.hostOf,
      sampler(delay.within, delays),
      sampler(delay.across, delays),
    );
  }

  fill(block: MessageBlock): void {
    const { inner, replies } = this;
    for (let m = 0; m < block.sentAt.length; m++) {
      if (this.cursor === inner.count) {
        this.requests.fill(inner);
        this.cursor = 0;
      }
      const reply = replies[replies.length - 1];
      if (reply !== undefined && reply.sentAt <= inner.sentAt[this.cursor]) {
        replies.pop();
        block.put(m, { ...reply, deliveredAt: reply.sentAt + this.delay(reply.from, reply.to) });
      } else this.request(block, m);
    }
    block.count = block.sentAt.length;
  }

  private request(block: MessageBlock, m: number): void {
    const { inner } = this;
    const at = this.cursor++;
    const [from, to, deliveredAt] = [inner.from[at], inner.to[at], inner.deliveredAt[at]];
    block.copy(m, inner, at);
    const { classOf, classCount } = this.population;
    const pair = classOf[from] * classCount + classOf[to];
    if (this.chance.double() >= this.answered[pair]) return;
    this.expect({ sentAt: deliveredAt + this.service(), from: to, to: from, bytes: this.replyBytes[pair] });
  }

  /** Puts a reply where it belongs; the ones to come soon are at the end, where most belong. */
  private expect(reply: Reply): void {
    const { replies } = this;
    let [low, high] = [0, replies.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (replies[middle].sentAt > reply.sentAt) low = middle + 1;
      else high = middle;
    }
    replies.splice(low, 0, reply);
  }
}
