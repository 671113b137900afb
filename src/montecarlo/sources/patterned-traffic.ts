import type { System, TrafficPattern } from "../../scenario/model/system.js";
import type { Bytes, Seconds } from "../../scenario/model/units.js";
import type { Population } from "../population.js";
import type { RandomStream, StreamsByPurpose } from "../random/random-stream.js";
import { type ExpectedTraffic, MessageBlock, type MessageSource } from "./message-source.js";
import { PoissonTraffic } from "./poisson-traffic.js";
import { ReplyTraffic } from "./reply-traffic.js";

/** The traffic of a system, Poisson or in its pattern, drawn from streams of its own. */
export function drawnTraffic(
  system: System,
  population: Population,
  streams: StreamsByPurpose,
): MessageSource {
  const { pattern } = system;
  switch (pattern?.kind) {
    case undefined:
      return new PoissonTraffic(system, population, streams);
    case "requestReply":
      return new ReplyTraffic(system, pattern.service, population, streams);
    case "onOff":
      return thinned(system, population, streams, {
        peak: (pattern.on + pattern.off) / pattern.on,
        keep: onOff(pattern, population.vmCount, streams("pattern")),
      });
    case "diurnal":
      return thinned(system, population, streams, {
        peak: 1 + pattern.amplitude,
        keep: diurnal(pattern, streams("pattern")),
      });
  }
}

/** Poisson traffic at a multiple of the system's rates, of which as many messages are kept as make up its own. */
function thinned(
  system: System,
  population: Population,
  streams: StreamsByPurpose,
  { peak, keep }: { readonly peak: number; readonly keep: Keep },
): ThinnedTraffic {
  const { rates } = system;
  const raised = { ...system, rates: { ...rates, rate: rates.rate.map((rate) => peak * rate) } };
  return new ThinnedTraffic(new PoissonTraffic(raised, population, streams), keep, 1 / peak);
}

/**
 * Whether a VM sends at an instant: on and off for exponential times, looked at only when it would send.
 *
 *     P(on after t | on) = p + (1 − p) e^(−t (1/on + 1/off)),    P(on after t | off) = p (1 − e^(−t (1/on + 1/off))),    p = on/(on + off)
 */
function onOff({ on, off }: TrafficPattern & { kind: "onOff" }, vms: number, stream: RandomStream): Keep {
  const share = on / (on + off);
  const pace = 1 / on + 1 / off;
  const isOn = new Uint8Array(vms);
  const seenAt = new Float64Array(vms).fill(Number.NEGATIVE_INFINITY);
  return (at, from) => {
    const forgotten = -Math.expm1((seenAt[from] - at) * pace);
    const chance = share * forgotten + (isOn[from] === 1 ? 1 - forgotten : 0);
    seenAt[from] = at;
    isOn[from] = stream.double() < chance ? 1 : 0;
    return isOn[from] === 1;
  };
}

/** Whether a message of the peak rate is one of the swinging rate; where the swing begins is drawn. */
function diurnal({ period, amplitude }: TrafficPattern & { kind: "diurnal" }, stream: RandomStream): Keep {
  const start = stream.double();
  return (at) => {
    const rate = 1 + amplitude * Math.sin(2 * Math.PI * (at / period + start));
    return stream.double() * (1 + amplitude) < rate;
  };
}

/** Whether a message from `from`, sent at `at`, is kept; asked in the order of the sends. */
type Keep = (at: Seconds, from: number) => boolean;

/** The messages of another source, less those that are not kept. */
class ThinnedTraffic implements MessageSource {
  readonly expected: ExpectedTraffic;
  readonly messageSize: Bytes | undefined;
  private readonly inner = new MessageBlock();
  private cursor = 0;

  /** @param share how many are kept, on average */
  constructor(
    private readonly source: MessageSource,
    private readonly keep: Keep,
    share: number,
  ) {
    const { expected, messageSize } = source;
    this.expected = { ...expected, messagesPerSecond: share * expected.messagesPerSecond };
    this.messageSize = messageSize;
  }

  fill(block: MessageBlock): void {
    const { inner } = this;
    let m = 0;
    while (m < block.sentAt.length) {
      if (this.cursor === inner.count) {
        this.source.fill(inner);
        this.cursor = 0;
        if (inner.count === 0) break;
      }
      const from = this.cursor++;
      if (!this.keep(inner.sentAt[from], inner.from[from])) continue;
      block.copy(m++, inner, from);
    }
    block.count = m;
  }
}
