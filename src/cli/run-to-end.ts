import { setImmediate } from "node:timers/promises";
import { type Progress, ProgressBar } from "./progress-bar.js";
import { type EndingSignal, signalExitCodes, type Terminal } from "./terminal.js";

/** Something that is done step by step: an audit, a sweep. */
export interface Steps {
  readonly done: boolean;
  step(): void;
  progress(): Progress;
}

/**
 * Takes steps until all is done or a signal comes; draws progress where there is a terminal to draw it on.
 * After a signal it answers `"interrupted"` at the end of the step under way, so that what is known can be shown;
 * the exit code is then that of the signal.
 */
export async function runToEnd(steps: Steps, terminal: Terminal): Promise<"done" | "interrupted"> {
  let heard: EndingSignal | undefined;
  const forget = terminal.onInterrupt((signal) => {
    heard = signal;
  });
  const bar = new ProgressBar(terminal);
  try {
    while (!steps.done && !heard) {
      steps.step();
      bar.show(steps.progress);
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
