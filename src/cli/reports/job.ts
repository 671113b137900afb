import { JobAudit } from "../../montecarlo/audit/job-audit.js";
import { jobChart } from "../../pictures/results/job-chart.js";
import { parseFailures } from "../../scenario/checks/parse-failures.js";
import type { System } from "../../scenario/model/system.js";
import type { Seconds } from "../../scenario/model/units.js";
import { formatSeconds } from "../../scenario/quantities/format-quantity.js";
import { readSource } from "../../scenario/reading/read-source.js";
import { Job, type JobReport } from "../../validation/job-report.js";
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

export async function reportJob(terminal: Terminal, argument: string, options: Options) {
  const { failures, audit } = options;
  const { system } = await scenarioInput(terminal, argument, options);
  const work = options.work ?? system.job?.work;
  if (work === undefined)
    throw new UsageError("job needs the work to be done: --work 720h, or job.work in the scenario");
  const recorded =
    failures === undefined ? undefined : parseFailures(readSource(failures, failures), failures, system);
  const run = new Job(system, { ...options, work, recorded });
  if (audit) {
    const { intervals, seed } = run;
    const audited = new JobAudit(system, { seed, jobs: options.jobs ?? auditedJobs, intervals, recorded });
    return reportJobAudit(terminal, audited, { ...options, seed, work });
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

const auditedJobs = 20;

async function reportJobAudit(terminal: Terminal, audit: JobAudit, { work, seed, ...options }: Options) {
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
    text: (style) => jobAuditText(audit, style),
  });
}

function jobCsv({ runTime, efficiency, lost }: JobReport): string {
  const quantiles = Object.entries(runTime.quantiles).map(([chance, mean]) => {
    return { quantity: `runTime quantile ${chance}`, unit: "s", mean, ...runTime.quantileIntervals[chance] };
  });
  const causes = (["redone", "hostRecovery", "vmRecovery"] as const).map((quantity) => {
    return { quantity, unit: "s", ...lost[quantity] };
  });
  return csvOf(
    ["quantity", "unit", "closedForm", "mean", "low", "high"],
    [
      { quantity: "runTime", unit: "s", ...runTime },
      ...quantiles,
      { quantity: "efficiency", unit: "1", ...efficiency },
      ...causes,
    ],
  );
}

function jobText(report: JobReport, system: System, style: Paint): string {
  const { runTime, confidence, jobs, seed, work, seconds, failures } = report;
  const during =
    failures.hostInRecovery > 0
      ? ` (${numberText(failures.hostInRecovery, 3)} of them while all VMs were on their way back)`
      : "";
  const off = runTime.firstOrder / runTime.closedForm - 1;
  const apart = `${percentText(Math.abs(off), 2)} ${off < 0 ? "less" : "more"} than E18`;
  return [
    `${style.heading(system.name)}  a job of ${hours(work)}: ${plural(jobs, "job")}, ${numberText(seconds, 3)} s, seed ${seed}\n\n`,
    timesTable(report, style),
    "\n",
    lostTable(report, style),
    "\n",
    `Failures in one job: ${numberText(failures.host, 3)} of hosts${during}, ${numberText(failures.vm, 3)} of VMs.\n`,
    `${verdictText(report, style)}\n`,
    Number.isFinite(runTime.firstOrder)
      ? `First order (E15) would say ${hours(runTime.firstOrder)}, ${apart}.\n`
      : "",
    `Intervals hold at ${percentText(confidence)}, each by itself.\n`,
  ].join("");
}

