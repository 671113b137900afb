import type { DomainWarning } from "../analytic/figure.js";
import type { Terminal } from "./terminal.js";

/** Says on standard error where figures lie outside the domain of their formulas, and what else a reader should know. */
export function noteWarnings(terminal: Terminal, warnings: readonly DomainWarning[]): void {
  for (const { reason, measures } of warnings) {
    terminal.note(
      measures.length > 0
        ? `vmqsc: outside the formulas' domain: ${reason} (${measures.join(", ")})\n`
        : `vmqsc: note: ${reason}\n`,
    );
  }
}
