import type { Seconds } from "../../scenario/model/units.js";
import { checkpointLabel, type RecordedRun } from "./recorded-run.js";

/** What ShiViz needs to be told to read the log: an event on one line, its process and vector clock on the next. */
export const shivizParser = "(?<event>.*)\\n(?<host>\\S*) (?<clock>{.*})";

interface Step {
  readonly at: Seconds;
  /** Steps of one instant are taken by rank: boundaries, deliveries, then sends. */
  readonly rank: number;
  readonly vm: number;
  readonly label: string;
  /** Number of the message that is sent, or delivered. */
  readonly sent?: number;
  readonly delivered?: number;
}

/** A run as a log with vector clocks, which ShiViz draws; its parser expression is {@link shivizParser}. */
export function shivizLog(run: RecordedRun): string {
  const clocks = run.vms.map(() => new Map<string, number>());
  const carried = new Map<number, ReadonlyMap<string, number>>();
  const names = run.vms.map(({ name }) => name.replace(/\s/g, "_"));
  const lines = stepsOf(run).map(({ vm, label, sent, delivered, at }) => {
    const clock = clocks[vm];
    for (const [name, count] of carried.get(delivered ?? -1) ?? [])
      clock.set(name, Math.max(clock.get(name) ?? 0, count));
    clock.set(names[vm], (clock.get(names[vm]) ?? 0) + 1);
    if (sent !== undefined) carried.set(sent, new Map(clock));
    return `${label} at ${at} s\n${names[vm]} ${JSON.stringify(Object.fromEntries(clock))}\n`;
  });
  return lines.join("");
}

function stepsOf(run: RecordedRun): readonly Step[] {
  const boundaries = [
    ...run.checkpoints.map(({ vm, number, kind, at }) => ({ at, vm, label: checkpointLabel(number, kind) })),
    ...run.flushes.map(({ vm, at, messages }) => ({
      at,
      vm,
      label: `flush ${messages.join(", ")}`.trimEnd(),
    })),
  ];
  const steps: Step[] = boundaries.map((boundary) => ({ ...boundary, rank: 0 }));
  for (const [message, { name, from, to, sentAt, deliveredAt }] of run.messages.entries()) {
    steps.push({ at: sentAt, rank: 2, vm: from, label: `send ${name}`, sent: message });
    if (deliveredAt >= run.until) continue;
    // Without delay a delivery directly follows its own send.
    const rank = deliveredAt > sentAt ? 1 : 2;
    steps.push({ at: deliveredAt, rank, vm: to, label: `deliver ${name}`, delivered: message });
  }
  return steps.sort((a, b) => a.at - b.at || a.rank - b.rank);
}
