import type { JobAudit } from "../../montecarlo/audit/job-audit.js";
import { numberText, plural } from "./number-text.js";
import type { Paint } from "./paint.js";
import { left, right, table } from "./table.js";

/** What an audit of failures that happened has found, for a person. */
export function jobAuditText({ counts, finished }: JobAudit, name: string, style: Paint): string {
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
