import type { System } from "../../scenario/model/system.js";
import type { Seconds } from "../../scenario/model/units.js";
import type { JobReport, MeanAndEnds } from "../../validation/job-report.js";
import { csv } from "./csv.js";
import { estimateText, measureText } from "./measure-text.js";
import { numberText, percentText, plural } from "./number-text.js";
import type { Paint } from "./paint.js";
import { left, right, table } from "./table.js";

/** The rows of the table that `--csv` prints. */
export function jobCsv(report: JobReport): string {
  const { runTime, efficiency, lost } = report;
  const row = (
    name: string,
    unit: string,
    { mean, low, high }: MeanAndEnds,
    closedForm: number | string = "",
  ) => [name, unit, closedForm, mean, low, high];
  const quantile = (chance: string) => {
    const { low, high } = runTime.quantileIntervals[chance];
    return row(`runTime quantile ${chance}`, "s", { mean: runTime.quantiles[chance], low, high });
  };
  return csv(
    ["quantity", "unit", "closedForm", "mean", "low", "high"],
    [
      row("runTime", "s", runTime, runTime.closedForm),
      ...Object.keys(runTime.quantiles).map(quantile),
      row("efficiency", "1", efficiency, efficiency.closedForm),
      row("redone", "s", lost.redone),
      row("hostRecovery", "s", lost.hostRecovery),
      row("vmRecovery", "s", lost.vmRecovery),
    ],
  );
}

/** How long a job takes, for a person. */
export function jobText(report: JobReport, system: System, style: Paint): string {
  const { runTime, confidence, jobs, seed, work, seconds } = report;
  return [
    `${style.heading(system.name)}  a job of ${hours(work)}: ${plural(jobs, "job")}, ${numberText(seconds, 3)} s, seed ${seed}\n\n`,
    timesTable(report, style),
    "\n",
    lostTable(report, style),
    "\n",
    `${failuresText(report)}\n`,
    `${verdictText(report, style)}\n`,
    Number.isFinite(runTime.firstOrder) ? firstOrderText(report) : "",
    `Intervals hold at ${percentText(confidence)}, each by itself.\n`,
  ].join("");
}

function timesTable({ runTime, efficiency, confidence }: JobReport, style: Paint): string {
  const columns = [
    ...left(""),
    ...right("closed form", "estimate", `${percentText(confidence)} interval`),
  ] as const;
  const digits = digitsOf(runTime);
  const coarse = Math.max(4, digits - 2);
  const quantiles = Object.entries(runTime.quantiles).map(([chance, value]) => {
    const { low, high } = runTime.quantileIntervals[chance];
    return [
      `${percentText(Number(chance))} of jobs are done by`,
      "",
      hours(value, coarse),
      `${hours(low, coarse)} … ${hours(high, coarse)}`,
    ];
  });
  const { mean, low, high } = estimateText(efficiency, "1");
  const daly =
    runTime.daly === undefined ? [] : [["by Daly's formula (E17)", hours(runTime.daly, digits), "", ""]];
  return table(
    columns,
    [
      [
        "run time",
        hours(runTime.closedForm, digits),
        style.strong(hours(runTime.mean, digits)),
        `${hours(runTime.low, digits)} … ${hours(runTime.high, digits)}`,
      ],
      ...daly,
      ...quantiles,
      ["efficiency", numberText(efficiency.closedForm, 5), mean, `${low} … ${high}`],
    ],
    style,
  );
}

function lostTable({ lost, work, runTime }: JobReport, style: Paint): string {
  const recovered = lost.redone.mean + lost.hostRecovery.mean + lost.vmRecovery.mean;
  const closing = runTime.mean - work - lost.pauses - recovered;
  const share = (time: Seconds) => percentText(time / runTime.mean);
  const row = (label: string, time: Seconds) => [label, hours(time), share(time)];
  return table(
    [...left("where the time goes"), ...right("in one job", "share")],
    [
      row("work", work),
      row("pauses of checkpoints", lost.pauses),
      row("work done again after failures of hosts", lost.redone.mean),
      row("all VMs on their way back", lost.hostRecovery.mean),
      row("waiting for one VM", lost.vmRecovery.mean),
      ...(closing > 1e-6 * runTime.mean ? [row("until the last line is covered", closing)] : []),
    ],
    style,
  );
}

function failuresText({ failures: { host, vm, hostInRecovery } }: JobReport): string {
  const during =
    hostInRecovery > 0
      ? ` (${numberText(hostInRecovery, 3)} of them while all VMs were on their way back)`
      : "";
  return `Failures in one job: ${numberText(host, 3)} of hosts${during}, ${numberText(vm, 3)} of VMs.`;
}

function verdictText({ verdict, runTime, margin }: JobReport, style: Paint): string {
  const difference = runTime.mean / runTime.closedForm - 1;
  const off = `${difference >= 0 ? "+" : "−"}${percentText(Math.abs(difference), 2)}`;
  switch (verdict) {
    case "agree":
      return `${style.good("agree")}: closed form (E18) and simulation on the run time, within ${percentText(margin)} (${off})`;
    case "disagree":
      return `${style.bad("disagree")}: closed form (E18) and simulation on the run time (${off})`;
    case "inconclusive":
      return `${style.doubtful("inconclusive")}: the interval does not decide whether closed form (E18) and simulation agree within ${percentText(margin)} (${off})`;
    case "outside-domain":
      return `${style.doubtful("outside the domain")} of the closed form (E18), which is not judged (${off})`;
  }
}

function firstOrderText({ runTime }: JobReport): string {
  const off = runTime.firstOrder / runTime.closedForm - 1;
  return `First order (E15) would say ${hours(runTime.firstOrder)}, ${percentText(Math.abs(off), 2)} ${off < 0 ? "less" : "more"} than E18.\n`;
}

/** A time in hours, or in what suits it where it is short. */
function hours(time: Seconds, digits = 4): string {
  if (!Number.isFinite(time)) return numberText(time);
  return time >= 3600 ? `${numberText(time / 3600, digits)} h` : measureText(time, "s", digits);
}

/** Digits that the interval of the run time leaves meaning to. */
function digitsOf({ mean, low, high }: MeanAndEnds): number {
  const halfWidth = (high - low) / 2;
  if (!(halfWidth > 0) || !Number.isFinite(halfWidth)) return 7;
  return Math.min(10, Math.max(4, Math.floor(Math.log10(mean)) - Math.floor(Math.log10(halfWidth)) + 2));
}
