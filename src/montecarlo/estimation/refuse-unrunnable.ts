import { ScenarioError } from "../../scenario/model/scenario-error.js";
import { countVms, type System } from "../../scenario/model/system.js";
import type { Seconds } from "../../scenario/model/units.js";
import type { Experiment } from "../replication/engine-task.js";
import { replicationWork } from "../replication/replication-plan.js";

/** A tenth of `2^53`, about: what one replication may have on average and still count to the last message. */
const mostCountable = 1e15;
/** VMs that the engine has room for: some 300 bytes each. */
const mostVms = 10_000_000;
/** Advances of VMs, and messages run one by one, that one replication may have: some hours of them. */
const mostWork = 1e11;

/**
 * Refuses an experiment that no machine would see the end of: a replication with more messages than a double counts
 * one by one, so that its logs would not come out even, with more VMs than fit in memory, or of too many base intervals.
 *
 * @throws {ScenarioError} when a replication, with its warm-up and run-out, is out of these bounds
 */
export function refuseUnrunnable({ expectedMessages, task }: Experiment): void {
  if (expectedMessages === undefined || task === undefined) return;
  const { warmUp, indices, runOut } = task.plan;
  refuseManyVms(task.system);
  const intervals = warmUp + indices + runOut;
  const messages = (expectedMessages / indices) * intervals;
  if (messages > mostCountable) {
    throw new ScenarioError(
      `one replication of this scenario has about ${messages.toExponential(1)} messages, and no more than ${mostCountable.toExponential()} can be counted exactly: lower the scenario's rates, counts, multiples, baseInterval or delays`,
      "traffic.rates",
    );
  }
  const work = replicationWork(task.system, task.plan);
  if (work > mostWork) {
    throw new ScenarioError(
      `one replication of this scenario has ${intervals.toExponential(1)} base intervals and about ${work.toExponential(1)} advances and messages, which takes hours: lower the scenario's multiples, counts, delays or durations`,
      "classes",
    );
  }
}

/** What a base interval of a run costs besides its VMs, in advances of VMs. */
const intervalOverhead = 50;
/** Advances of VMs that a run may have for the sake of rare messages: about a minute of them. */
const mostWaiting = 1e9;

/**
 * Refuses to wait for more messages than come in about a minute, where less than one comes in a base interval and no
 * time is set at which the run ends anyway.
 *
 * @throws {ScenarioError} naming how many messages there may be
 */
export function refuseRareMessages(
  { expectedMessages, task }: Experiment,
  { messages, maxTime }: { readonly messages?: number; readonly maxTime?: Seconds },
): void {
  if (messages === undefined || expectedMessages === undefined || task === undefined) return;
  if (expectedMessages === 0)
    throw new ScenarioError("messages cannot be waited for in a scenario without traffic", "messages");
  const intervals = task.plan.indices / expectedMessages;
  const most = Math.floor(mostWaiting / (intervals * (countVms(task.system) + intervalOverhead)));
  if (maxTime !== undefined || intervals <= 1 || messages <= most) return;
  throw new ScenarioError(
    `messages must be at most ${most} in this scenario, where one comes every ${Number(intervals.toPrecision(3))} base intervals on average, got ${messages}: more would take minutes or longer, for which a time limit must be given`,
    "messages",
  );
}

/**
 * Refuses a system of more VMs than the engine has room for.
 *
 * @throws {ScenarioError} naming how many there may be
 */
export function refuseManyVms(system: System): void {
  const vms = countVms(system);
  if (vms <= mostVms) return;
  throw new ScenarioError(
    `the engine keeps a record of every VM and has room for ${mostVms}, this scenario has ${vms}: lower the counts of its classes; closed forms take any number`,
    "classes",
  );
}

/** Refuses an option that is there and not as it must be. */
function check<Value>(
  name: string,
  value: Value | undefined,
  wanted: string,
  fits: (value: Value) => boolean,
  hint = "",
): void {
  if (value === undefined || fits(value)) return;
  throw new ScenarioError(`${name} must be ${wanted}, got ${value}${hint}`, name);
}

export function checkBetween(name: string, value: number | undefined, below: number): void {
  const limit = below === Number.POSITIVE_INFINITY ? "" : ` and below ${below}`;
  check(name, value, `a number above 0${limit}`, (number) => number > 0 && number < below);
}

/** More messages than whole numbers go would never come to an end. */
export function checkMessages(messages: number | undefined): void {
  const most = Number.MAX_SAFE_INTEGER;
  const wanted = `a number above 0 and at most ${most}`;
  check("messages", messages, wanted, (number) => number > 0 && number <= most);
}

export function checkReplications(replications: number | undefined): void {
  const wanted = "a whole number of at least 2, since intervals come from their spread";
  check("replications", replications, wanted, (number) => Number.isSafeInteger(number) && number >= 2);
}

/** No machine has more threads: each takes some 50 MB and a tenth of a second to start. */
const mostWorkers = 256;

export function checkWorkers(workers: number | undefined): void {
  const fits = (number: number) => Number.isSafeInteger(number) && number >= 1 && number <= mostWorkers;
  const hint = "; as many as the machine has cores are enough";
  check("workers", workers, `a whole number from 1 to ${mostWorkers}`, fits, hint);
}

/** Only a program without types can ask for another. */
export function checkMode(mode: string | undefined): void {
  check("mode", mode, "span or event", (name) => name === "span" || name === "event");
}
