import { prepare } from "../scenario/checks/prepare.js";
import type { Scenario } from "../scenario/model/scenario.js";
import { ScenarioError } from "../scenario/model/scenario-error.js";
import type { Seconds } from "../scenario/model/units.js";
import { type Burstiness, burstiness } from "./burstiness.js";
import { DecimalUnit } from "./decimal-unit.js";
import { defaultMultiples, type Multiples, multiplesOf, parseMultiples } from "./multiples.js";
import { type Trace, traceSpan } from "./trace.js";

// Rates beyond these are no traffic, and a scenario refuses the extremes of double precision.
const shortestSpan: Seconds = 1e-9;
const longestSpan: Seconds = 1e12;

export interface FitOptions {
  /** `"ts-order-*=1,*=4"` by name, or `"1,2,4"` to propose from; see `parseMultiples`. */
  readonly multiples?: string | Multiples;
  /** One class for each multiple (the default), or for each node. */
  readonly by?: "multiple" | "node";
  /** `T0` of the scenario, as it writes it. */
  readonly baseInterval?: number | string;
  /** Name of the scenario; default the trace's, without folder and ending. */
  readonly name?: string;
}

/** A class of the fitted scenario, and what the trace says of it. */
export interface FittedClass {
  readonly name: string;
  readonly multiple: number;
  readonly nodes: readonly string[];
  /** Messages that its nodes received, and of them those from its own nodes. */
  readonly received: number;
  readonly receivedWithin: number;
}

/** A scenario whose rates are those of a trace, and what the trace says beyond rates. */
export interface TraceFit {
  readonly scenario: Scenario;
  readonly source: string;
  readonly messages: number;
  readonly nodes: number;
  readonly span: Seconds;
  readonly classes: readonly FittedClass[];
  /** True where the multiples are this program's proposal, not the user's. */
  readonly proposed: boolean;
  readonly burstiness: Burstiness;
  /** What a reader of the scenario should know, one sentence each; the trace's own warnings come first. */
  readonly warnings: readonly string[];
}

/**
 * A scenario with the message rates of a trace.
 *
 *     λ_ab = (messages from class a to class b) / span
 *
 * Every rate is a whole multiple of one decimal, the reciprocal of the span to 12 digits: the shares, and so η,
 * are exactly those of the trace, whatever that decimal rounds off.
 *
 * - Source: E1, convention `class`; §4.1 for the proposal of multiples
 * - Assumes: one VM for each node; a class of several nodes spreads its traffic evenly over their pairs
 * - Limits: rates are means over the whole trace; `burstiness` says what Poisson traffic of these rates lacks
 *
 * @throws {ScenarioError} when the multiples do not fit the nodes, an option is no part of a scenario, or the trace spans next to no time
 */
export function fit(trace: Trace, options: FitOptions = {}): TraceFit {
  const span = traceSpan(trace);
  if (span < shortestSpan || span > longestSpan) {
    throw new ScenarioError(
      `${trace.source} must span between ${shortestSpan} s and ${longestSpan} s to have rates, got ${span} s`,
    );
  }
  const multiples =
    typeof options.multiples === "object"
      ? options.multiples
      : parseMultiples(options.multiples ?? defaultMultiples);
  const received = new Array<number>(trace.nodes.length).fill(0);
  for (const node of trace.to) received[node]++;
  const ofNode = multiplesOf(trace.nodes, received, multiples);
  const groups = options.by === "node" ? groupsByNode(trace.nodes, ofNode) : groupsByMultiple(ofNode);
  const pairs = pairTotals(trace, groups);
  const scenario = scenarioOf(trace, groups, pairs, options);
  // What the options brought in is checked here, where it can still be said that it was wrong.
  prepare(scenario);
  const unrecorded = pairs.some((pair) => pair.sized < pair.count);
  return {
    scenario,
    source: trace.source,
    messages: trace.times.length,
    nodes: trace.nodes.length,
    span,
    classes: fittedClasses(trace, groups, pairs),
    proposed: multiples.kind === "proposed",
    burstiness: burstiness(trace),
    warnings: unrecorded ? [...trace.warnings, unrecordedSizes(trace)] : trace.warnings,
  };
}

interface NodeGroup {
  readonly name: string;
  readonly multiple: number;
  readonly nodes: readonly number[];
}

function groupsByNode(nodes: readonly string[], multiples: readonly number[]): NodeGroup[] {
  const taken = new Set(nodes);
  return nodes.map((node, at) => ({ name: className(node, taken), multiple: multiples[at], nodes: [at] }));
}

