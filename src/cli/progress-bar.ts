import { asciiText } from "./render/ascii-text.js";
import type { Terminal } from "./terminal.js";

/** How far something is, from 0 to 1, and what there is to say of it. */
export interface Progress {
  readonly share: number;
  readonly note: string;
}

const barWidth = 30;
/** Milliseconds from one drawing to the next. */
const pause = 100;
const carriageReturn = "\r";
const eraseToEnd = `${String.fromCharCode(27)}[K`;

/**
 * A line of progress on standard error, drawn over and over in its place; nothing where there is no terminal.
 * It never goes back, and does not say 100 % while there is something left to do.
 */
export class ProgressBar {
  private readonly terminal: Terminal;
  private drawnAt = Number.NEGATIVE_INFINITY;
  private largest = 0;

  constructor(terminal: Terminal) {
    this.terminal = terminal;
  }

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

  /** Leaves the line to what comes next. */
  clear(): void {
    if (this.drawnAt > Number.NEGATIVE_INFINITY) this.terminal.note(`${carriageReturn}${eraseToEnd}`);
  }
}
