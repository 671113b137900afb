import type { System } from "../../scenario/model/system.js";
import type { Seconds } from "../../scenario/model/units.js";
import { populate } from "../population.js";
import type { RandomStream, StreamsByPurpose } from "../random/random-stream.js";
import { sampler } from "../random/sampler.js";
import {
  type DelayBetween,
  delayBetween,
  type RecordedMessages,
  RecordedTraffic,
  type RecordPiece,
} from "../sources/recorded-traffic.js";
import type { ReplicationPlan } from "./replication-plan.js";

/** A record as the engine is to play it. */
export interface RecordedRun {
  readonly messages: RecordedMessages;
  /** Whole hyperperiods that it has from its start; only these are played. */
  readonly hyperperiods: number;
  readonly hyperperiod: number;
  readonly seed: string;
  /**
   * The record as it was, again and again; the same from an instant that is drawn for each replication, so that the grid of
   * checkpoints has any phase; or put together anew in each replication from pieces of a few base intervals, each from a
   * place at the same distance from a hyperperiod's start, so that what is in step with the checkpoints stays in step.
   */
  readonly order: "recorded" | "phases" | "resampled";
  /** For `recorded`: how much later than the record the grid of checkpoints begins; default 0. */
  readonly phase?: Seconds;
}

/** The plan of a replication that measures as many indices as the record has, after whole hyperperiods of warm-up. */
export function recordedPlan(
  { hyperperiod, hyperperiods }: RecordedRun,
  usual: ReplicationPlan,
): ReplicationPlan {
  return {
    ...usual,
    hyperperiod: usual.hyperperiod > 0 ? hyperperiod : 0,
    warmUp: Math.ceil(usual.warmUp / hyperperiod) * hyperperiod,
    indices: hyperperiods * hyperperiod,
  };
}

/** The messages of one replication on a record. */
export function recordedSource(
  system: System,
  record: RecordedRun,
  plan: ReplicationPlan,
  streams: StreamsByPurpose,
): RecordedTraffic {
  const pieces = piecesOf(system, record, plan, streams("pieces"));
  return new RecordedTraffic(record.messages, pieces, system.baseInterval, drawnDelay(system, streams));
}

/** The messages of a record as they were, once. */
export function recordedOnce(
  system: System,
  messages: RecordedMessages,
  streams: StreamsByPurpose,
): RecordedTraffic {
  const whole = [{ from: 0, length: Number.POSITIVE_INFINITY }];
  return new RecordedTraffic(messages, whole, system.baseInterval, drawnDelay(system, streams));
}

/** The delays of a system, for messages of which the record does not say when they arrived. */
function drawnDelay(system: System, streams: StreamsByPurpose): DelayBetween | undefined {
  const { within, across } = system.delay;
  const noDelay = [within, across].every((delay) => delay.kind === "constant" && delay.value === 0);
  const delays = streams("delays");
  const { hostOf } = populate(system);
  return noDelay ? undefined : delayBetween(hostOf, sampler(within, delays), sampler(across, delays));
}

function piecesOf(system: System, record: RecordedRun, plan: ReplicationPlan, stream: RandomStream) {
  const { baseInterval } = system;
  const whole = plan.indices * baseInterval;
  switch (record.order) {
    case "recorded":
      return fromPhase(record.phase ?? 0, whole, plan.warmUp * baseInterval);
    case "phases":
      return fromPhase(stream.double() * whole, whole, plan.warmUp * baseInterval);
    case "resampled":
      return resampled(record, plan.indices, baseInterval, stream);
  }
}

/** The record over and over, so that the measured part begins at a phase of it. */
function* fromPhase(phase: Seconds, whole: Seconds, warmUp: Seconds): Iterable<RecordPiece> {
  const first = (((phase - warmUp) % whole) + whole) % whole;
  if (first > 0) yield { from: first, length: whole - first };
  for (;;) yield { from: 0, length: whole };
}

function* resampled(
  { hyperperiod }: RecordedRun,
  intervals: number,
  baseInterval: Seconds,
  stream: RandomStream,
): Iterable<RecordPiece> {
  const block = Math.max(1, Math.round(Math.cbrt(intervals)));
  for (let at = 0; ; at += block) {
    const first = at % hyperperiod;
    const places = Math.floor((intervals - block - first) / hyperperiod) + 1;
    const from = first + hyperperiod * Math.floor(stream.double() * places);
    yield { from: from * baseInterval, length: block * baseInterval };
  }
}
