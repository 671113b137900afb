import { ScenarioError } from "../../scenario/scenario-error.js";
import type { Experiment } from "../replication/experiment.js";

/** A tenth of `2^53`, about: what one replication may have on average and still count to the last message. */
const mostCountable = 1e15;

/**
 * Refuses an experiment whose replications have more messages than a double counts one by one: its logs would not
 * come out even.
 *
 * @throws {ScenarioError} when a replication, with its warm-up and run-out, has more than 1e15 messages on average
 */
export function refuseUncountable({ expectedMessages, task }: Experiment): void {
  if (expectedMessages === undefined || task === undefined) return;
  const { warmUp, indices, runOut } = task.plan;
  const messages = (expectedMessages / indices) * (warmUp + indices + runOut);
  if (messages <= mostCountable) return;
  throw new ScenarioError(
    `one replication of this scenario has about ${messages.toExponential(1)} messages, and no more than ${mostCountable.toExponential()} can be counted exactly: lower the scenario's rates, counts, multiples, baseInterval or delays`,
    "traffic.rates",
  );
}
