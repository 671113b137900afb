import { JobAudit } from "../../montecarlo/audit/job-audit.js";
import { jobChart } from "../../pictures/results/job-chart.js";
import { parseFailures } from "../../scenario/checks/parse-failures.js";
import type { System } from "../../scenario/model/system.js";
import type { Seconds } from "../../scenario/model/units.js";
import { formatSeconds } from "../../scenario/quantities/format-quantity.js";
import { Job, type JobReport, type MeanAndEnds } from "../../validation/job-report.js";
import type { Options } from "../options.js";
import { drawPlot, printReport } from "../print-report.js";
import { csv, csvOf } from "../render/csv.js";
import { estimateText, measureText } from "../render/measure-text.js";
import { numberText, percentText, plural } from "../render/number-text.js";
import { left, type Paint, right, table } from "../render/table.js";
import { runReplications } from "../run-replications.js";
import { runToEnd } from "../run-to-end.js";
import { scenarioInput } from "../scenario-input.js";
import { answer, exitCodes, type Terminal, UsageError } from "../terminal.js";

/** Runs a job under failures that happen, again and again, and prints how long it takes. */
export async function reportJob(terminal: Terminal, argument: string, options: Options): Promise<void> {
  const { failures } = options;
  const { system } = await scenarioInput(terminal, argument, options);
  const work = options.work ?? system.job?.work;
  if (work === undefined)
    throw new UsageError("job needs the work to be done: --work 720h, or job.work in the scenario");
  if (options.audit) refuseOthersThanAudit(options);
  let recorded: ReturnType<typeof parseFailures> | undefined;
  if (failures !== undefined) {
    const { readSource } = await import("../../scenario/reading/read-source.js");
    recorded = parseFailures(readSource(failures, failures), failures, system);
  }
  const run = new Job(system, { ...options, work, recorded });
  if (options.audit) {
    const { intervals, seed } = run;
    const audit = new JobAudit(system, { seed, jobs: options.jobs ?? auditedJobs, intervals, recorded });
    return reportJobAudit(terminal, audit, { ...options, seed, work });
  }
  await runReplications(terminal, run, { workers: options.workers, note: () => plural(run.jobs, "job") });
  const report = run.report();
  for (const warning of report.warnings) terminal.note(`vmqsc: note: ${warning}\n`);
  if (report.verdict === "disagree") answer(terminal, exitCodes.disagree);
  printReport(terminal, options, {
    json: () => report,
    csv: () => jobCsv(report),
    text: (style) => jobText(report, system, style),
  });
  const title = `${system.name}: run time of a job of ${formatSeconds(work)}`;
  await drawPlot(terminal, options, () => [jobChart(run, title)]);
}

/** Jobs of an audit where nobody says how many. */
const auditedJobs = 20;

function refuseOthersThanAudit({ confidence, margin, precision, maxTime, workers, plot }: Options): void {
  if ([confidence, margin, precision, maxTime, workers, plot].some((value) => value !== undefined))
    throw new UsageError("--audit of a job goes with --work, --jobs, --seed and --failures alone");
}

/** Audits every failure of some jobs, message by message, and prints what was lost. */
async function reportJobAudit(
  terminal: Terminal,
  audit: JobAudit,
  { work, seed, ...options }: Options & { readonly work: Seconds },
): Promise<void> {
  const ending = await runToEnd(audit, terminal, () => ({
    share: audit.finished / audit.jobs,
    note: plural(audit.counts.hostFailures + audit.counts.vmFailures, "failure"),
  }));
  const interrupted = ending === "interrupted" || undefined;
  if (interrupted)
    terminal.note(`vmqsc: interrupted; ${audit.finished} of ${plural(audit.jobs, "job")} are audited\n`);
  printReport(terminal, options, {
    json: () => ({ seed, jobs: audit.finished, work, interrupted, ...audit.counts }),
    csv: () => csv(["quantity", "count"], Object.entries(audit.counts)),
    text: (style) => jobAuditText(audit, audit.name, style),
  });
}

function jobCsv({ runTime, efficiency, lost }: JobReport): string {
  const quantiles = Object.entries(runTime.quantiles).map(([chance, mean]) => {
    return { quantity: `runTime quantile ${chance}`, unit: "s", mean, ...runTime.quantileIntervals[chance] };
  });
  const rows = [
    { quantity: "runTime", unit: "s", ...runTime },
    ...quantiles,
    { quantity: "efficiency", unit: "1", ...efficiency },
    ...(["redone", "hostRecovery", "vmRecovery"] as const).map((quantity) => {
      return { quantity, unit: "s", ...lost[quantity] };
    }),
  ];
  return csvOf(["quantity", "unit", "closedForm", "mean", "low", "high"], rows);
}

/** How long a job takes, for a person. */
function jobText(report: JobReport, system: System, style: Paint): string {
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
      Number.isFinite(high) ? `${hours(low, coarse)} … ${hours(high, coarse)}` : `≥ ${hours(low, coarse)}`,
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

/** What an audit of failures that happened has found, for a person. */
function jobAuditText({ counts, finished }: JobAudit, name: string, style: Paint): string {
  const { hostFailures, vmFailures, messages } = counts;
  const ok =
    counts.orphans +
      counts.missing +
      counts.twice +
      counts.outOfOrder +
      counts.lostElsewhere +
      counts.vanished ===
    0;
  const rows: readonly (readonly [string, number])[] = [
    ["orphans: received, but not sent by the restored sender", counts.orphans],
    ["missing in a replay", counts.missing],
    ["replayed twice", counts.twice],
    ["replayed out of order", counts.outOfOrder],
    ["vanished: not received, not lost, not on their way", counts.vanished],
    ["lost between two hosts", counts.lostElsewhere],
    ["lost inside the host that failed (E12)", counts.lost - counts.lostElsewhere],
    ["sent again though received, and dropped", counts.repeated],
    ["replayed from logs", counts.replayed],
  ];
  return [
    `${style.heading(name)}  ${plural(finished, "job")}, ${plural(hostFailures, "failure")} of hosts and ${plural(vmFailures, "failure")} of VMs, each carried out; ${plural(messages, "message")}\n\n`,
    table(
      [...left("messages"), ...right("in all")],
      rows.map(([label, count]) => [label, numberText(count, 15)]),
      style,
    ),
    "\n",
    ok
      ? `${style.good("sound")}: no orphan, and nothing lost but what only the failed host held\n`
      : `${style.bad("unsound")}: the states that failures leave do not agree\n`,
  ].join("");
}
