import { type Locate, ScenarioError } from "../model/scenario-error.js";
import { formatPath } from "./path.js";

/**
 * A value that does not fit, before it is known where it stands: each container it is read in adds its key
 * on the way out, so that reading what fits builds no path at all.
 */
export class Misfit extends Error {
  override readonly name = "Misfit";
  /** From the outermost container that has caught it to the value. */
  readonly keys: string[];

  /** `tail` goes on from the path: `must be a whole number of at least 1, got 2.5`; `at` tells the key from the value. */
  constructor(
    tail: string,
    keys: readonly string[] = [],
    readonly at: "key" | "value" = "value",
  ) {
    super(tail);
    this.keys = [...keys];
  }
}

/**
 * Does what checks a value; what does not fit becomes an error that names its path, or `whole` where that is empty.
 *
 * @throws {ScenarioError}
 */
export function fitting<Result>(whole: string, work: () => Result, locate?: Locate): Result {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Misfit)) throw error;
    const path = formatPath(error.keys);
    throw new ScenarioError(`${path || whole} ${error.message}`, path, locate?.(error.keys, error.at));
  }
}

/** Reads a part of a container; a misfit inside learns its key. */
export function under<Result>(key: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (error instanceof Misfit) error.keys.unshift(key);
    throw error;
  }
}
