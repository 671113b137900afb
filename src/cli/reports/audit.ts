import { refuseMisfit } from "../../analytic/storage-fit.js";
import { unrecoverablePerHostFailure } from "../../analytic/unrecoverable.js";
import { Audit, type AuditReport } from "../../montecarlo/audit/audit.js";
import type { System } from "../../scenario/model/system.js";
import type { Options } from "../options.js";
import { printReport } from "../print-report.js";
import { csv } from "../render/csv.js";
import { json } from "../render/json.js";
import { estimateText } from "../render/measure-text.js";
import { numberText, percentText } from "../render/number-text.js";
import { left, type Paint, right, table } from "../render/table.js";
import { runToEnd } from "../run-to-end.js";
import { scenarioInput } from "../scenario-input.js";
import { type Terminal, UsageError } from "../terminal.js";

/** Audits what failures of VMs and hosts would leave, and prints what is wrong with it. */
export async function reportAudit(terminal: Terminal, argument: string, options: Options): Promise<void> {
  refuseOthersThanAudit(options);
  const { system } = await scenarioInput(terminal, argument, options);
  refuseMisfit(system);
  const { seed, messages, confidence } = options;
  const audit = new Audit(system, { seed, messages, confidence });
  const ending = await runToEnd(audit, terminal, () => ({
    share: audit.finished / audit.runs,
    note: `run ${audit.finished} of ${audit.runs}`,
  }));
  if (ending === "interrupted") {
    // Intervals come from the spread between runs.
    if (audit.finished < 2) {
      terminal.note("vmqsc: interrupted before anything was known\n");
      return options.json && terminal.print(json({ interrupted: true }));
    }
    terminal.note("vmqsc: interrupted; this is what is known so far\n");
  }
  const report = audit.report();
  const interrupted = ending === "interrupted" || undefined;
  printReport(terminal, options, {
    json: () => ({ ...report, interrupted, closedForm: unrecoverablePerHostFailure(system).value }),
    csv: () =>
      csv(
        ["found", "count"],
        faultRows(report).map(([fault, count]) => [fault, count]),
      ),
    text: (style) => auditText(report, system, style),
  });
}

function refuseOthersThanAudit(options: Options): void {
  if (options.mode === "span")
    throw new UsageError(
      "--audit follows every message by its identity, so it needs --mode event; spans only count messages",
    );
  const { precision, maxTime, measures, replications, shard, workers, planOnly } = options;
  const others = [precision, maxTime, measures, replications, shard, workers, planOnly];
  if (others.some((value) => value !== undefined))
    throw new UsageError("--audit goes with --seed, --messages, --confidence and --mode event alone");
}

/** What may be wrong after a failure, how often it was, and what it means. */
function faultRows({ orphans, missing, twice, outOfOrder, lost }: AuditReport) {
  return [
    ["orphans", orphans, "received by a restored VM, not sent by the restored sender"],
    ["missing", missing, "received before the failure, not replayed after it"],
    ["twice", twice, "replayed more than once"],
    ["out of order", outOfOrder, "replayed in another order than it was received in"],
    ["lost", lost, "sent before the line, not received there, and in no log or copy"],
  ] as const;
}

function auditText(report: AuditReport, system: System, style: Paint): string {
  const closedForm = unrecoverablePerHostFailure(system).value;
  const { mean, low, high } = estimateText(report.lostPerHostFailure, "messages");
  const ratio = estimateText(report.stableLogRatio, "1");
  const confidence = percentText(report.lostPerHostFailure.confidence);
  return [
    `${style.heading(system.name)}  ${numberText(report.messages, 15)} messages in ${report.runs} runs, `,
    `${numberText(report.vmFailures, 15)} failures of VMs and ${numberText(report.hostFailures, 15)} of hosts, `,
    `${numberText(report.replayed, 15)} messages replayed, seed ${report.seed}\n\n`,
    table(
      [...left("after a failure"), ...right("messages"), ...left("")],
      faultRows(report).map(([fault, count, meaning]) => [
        fault,
        count === 0 ? style.good("0") : style.bad(numberText(count, 15)),
        style.faint(meaning),
      ]),
      style,
    ),
    `\nLost per failure of one host: ${mean}, ${confidence} interval ${low} … ${high}; closed form (E12) ${numberText(closedForm)}\n`,
    `Stable-log ratio of these runs: ${ratio.mean}, ${confidence} interval ${ratio.low} … ${ratio.high}\n`,
  ].join("");
}
