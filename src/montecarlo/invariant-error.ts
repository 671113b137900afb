/** A broken rule of the protocol: a bug of the engine, never the user's mistake, so it keeps its stack trace. */
export class InvariantError extends Error {
  override readonly name = "InvariantError";
}
