import type { SequentialRun } from "../montecarlo/estimation/sequential-run.js";
import { WorkerDeath } from "../montecarlo/parallel/replication-pool.js";
import { runOnThreads } from "../montecarlo/parallel/run-on-threads.js";
import { formatSeconds } from "../scenario/quantities/format-quantity.js";
import { numberText, plural } from "./render/number-text.js";
import { type Progress, untilSignal } from "./run-to-end.js";
import { type Terminal, UsageError } from "./terminal.js";

/**
 * Runs a simulation or validation to its end, on as many threads as asked for or worth while; a signal ends it at once with
 * what is known so far.
 *
 * @throws {UsageError} when its time is up before one replication has ended
 */
export async function runReplications(
  terminal: Terminal,
  run: SequentialRun,
  shown: { readonly workers?: number; readonly note?: () => string },
) {
  const progress = () => {
    const { share, messages, replications } = run.progress();
    const note = () => `${numberText(messages, 3)} messages, ${plural(replications, "replication")}`;
    return { share, note: (shown.note ?? note)() };
  };
  const end = await runInTurn(terminal, [run], shown.workers, progress);
  if (run.stopReason === "time" && run.totals.count === 0)
    throw new UsageError(
      `not one replication ended in ${formatSeconds(run.seconds, { digits: 2 })}; --max-time gives it longer, and fewer VMs, shorter delays, durations or multiples make it shorter`,
    );
  if (end === "done") return;
  const known =
    run.totals.count > 0
      ? "this is what is known so far"
      : "nothing is known yet, for no replication has ended";
  terminal.note(`vmqsc: interrupted; ${known}\n`);
}

/** As {@link runReplications} for runs one after the other; `"interrupted"` leaves the run under way unfinished. */
export function runInTurn(
  terminal: Terminal,
  runs: Iterable<SequentialRun>,
  workers: number | undefined,
  progress: () => Progress,
) {
  return untilSignal(terminal, progress, async (onProgress, signal) => {
    const onDeath = (sentence: string) => terminal.note(`vmqsc: ${sentence}\n`);
    try {
      for (const run of runs) {
        await runOnThreads(run, { workers, signal, onProgress, onDeath });
        if (run.stopReason === "interrupted") return false;
      }
      return true;
    } catch (error) {
      // The machine's doing, not a bug: the sentence says what there is to know.
      throw error instanceof WorkerDeath ? new UsageError(error.message) : error;
    }
  });
}
