import type { TraceOptions } from "../traces/trace-reader.js";
import type { TraceReadingOptions } from "./options.js";

/** How a command is to read its trace. */
export function traceReading({ columns, separator, timeUnit, onBad }: TraceReadingOptions): TraceOptions {
  return { columns, separator, timeUnit, onBad };
}
