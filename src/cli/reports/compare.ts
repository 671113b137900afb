import { refuseMisfit } from "../../analytic/storage-fit.js";
import { secondsPerReplication } from "../../montecarlo/comparison/comparison-experiment.js";
import { compareScript, type ScriptOutcome } from "../../montecarlo/comparison/script-comparison.js";
import { shardOf } from "../../montecarlo/parallel/shard.js";
import { comparisonCharts } from "../../pictures/results/comparison-charts.js";
import type { Script } from "../../scenario/model/script.js";
import { formatSeconds } from "../../scenario/quantities/format-quantity.js";
import { Comparison } from "../../validation/comparison-report.js";
import { type Options, refuseAny } from "../options.js";
import { drawPlot, printReport } from "../print-report.js";
import { comparisonForms, schemesForms } from "../render/comparison-text.js";
import { csvOf } from "../render/csv.js";
import { measureText } from "../render/measure-text.js";
import { plural } from "../render/number-text.js";
import { systemText } from "../render/system-text.js";
import { left, type Paint, right, table } from "../render/table.js";
import { comparedMeasures, refuseShares, wantedSchemes } from "../run-options.js";
import { runReplications } from "../run-replications.js";
import { scenarioOrScriptInput, tracedInput } from "../scenario-input.js";
import { answer, exitCodes, type Terminal, UsageError } from "../terminal.js";

export async function reportComparison(terminal: Terminal, argument: string | undefined, options: Options) {
  if (options.list) return printReport(terminal, options, schemesForms());
  if (argument === undefined)
    throw new UsageError(
      "compare needs a scenario or a script to run schemes on; --list says which there are",
    );
  refuseShares(options);
  const [schemes, measures] = [wantedSchemes(options.schemes), comparedMeasures(options)];
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
  const report = comparison.report();
  if (report.verdict === "disagree") answer(terminal, exitCodes.disagree);
  const title = (style: Paint) => systemText(system, style);
  printReport(terminal, options, comparisonForms(report, title, measures));
  await drawPlot(terminal, options, () => comparisonCharts(report, measures));
}

function printScript(terminal: Terminal, script: Script, options: Options): void {
  const ofRuns = ["seed", "precision", "messages", "replications", "maxTime", "shard"] as const;
  const why = "is for scenarios: a script has every instant given, and is played once";
  refuseAny(options, [...ofRuns, "confidence", "workers", "measures", "work", "trace", "plot"], why);
  const compared = compareScript(script, wantedSchemes(options.schemes));
  const outcomes = Object.entries(compared).map(([scheme, outcome]) => ({ scheme, ...outcome }));
  printReport(terminal, options, {
    json: () => ({ schemes: compared }),
    csv: () =>
      csvOf(
        ["scheme", "vm", "number", "at", "kind", "position"],
        outcomes.flatMap(({ scheme, checkpoints }) =>
          Object.entries(checkpoints).flatMap(([vm, of]) =>
            of.map((checkpoint, number) => ({ ...checkpoint, scheme, vm, number })),
          ),
        ),
      ),
    text: (style) => scriptText(outcomes, script, style),
  });
}

function noteLongReplications(terminal: Terminal, { task }: Comparison): void {
  const seconds = task === undefined ? 0 : secondsPerReplication(task);
  if (seconds < 5) return;
  const long = `about ${formatSeconds(seconds, { digits: 1 })} on one thread`;
  terminal.note(`vmqsc: one replication of these schemes takes ${long}, and an interval needs two\n`);
}

type Outcome = ScriptOutcome & { readonly scheme: string };

function scriptText(outcomes: readonly Outcome[], script: Script, style: Paint): string {
  const { name, vms, messages, failures } = script;
  const rows = outcomes.map(({ scheme, forced, skipped, useless, checkpoints }) => [
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
    `${style.heading(name)}  ${plural(vms.length, "VM")}, ${plural(messages.length, "message")}, ${plural(failures.length, "failure")}\n\n`,
    table(columns, rows, style),
    ...failures.map((_, place) => failureText(outcomes, place, style)),
  ].join("");
}

function failureText(outcomes: readonly Outcome[], place: number, style: Paint): string {
  const [{ at, failed }] = outcomes.map(({ failures }) => failures[place]);
  const rows = outcomes.map(({ scheme, failures }) => {
    const { line, deliverAgain } = failures[place];
    const back = Object.entries(line).filter(([, number]) => number !== null);
    const returning = back.map(([vm, number]) => `${vm} to ${number}`).join(", ") || "nobody";
    return [scheme, returning, deliverAgain.join(", ") || "nothing"];
  });
  const heading = `${failed.join(", ")} ${failed.length === 1 ? "fails" : "fail"} at ${measureText(at, "s", 6)}`;
  const columns = left("scheme", "who returns to which checkpoint", "delivered again");
  return `\n${style.heading(heading)}\n${table(columns, rows, style)}`;
}
