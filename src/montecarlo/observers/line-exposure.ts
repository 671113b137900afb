import type { Seconds } from "../../scenario/model/units.js";
import type { Advance, EngineObserver } from "../fast-engine/engine-observer.js";
import { isDue, type Population } from "../population.js";
import type { MeasuredWindow } from "./log-peaks.js";

/**
 * Messages that the failure of a host could not bring back, and for how long, line by line (R10). Such a message
 * crossed the line; its sender is restored from a checkpoint taken after the send, so that no replay sends it again;
 * and sender and receiver share the host whose memory is lost. It is exposed from the cover of the line it crosses
 * until the next line is covered, or until its receiver flushes it, if that is sooner. A line *reigns* from its own
 * cover to the next line's: the time in which failures return to it.
 */
export abstract class LineExposure implements EngineObserver {
  /** Messages exposed for the whole reign of a line, and message-seconds of those exposed for a part of it. */
  private readonly exposed: number[] = [];
  private readonly exposedFor: number[] = [];
  protected readonly coveredAt: Seconds[] = [0];

  /** Adds messages that are exposed while line `k` reigns, over all hosts. */
  protected expose(k: number, messages: number): void {
    this.exposed[k] = (this.exposed[k] ?? 0) + messages;
  }

  /** Adds message-seconds of exposure while line `k` reigns, over all hosts. */
  protected exposeFor(k: number, messageSeconds: number): void {
    this.exposedFor[k] = (this.exposedFor[k] ?? 0) + messageSeconds;
  }

  /** How long line `k` has reigned by `at`, which is now. */
  protected reignUntil(k: number, at: Seconds): Seconds {
    return Math.min(at, this.coveredAt[k + 1] ?? at) - (this.coveredAt[k] ?? at);
  }

  lineCovered(k: number, at: Seconds): void {
    this.coveredAt[k] = at;
  }

  /**
   * Message-seconds of exposure while the lines of the window reign, and how long they reign; the line after the last of
   * them must be covered.
   */
  sums(window: MeasuredWindow) {
    let messageSeconds = 0;
    let seconds: Seconds = 0;
    for (let k = window.first + 1; k <= window.last; k++) {
      const reign = this.coveredAt[k + 1] - this.coveredAt[k];
      messageSeconds += (this.exposed[k] ?? 0) * reign + (this.exposedFor[k] ?? 0);
      seconds += reign;
    }
    return { messageSeconds, seconds };
  }
}

/**
 * Exposure by counting the messages as they arrive. Under `inTransit: stable` a message that has arrived is on stable
 * storage, so that it is exposed until it arrives, and no longer.
 */
export class CountedExposure extends LineExposure {
  /** By receiver: the lines that messages of its present interval have crossed, once for each message. */
  private readonly unflushed: (number[] | undefined)[] = [];

  constructor(
    private readonly population: Population,
    private readonly inTransit: "volatile" | "stable",
  ) {
    super();
  }

  /** R3: the receiver flushes what it has received, unless it is due. */
  advanced(vm: number, _k: number, at: Seconds, { due }: Advance): void {
    const lines = this.unflushed[vm];
    if (lines === undefined) return;
    for (const k of lines) {
      if (due) this.expose(k, 1);
      else this.exposeFor(k, this.reignUntil(k, at));
    }
    this.unflushed[vm] = undefined;
  }

  crossed(from: number, to: number, sentIndex: number, index: number, at: Seconds): void {
    const { classOf, hostOf } = this.population;
    if (hostOf[from] !== hostOf[to]) return;
    let older = false;
    for (let k = sentIndex + 1; k <= index; k++) {
      older ||= isDue(this.population, classOf[from], k);
      if (!older) continue;
      if (this.inTransit === "stable") this.exposeFor(k, this.reignUntil(k, at));
      else if (this.unflushed[to] === undefined) this.unflushed[to] = [k];
      else this.unflushed[to].push(k);
    }
  }
}
