import type { Bytes } from "../../scenario/model/units.js";

/** What a flush or a checkpoint closes: the entries received at the index that ends; NaN until then. */
export class ClosedInterval {
  received = Number.NaN;
  receivedBytes: Bytes = Number.NaN;
  /** Of these, in the stable log now. */
  logged = Number.NaN;
  loggedBytes: Bytes = Number.NaN;
  /** Of these, written by the flush itself, not on delivery. */
  flushed = Number.NaN;
  flushedBytes: Bytes = Number.NaN;
}
