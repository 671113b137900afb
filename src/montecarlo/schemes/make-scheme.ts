import { type SchemeKey, schemeEntry } from "../../scenario/model/schemes.js";
import type { System } from "../../scenario/model/system.js";
import type { Bytes, Seconds } from "../../scenario/model/units.js";
import type { Population } from "../population.js";
import type { StreamsByPurpose } from "../random/random-stream.js";
import { meanOf, sampler } from "../random/sampler.js";
import type { CheckpointDurations } from "../sources/checkpoint-durations.js";
import type { CheckpointRules } from "./checkpoint-rules.js";
import { CheckpointingScheme } from "./checkpointing-scheme.js";
import { Coordinated } from "./coordinated.js";
import { loggingRules, MessageLogging } from "./message-logging.js";
import { type CheckpointingKey, rulesByKey } from "./rules-by-key.js";
import type { Scheme } from "./scheme.js";
import { VmQscScheme } from "./vm-qsc/vm-qsc-scheme.js";

/** What schemes play in. */
export interface SchemeSetting {
  readonly system: System;
  readonly population: Population;
  readonly durations: CheckpointDurations;
  /** For the delays of control messages. */
  readonly streams: StreamsByPurpose;
}

/** A scheme by its key, ready to play a stream of events. */
export function makeScheme(key: SchemeKey, setting: SchemeSetting): Scheme {
  const { system, population, durations } = setting;
  const counted = {
    population,
    image: system.classes.map(({ image }) => image),
    burstSpan: Math.max(...system.classes.map(({ duration }) => meanOf(duration))),
  };
  const { baseInterval, policies } = system;
  switch (key) {
    case "vmqsc":
      return new VmQscScheme({ ...counted, baseInterval, policies, durations });
    case "coordinated":
    case "coordinated-blocking":
    case "tamir-sequin":
      return coordinated(key, setting, counted);
    case "log-all":
    case "log-optimistic":
    case "log-sender":
    case "log-causal":
      return new MessageLogging(loggingRules[key], counted);
    default:
      return checkpointing(key, setting, counted);
  }
}

type Counted = ConstructorParameters<typeof CheckpointingScheme>[1];

function checkpointing(
  key: CheckpointingKey,
  { system, population }: SchemeSetting,
  counted: Omit<Counted, "piggybackBytes">,
): Scheme {
  const { vmCount, classOf } = population;
  const period = (vm: number) => system.classes[classOf[vm]].multiple * system.baseInterval;
  return new CheckpointingScheme(rulesByKey[key](vmCount) as CheckpointRules, {
    ...counted,
    piggybackBytes: piggybackBytes(key, vmCount),
    ownPeriod: key === "bcs-reset" ? period : undefined,
    countUseless: key === "uncoordinated",
  });
}

function coordinated(
  key: "coordinated" | "coordinated-blocking" | "tamir-sequin",
  { system, population, durations, streams }: SchemeSetting,
  counted: Omit<Counted, "piggybackBytes">,
): Scheme {
  const { vmCount } = population;
  const others = vmCount - 1;
  const messagesPerRound = {
    coordinated: 2 * others,
    "coordinated-blocking": 3 * others,
    "tamir-sequin": 2 * vmCount * others,
  };
  return new Coordinated({
    ...counted,
    durations,
    controlDelays: controlDelays(system, population, streams),
    blocking: key === "coordinated" ? undefined : { pause: system.classes.map(({ pause }) => pause) },
    messagesPerRound: messagesPerRound[key],
    piggybackBytes: piggybackBytes(key, vmCount),
  });
}

/** Control messages travel as others do, with delays from streams of their own. */
function controlDelays(system: System, { hostOf }: Population, streams: StreamsByPurpose) {
  const { within, across } = system.delay;
  return (k: number, purpose: string) => {
    const stream = streams(`control/${purpose}/${k}`);
    const delays = { within: sampler(within, stream), across: sampler(across, stream) };
    return (vm: number): Seconds => (hostOf[vm] === hostOf[0] ? delays.within() : delays.across());
  };
}

/** Bytes that a message carries of a scheme: 4 an integer, bits packed and rounded up. */
function piggybackBytes(key: SchemeKey, vmCount: number): Bytes {
  const { integers, bits } = schemeEntry(key);
  const amount = ([constant, perVm, perPair]: readonly [number, number, number]) =>
    constant + perVm * vmCount + perPair * vmCount ** 2;
  return 4 * amount(integers) + Math.ceil(amount(bits) / 8);
}
