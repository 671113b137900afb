import { pngOf } from "../../pictures/node-picture.js";
import { spaceTimeDiagram } from "../../pictures/space-time/diagram.js";
import type { RecordedRun } from "../../pictures/space-time/recorded-run.js";
import { recordScenario, recordScript } from "../../pictures/space-time/recordings.js";
import { shivizLog, shivizParser, traceEvents } from "../../pictures/space-time/viewer-formats.js";
import type { LoadedScenario } from "../../scenario/checks/prepare.js";
import { type Options, refuseAny, timeOption } from "../options.js";
import { wantedSchemes } from "../run-options.js";
import { namedTrace, scenarioOrScriptInput } from "../scenario-input.js";
import { type Terminal, UsageError } from "../terminal.js";
import { writeWholeFile } from "../write-whole-file.js";

export async function reportDiagram(terminal: Terminal, argument: string, options: Options) {
  const { output } = options;
  const write = writerOf(output ?? ".svg");
  const written = await write(await recordedRun(terminal, argument, options));
  if (output === undefined) return terminal.print(String(written));
  writeWholeFile(output, written, options.force);
  const how = write === shivizLog ? `; ShiViz reads it with the expression ${shivizParser}` : "";
  terminal.note(`${output} written${how}\n`);
}

type Writer = (run: RecordedRun) => string | Promise<Uint8Array>;

const writers: Readonly<Record<string, Writer>> = {
  ".svg": (run) => `${spaceTimeDiagram(run)}\n`,
  ".png": (run) => pngOf(spaceTimeDiagram(run)),
  ".json": traceEvents,
  ".log": shivizLog,
};

function writerOf(path: string): Writer {
  const [ending = ""] = /\.[^./\\]*$/.exec(path) ?? [];
  const key = ending.toLowerCase();
  if (Object.hasOwn(writers, key)) return writers[key];
  throw new UsageError(`--output must end in .svg, .png, .json (trace events) or .log (ShiViz), got ${path}`);
}

async function recordedRun(terminal: Terminal, argument: string, options: Options): Promise<RecordedRun> {
  const { from, until, vms, seed, fail } = options;
  if (from !== undefined && until !== undefined && from >= until) {
    throw new UsageError(`--until must be later than --from, got ${until} s and ${from} s`);
  }
  const [scheme, ...more] = wantedSchemes(options.scheme, "--scheme must name a scheme") ?? [];
  if (more.length > 0) throw new UsageError(`--scheme takes one scheme, got ${options.scheme}`);
  const input = await scenarioOrScriptInput(terminal, argument, options);
  if (input.script === undefined) {
    const failures = (fail ?? []).map(failureOf).sort((a, b) => a.at - b.at);
    const names = vms?.split(",").map((name) => name.trim());
    const trace = await traceToShow(terminal, input.scenario, options);
    const { system } = input.scenario;
    return recordScenario(system, { scheme, from, until, seed, vms: names, failures, trace });
  }
  refuseAny(options, ["vms", "seed", "fail", "trace"], "is for scenarios: a script has every instant given");
  return recordScript(input.script, { scheme, from, until });
}

async function traceToShow(terminal: Terminal, { scenario }: LoadedScenario, options: Options) {
  if (options.trace === undefined) return undefined;
  const { placedTrace } = await import("../../validation/traced-system.js");
  const trace = await namedTrace(terminal, options.trace, options);
  return { source: trace.source, nodes: trace.nodes, ...placedTrace(trace, scenario) };
}

function failureOf(text: string) {
  const [, what, time] = /^(.+)@([^@]+)$/.exec(text) ?? [];
  if (what === undefined || time === undefined) {
    throw new UsageError(`--fail must read like web1@90s, a VM or a host and a time, got ${text}`);
  }
  return { what, at: timeOption("--fail")(time) };
}
