import type { SolveOptions } from "../commands/solve.js";
import type { Terminal } from "../terminal.js";
import { UsageError } from "../usage-error.js";

export async function reportSolution(
  _terminal: Terminal,
  _argument: string,
  _options: SolveOptions,
): Promise<void> {
  throw new UsageError("solve is not there yet");
}