function timesTable({ runTime, efficiency, confidence }: JobReport, style: Paint): string {
  const { closedForm, mean, low, high, daly } = runTime;
  const halfWidth = (high - low) / 2;
  // Digits that the interval leaves meaning to.
  const meant = Math.floor(Math.log10(mean)) - Math.floor(Math.log10(halfWidth)) + 2;
  const digits = halfWidth > 0 && Number.isFinite(halfWidth) ? Math.min(10, Math.max(4, meant)) : 7;
  const coarse = Math.max(4, digits - 2);
  const quantiles = Object.entries(runTime.quantiles).map(([chance, value]) => {
    const ends = runTime.quantileIntervals[chance];
    const [least, most] = [hours(ends.low, coarse), hours(ends.high, coarse)];
    const [below, above] = [Number.isFinite(ends.low), Number.isFinite(ends.high)];
    const interval =
      below && above ? `${least} … ${most}` : below ? `≥ ${least}` : above ? `≤ ${most}` : "any";
    return [`${percentText(Number(chance))} of jobs are done by`, "", hours(value, coarse), interval];
  });
  const share = estimateText(efficiency, "1");
  const time = (value: Seconds) => hours(value, digits);
  return table(
    [...left(""), ...right("closed form", "estimate", `${percentText(confidence)} interval`)],
    [
      ["run time", time(closedForm), style.strong(time(mean)), `${time(low)} … ${time(high)}`],
      ...(daly === undefined ? [] : [["by Daly's formula (E17)", time(daly), "", ""]]),
      ...quantiles,
      ["efficiency", numberText(efficiency.closedForm, 5), share.mean, share.interval],
    ],
    style,
  );
}

function lostTable({ lost, work, runTime }: JobReport, style: Paint): string {
  const recovered = lost.redone.mean + lost.hostRecovery.mean + lost.vmRecovery.mean;
  const closing = runTime.mean - work - lost.pauses - recovered;
  const parts: readonly (readonly [string, Seconds])[] = [
    ["work", work],
    ["pauses of checkpoints", lost.pauses],
    ["work done again after failures of hosts", lost.redone.mean],
    ["all VMs on their way back", lost.hostRecovery.mean],
    ["waiting for one VM", lost.vmRecovery.mean],
    ...(closing > 1e-6 * runTime.mean ? [["until the last line is covered", closing] as const] : []),
  ];
  return table(
    [...left("where the time goes"), ...right("in one job", "share")],
    parts.map(([label, time]) => [label, hours(time), percentText(time / runTime.mean)]),
    style,
  );
}

function verdictText({ verdict, runTime, margin }: JobReport, style: Paint): string {
  const difference = runTime.mean / runTime.closedForm - 1;
  const off = `(${difference >= 0 ? "+" : "−"}${percentText(Math.abs(difference), 2)})`;
  const within = `within ${percentText(margin)} ${off}`;
  const compared = "closed form (E18) and simulation";
  const sentences = {
    agree: `${style.good("agree")}: ${compared} on the run time, ${within}`,
    disagree: `${style.bad("disagree")}: ${compared} on the run time ${off}`,
    inconclusive: `${style.doubtful("inconclusive")}: the interval does not decide whether ${compared} agree ${within}`,
    "outside-domain": `${style.doubtful("outside the domain")} of the closed form (E18), which is not judged ${off}`,
  };
  return sentences[verdict];
}

/** A time in hours, or in what suits it where it is short. */
function hours(time: Seconds, digits = 4): string {
  if (!Number.isFinite(time)) return numberText(time);
  return time >= 3600 ? `${numberText(time / 3600, digits)} h` : measureText(time, "s", digits);
}

function jobAuditText({ counts, finished, name }: JobAudit, style: Paint): string {
  const { orphans, missing, twice, outOfOrder, lostElsewhere, vanished, lost } = counts;
  const sound = orphans + missing + twice + outOfOrder + lostElsewhere + vanished === 0;
  const rows: readonly (readonly [string, number])[] = [
    ["orphans: received, but not sent by the restored sender", orphans],
    ["missing in a replay", missing],
    ["replayed twice", twice],
    ["replayed out of order", outOfOrder],
    ["vanished: not received, not lost, not on their way", vanished],
    ["lost between two hosts", lostElsewhere],
    ["lost inside the host that failed (E12)", lost - lostElsewhere],
    ["sent again though received, and dropped", counts.repeated],
    ["replayed from logs", counts.replayed],
  ];
  const failed = `${plural(counts.hostFailures, "failure")} of hosts and ${plural(counts.vmFailures, "failure")} of VMs`;
  return [
    `${style.heading(name)}  ${plural(finished, "job")}, ${failed}, each carried out; ${plural(counts.messages, "message")}\n\n`,
    table(
      [...left("messages"), ...right("in all")],
      rows.map(([label, count]) => [label, numberText(count, 15)]),
      style,
    ),
    "\n",
    sound
      ? `${style.good("sound")}: no orphan, and nothing lost but what only the failed host held\n`
      : `${style.bad("unsound")}: the states that failures leave do not agree\n`,
  ].join("");
}
