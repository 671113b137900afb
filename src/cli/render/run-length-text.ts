import type { Seconds } from "../../scenario/model/units.js";
import { numberText, plural } from "./number-text.js";

/** A report for those who need not know how long it took: on another machine it takes another time. */
export type Timeless<Report extends { readonly seconds: Seconds }> = Omit<Report, "seconds"> & {
  readonly seconds?: Seconds | undefined;
};

/** What a run has taken, and the seed by which it can be had again. */
export function runLengthText({
  messages,
  replications,
  seconds,
  seed,
}: {
  readonly messages: number;
  readonly replications: number;
  readonly seconds?: Seconds | undefined;
  readonly seed: string;
}): string {
  const time = seconds === undefined ? "" : `, ${numberText(seconds, 3)} s`;
  return `${plural(messages, "message")} in ${plural(replications, "replication")}${time}, seed ${seed}`;
}
