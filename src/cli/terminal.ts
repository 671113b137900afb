/** What the process answers to its caller. */
export const exitCodes = {
  done: 0,
  /** The user's mistake. */
  mistake: 1,
  /** Closed form and simulation disagree. */
  disagree: 2,
  /** Ctrl-C: 128 and the number of the signal, as shells have it. */
  interrupted: 130,
} as const;

/** What a command sees of the world around it: two streams, a few facts about them, and the interrupt key. */
export interface Terminal {
  /** Writes to standard output: results only. */
  print(text: string): void;
  /** Writes to standard error: progress, warnings, errors. */
  note(text: string): void;
  /** Standard output is a terminal that wants colour. */
  readonly colour: boolean;
  /** Standard error is a terminal: progress may be drawn there. */
  readonly interactive: boolean;
  /** What the process answers to its caller, one of `exitCodes`. */
  exitCode: number;
  /** Calls back on Ctrl-C until the returned function is called. */
  onInterrupt(listener: () => void): () => void;
}

/** The terminal without colour, for `--no-color`. */
export function withoutColour(terminal: Terminal): Terminal {
  return {
    print: (text) => terminal.print(text),
    note: (text) => terminal.note(text),
    colour: false,
    interactive: terminal.interactive,
    get exitCode() {
      return terminal.exitCode;
    },
    set exitCode(code) {
      terminal.exitCode = code;
    },
    onInterrupt: (listener) => terminal.onInterrupt(listener),
  };
}
