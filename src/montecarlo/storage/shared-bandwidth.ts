import type { Bytes, BytesPerSecond, Seconds } from "../../scenario/model/units.js";

/** What bounds the streams of a shared bandwidth; infinite where nothing does. */
export interface BandwidthLimits {
  readonly total: BytesPerSecond;
  readonly perHost: BytesPerSecond;
  readonly perStream: BytesPerSecond;
}

/**
 * A bandwidth that streams share, event by event (R11): max-min fair between streams, those of one host limited together.
 * All streams of a host run at one rate, so the order in which they end is known when they begin.
 */
export class SharedBandwidth<Stream> {
  /** When the next stream ends; infinite where none runs. */
  nextTime: Seconds = Number.POSITIVE_INFINITY;
  /** How long any stream has run, until `now`. */
  busy: Seconds = 0;
  now: Seconds = 0;
  private running = 0;
  private readonly rate: Float64Array;
  /** By host: bytes that each stream has got which has run since the host was last idle. */
  private readonly got: Float64Array;
  /** By host: its streams by the bytes at which each ends, and the sum of these. */
  private readonly ends: { readonly stream: Stream; readonly at: Bytes }[][];
  private readonly total: Float64Array;
  private nextHost = 0;
  /** Hosts by the number of their streams, most first, for as long as that holds. */
  private readonly byCrowd: Int32Array;

  constructor(
    private readonly limits: BandwidthLimits,
    hosts: number,
  ) {
    this.rate = new Float64Array(hosts);
    this.got = new Float64Array(hosts);
    this.ends = Array.from({ length: hosts }, () => []);
    this.total = new Float64Array(hosts);
    this.byCrowd = Int32Array.from({ length: hosts }, (_, host) => host);
  }

  /** A stream begins at `at`, which is not before anything that has happened. */
  begin(stream: Stream, host: number, bytes: Bytes, at: Seconds): void {
    this.goTo(at);
    const ends = this.ends[host];
    if (ends.length === 0) this.got[host] = 0;
    const end = { stream, at: this.got[host] + bytes };
    ends.splice(ends.findLastIndex((other) => other.at <= end.at) + 1, 0, end);
    this.total[host] += end.at;
    this.running++;
    this.shareOut();
  }

  /** The next stream ends, at `nextTime`. */
  end(): { readonly stream: Stream; readonly host: number } {
    const host = this.nextHost;
    this.goTo(this.nextTime);
    const ends = this.ends[host];
    const { stream, at } = ends.shift()!;
    this.got[host] = Math.max(this.got[host], at);
    // Without a trace of rounding where none is left.
    this.total[host] = ends.length === 0 ? 0 : this.total[host] - at;
    this.running--;
    this.shareOut();
    return { stream, host };
  }

  /** Bytes that a host's streams which are under way have not got yet, at `now`. */
  outstanding(host: number): Bytes {
    return this.total[host] - this.ends[host].length * this.got[host];
  }

  left(stream: Stream, host: number): Bytes {
    return Math.max(0, this.ends[host].find((end) => end.stream === stream)!.at - this.got[host]);
  }

  /** Runs on until `at`, before which no stream ends. */
  goTo(at: Seconds): void {
    const time = at - this.now;
    this.now = at;
    if (this.running === 0 || time <= 0) return;
    this.busy += time;
    for (let host = 0; host < this.rate.length; host++) this.got[host] += this.rate[host] * time;
  }

  /** Fills up the rates: what a crowded host's link does not let through is left to the others. */
  private shareOut(): void {
    const { ends, rate, byCrowd, limits } = this;
    // All but sorted as it was left.
    for (let place = 1; place < byCrowd.length; place++) {
      const host = byCrowd[place];
      let hole = place;
      for (; hole > 0 && ends[byCrowd[hole - 1]].length < ends[host].length; hole--) {
        byCrowd[hole] = byCrowd[hole - 1];
      }
      byCrowd[hole] = host;
    }
    let left = limits.total;
    let streams = this.running;
    this.nextTime = Number.POSITIVE_INFINITY;
    for (const host of byCrowd) {
      const size = ends[host].length;
      rate[host] = 0;
      if (size === 0) continue;
      const fair = Math.min(limits.perStream, limits.perHost / size, left / streams);
      rate[host] = fair;
      left -= fair * size;
      streams -= size;
      const time = this.now + Math.max(0, ends[host][0].at - this.got[host]) / fair;
      if (time < this.nextTime) {
        this.nextTime = time;
        this.nextHost = host;
      }
    }
  }
}
