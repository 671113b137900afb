import { setImmediate } from "node:timers/promises";
import { asciiText } from "./render/ascii-text.js";
import { type EndingSignal, signalExitCodes, type Terminal } from "./terminal.js";

/** How far something is, from 0 to 1, and what there is to say of it. */
export interface Progress {
  readonly share: number;
  readonly note: string;
}

const barWidth = 30;
const pause = 100;
const carriageReturn = "\r";
const eraseToEnd = `${String.fromCharCode(27)}[K`;

/** A line of progress on standard error, drawn in its place; it never goes back, nor says 100 % before the end. */
export class ProgressBar {
  private drawnAt = Number.NEGATIVE_INFINITY;
  private largest = 0;

  constructor(private readonly terminal: Terminal) {}

  show(progress: () => Progress): void {
    if (!this.terminal.interactive) return;
    const now = performance.now();
    if (now - this.drawnAt < pause) return;
    this.drawnAt = now;
    const { share, note } = progress();
    this.largest = Math.max(this.largest, Math.min(0.99, share));
    const filled = "━".repeat(Math.floor(this.largest * barWidth)).padEnd(barWidth);
    const line = `${filled} ${Math.floor(100 * this.largest)} %  ${note}`;
    const spelled = this.terminal.ascii ? asciiText(line) : line;
    this.terminal.note(`${carriageReturn}${spelled.slice(0, (this.terminal.width ?? 80) - 1)}${eraseToEnd}`);
  }

  clear(): void {
    if (this.drawnAt > Number.NEGATIVE_INFINITY) this.terminal.note(`${carriageReturn}${eraseToEnd}`);
  }
}

/** Something that is done step by step: an audit, a sweep. */
export interface Steps {
  readonly done: boolean;
  step(): void;
}

/**
 * Does work that answers whether it came to its end, until a signal comes: then it answers `"interrupted"`, so that what is
 * known can be shown, and the exit code is that of the signal.
 */
export async function untilSignal(
  terminal: Terminal,
  progress: () => Progress,
  work: (show: () => void, signal: AbortSignal) => Promise<boolean>,
): Promise<"done" | "interrupted"> {
  const interruption = new AbortController();
  let heard: EndingSignal = "SIGINT";
  const forget = terminal.onInterrupt((signal) => {
    heard = signal;
    interruption.abort();
  });
  const bar = new ProgressBar(terminal);
  try {
    if (await work(() => bar.show(progress), interruption.signal)) return "done";
    terminal.exitCode = signalExitCodes[heard];
    return "interrupted";
  } finally {
    bar.clear();
    forget();
  }
}

/** Takes steps until all is done, or until the end of the step in which a signal comes. */
export function runToEnd(steps: Steps, terminal: Terminal, progress: () => Progress) {
  return untilSignal(terminal, progress, async (show, signal) => {
    while (!steps.done && !signal.aborted) {
      steps.step();
      show();
      // Signals are heard between turns of the event loop only.
      await setImmediate();
    }
    return steps.done;
  });
}

/** As {@link runToEnd} for work that yields its share of what is done; a signal before its end is said, and leaves no result. */
export async function resultOf<Result>(work: Generator<number, Result>, note: string, terminal: Terminal) {
  let latest: IteratorResult<number, Result> | undefined;
  const steps = {
    get done() {
      return latest?.done === true;
    },
    step() {
      latest = work.next();
    },
  };
  const share = () => (latest?.done ? 1 : (latest?.value ?? 0));
  await runToEnd(steps, terminal, () => ({ share: share(), note }));
  if (latest?.done) return latest.value;
  terminal.note("vmqsc: interrupted before the answer was known\n");
  return undefined;
}
