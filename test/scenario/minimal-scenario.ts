/** A scenario with nothing but what is required, and with parts changed. */
export function minimal(changes: object = {}): Record<string, unknown> {
  return { classes: { a: { count: 2 } }, traffic: { rates: { a: { a: 1 } } }, ...changes };
}

/** The sentence of the error that a call ends in, after the name of its class. */
export function failure(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : "something else was thrown";
  }
  return "no error";
}
