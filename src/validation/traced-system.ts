import type { RecordedMessages } from "../montecarlo/sources/recorded-traffic.js";
import { prepare } from "../scenario/checks/prepare.js";
import type { Scenario } from "../scenario/model/scenario.js";
import { ScenarioError } from "../scenario/model/scenario-error.js";
import type { System } from "../scenario/model/system.js";
import { leastCommonMultiple } from "../scenario/quantities/common-multiple.js";
import { classTraffic, PairTable, pairsByClass } from "../traces/class-traffic.js";
import { mostIntervals, tooManyIntervals } from "../traces/interval-counts.js";
import { nodeClasses } from "../traces/multiples.js";
import { shorterThanHyperperiod } from "../traces/replay.js";
import { binOf } from "../traces/time-histogram.js";
import { type Trace, traceSpan } from "../traces/trace.js";

/** A trace on the VMs of a scenario. */
export interface TracedSystem {
  /** The scenario with the trace's own rates and sizes: what the closed forms are to be worked out from. */
  readonly system: System;
  readonly messages: RecordedMessages;
  /** `L`, and the whole ones that the trace holds. */
  readonly hyperperiod: number;
  readonly hyperperiods: number;
}

/** A trace on the VMs of a scenario, with nothing said of whether it is long enough to measure. */
export interface PlacedTrace {
  /** By node of the trace: the number of its VM. */
  readonly vmOf: Int32Array;
  /** All messages, in time from the first. */
  readonly messages: RecordedMessages;
}

/** Puts every node of a trace on a VM of its class, in the order in which the trace names them. @throws {ScenarioError} */
export function placedTrace(trace: Trace, scenario: Scenario): PlacedTrace {
  const classOf = nodeClasses(scenario.classes);
  const vmOf = vmsOf(trace.nodes.map(classOf), prepare(scenario).classes);
  return { vmOf, messages: firstMessages(trace, vmOf, trace.times.length) };
}

function vmsOf(classOfNode: readonly number[], classes: System["classes"]): Int32Array {
  const firstVm = classes.map((_, c) => classes.slice(0, c).reduce((sum, { count }) => sum + count, 0));
  const taken = classes.map(() => 0);
  const vmOf = Int32Array.from(classOfNode, (c) => firstVm[c] + taken[c]++);
  for (const [c, { name, count }] of classes.entries()) {
    if (taken[c] <= count) continue;
    throw new ScenarioError(
      `classes.${name}.count must be at least the ${taken[c]} nodes of the trace that belong to it, got ${count}`,
      `classes.${name}.count`,
    );
  }
  return vmOf;
}

/** A trace on the VMs of a scenario, as far as it fills whole hyperperiods, and the system with its rates. @throws {ScenarioError} */
export function tracedSystem(trace: Trace, scenario: Scenario): TracedSystem {
  const classOf = nodeClasses(scenario.classes);
  const { classes, baseInterval } = prepare(scenario);
  const classOfNode = trace.nodes.map(classOf);
  const vmOf = vmsOf(classOfNode, classes);
  const hyperperiod = classes.reduce((all, { multiple }) => leastCommonMultiple(all, multiple), 1);
  const hyperperiods = binOf(traceSpan(trace), hyperperiod * baseInterval, Math.abs(trace.times[0]));
  if (hyperperiods === 0)
    throw shorterThanHyperperiod(trace.source, { baseInterval, hyperperiod }, traceSpan(trace));
  if (hyperperiods * hyperperiod > mostIntervals) throw tooManyIntervals(baseInterval, traceSpan(trace));
  const span = hyperperiods * hyperperiod * baseInterval;
  const [start] = trace.times;
  const held = trace.times.findLastIndex((at) => binOf(at - start, span, Math.abs(at)) < 1) + 1;
  const messages = firstMessages(trace, vmOf, held);
  const table = new PairTable();
  for (let m = 0; m < messages.sentAt.length; m++) table.add(trace.from[m], trace.to[m], trace.bytes[m]);
  const names = classes.map(({ name }) => name);
  const traffic = classTraffic(pairsByClass(table.pairs(), classOfNode), names, span);
  const system = prepare({ ...scenario, traffic: { delay: scenario.traffic.delay, ...traffic } });
  return { system, messages: withSizes(messages, trace, classOfNode, system), hyperperiod, hyperperiods };
}

/** The first messages of a trace, on VMs, in time from the first of them. */
function firstMessages(trace: Trace, vmOf: Int32Array, count: number): RecordedMessages {
  const [start] = trace.times;
  return {
    sentAt: trace.times.subarray(0, count).map((at) => at - start),
    deliveredAt: trace.arrivals?.subarray(0, count).map((at) => at - start),
    from: trace.from.subarray(0, count).map((node) => vmOf[node]),
    to: trace.to.subarray(0, count).map((node) => vmOf[node]),
    bytes: trace.bytes.subarray(0, count),
  };
}

/** The messages with the mean size of their classes' pair where none was recorded. */
function withSizes(
  messages: RecordedMessages,
  { from, to }: Trace,
  classOf: readonly number[],
  { rates, classes }: System,
): RecordedMessages {
  const pair = (sender: number, receiver: number) => sender * classes.length + receiver;
  const size = new Map(Array.from(rates.size, (bytes, p) => [pair(rates.from[p], rates.to[p]), bytes]));
  const bytes = messages.bytes.map(
    (known, m) => known || (size.get(pair(classOf[from[m]], classOf[to[m]])) ?? 0),
  );
  return { ...messages, bytes };
}
