import { refuseMisfit } from "../../analytic/storage-fit.js";
import { unrecoverablePerHostFailure } from "../../analytic/unrecoverable.js";
import { Audit, type AuditReport } from "../../montecarlo/audit/audit.js";
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

export async function reportAudit(terminal: Terminal, argument: string, options: Options) {
  if (options.mode === "span")
    throw new UsageError("--audit follows every message by its identity, and --mode span only counts them");
  const { system } = await scenarioInput(terminal, argument, options);
  refuseMisfit(system);
  const { seed, messages, confidence } = options;
  const audit = new Audit(system, { seed, messages, confidence });
  const ending = await runToEnd(audit, terminal, () => ({
    share: audit.finished / audit.runs,
    note: `run ${audit.finished} of ${audit.runs}`,
  }));
  const interrupted = ending === "interrupted" || undefined;
  // Intervals come from the spread between runs.
  const nothing = interrupted && audit.finished < 2;
  if (interrupted)
    terminal.note(
      `vmqsc: interrupted${nothing ? " before anything was known" : "; this is what is known so far"}\n`,
    );
  if (nothing) return options.json && terminal.print(json({ interrupted }));
  const report = audit.report();
  const closedForm = unrecoverablePerHostFailure(system).value;
  printReport(terminal, options, {
    json: () => ({ ...report, interrupted, closedForm }),
    csv: () =>
      csv(
        ["found", "count"],
        faultRows(report).map(([fault, count]) => [fault, count]),
      ),
    text: (style) => auditText(report, closedForm, system.name, style),
  });
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

function auditText(report: AuditReport, closedForm: number, name: string, style: Paint): string {
  const { lostPerHostFailure, stableLogRatio, messages, runs, vmFailures, hostFailures, replayed } = report;
  const lost = estimateText(lostPerHostFailure, "messages");
  const ratio = estimateText(stableLogRatio, "1");
  const confidence = percentText(lostPerHostFailure.confidence);
  const whole = (count: number) => numberText(count, 15);
  return [
    `${style.heading(name)}  ${whole(messages)} messages in ${runs} runs, `,
    `${whole(vmFailures)} failures of VMs and ${whole(hostFailures)} of hosts, `,
    `${whole(replayed)} messages replayed, seed ${report.seed}\n\n`,
    table(
      [...left("after a failure"), ...right("messages"), ...left("")],
      faultRows(report).map(([fault, count, meaning]) => {
        return [fault, count === 0 ? style.good("0") : style.bad(whole(count)), style.faint(meaning)];
      }),
      style,
    ),
    `\nLost per failure of one host: ${lost.mean}, ${confidence} interval ${lost.interval}; closed form (E12) ${numberText(closedForm)}\n`,
    `Stable-log ratio of these runs: ${ratio.mean}, ${confidence} interval ${ratio.interval}\n`,
  ].join("");
}
