import { fstatSync, writeSync } from "node:fs";
import { type EndingSignal, signalExitCodes, type Terminal, UsageError } from "./terminal.js";

const standardOutput = 1;
const standardError = 2;

/** `timeout` tells the process and then its group: signals this close together are one. */
const sameSignal = 300;

export function processTerminal(isTerminal = isCharacterDevice): Terminal {
  const colourWanted = !process.env.NO_COLOR && process.env.TERM !== "dumb";
  let outputClosed = false;
  return {
    print(text) {
      if (outputClosed) return;
      try {
        outputClosed = !writeFully(standardOutput, text);
      } catch (error) {
        throw unwritable(error as NodeJS.ErrnoException);
      }
    },
    note(text) {
      try {
        writeFully(standardError, text);
      } catch {
        // Nobody is left to tell, and the results may still find their way.
      }
    },
    colour: colourWanted && isTerminal(standardOutput),
    interactive: isTerminal(standardError),
    get width() {
      return widthOf(isTerminal(standardOutput));
    },
    ascii: isAscii(process.env),
    exitCode: 0,
    onInterrupt(listener) {
      let heardAt: number | undefined;
      const heard = (signal: EndingSignal) => {
        if (heardAt !== undefined) return;
        heardAt = performance.now();
        // The next one finds the default action and ends the process.
        setTimeout(forget, sameSignal).unref();
        listener(signal);
      };
      const forget = () => {
        // What comes next may keep this thread busy, and then nothing but the default action hears the next signal.
        if (heardAt !== undefined) pause(heardAt + sameSignal - performance.now());
        for (const signal of signals) process.removeListener(signal, heard);
      };
      for (const signal of signals) process.on(signal, heard);
      return forget;
    },
  };
}

const signals = Object.keys(signalExitCodes) as readonly EndingSignal[];

/** What `COLUMNS` says, else what the terminal does; asking that costs, so only where there is one. */
function widthOf(terminal: boolean): number | undefined {
  const wanted = Number(process.env.COLUMNS);
  const columns = wanted > 0 ? wanted : terminal ? process.stdout.columns : undefined;
  // A pseudo terminal of an editor or a script may have no columns at all.
  return columns ? Math.max(columns, leastWidth) : undefined;
}

const leastWidth = 40;

/** Whether the locale is C or POSIX: the first of the three variables that is set says so. */
export function isAscii({ LC_ALL, LC_CTYPE, LANG }: NodeJS.ProcessEnv): boolean {
  return /^(C|POSIX)$/.test(LC_ALL || LC_CTYPE || LANG || "");
}

const refusals: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EFBIG: "the file would be too large",
  EIO: "the device reports an error (EIO)",
};

/** What the machine refuses is no bug: a sentence says it. */
function unwritable(error: NodeJS.ErrnoException): Error {
  if (error.code === undefined) return error;
  return new UsageError(`standard output cannot be written, ${refusals[error.code] ?? `got ${error.code}`}`);
}

/** A character device other than a terminal (`/dev/null`) takes colour and progress unharmed; asking `tty` costs more. */
function isCharacterDevice(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isCharacterDevice();
  } catch {
    return false;
  }
}

/** Writes all of the text; `false` when the reader has gone. `process.stdout` would take a tenth of the start-up time. */
function writeFully(descriptor: number, text: string): boolean {
  let rest = Buffer.from(text);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(descriptor, rest));
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code === "EPIPE") return false;
      // A non-blocking pipe whose reader is slower than we are: wait for it instead of losing output.
      if (code !== "EAGAIN") throw error;
      pause(5);
    }
  }
  return true;
}

function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Math.max(0, milliseconds));
}
