import type { ValidateOptions } from "../commands/validate.js";
import type { Terminal } from "../terminal.js";
import { UsageError } from "../usage-error.js";

export async function reportValidation(
  _terminal: Terminal,
  _argument: string,
  _options: ValidateOptions,
): Promise<void> {
  throw new UsageError("validate is not there yet");
}
