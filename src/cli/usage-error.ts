/** A mistake in how a command was called, in one sentence without a full stop. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
