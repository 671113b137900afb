import type { LoadedScenario } from "../scenario/checks/loaded-scenario.js";
import type { Trace } from "../traces/trace.js";
import type { TracedSystem } from "../validation/traced-system.js";
import type { Options } from "./options.js";
import type { Terminal } from "./terminal.js";

/** A trace on the VMs of a scenario. */
export interface TracedInput extends TracedSystem {
  readonly trace: Trace;
}

/** Reads the trace of `--trace`, if there is one, and says what there is to say of it. */
export async function tracedInput(
  terminal: Terminal,
  { scenario }: LoadedScenario,
  options: Options & { readonly trace?: string },
): Promise<TracedInput | undefined> {
  if (options.trace === undefined) return undefined;
  const { tracedSystem } = await import("../validation/traced-system.js");
  const trace = await namedTrace(terminal, options.trace, options);
  return { trace, ...tracedSystem(trace, scenario) };
}

/** Reads a trace, and says what there is to say of it. */
export async function namedTrace(terminal: Terminal, path: string, options: Options): Promise<Trace> {
  const { readTrace } = await import("../traces/read-trace.js");
  const trace = readTrace(path, options);
  for (const warning of trace.warnings) terminal.note(`vmqsc: ${warning}\n`);
  return trace;
}
