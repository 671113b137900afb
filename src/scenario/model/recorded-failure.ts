import type { Seconds } from "./units.js";

/** A failure that was recorded: of a host, or of one VM, by number. */
export interface RecordedFailure {
  /** Since the job began. */
  readonly at: Seconds;
  readonly of: "host" | "vm";
  readonly number: number;
}