/** A node's own name, but for the few that cannot be the name of a class: whole numbers and `__proto__`. */
function className(node: string, taken: ReadonlySet<string>): string {
  if (!/^(\d+|__proto__)$/.test(node)) return node;
  let name = `node-${node}`;
  while (taken.has(name)) name = `node-${name}`;
  return name;
}

/** One group for each multiple, least first, under the paper's names SI and MI_i. */
function groupsByMultiple(multiples: readonly number[]): NodeGroup[] {
  const distinct = [...new Set(multiples)].sort((a, b) => a - b);
  return distinct.map((multiple) => ({
    name: multiple === 1 ? "SI" : `MI${multiple}`,
    multiple,
    nodes: multiples.flatMap((own, node) => (own === multiple ? node : [])),
  }));
}

/** Messages from one class to another; of them `sized` have a recorded size, `bytes` in all. */
interface PairTotal {
  readonly from: number;
  readonly to: number;
  count: number;
  sized: number;
  bytes: number;
}

function pairTotals(trace: Trace, groups: readonly NodeGroup[]): PairTotal[] {
  const classOf = new Int32Array(trace.nodes.length);
  groups.forEach((group, c) => {
    for (const node of group.nodes) classOf[node] = c;
  });
  const totals = new Map<number, PairTotal>();
  for (let m = 0; m < trace.times.length; m++) {
    const from = classOf[trace.from[m]];
    const to = classOf[trace.to[m]];
    const key = from * groups.length + to;
    const pair = totals.get(key) ?? { from, to, count: 0, sized: 0, bytes: 0 };
    totals.set(key, pair);
    pair.count++;
    pair.bytes += trace.bytes[m];
    if (trace.bytes[m] > 0) pair.sized++;
  }
  return [...totals.values()].sort((a, b) => a.from - b.from || a.to - b.to);
}

function fittedClasses(
  trace: Trace,
  groups: readonly NodeGroup[],
  pairs: readonly PairTotal[],
): FittedClass[] {
  const received = new Array<number>(groups.length).fill(0);
  const within = new Array<number>(groups.length).fill(0);
  for (const pair of pairs) {
    received[pair.to] += pair.count;
    if (pair.from === pair.to) within[pair.to] += pair.count;
  }
  return groups.map((group, c) => ({
    name: group.name,
    multiple: group.multiple,
    nodes: group.nodes.map((node) => trace.nodes[node]),
    received: received[c],
    receivedWithin: within[c],
  }));
}

function scenarioOf(
  trace: Trace,
  groups: readonly NodeGroup[],
  pairs: readonly PairTotal[],
  options: FitOptions,
): Scenario {
  const perMessage = new DecimalUnit(1 / traceSpan(trace));
  const byPair = <Value>(value: (pair: PairTotal) => Value) => {
    const rows = new Map<string, [string, Value][]>();
    for (const pair of pairs) {
      const from = groups[pair.from].name;
      const row = rows.get(from) ?? [];
      rows.set(from, row);
      row.push([groups[pair.to].name, value(pair)]);
    }
    return Object.fromEntries([...rows].map(([from, row]) => [from, Object.fromEntries(row)]));
  };
  const sized = pairs.reduce((total, pair) => total + pair.sized, 0);
  // A pair without recorded sizes takes the mean of all that were.
  const meanSize = pairs.reduce((total, pair) => total + pair.bytes, 0) / sized;
  return {
    name: options.name ?? nameOf(trace.source),
    baseInterval: options.baseInterval ?? "60 s",
    classes: Object.fromEntries(
      groups.map(({ name, multiple, nodes }) => {
        const names = nodes.map((node) => trace.nodes[node]);
        const own = names.length === 1 && names[0] === name;
        return [name, { multiple, count: nodes.length, ...(!own && { nodes: names }) }];
      }),
    ),
    traffic: {
      per: "class",
      rates: byPair((pair) => `${perMessage.times(pair.count)}/s`),
      ...(sized > 0 && { size: byPair((pair) => (pair.sized > 0 ? pair.bytes / pair.sized : meanSize)) }),
    },
  };
}

function unrecordedSizes(trace: Trace): string {
  const unrecorded = trace.bytes.reduce((count, size) => count + (size === 0 ? 1 : 0), 0);
  return unrecorded === trace.times.length
    ? "no sizes were recorded: figures in bytes stand on the default size of a message"
    : `${unrecorded} of ${trace.times.length} sizes were not recorded: they count as the mean of those that were`;
}

/** A file's name without folders and endings. */
function nameOf(source: string): string {
  const name = source.slice(Math.max(source.lastIndexOf("/"), source.lastIndexOf("\\")) + 1);
  return name.replace(/(\.(csv|tsv|txt|json|jsonl|log))?(\.gz)?$/i, "");
}
