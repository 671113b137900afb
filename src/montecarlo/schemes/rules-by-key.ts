import type { CheckpointRules } from "./checkpoint-rules.js";
import { Bcs, LazyBcs } from "./rules/bcs.js";
import { Bhmr } from "./rules/bhmr.js";
import { Bqc } from "./rules/bqc.js";
import { Bqf } from "./rules/bqf.js";
import { EventPattern } from "./rules/event-patterns.js";
import { Fi } from "./rules/fi.js";
import { FixedDependency } from "./rules/fixed-dependency.js";
import { Hmnr } from "./rules/hmnr.js";
import { Qsa } from "./rules/qsa.js";

/** The rules of each scheme that consists of checkpoints alone, for so many VMs. */
export const rulesByKey = {
  uncoordinated: (vmCount: number) => new EventPattern(vmCount, "uncoordinated"),
  cbr: (vmCount: number) => new EventPattern(vmCount, "cbr"),
  cas: (vmCount: number) => new EventPattern(vmCount, "cas"),
  casbr: (vmCount: number) => new EventPattern(vmCount, "casbr"),
  mrs: (vmCount: number) => new EventPattern(vmCount, "mrs"),
  fdi: (vmCount: number) => new FixedDependency(vmCount, "fdi"),
  "fdi-strict": (vmCount: number) => new FixedDependency(vmCount, "fdi-strict"),
  fdas: (vmCount: number) => new FixedDependency(vmCount, "fdas"),
  bhmr: (vmCount: number) => new Bhmr(vmCount),
  bqc: (vmCount: number) => new Bqc(vmCount),
  bcs: (vmCount: number) => new Bcs(vmCount, false),
  "bcs-aftersend": (vmCount: number) => new Bcs(vmCount, true),
  "bcs-reset": (vmCount: number) => new Bcs(vmCount, false),
  "lazy-bcs": (vmCount: number) => new LazyBcs(vmCount, false),
  "lazy-bcs-aftersend": (vmCount: number) => new LazyBcs(vmCount, true),
  qsa: (vmCount: number) => new Qsa(vmCount, false),
  "qsa-k": (vmCount: number) => new Qsa(vmCount, true),
  bqf: (vmCount: number) => new Bqf(vmCount),
  hmnr: (vmCount: number) => new Hmnr(vmCount),
  fi: (vmCount: number) => new Fi(vmCount, false),
  "lazy-fi": (vmCount: number) => new Fi(vmCount, true),
} satisfies { readonly [key: string]: (vmCount: number) => CheckpointRules };

export type CheckpointingKey = keyof typeof rulesByKey;
