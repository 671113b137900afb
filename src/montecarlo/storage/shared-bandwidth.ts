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
  private readonly ends: EndHeap<Stream>[];
  private nextHost = 0;
  /** Hosts by the number of their streams, most first, for as long as that holds. */
  private readonly byCrowd: Int32Array;

  constructor(
    private readonly limits: BandwidthLimits,
    hosts: number,
  ) {
    this.rate = new Float64Array(hosts);
    this.got = new Float64Array(hosts);
    this.ends = Array.from({ length: hosts }, () => new EndHeap<Stream>());
    this.byCrowd = Int32Array.from({ length: hosts }, (_, host) => host);
  }

  /** A stream begins at `at`, which is not before anything that has happened. */
  begin(stream: Stream, host: number, bytes: Bytes, at: Seconds): void {
    this.goTo(at);
    if (this.ends[host].size === 0) this.got[host] = 0;
    this.ends[host].push(stream, this.got[host] + bytes);
    this.running++;
    this.shareOut();
  }

  /** The next stream ends, at `nextTime`. */
  end(): { readonly stream: Stream; readonly host: number } {
    const host = this.nextHost;
    this.goTo(this.nextTime);
    const heap = this.ends[host];
    this.got[host] = Math.max(this.got[host], heap.least);
    const stream = heap.pop();
    this.running--;
    this.shareOut();
    return { stream, host };
  }

  /** Bytes that a host's streams which are under way have not got yet, at `now`. */
  outstanding(host: number): Bytes {
    return this.ends[host].total - this.ends[host].size * this.got[host];
  }

  left(stream: Stream, host: number): Bytes {
    return Math.max(0, this.ends[host].keyOf(stream) - this.got[host]);
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
      for (; hole > 0 && ends[byCrowd[hole - 1]].size < ends[host].size; hole--) {
        byCrowd[hole] = byCrowd[hole - 1];
      }
      byCrowd[hole] = host;
    }
    let left = limits.total;
    let streams = this.running;
    this.nextTime = Number.POSITIVE_INFINITY;
    for (const host of byCrowd) {
      const { size } = ends[host];
      rate[host] = 0;
      if (size === 0) continue;
      const fair = Math.min(limits.perStream, limits.perHost / size, left / streams);
      rate[host] = fair;
      left -= fair * size;
      streams -= size;
      const time = this.now + Math.max(0, ends[host].least - this.got[host]) / fair;
      if (time < this.nextTime) {
        this.nextTime = time;
        this.nextHost = host;
      }
    }
  }
}

/** Streams of one host by the bytes at which each ends. */
class EndHeap<Stream> {
  size = 0;
  total = 0;
  private readonly streams: Stream[] = [];
  private readonly keys: Bytes[] = [];

  get least(): Bytes {
    return this.keys[0];
  }

  keyOf(stream: Stream): Bytes {
    return this.keys[this.streams.indexOf(stream)];
  }

  push(stream: Stream, key: Bytes): void {
    const { keys, streams } = this;
    let place = this.size++;
    this.total += key;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (keys[parent] <= key) break;
      keys[place] = keys[parent];
      streams[place] = streams[parent];
      place = parent;
    }
    keys[place] = key;
    streams[place] = stream;
  }

  pop(): Stream {
    const { keys, streams } = this;
    const first = streams[0];
    this.size--;
    this.total = this.size === 0 ? 0 : this.total - keys[0];
    const key = keys[this.size];
    const stream = streams[this.size];
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= this.size) break;
      if (child + 1 < this.size && keys[child + 1] < keys[child]) child++;
      if (keys[child] >= key) break;
      keys[place] = keys[child];
      streams[place] = streams[child];
      place = child;
    }
    keys[place] = key;
    streams[place] = stream;
    return first;
  }
}
