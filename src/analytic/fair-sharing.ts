import type { Bytes, BytesPerSecond, Seconds } from "../scenario/model/units.js";

/** Limits of what streams share. */
export interface SharedLimits {
  readonly shared: BytesPerSecond;
  /** Of the streams of one host together; infinite where there is no limit. */
  readonly hostLink: BytesPerSecond;
  /** Of one stream; infinite where there is no limit. */
  readonly each: BytesPerSecond;
}

/** One stream, from when it starts until all its bytes are through. */
export interface Stream {
  readonly host: number;
  readonly at: Seconds;
  readonly bytes: Bytes;
}

/**
 * When streams that share a bandwidth are through.
 *
 *     t_j = Σ_{m<=j} (v_m − v_{m−1}) (n − m + 1)/B    for one limit and streams that start together
 *
 * Where hosts have links of their own, the shares are max-min fair: all rates grow together, and a stream's stops growing
 * when its host's link, its own limit or the shared bandwidth is used up (progressive filling).
 *
 * - Source: E20, R11
 * - Assumes: at least one of the limits is finite for every stream
 * - Limits: exact, for streams that start at any times; sorts hosts anew only where some links limit and others do not
 *
 * @param copies how many hosts each host stands for, all with the same streams; 1 where it is left out
 * @returns the end of each stream, and how long in all there was any
 * @example
 * const link = { shared: 2e9, hostLink: 1e9, each: Infinity };
 * drain([1e9, 1e9, 3e9].map((bytes) => ({ host: 0, at: 0, bytes })), link).ends  // => [3, 3, 5]
 */
export function drain(
  streams: readonly Stream[],
  limits: SharedLimits,
  copies?: readonly number[],
): { readonly ends: readonly Seconds[]; readonly busy: Seconds } {
  const ends = streams.map(({ at }) => at);
  const order = streams.map((_, place) => place).sort((a, b) => streams[a].at - streams[b].at);
  const hosts = streams.reduce((most, { host }) => Math.max(most, host), 0) + 1;
  const sharing = new FairSharing(limits, copies ?? Array.from({ length: hosts }, () => 1));
  const finish = (place: number, at: Seconds) => {
    ends[place] = at;
  };
  for (const place of order) {
    const { host, at, bytes } = streams[place];
    sharing.runUntil(at, finish);
    sharing.start(place, host, bytes);
  }
  sharing.runUntil(Number.POSITIVE_INFINITY, finish);
  return { ends, busy: sharing.busy };
}

/** Streams under way, by host: all of a host's have the same rate, so one amount of service a host tells who is through. */
export class FairSharing {
  /** How long in all there was any stream. */
  busy: Seconds = 0;
  /** Until when services are counted, and until when nothing has ended since. */
  private now: Seconds = Number.NEGATIVE_INFINITY;
  private reached: Seconds = Number.NEGATIVE_INFINITY;
  private count = 0;
  /** When the next stream is through, where it is known. */
  private ends: Seconds | undefined;
  /** By host: bytes that a stream would have got, had it run all the time; those it gets a second; how many there are. */
  private readonly service: Float64Array;
  private readonly rate: Float64Array;
  private readonly streams: Int32Array;
  /** By host: the sum of what its streams under way are through at. */
  private readonly promised: Float64Array;
  /** By host: streams under way and the service at which each is through, the next one last. */
  private readonly waiting: { readonly id: number; readonly through: Bytes }[][];
  /** By host: the service at which the next one is through. */
  private readonly next: Float64Array;

  constructor(
    private readonly limits: SharedLimits,
    /** How many hosts each host stands for. */
    private readonly copies: readonly number[],
  ) {
    const hosts = copies.length;
    this.service = new Float64Array(hosts);
    this.rate = new Float64Array(hosts);
    this.streams = new Int32Array(hosts);
    this.promised = new Float64Array(hosts);
    this.waiting = Array.from({ length: hosts }, () => []);
    this.next = new Float64Array(hosts);
  }

