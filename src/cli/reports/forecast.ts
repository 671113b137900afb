import { availableCores } from "../../montecarlo/parallel/available-cores.js";
import { formatSeconds } from "../../scenario/quantities/format-quantity.js";
import { forecastRun, type RunForecast } from "../../validation/run-forecast.js";
import { givenOf, type Options } from "../options.js";
import { printReport } from "../print-report.js";
import { csv } from "../render/csv.js";
import { numberText, percentText } from "../render/number-text.js";
import { left, type Paint, right, table } from "../render/table.js";
import { scenarioInput } from "../scenario-input.js";
import { type Terminal, UsageError } from "../terminal.js";

export async function reportForecast(terminal: Terminal, argument: string, options: Options) {
  const budgets = givenOf(options, "messages", "replications", "maxTime").length;
  if (budgets > 1)
    throw new UsageError("--plan-only takes one budget: --messages, --replications or --max-time");
  if (budgets + givenOf(options, "precision", "confidence").length > 2)
    throw new UsageError(
      "--plan-only gives the third of --precision, --confidence and a budget from the other two; leave one of them out",
    );
  const { system } = await scenarioInput(terminal, argument, options);
  const forecast = forecastRun(system, { ...options, workers: options.workers ?? availableCores() });
  printReport(terminal, options, {
    json: () => forecast,
    csv: () => csv(Object.keys(forecast), [Object.values(forecast)]),
    text: (style) => forecastText(forecast, system.name, style),
  });
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
  const cells = rows.map(([what, value, part]) =>
    part === follows ? [what, style.strong(value), "follows"] : [what, value, ""],
  );
  const heading = `${style.heading(scenario)}  what a run will take, before it starts\n\n`;
  return heading + table([...left("of the run"), ...right("estimate"), ...left("")], cells, style);
}
