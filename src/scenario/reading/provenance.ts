import type { SourcePosition } from "../model/scenario-error.js";

/** Where a scenario's values were written: in a file, or in a setting of the command line. */
export interface Provenance {
  /** Whether the scenario is frozen to its depth, so that its checks need not be made again. */
  readonly frozen: boolean;
  /**
   * The place of the value under these keys (or of its key), or of the nearest container that was written;
   * text names a setting (`--set classes.batch.multiple=0`).
   */
  locate(keys: readonly string[], at: "key" | "value"): SourcePosition | string | undefined;
}

const provenances = new WeakMap<object, Provenance>();

/** Kept aside, so that a loaded scenario is as plain as one written in a program. */
export function recordProvenance(scenario: object, provenance: Provenance): void {
  provenances.set(scenario, provenance);
}

export function provenanceOf(scenario: object): Provenance | undefined {
  return provenances.get(scenario);
}
