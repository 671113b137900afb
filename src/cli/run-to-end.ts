import { setImmediate } from "node:timers/promises";
import { type Progress, ProgressBar } from "./progress-bar.js";
import { type EndingSignal, signalExitCodes, type Terminal } from "./terminal.js";

/** Something that is done step by step: an audit, a sweep. */
export interface Steps {
  readonly done: boolean;
  step(): void;
}

/**
 * Takes steps until all is done or a signal comes; draws progress where there is a terminal to draw it on.
 * After a signal it answers `"interrupted"` at the end of the step under way, so that what is known can be shown;
 * the exit code is then that of the signal.
 */
export async function runToEnd(
  steps: Steps,
  terminal: Terminal,
  progress: () => Progress,
): Promise<"done" | "interrupted"> {
  let heard: EndingSignal | undefined;
  const forget = terminal.onInterrupt((signal) => {
    heard = signal;
  });
  const bar = new ProgressBar(terminal);
  try {
    while (!steps.done && !heard) {
      steps.step();
      bar.show(progress);
      // Signals are heard between turns of the event loop only.
      await setImmediate();
    }
  } finally {
    bar.clear();
    forget();
  }
  if (steps.done || !heard) return "done";
  terminal.exitCode = signalExitCodes[heard];
  return "interrupted";
}

/**
 * As {@link runToEnd} for work that yields its share of what is done; `undefined` where a signal comes before its end,
 * which is said.
 */
export async function resultOf<Result>(
  work: Generator<number, Result>,
  note: string,
  terminal: Terminal,
): Promise<Result | undefined> {
  let share = 0;
  let ended: { readonly result: Result } | undefined;
  await runToEnd(
    {
      get done() {
        return ended !== undefined;
      },
      step() {
        const { done, value } = work.next();
        if (done) ended = { result: value };
        else share = value;
      },
    },
    terminal,
    () => ({ share, note }),
  );
  if (!ended) terminal.note("vmqsc: interrupted before the answer was known\n");
  return ended?.result;
}
