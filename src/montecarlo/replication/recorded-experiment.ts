import type { System } from "../../scenario/model/system.js";
import type { Messages, Seconds } from "../../scenario/model/units.js";
import { LargestHeld } from "../observers/largest-held.js";
import { populate } from "../population.js";
import { openStream, type RandomStream } from "../random/random-stream.js";
import { sampler } from "../random/sampler.js";
import {
  delayBetween,
  type RecordedMessages,
  RecordedTraffic,
  type RecordPiece,
} from "../sources/recorded-traffic.js";
import { drawnSources } from "../sources/run-sources.js";
import { withEvents } from "./event-slots.js";
import type { Experiment } from "./experiment.js";
import { measuredRun } from "./measured-run.js";
import { totalsLayout, totalsOf } from "./replication.js";
import { type ReplicationPlan, replicationPlan } from "./replication-plan.js";
import type { RunRecord } from "./run-record.js";
import type { ReplicationTotals, TotalsLayout } from "./totals.js";

/** A record as the engine is to play it. */
export interface RecordedRun {
  readonly messages: RecordedMessages;
  /** Whole hyperperiods that it has from its start; only these are played. */
  readonly hyperperiods: number;
  readonly hyperperiod: number;
  readonly seed: string;
  /** The whole record in its own order, or pieces of it at random. */
  readonly order: "recorded" | "resampled";
  /** How much later than the record the grid of checkpoints begins; default 0. */
  readonly phase?: Seconds;
}

/**
 * The rules played on a record: as it was, again and again, so that every part of it is measured; or put together anew
 * from pieces of a few base intervals in each replication, each from a place at the same distance from a hyperperiod's
 * start, so that what is in step with the checkpoints stays in step.
 */
export class RecordedExperiment implements Experiment {
  readonly layout: TotalsLayout;
  readonly expectedMessages: number;
  /** The largest logs that any replication so far has seen before a line. */
  largest: { readonly volatile: Messages; readonly stable: Messages } = { volatile: 0, stable: 0 };
  private readonly plan: ReplicationPlan;

  constructor(
    readonly system: System,
    private readonly record: RecordedRun,
  ) {
    const { hyperperiod, hyperperiods, messages } = record;
    const usual = replicationPlan(system, undefined, "event");
    this.plan = {
      ...usual,
      hyperperiod: usual.hyperperiod > 0 ? hyperperiod : 0,
      warmUp: Math.ceil(usual.warmUp / hyperperiod) * hyperperiod,
      indices: hyperperiods * hyperperiod,
    };
    this.layout = withEvents(totalsLayout(system), system, this.plan);
    this.expectedMessages = messages.sentAt.length;
  }

  run(replication: number): ReplicationTotals {
    return totalsOf(this.measured(replication), replication, this.plan);
  }

  /** One replication, measured. */
  measured(replication: number): RunRecord {
    const { system, plan, record } = this;
    const streams = (purpose: string) => openStream(record.seed, replication, purpose);
    const pieces = record.order === "recorded" ? this.recorded() : this.resampled(streams("pieces"));
    const { within, across } = system.delay;
    const { hostOf } = populate(system);
    const isZero = [within, across].every((delay) => delay.kind === "constant" && delay.value === 0);
    const delays = streams("delays");
    const delay = isZero ? undefined : delayBetween(hostOf, sampler(within, delays), sampler(across, delays));
    const source = new RecordedTraffic(record.messages, pieces, system.baseInterval, delay);
    const window = { first: plan.warmUp, last: plan.warmUp + plan.indices };
    let largest: LargestHeld | undefined;
    const run = measuredRun(system, {
      sources: drawnSources(system, streams, { source }),
      plan,
      streams,
      observers: (logs) => {
        largest = new LargestHeld(window, logs);
        return [largest];
      },
    });
    this.largest = {
      volatile: Math.max(this.largest.volatile, largest!.volatile),
      stable: Math.max(this.largest.stable, largest!.stable),
    };
    return run;
  }

  /** The record from where the warm-up takes it to its start at the first measured index, then over and over. */
  private *recorded(): Iterable<RecordPiece> {
    const { system, plan, record } = this;
    const whole = plan.indices * system.baseInterval;
    const before = (plan.warmUp % plan.indices) * system.baseInterval;
    const first = ((((record.phase ?? 0) - before) % whole) + whole) % whole;
    if (first > 0) yield { from: first, length: whole - first };
    for (;;) yield { from: 0, length: whole };
  }

  private *resampled(stream: RandomStream): Iterable<RecordPiece> {
    const { baseInterval } = this.system;
    const { hyperperiod } = this.record;
    const intervals = this.plan.indices;
    const block = Math.max(1, Math.round(Math.cbrt(intervals)));
    for (let at = 0; ; at += block) {
      const first = at % hyperperiod;
      const places = Math.floor((intervals - block - first) / hyperperiod) + 1;
      const from = first + hyperperiod * Math.floor(stream.double() * places);
      yield { from: from * baseInterval, length: block * baseInterval };
    }
  }
}
