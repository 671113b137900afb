import { quoteIfUnseen } from "../scenario/checks/describe-value.js";
import type { LoadedScenario } from "../scenario/checks/prepare.js";
import type { Scenario } from "../scenario/model/scenario.js";
import type { ScenarioOrScript } from "../scenario/reading/parse-scenario.js";
import type { Trace } from "../traces/trace.js";
import type { TraceOptions } from "../traces/trace-reader.js";
import type { TracedSystem } from "../validation/traced-system.js";
import type { Options } from "./options.js";
import { type Terminal, UsageError } from "./terminal.js";

/** Reads the scenario that an argument names, and applies the settings of `--set`. */
export async function scenarioInput(terminal: Terminal, argument: string, options: Options) {
  const { readScenario } = await import("../scenario/reading/load-scenario.js");
  return checkedScenario(terminal, readScenario(argument), options);
}

/** Reads the scenario or the script that an argument names; settings of `--set` are for scenarios alone. */
export async function scenarioOrScriptInput(
  terminal: Terminal,
  argument: string,
  options: Options,
): Promise<ScenarioOrScript> {
  const { readScenarioOrScript } = await import("../scenario/reading/load-scenario.js");
  const found = readScenarioOrScript(argument);
  if (found.scenario !== undefined)
    return { scenario: await checkedScenario(terminal, found.scenario, options) };
  if (options.set)
    throw new UsageError("--set changes a scenario, and a script has every instant in its file");
  return found;
}

/** Applies the settings of `--set` to a scenario and checks it. */
export async function checkedScenario(terminal: Terminal, loaded: LoadedScenario, { set }: Options) {
  let changed = loaded;
  if (set) {
    const { withSettings } = await import("../scenario/reading/with-settings.js");
    changed = withSettings(loaded, set);
    for (const added of additions(loaded, changed)) terminal.note(`vmqsc: note: ${added}\n`);
  }
  const { clock } = changed.system;
  if (clock.error.kind === "constant" && clock.error.value !== 0) {
    const alike = "a constant clock error moves all clocks alike, which is as if there were none";
    terminal.note(`vmqsc: note: ${alike}\n`);
  }
  return changed;
}

/** What settings have added that was not there: a name that was misspelt would pass for an answer. */
function additions({ scenario: before }: LoadedScenario, { scenario: after, system }: LoadedScenario) {
  const { from, to } = system.rates;
  const classes = system.classes.filter(({ name }) => !Object.hasOwn(before.classes, name));
  const hosts = hostNames(after).filter((name) => !hostNames(before).includes(name));
  return [
    ...classes.map(({ name, index }) => {
      const talks = from.includes(index) || to.includes(index);
      return `--set adds a class ${quoteIfUnseen(name)}${talks ? "" : ", which neither sends nor receives"}`;
    }),
    ...hosts.map((name) => `--set adds a host ${quoteIfUnseen(name)}`),
  ];
}

function hostNames({ hosts }: Scenario): readonly string[] {
  return typeof hosts?.placement === "object" ? Object.keys(hosts.placement) : [];
}

export interface TracedInput extends TracedSystem {
  readonly trace: Trace;
}

/** Reads the trace of `--trace`, if there is one, and says what there is to say of it. */
export async function tracedInput(terminal: Terminal, { scenario }: LoadedScenario, options: Options) {
  if (options.trace === undefined) return undefined;
  const { tracedSystem } = await import("../validation/traced-system.js");
  const trace = await namedTrace(terminal, options.trace, options);
  return { trace, ...tracedSystem(trace, scenario) };
}

export async function namedTrace(terminal: Terminal, path: string, options: Options): Promise<Trace> {
  const { readTrace } = await import("../traces/read-trace.js");
  const trace = readTrace(path, traceReadingOf(options));
  for (const warning of trace.warnings) terminal.note(`vmqsc: ${warning}\n`);
  return trace;
}

export function traceReadingOf({ columns, separator, timeUnit, onBad }: Options): TraceOptions {
  return { columns, separator, timeUnit, onBad };
}
