import { prepare } from "../src/scenario/checks/prepare.js";
import type { System } from "../src/scenario/model/system.js";

/** What to make of the three classes. */
export interface ThreeClassesOptions {
  readonly vms: number;
  /** Seconds. */
  readonly baseInterval: number;
  /** Messages that a VM receives per second, on average. */
  readonly perVm: number;
  /** Message delay and clock error; absent where both are zero. */
  readonly skew?: { readonly meanDelay: number; readonly largestError: number };
  readonly vmsPerHost: number;
}

/** Flows between the classes, in proportion. */
const flows = [
  [400, 100, 50],
  [100, 60, 20],
  [50, 20, 10],
];
const flowInAll = 810;

/**
 * Half of the VMs SI, three in ten MI_2 and two in ten MI_3, with the traffic in fixed proportions: η is 43/243
 * at any size. Delays are exponential, clock errors uniform from 0.
 */
export function threeClasses({ vms, baseInterval, perVm, skew, vmsPerHost }: ThreeClassesOptions): System {
  const names = ["one", "two", "three"];
  const scale = (vms * perVm) / flowInAll;
  const rates = names.map((name, from) => [
    name,
    Object.fromEntries(names.map((other, to) => [other, flows[from][to] * scale])),
  ]);
  return prepare({
    name: "three classes",
    baseInterval,
    classes: {
      one: { multiple: 1, count: 0.5 * vms },
      two: { multiple: 2, count: 0.3 * vms },
      three: { multiple: 3, count: 0.2 * vms },
    },
    traffic: {
      per: "class",
      rates: Object.fromEntries(rates),
      ...(skew && { delay: { exponential: skew.meanDelay } }),
    },
    ...(skew && { clock: { error: { uniform: [0, skew.largestError] } } }),
    hosts: { count: Math.max(1, vms / vmsPerHost) },
  });
}
