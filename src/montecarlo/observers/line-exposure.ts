import type { Seconds } from "../../scenario/model/units.js";
import type { ClosedInterval } from "../fast-engine/closed-interval.js";
import type { EngineObserver } from "../fast-engine/engine-observer.js";
import { isDue, type Population } from "../population.js";
import type { MeasuredWindow } from "./tallies.js";

/** Exposed messages times the reign of their line, and the reigns. */
export interface ExposureSums {
  readonly messageSeconds: number;
  readonly seconds: Seconds;
}

/**
 * Messages that the failure of a host could not bring back, line by line (R10): they crossed the line, were sent
 * before the checkpoint from which their sender is restored, so that no replay sends them again, and sender and
 * receiver share the host whose memory is lost. Such a sender is due at the line, short delays granted. A failure
 * finds a line with a probability in proportion to its *reign*, from its own cover to the next line's.
 */
export abstract class LineExposure implements EngineObserver {
  /** Messages exposed for the whole reign of a line, and message-seconds of those exposed for a part of it. */
  private readonly exposed: number[] = [];
  private readonly exposedFor: number[] = [];
  private readonly coveredAt: Seconds[] = [0];

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

  abstract advanced(
    vm: number,
    k: number,
    at: Seconds,
    due: boolean,
    early: boolean,
    closed: ClosedInterval,
    completion: Seconds,
  ): void;

  lineCovered(k: number, at: Seconds): void {
    this.coveredAt[k] = at;
  }

  /**
   * Exposed messages times the reign of their line, and the reigns, summed over the lines of the window; the line
   * after the last of them must be covered.
   */
  sums(window: MeasuredWindow): ExposureSums {
    let messageSeconds = 0;
    let seconds = 0;
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
 * storage, so that it is exposed from the cover of the line until it arrives, if that is later, and no longer.
 */
export class CountedExposure extends LineExposure {
  constructor(
    private readonly population: Population,
    private readonly inTransit: "volatile" | "stable",
  ) {
    super();
  }

  advanced(): void {}

  crossed(from: number, to: number, sentIndex: number, index: number, at: Seconds): void {
    const { classOf, hostOf } = this.population;
    if (hostOf[from] !== hostOf[to]) return;
    let older = false;
    for (let k = sentIndex + 1; k <= index; k++) {
      older ||= isDue(this.population, classOf[from], k);
      if (!older) continue;
      if (this.inTransit === "stable") this.exposeFor(k, this.reignUntil(k, at));
      else this.expose(k, 1);
    }
  }
}