  /** When the next stream is through. */
  get nextEnd(): Seconds {
    if (this.count === 0) return Number.POSITIVE_INFINITY;
    if (this.ends !== undefined) return this.ends;
    this.serveUntilNow();
    this.share();
    const { streams, next, service, rate } = this;
    let least = Number.POSITIVE_INFINITY;
    for (let host = 0; host < streams.length; host++) {
      if (streams[host] === 0) continue;
      const left = Math.max(0, next[host] - service[host]) / rate[host];
      if (left < least) least = left;
    }
    this.ends = this.now + least;
    return this.ends;
  }

  /** Starts a stream at the time that was run until. */
  start(id: number, host: number, bytes: Bytes): void {
    this.serveUntilNow();
    const list = this.waiting[host];
    const through = this.service[host] + bytes;
    let place = list.length;
    while (place > 0 && list[place - 1].through < through) place--;
    if (place === list.length) {
      list.push({ id, through });
      this.next[host] = through;
    } else {
      list.splice(place, 0, { id, through });
    }
    this.promised[host] += through;
    this.streams[host]++;
    this.count += this.copies[host];
    this.ends = undefined;
  }

  /** Runs until `limit`, and tells of each stream that is through on the way. */
  runUntil(limit: Seconds, finish: (id: number, at: Seconds, host: number) => void): void {
    const { streams, next, service, rate } = this;
    for (let end = this.nextEnd; end <= limit && this.count > 0; end = this.nextEnd) {
      const rounding = 1e-12 * Math.max(1, Math.abs(end));
      this.reached = end;
      this.serveUntilNow();
      const done: [id: number, host: number][] = [];
      for (let host = 0; host < streams.length; host++) {
        const reach = service[host] * (1 + 1e-12) + rate[host] * rounding;
        while (streams[host] > 0 && next[host] <= reach) done.push([this.finished(host), host]);
      }
      this.ends = undefined;
      for (const [id, host] of done) finish(id, end, host);
    }
    this.reached = limit;
  }

  /** Bytes of all streams of a host that are not through yet. */
  outstanding(host: number): Bytes {
    this.serveUntilNow();
    return Math.max(0, this.promised[host] - this.streams[host] * this.service[host]);
  }

  /** Bytes of a stream that are not through yet. */
  left(host: number, id: number): Bytes {
    this.serveUntilNow();
    const stream = this.waiting[host].find((one) => one.id === id);
    return stream ? Math.max(0, stream.through - this.service[host]) : 0;
  }

  /** Takes the next stream of a host that is through away. */
  private finished(host: number): number {
    const list = this.waiting[host];
    const { id, through } = list.pop()!;
    this.promised[host] -= through;
    this.streams[host]--;
    this.count -= this.copies[host];
    if (list.length > 0) this.next[host] = list[list.length - 1].through;
    return id;
  }

  /** Counts the service up to the time that was run until. */
  private serveUntilNow(): void {
    if (this.now === this.reached) return;
    if (this.count > 0) {
      const { streams, service, rate } = this;
      const time = this.reached - this.now;
      this.busy += time;
      for (let host = 0; host < streams.length; host++) {
        if (streams[host] > 0) service[host] += rate[host] * time;
      }
    }
    this.now = this.reached;
  }

  /** Progressive filling: the hosts whose streams have the lowest limits first. */
  private share(): void {
    const { shared, hostLink, each } = this.limits;
    const { streams, rate, copies } = this;
    const level = shared / this.count;
    let crowded = 0;
    for (let host = 0; host < streams.length; host++) crowded = Math.max(crowded, streams[host]);
    // With the most on one host below its limit, all are.
    if (level <= Math.min(each, hostLink / crowded)) {
      rate.fill(level);
      return;
    }
    const limitOf = (host: number) => Math.min(each, hostLink / streams[host]);
    const busy: number[] = [];
    for (let host = 0; host < streams.length; host++) if (streams[host] > 0) busy.push(host);
    busy.sort((a, b) => limitOf(a) - limitOf(b));
    let [left, bandwidth] = [this.count, shared];
    for (const host of busy) {
      rate[host] = Math.min(limitOf(host), bandwidth / left);
      bandwidth -= rate[host] * streams[host] * copies[host];
      left -= streams[host] * copies[host];
    }
  }
}
