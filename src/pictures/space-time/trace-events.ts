import type { Seconds } from "../../scenario/model/units.js";
import { checkpointLabel, type RecordedRun } from "./recorded-run.js";

/** How long the send and the delivery of a message are drawn: viewers bind an arrow to a slice at either end. */
const sliceMicroseconds = 1;

/**
 * A run in the trace-event format, which the trace viewers of Chromium and Perfetto open: a process for each host, and
 * two threads for each VM, one for its checkpoints and flushes and one for its messages, since slices of one thread
 * must not overlap.
 *
 * - Source: the Trace Event Format of the Catapult project
 * - Limits: times are rounded to whole microseconds
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
