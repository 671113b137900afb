import { ScenarioError } from "../../scenario/model/scenario-error.js";

/** One of several equal shares of a run's replications. */
export interface Share {
  /** From 1 to `of`. */
  readonly number: number;
  readonly of: number;
}

/**
 * The replications of one share, `first … first + count − 1`: neighbours, so that their totals merge into few blocks, and as many as in any
 * other share or one more.
 *
 * @param what is shared, as an error says it: replications, or other things of which each has its number
 * @throws {ScenarioError} when there is no such share, or a share would be empty
 * @example
 * replicationsOfShare({ number: 2, of: 3 }, 10) // => { first: 3, count: 3 }
 */
export function replicationsOfShare({ number, of }: Share, replications: number, what = "replication") {
  if (!Number.isSafeInteger(of) || of < 1 || !Number.isSafeInteger(number) || number < 1 || number > of)
    throw new ScenarioError(
      `shard must be NUMBER/OF with NUMBER from 1 to OF, such as 3/100, got ${number}/${of}`,
      "shard",
    );
  if (replications < of)
    throw new ScenarioError(
      `shard must leave each shard a ${what}, and the run has ${replications}, got ${number}/${of}`,
      "shard",
    );
  const start = (place: number) => Math.floor((place / of) * replications);
  const first = start(number - 1);
  return { first, count: start(number) - first };
}
