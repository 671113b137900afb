import { type SchemeKey, schemeEntry } from "../../scenario/model/schemes.js";
import type { Bytes, Seconds } from "../../scenario/model/units.js";
import type { CheckpointRules } from "./checkpoint-rules.js";
import { CheckpointingScheme } from "./checkpointing-scheme.js";
import { type ControlDelays, Coordinated } from "./coordinated.js";
import { loggingRules, MessageLogging } from "./message-logging.js";
import { bqc, fixedDependency } from "./rules/dependency-vectors.js";
import { eventPattern } from "./rules/event-pattern.js";
import { bcs, bqf, qsa } from "./rules/index-based.js";
import { bhmr, fi, hmnr } from "./rules/known-intervals.js";
import type { Scheme } from "./scheme.js";
import type { CountsSetting } from "./scheme-counts.js";
import type { VmQscSetting } from "./vm-qsc/vm-qsc.js";
import { VmQscScheme } from "./vm-qsc/vm-qsc-scheme.js";

/** The rules of each scheme that consists of checkpoints alone, for so many VMs. */
export const rulesByKey = {
  uncoordinated: () => eventPattern({}),
  cbr: () => eventPattern({ bySend: true, byReceipt: true }),
  cas: () => eventPattern({ afterEverySend: true }),
  casbr: () => eventPattern({ bySend: true, byReceipt: true, afterEverySend: true }),
  mrs: () => eventPattern({ bySend: true }),
  fdi: (vmCount) => fixedDependency(vmCount, "any event"),
  "fdi-strict": (vmCount) => fixedDependency(vmCount, "start"),
  fdas: (vmCount) => fixedDependency(vmCount, "send"),
  bhmr,
  bqc,
  bcs: () => bcs(),
  "bcs-aftersend": () => bcs({ aftersend: true }),
  "bcs-reset": () => bcs(),
  "lazy-bcs": () => bcs({ lazy: true }),
  "lazy-bcs-aftersend": () => bcs({ lazy: true, aftersend: true }),
  qsa: () => qsa(),
  "qsa-k": () => qsa({ byTimer: true }),
  bqf,
  hmnr,
  fi: (vmCount) => fi(vmCount),
  "lazy-fi": (vmCount) => fi(vmCount, { lazy: true }),
} satisfies { readonly [key: string]: (vmCount: number) => CheckpointRules };

export type CheckpointingKey = keyof typeof rulesByKey;

/** What schemes play in. */
export interface SchemeSetting extends CountsSetting, Omit<VmQscSetting, "observer"> {
  /** By class: for how long a checkpoint holds the VM up. */
  readonly pause: readonly Seconds[];
  readonly controlDelays: ControlDelays;
  /** Whether recoveries are carried out. */
  readonly goesBack?: boolean;
  /** Whether all of the run is kept, for reports on it. */
  readonly keepsAll?: boolean;
}

/** A scheme by its key, ready to play a stream of events. */
export function makeScheme(key: SchemeKey, setting: SchemeSetting): Scheme {
  switch (key) {
    case "vmqsc":
      return new VmQscScheme(setting);
    case "coordinated":
    case "coordinated-blocking":
    case "tamir-sequin":
      return coordinated(key, setting);
    case "log-all":
    case "log-optimistic":
    case "log-sender":
    case "log-causal":
      return new MessageLogging(loggingRules[key], setting);
    default:
      return checkpointing(key, setting);
  }
}

function checkpointing(key: CheckpointingKey, setting: SchemeSetting): Scheme {
  const { population, baseInterval } = setting;
  const { vmCount, classOf, multiple } = population;
  return new CheckpointingScheme(rulesByKey[key](vmCount), {
    ...setting,
    piggybackBytes: piggybackBytes(key, vmCount),
    ownPeriod: key === "bcs-reset" ? (vm) => multiple[classOf[vm]] * baseInterval : undefined,
    countUseless: key === "uncoordinated",
  });
}

function coordinated(
  key: "coordinated" | "coordinated-blocking" | "tamir-sequin",
  setting: SchemeSetting,
): Scheme {
  const { vmCount } = setting.population;
  const others = vmCount - 1;
  const messagesPerRound = {
    coordinated: 2 * others,
    "coordinated-blocking": 3 * others,
    "tamir-sequin": 2 * vmCount * others,
  };
  return new Coordinated({
    ...setting,
    blocking: key !== "coordinated",
    messagesPerRound: messagesPerRound[key],
    piggybackBytes: piggybackBytes(key, vmCount),
  });
}

/** Bytes that a message carries of a scheme: 4 an integer, bits packed and rounded up. */
function piggybackBytes(key: SchemeKey, vmCount: number): Bytes {
  const { integers, bits } = schemeEntry(key);
  const amount = ([constant, perVm, perPair]: readonly [number, number, number]) =>
    constant + perVm * vmCount + perPair * vmCount ** 2;
  return 4 * amount(integers) + Math.ceil(amount(bits) / 8);
}
