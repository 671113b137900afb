import { ScenarioError } from "../../scenario/model/scenario-error.js";
import { type SchemeKey, schemeEntry } from "../../scenario/model/schemes.js";
import { countVms, type System } from "../../scenario/model/system.js";
import type { Seconds } from "../../scenario/model/units.js";
import { type EngineTask, runTask } from "../replication/engine-task.js";
import type { Experiment } from "../replication/experiment.js";
import { messagesPerSecond } from "../sources/poisson-traffic.js";
import { comparisonLayout } from "./comparison-readings.js";
import { comparisonPlan } from "./comparison-replication.js";

/** How schemes are to be compared. */
export interface ComparisonExperimentOptions {
  readonly seed: string;
  readonly schemes: readonly SchemeKey[];
  /** Messages of a replication, about; left out, the plan decides. */
  readonly work?: number;
}

/** Schemes on the same events: one replication after the other, each with streams of its own. */
export function comparisonExperiment(
  system: System,
  { seed, schemes, work }: ComparisonExperimentOptions,
): Experiment & { readonly expectedMessages: number; readonly task: EngineTask } {
  refuseManyVms(system, schemes);
  const plan = comparisonPlan(system, work);
  const task = { system, seed, plan, schemes };
  return {
    layout: comparisonLayout(system, schemes),
    run: (replication) => runTask(task, replication),
    expectedMessages: plan.indices * system.baseInterval * messagesPerSecond(system),
    task,
  };
}

/** About how long one replication takes on one thread of a usual machine. */
export function secondsPerReplication({ system, plan, schemes = [] }: EngineTask): Seconds {
  const { baseInterval, failures, hosts, job } = system;
  const work = job === undefined ? 0 : job.work / baseInterval;
  const struck =
    work * baseInterval * (hosts.count * failures.host + countVms(system) * failures.vm) * (plan.warmUp + 1);
  const intervals = plan.warmUp + plan.indices + Math.min(work, struck);
  const messages = intervals * baseInterval * messagesPerSecond(system);
  return messages * schemes.reduce((sum, key) => sum + secondsPerMessage(key, countVms(system)), 2e-7);
}

/** What a message costs: more where it carries something of every VM, or of every pair of them. */
function secondsPerMessage(key: SchemeKey, vmCount: number): Seconds {
  const { integers, bits } = schemeEntry(key);
  const perVm = integers[1] + bits[1] > 0 ? 5e-9 * vmCount : 0;
  const perPair = integers[2] + bits[2] > 0 ? 2e-9 * vmCount ** 2 : 0;
  return (key === "vmqsc" ? 2e-6 : 4e-7) + perVm + perPair;
}

/** VMs up to which schemes are compared: what each has sent to each other is kept. */
const mostVms = 2000;
/** VMs up to which a message can carry something of every pair of them. */
const mostVmsOfPairs = 128;

function refuseManyVms(system: System, schemes: readonly SchemeKey[]): void {
  const vms = countVms(system);
  if (vms > mostVms)
    throw new ScenarioError(
      `schemes are compared on at most ${mostVms} VMs, and this scenario has ${vms}: lower the counts of its classes, and rates per VM as they are keep what is said of a VM`,
      "classes",
    );
  const heavy = schemes.find((key) => {
    const { integers, bits } = schemeEntry(key);
    return integers[2] + bits[2] > 0;
  });
  if (heavy !== undefined && vms > mostVmsOfPairs)
    throw new ScenarioError(
      `schemes.${heavy} carries something of every pair of VMs on each message, which is too much beyond ${mostVmsOfPairs} VMs, and this scenario has ${vms}: leave it out, or lower the counts of the classes`,
      "schemes",
    );
}
