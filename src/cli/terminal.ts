/** What the process answers to its caller. */
export const exitCodes = {
  done: 0,
  mistake: 1,
  disagree: 2,
  /** With `--strict`: nothing meets the target, not every row agrees, or a figure lies outside its domain. */
  unanswered: 3,
} as const;

/** Signals that end a run with what is known so far, and the exit code of each: 128 and its number, as shells have it. */
export const signalExitCodes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

export type EndingSignal = keyof typeof signalExitCodes;

/** What a command sees of the world around it: two streams, a few facts about them, and the signals that end it. */
export interface Terminal {
  /** Writes to standard output: results only. */
  print(text: string): void;
  /** Writes to standard error: progress, warnings, errors. */
  note(text: string): void;
  /** Standard output is a terminal that wants colour. */
  colour: boolean;
  /** Standard error is a terminal: progress may be drawn there. */
  readonly interactive: boolean;
  /** Columns of the terminal behind standard output; absent where there is none. */
  readonly width?: number;
  /** The locale knows no character beyond ASCII. */
  readonly ascii?: boolean;
  /** What the process answers to its caller, one of `exitCodes` or `signalExitCodes`. */
  exitCode: number;
  /** Calls back on Ctrl-C, or where the process is told to end, until the returned function is called. */
  onInterrupt(listener: (signal: EndingSignal) => void): () => void;
}

/** Makes that the answer to the caller, unless there is one already, of a signal. */
export function answer(terminal: Terminal, exitCode: number): void {
  if (terminal.exitCode === exitCodes.done) terminal.exitCode = exitCode;
}

/** A mistake in how a command was called, or what the machine refuses it, in one sentence without a full stop. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
