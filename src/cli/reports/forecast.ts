import { availableCores } from "../../montecarlo/parallel/available-cores.js";
import { formatSeconds } from "../../scenario/quantities/format-quantity.js";
import { forecastRun, type RunForecast } from "../../validation/run-forecast.js";
import type { Options } from "../options.js";
import { printReport } from "../print-report.js";
import { csv } from "../render/csv.js";
import { numberText, percentText } from "../render/number-text.js";
import { left, type Paint, right, table } from "../render/table.js";
import { scenarioInput } from "../scenario-input.js";
import { type Terminal, UsageError } from "../terminal.js";

/** Prints what a simulation would take and bring. */
export async function reportForecast(terminal: Terminal, argument: string, options: Options): Promise<void> {
  refuseConflicts(options);
  const { system } = await scenarioInput(terminal, argument, options);
  const forecast = forecastRun(system, { ...options, workers: options.workers ?? availableCores() });
  printReport(terminal, options, {
    json: () => forecast,
    csv: () => csv(Object.keys(forecast), [Object.values(forecast)]),
    text: (style) => forecastText(forecast, system.name, style),
  });
}

function refuseConflicts(options: Options): void {
  const { precision, confidence, messages, replications, maxTime, shard, measures } = options;
  if (shard !== undefined || measures !== undefined)
    throw new UsageError(
      "--plan-only speaks of the whole run and of η, so it goes without --shard and --measures",
    );
  const budgets = [messages, replications, maxTime].filter((budget) => budget !== undefined).length;
  if (budgets > 1)
    throw new UsageError("--plan-only takes one budget: --messages, --replications or --max-time");
  if (budgets === 1 && precision !== undefined && confidence !== undefined)
    throw new UsageError(
      "--plan-only gives the third of --precision, --confidence and a budget from the other two; leave one of them out",
    );
}

function forecastText(forecast: RunForecast, scenario: string, style: Paint): string {
  const { precision, confidence, messages, replications, seconds, workers, follows } = forecast;
  const threads = workers === 1 ? "1 thread" : `${workers} threads`;
  const rows: readonly [string, string, RunForecast["follows"]][] = [
    ["precision of η", `± ${percentText(precision)}`, "precision"],
    ["confidence", percentText(confidence, 5), "confidence"],
    ["messages, about", numberText(messages), "budget"],
    ["replications, about", numberText(replications), "budget"],
    [`time on ${threads}, about`, formatSeconds(seconds, { digits: 2 }), "budget"],
  ];
  return [
    `${style.heading(scenario)}  what a run will take, before it starts\n\n`,
    table(
      [...left("of the run"), ...right("estimate"), ...left("")],
      rows.map(([what, value, part]) => [
        what,
        part === follows ? style.strong(value) : value,
        part === follows ? "follows" : "",
      ]),
      style,
    ),
  ].join("");
}
