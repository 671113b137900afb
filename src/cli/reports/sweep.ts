import type { SweepOptions } from "../commands/sweep.js";
import type { Terminal } from "../terminal.js";
import { UsageError } from "../usage-error.js";

export async function reportSweep(
  _terminal: Terminal,
  _argument: string,
  _options: SweepOptions,
): Promise<void> {
  throw new UsageError("sweep is not there yet");
}
