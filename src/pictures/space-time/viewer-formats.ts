import type { Seconds } from "../../scenario/model/units.js";
import type { CheckpointKind, RecordedRun } from "./recorded-run.js";

/** How long the send and the delivery of a message are drawn: viewers bind an arrow to a slice at either end. */
const sliceMicroseconds = 1;

/**
 * A run for the viewers of Chromium and Perfetto: a process for each host, and two threads for each VM, for its checkpoints
 * and its messages, since slices of one thread must not overlap. Times are rounded to microseconds.
 *
 * - Source: the Trace Event Format of the Catapult project
 */
export function traceEvents(run: RecordedRun): string {
  const { vms, hostNames } = run;
  const boundaries = (vm: number) => ({ pid: vms[vm].host + 1, tid: 2 * vm + 1 });
  const traffic = (vm: number) => ({ pid: vms[vm].host + 1, tid: 2 * vm + 2 });
  const instant = { ph: "i", s: "t" };
  const events: object[] = [];
  for (const [host, name] of hostNames.entries()) {
    events.push({ ph: "M", name: "process_name", pid: host + 1, tid: 0, args: { name } });
  }
  for (const [vm, { name }] of vms.entries()) {
    events.push({ ph: "M", name: "thread_name", ...boundaries(vm), args: { name } });
    events.push({ ph: "M", name: "thread_name", ...traffic(vm), args: { name: `${name}, messages` } });
  }
  for (const { vm, number, kind, at, completion } of run.checkpoints) {
    const [name, ts] = [checkpointLabel(number, kind), microseconds(at)];
    const slice = { ph: "X", cat: "checkpoint", name, ts, dur: microseconds(completion) - ts };
    events.push({ ...slice, ...boundaries(vm), args: { kind } });
  }
  for (const { vm, at, messages } of run.flushes) {
    const flush = { ...instant, cat: "flush", name: "flush", ts: microseconds(at) };
    events.push({ ...flush, ...boundaries(vm), args: { messages } });
  }
  for (const { number, establishedAt } of run.lines) {
    const line = { ph: "i", s: "g", cat: "line", name: `recovery line ${number}` };
    events.push({ ...line, ts: microseconds(establishedAt), ...boundaries(0) });
  }
  for (const { at, what, failedVms } of run.failures) {
    const failure = { ...instant, cat: "failure", name: `${what} fails`, ts: microseconds(at) };
    for (const vm of failedVms) events.push({ ...failure, ...boundaries(vm) });
  }
  for (const [id, { name, from, to, sentAt, deliveredAt, ...args }] of run.messages.entries()) {
    const slice = { ph: "X", cat: "message", dur: sliceMicroseconds, args };
    const flow = { cat: "message", name, id };
    events.push({ ...slice, name: `send ${name}`, ts: microseconds(sentAt), ...traffic(from) });
    events.push({ ph: "s", ...flow, ts: microseconds(sentAt), ...traffic(from) });
    if (deliveredAt >= run.until) continue;
    events.push({ ...slice, name: `deliver ${name}`, ts: microseconds(deliveredAt), ...traffic(to) });
    events.push({ ph: "f", bp: "e", ...flow, ts: microseconds(deliveredAt), ...traffic(to) });
  }
  return `${JSON.stringify({ displayTimeUnit: "ms", traceEvents: events })}\n`;
}

function microseconds(at: Seconds): number {
  return Math.round(at * 1e6);
}

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

/** What a checkpoint is called in the formats of other viewers. */
function checkpointLabel(number: number, kind: CheckpointKind): string {
  return kind === "on time" ? `checkpoint ${number}` : `${kind} checkpoint ${number}`;
}
