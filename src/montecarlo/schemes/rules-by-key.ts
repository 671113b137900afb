import type { CheckpointRules } from "./checkpoint-rules.js";
import { bqc, fixedDependency } from "./rules/dependency-vectors.js";
import { eventPattern } from "./rules/event-pattern.js";
import { bcs, bqf, qsa } from "./rules/index-based.js";
import { bhmr, fi, hmnr } from "./rules/known-intervals.js";

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
