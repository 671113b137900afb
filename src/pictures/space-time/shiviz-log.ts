import type { Seconds } from "../../scenario/model/units.js";
import { checkpointLabel, type RecordedRun } from "./recorded-run.js";

/** What ShiViz needs to be told to read the log: an event on one line, its process and vector clock on the next. */
export const shivizParser = "(?<event>.*)\\n(?<host>\\S*) (?<clock>{.*})";

interface Step {
  readonly at: Seconds;
  /** Steps of one instant are taken by rank: boundaries, deliveries, then sends. */
  readonly rank: number;
  readonly kind: "boundary" | "deliver" | "send";
  readonly vm: number;
  readonly label: string;
  /** Number of the message, for sends and deliveries. */
  readonly message?: number;
}

/** A run as a log with vector clocks, which ShiViz draws; its parser expression is {@link shivizParser}. */
export function shivizLog(run: RecordedRun): string {
  const clocks = run.vms.map(() => new Map<string, number>());
  const carried = new Map<number, ReadonlyMap<string, number>>();
  const names = run.vms.map(({ name }) => name.replace(/\s/g, "_"));
  const lines = stepsOf(run).flatMap(({ kind, vm, label, message, at }) => {
    const clock = clocks[vm];
    if (kind === "deliver" && message !== undefined) {
      for (const [name, count] of carried.get(message) ?? [])
        clock.set(name, Math.max(clock.get(name) ?? 0, count));
    }
    clock.set(names[vm], (clock.get(names[vm]) ?? 0) + 1);
    if (kind === "send" && message !== undefined) carried.set(message, new Map(clock));
    return [`${label} at ${at} s`, `${names[vm]} ${JSON.stringify(Object.fromEntries(clock))}`];
  });
  return lines.map((line) => `${line}\n`).join("");
}

function stepsOf(run: RecordedRun): readonly Step[] {
  const steps: Step[] = [];
  for (const { vm, number, kind, at } of run.checkpoints) {
    steps.push({ at, rank: 0, kind: "boundary", vm, label: checkpointLabel(number, kind) });
  }
  for (const { vm, at, messages } of run.flushes) {
    const label = messages.length > 0 ? `flush ${messages.join(", ")}` : "flush";
    steps.push({ at, rank: 0, kind: "boundary", vm, label });
  }
  for (const [message, { name, from, to, sentAt, deliveredAt }] of run.messages.entries()) {
    steps.push({ at: sentAt, rank: 2, kind: "send", vm: from, label: `send ${name}`, message });
    if (deliveredAt >= run.until) continue;
    // Without delay a delivery directly follows its own send.
    const rank = deliveredAt > sentAt ? 1 : 2;
    steps.push({ at: deliveredAt, rank, kind: "deliver", vm: to, label: `deliver ${name}`, message });
  }
  return steps.sort((a, b) => a.at - b.at || a.rank - b.rank);
}
