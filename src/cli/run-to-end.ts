import { setImmediate } from "node:timers/promises";
import type { Terminal } from "./terminal.js";

/** How far something is, from 0 to 1, and what there is to say of it. */
export interface Progress {
  readonly share: number;
  readonly note: string;
}

/** Something that is done step by step: an audit, a sweep. */
export interface Steps {
  readonly done: boolean;
  step(): void;
  progress(): Progress;
}

/**
 * Takes steps until all is done or Ctrl-C is pressed; draws progress where there is a terminal to draw it on.
 * On Ctrl-C it answers `"interrupted"` after the step under way, so that what is known can be shown.
 */
export async function runToEnd(steps: Steps, terminal: Terminal): Promise<"done" | "interrupted"> {
  let interrupted = false;
  const forget = terminal.onInterrupt(() => {
    interrupted = true;
  });
  const bar = terminal.interactive ? await progressBar() : undefined;
  try {
    while (!steps.done && !interrupted) {
      steps.step();
      bar?.show(steps.progress());
      // Signals are heard between turns of the event loop only.
      await setImmediate();
    }
  } finally {
    bar?.clear();
    forget();
  }
  return interrupted && !steps.done ? "interrupted" : "done";
}

/** Draws progress on standard error; only for a terminal. */
export async function progressBar() {
  const { SingleBar } = await import("cli-progress");
  const bar = new SingleBar({
    format: "{bar} {percentage} %  {note}",
    barCompleteChar: "━",
    barIncompleteChar: " ",
    barsize: 30,
    fps: 10,
    hideCursor: true,
    clearOnComplete: true,
    gracefulExit: false,
    stream: process.stderr,
  });
  bar.start(1000, 0, { note: "" });
  return {
    show: ({ share, note }: Progress) => bar.update(Math.floor(share * 1000), { note }),
    clear: () => bar.stop(),
  };
}
