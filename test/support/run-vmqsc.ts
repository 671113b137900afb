import { run } from "../../src/cli/program.js";
import type { EndingSignal, Terminal } from "../../src/cli/terminal.js";

/** What a command line left behind. */
export interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A terminal that remembers what is written to it. */
export class RecordingTerminal implements Terminal {
  stdout = "";
  stderr = "";
  exitCode = 0;
  colour: boolean;
  readonly interactive: boolean;
  readonly width: number | undefined;
  readonly ascii: boolean;
  #listeners = new Set<(signal: EndingSignal) => void>();

  constructor({ colour = false, interactive = false, width, ascii = false }: Partial<Terminal> = {}) {
    this.colour = colour;
    this.interactive = interactive;
    this.width = width;
    this.ascii = ascii;
  }

  print(text: string): void {
    this.stdout += text;
  }

  note(text: string): void {
    this.stderr += text;
  }

  onInterrupt(listener: (signal: EndingSignal) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Presses Ctrl-C, or sends another signal; false where nobody listens. */
  interrupt(signal: EndingSignal = "SIGINT"): boolean {
    for (const listener of this.#listeners) listener(signal);
    return this.#listeners.size > 0;
  }
}

/** Runs a command line in this process. */
export async function vmqsc(...args: readonly string[]): Promise<Outcome> {
  return vmqscOn(new RecordingTerminal(), ...args);
}

/** Runs a command line on a given terminal. */
export async function vmqscOn(terminal: RecordingTerminal, ...args: readonly string[]): Promise<Outcome> {
  const exitCode = await run(args, terminal);
  return { exitCode, stdout: terminal.stdout, stderr: terminal.stderr };
}
