/** A mistake in how a command was called, or what the machine refuses it, in one sentence without a full stop. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
