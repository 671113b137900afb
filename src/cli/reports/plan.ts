import type { ReportOptions } from "../commands/command-definition.js";
import type { Terminal } from "../terminal.js";
import { UsageError } from "../usage-error.js";

export async function reportPlan(
  _terminal: Terminal,
  _argument: string,
  _options: ReportOptions,
): Promise<void> {
  throw new UsageError("plan is not there yet");
}
