import type { System } from "../../scenario/model/system.js";
import type { Bytes } from "../../scenario/model/units.js";
import type { EngineObserver, MessageObserver } from "../fast-engine/engine-observer.js";
import { type Agenda, FastEngine } from "../fast-engine/fast-engine.js";
import { VmQscByAmounts } from "../fast-engine/vm-qsc-by-amounts.js";
import type { Population } from "../population.js";
import type { StreamsByPurpose } from "../random/random-stream.js";
import { meanOf } from "../random/sampler.js";
import { drawnDurations, durationsByCell } from "../sources/checkpoint-durations.js";
import { drawnClockErrors } from "../sources/clock-errors.js";
import type { MessageSource } from "../sources/message-source.js";
import { PoissonTraffic } from "../sources/poisson-traffic.js";
import type { SpanTraffic } from "../sources/span-traffic.js";
import { Timers } from "../sources/timers.js";

/** The rules at work on a system, and the loop that tells them what happens. */
export interface Engine {
  readonly protocol: VmQscByAmounts;
  readonly loop: FastEngine;
}

/** Who takes part in a run besides the rules. */
export interface EngineSetting {
  readonly population: Population;
  /** Every VM by itself, where one number of the population stands for several; default the population. */
  readonly everyVm?: Population;
  /** A random stream for each purpose. */
  readonly stream: StreamsByPurpose;
  readonly observers: readonly EngineObserver[];
  readonly agenda?: Agenda;
  readonly messageObserver?: MessageObserver;
  /** Draws quiet spans at once; without it every message is run. */
  readonly spans?: SpanTraffic;
  /** Where messages come from; default Poisson traffic at the system's rates. */
  readonly source?: MessageSource;
}

/** Puts a system on the engine, with clocks, durations and, unless a source is given, traffic drawn from its streams. */
export function makeEngine(system: System, setting: EngineSetting): Engine {
  const { population, everyVm = population, stream, observers, spans } = setting;
  const { baseInterval, policies } = system;
  const ofVm = drawnDurations(system, everyVm, stream);
  const durations = population === everyVm ? { durations: ofVm } : durationsByCell(ofVm, everyVm);
  const protocol = new VmQscByAmounts({
    population,
    baseInterval,
    policies,
    ...durations,
    observers,
    messageSize: setting.source === undefined ? commonSize(system) : undefined,
  });
  const clock = drawnClockErrors(system.clock, population, stream);
  const timers = new Timers(baseInterval, population.vmCount, clock);
  const streams = { gaps: stream("gaps"), ends: stream("ends"), delays: stream("delays") };
  const traffic = new PoissonTraffic(system, everyVm, streams);
  const { within, across } = system.delay;
  const expected = {
    messagesPerSecond: traffic.intensity,
    meanDelay: Math.max(meanOf(within), meanOf(across)),
  };
  const messages = setting.source ?? (spans === undefined ? traffic : { source: traffic, spans });
  const { agenda, messageObserver } = setting;
  const loop = new FastEngine(protocol, messages, timers, expected, {
    agenda,
    messageObserver,
  });
  return { protocol, loop };
}

/** The size of every message, where all have the same. */
function commonSize({ rates }: System): Bytes | undefined {
  const [first] = rates.size;
  return rates.size.every((size) => size === first) ? first : undefined;
}
