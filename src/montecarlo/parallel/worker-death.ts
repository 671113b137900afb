/** A worker that ended before it answered: killed, out of memory, or by an exit of its own. */
export class WorkerDeath extends Error {
  override readonly name = "WorkerDeath";

  constructor(sentence: string, cause: unknown) {
    super(sentence, { cause });
  }
}

/** Why a worker died, in a few words. */
export function reasonOfDeath(error: unknown): string {
  const { code, message } = error as Error & { readonly code?: string };
  return code === "ERR_WORKER_OUT_OF_MEMORY" ? "out of memory" : message;
}
