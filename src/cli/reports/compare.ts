import { refuseMisfit } from "../../analytic/storage-fit.js";
import { Comparison } from "../../montecarlo/comparison/comparison.js";
import { secondsPerReplication } from "../../montecarlo/comparison/comparison-experiment.js";
import {
  compareScript,
  type ScriptOutcome,
  type ScriptRecovery,
} from "../../montecarlo/comparison/script-comparison.js";
import { shardOf } from "../../montecarlo/parallel/shard.js";
import { comparisonCharts } from "../../pictures/results/comparison-charts.js";
import type { SchemeKey } from "../../scenario/model/schemes.js";
import type { Script } from "../../scenario/model/script.js";
import { formatSeconds } from "../../scenario/quantities/format-quantity.js";
import { comparisonReport } from "../../validation/comparison-report.js";
import { comparedMeasures, wantedSchemes } from "../key-lists.js";
import { type Options, refuseAny } from "../options.js";
import { drawPlot, printReport } from "../print-report.js";
import { comparisonForms, schemesForms } from "../render/comparison-text.js";
import { csv } from "../render/csv.js";
import { measureText } from "../render/measure-text.js";
import { plural } from "../render/number-text.js";
import { systemText } from "../render/system-text.js";
import { left, type Paint, right, table } from "../render/table.js";
import { runReplications } from "../run-replications.js";
import { scenarioOrScriptInput, tracedInput } from "../scenario-input.js";
import { answer, exitCodes, type Terminal, UsageError } from "../terminal.js";
import { refuseConflicts } from "./simulation-options.js";

/** Runs several schemes on the same events and prints them side by side. */
export async function reportComparison(
  terminal: Terminal,
  argument: string | undefined,
  options: Options,
): Promise<void> {
  if (options.list) return printReport(terminal, options, schemesForms());
  if (argument === undefined)
    throw new UsageError(
      "compare needs a scenario or a script to run schemes on; --list says which there are",
    );
  refuseConflicts(options);
  const [schemes, measures] = [wantedSchemes(options), comparedMeasures(options)];
  const input = await scenarioOrScriptInput(terminal, argument, options);
  if (input.script !== undefined) return printScript(terminal, input.script, options);
  const record = await tracedInput(terminal, input.scenario, options);
  const { system: whole } = record ?? input.scenario;
  const system = options.work === undefined ? whole : { ...whole, job: { work: options.work } };
  refuseMisfit(system);
  const comparison = new Comparison(system, { ...options, schemes, record });
  noteLongReplications(terminal, comparison);
  await runReplications(terminal, comparison, options);
  if (options.shard) return terminal.print(`${JSON.stringify(shardOf(comparison))}\n`);
  const report = comparisonReport(comparison);
  if (report.verdict === "disagree") answer(terminal, exitCodes.disagree);
  const title = (style: Paint) => systemText(system, style);
  printReport(terminal, options, comparisonForms(report, title, measures));
  await drawPlot(terminal, options, () => comparisonCharts(report, measures));
}

/** Plays a script to each scheme and prints what they do, event by event. */
function printScript(terminal: Terminal, script: Script, options: Options): void {
  const ofRuns = ["seed", "precision", "messages", "replications", "maxTime", "shard"] as const;
  const why = "is for scenarios: a script has every instant given, and is played once";
  refuseAny(options, [...ofRuns, "measures", "work"], why);
  const compared = compareScript(script, wantedSchemes(options));
  printReport(terminal, options, {
    json: () => ({ schemes: compared }),
    csv: () => scriptCsv(compared),
    text: (style) => scriptText(compared, script, style),
  });
}

/** Where one replication takes long, it is said beforehand. */
function noteLongReplications(terminal: Terminal, { task }: Comparison): void {
  if (task === undefined) return;
  const seconds = secondsPerReplication(task);
  if (seconds < 5) return;
  terminal.note(
    `vmqsc: one replication of these schemes takes about ${formatSeconds(seconds, { digits: 1 })} on one thread, and an interval needs two\n`,
  );
}

type Compared = { readonly [Key in SchemeKey]?: ScriptOutcome };

/** What schemes do with a script, as CSV: a row for each checkpoint. */
function scriptCsv(compared: Compared): string {
  const rows = Object.entries(compared).flatMap(([scheme, { checkpoints }]) =>
    Object.entries(checkpoints).flatMap(([vm, of]) =>
      of.map(({ at, kind, position }, number) => [scheme, vm, number, at, kind, position]),
    ),
  );
  return csv(["scheme", "vm", "number", "at", "kind", "position"], rows);
}

/** What schemes do with a script, for people. */
function scriptText(compared: Compared, { name, vms, messages, failures }: Script, style: Paint): string {
  const schemes = Object.entries(compared);
  const title = `${style.heading(name)}  ${plural(vms.length, "VM")}, ${plural(messages.length, "message")}, ${plural(failures.length, "failure")}\n\n`;
  const rows = schemes.map(([scheme, { forced, skipped, useless, checkpoints }]) => [
    scheme,
    String(Object.values(checkpoints).reduce((sum, of) => sum + of.length - 1, 0)),
    forced.map(({ vm, position, message }) => `${vm} ${position} (${message})`).join(", ") || "none",
    skipped.map(({ vm, position }) => `${vm} ${position}`).join(", ") || "none",
    useless.map(({ vm, checkpoint }) => `${vm} ${checkpoint}`).join(", ") || "none",
  ]);
  const columns = [
    ...left("scheme"),
    ...right("checkpoints"),
    ...left("forced: VM, position, message", "skipped: VM, position", "useless: VM, number"),
  ];
  return [
    title,
    table(columns, rows, style),
    ...failures.map((_, place) => failureText(compared, place, style)),
  ].join("");
}

function failureText(compared: Compared, place: number, style: Paint): string {
  const of = Object.entries(compared).map(([scheme, { failures }]) => ({ scheme, ...failures[place] }));
  const [{ at, failed }] = of;
  const columns = left("scheme", "who returns to which checkpoint", "delivered again");
  const rows = of.map(({ scheme, line, deliverAgain }) => [
    scheme,
    lineText(line),
    deliverAgain.join(", ") || "nothing",
  ]);
  return `\n${style.heading(`${failed.join(", ")} ${failed.length === 1 ? "fails" : "fail"} at ${measureText(at, "s", 6)}`)}\n${table(columns, rows, style)}`;
}

function lineText(line: ScriptRecovery["line"]): string {
  const back = Object.entries(line).filter(([, number]) => number !== null);
  return back.map(([vm, number]) => `${vm} to ${number}`).join(", ") || "nobody";
}
