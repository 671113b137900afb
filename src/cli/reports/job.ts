import { JobAudit } from "../../montecarlo/audit/job-audit.js";
import { drawnChances, jobChart } from "../../pictures/results/job-chart.js";
import { parseFailures } from "../../scenario/checks/parse-failures.js";
import type { Seconds } from "../../scenario/model/units.js";
import { formatSeconds } from "../../scenario/quantities/format-quantity.js";
import { Job } from "../../validation/job-report.js";
import type { Options } from "../options.js";
import { drawPlot } from "../plot.js";
import { printReport } from "../print-report.js";
import { csv } from "../render/csv.js";
import { jobAuditText } from "../render/job-audit-text.js";
import { jobCsv, jobText } from "../render/job-text.js";
import { json } from "../render/json.js";
import { plural } from "../render/number-text.js";
import { runReplications } from "../run-replications.js";
import { runToEnd } from "../run-to-end.js";
import { scenarioInput } from "../scenario-input.js";
import { exitCodes, type Terminal } from "../terminal.js";
import { UsageError } from "../usage-error.js";

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
  await runReplications(terminal, run, {
    workers: options.workers,
    note: () => plural(run.jobs, "job"),
  });
  const report = run.report();
  for (const warning of report.warnings) terminal.note(`vmqsc: note: ${warning}\n`);
  if (report.verdict === "disagree" && terminal.exitCode === exitCodes.done)
    terminal.exitCode = exitCodes.disagree;
  printReport(terminal, options, {
    json: () => json(report),
    csv: () => jobCsv(report),
    text: (style) => jobText(report, system, style),
  });
  await drawPlot(terminal, options, () => [
    jobChart({
      title: `${system.name}: run time of a job of ${formatSeconds(work)}`,
      quantiles: run.quantiles(drawnChances),
      confidence: report.confidence,
      closedForm: report.runTime.closedForm,
    }),
  ]);
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
  await runToEnd(audit, terminal, () => ({
    share: audit.finished / audit.jobs,
    note: plural(audit.counts.hostFailures + audit.counts.vmFailures, "failure"),
  }));
  printReport(terminal, options, {
    json: () => json({ seed, jobs: audit.finished, work, ...audit.counts }),
    csv: () => csv(["quantity", "count"], Object.entries(audit.counts)),
    text: (style) => jobAuditText(audit, audit.name, style),
  });
}
