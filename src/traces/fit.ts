import {
  anyTrace,
  anything,
  checkArgument,
  checkOptions,
  type OptionShapes,
  text,
} from "../scenario/checks/argument-shapes.js";
import { prepare } from "../scenario/checks/prepare.js";
import type { Scenario } from "../scenario/model/scenario.js";
import { ScenarioError } from "../scenario/model/scenario-error.js";
import type { Bytes, Seconds } from "../scenario/model/units.js";
import { formatSeconds } from "../scenario/quantities/format-quantity.js";
import { parseQuantity } from "../scenario/quantities/quantity.js";
import { type Burstiness, burstiness, classBurstiness, type Dispersion } from "./burstiness.js";
import { classTraffic, meanSize, type PairTotal, pairsByClass } from "./class-traffic.js";
import { defaultMultiples, imagesByName, multiplesByName, parseMultiples } from "./multiples.js";
import { type ClassBy, type NodeGroup, nodeGroups } from "./node-groups.js";
import { type ProposedMultiples, proposedMultiples, type StoragePrices } from "./proposed-multiples.js";
import { type Rhythm, rhythms } from "./rhythms.js";
import type { Trace } from "./trace.js";
import { summarized, summarySpan, type TraceSummary } from "./trace-summary.js";

// Rates beyond these are no traffic, and a scenario refuses the extremes of double precision.
const shortestSpan: Seconds = 1e-9;
const longestSpan: Seconds = 1e12;

/** Rhythms faster than the base interval by more than this do not move what a base interval holds. */
const shortestRhythm = 8;

export interface FitOptions {
  /** `"ts-order-*=1,*=4"` by name, or `"1,2,4"` to propose from; see `parseMultiples`. */
  readonly multiples?: string;
  /** One class for each multiple (the default), each pattern, or each node. */
  readonly by?: ClassBy;
  /** `T0` of the scenario, as it writes it. */
  readonly baseInterval?: number | string;
  /** Name of the scenario; default the trace's, without folder and ending. */
  readonly name?: string;
  /** What a checkpoint of each node writes: `"2 GiB"` for all, or `"db-*=8 GiB,*=2 GiB"`. */
  readonly image?: string;
  /** What storage costs, for a proposal by cost (E16); it goes into the scenario. */
  readonly prices?: StoragePrices;
}

export const fitOptions: OptionShapes<FitOptions> = {
  multiples: text,
  by: text,
  baseInterval: anything,
  name: text,
  image: text,
  prices: anything,
};

/** A class of the fitted scenario, and what the trace says of it. */
export interface FittedClass {
  readonly name: string;
  readonly multiple: number;
  readonly nodes: readonly string[];
  /** Messages that its nodes received and sent, and of those received the ones from its own nodes. */
  readonly received: number;
  readonly sent: number;
  readonly receivedWithin: number;
  /** How bursty what it receives is, around the base interval. */
  readonly dispersion: readonly Dispersion[];
}

/** A rhythm of the trace beside the base interval. */
export interface NamedRhythm extends Rhythm {
  /** The period in base intervals. */
  readonly baseIntervals: number;
  /** Whether it stays in step with a class's checkpoints over the whole trace, so that its phase matters. */
  readonly locks: boolean;
}

/** A scenario whose rates are those of a trace, and what the trace says beyond rates. */
export interface TraceFit {
  readonly scenario: Scenario;
  readonly source: string;
  readonly messages: number;
  readonly nodes: number;
  readonly span: Seconds;
  readonly classes: readonly FittedClass[];
  /** The proposal by node, and what it saves; absent where the multiples are the user's. */
  readonly proposal?: ProposedMultiples;
  readonly burstiness: Burstiness;
  readonly rhythms: readonly NamedRhythm[];
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
 * - Source: E1, convention `class`; §4.1 and E16 for the proposal of multiples
 * - Assumes: one VM for each node; a class of several nodes spreads its traffic evenly over their pairs
 * - Limits: rates are means over the whole trace; `burstiness` says what Poisson traffic of these rates lacks
 *
 * @throws {ScenarioError} when the multiples do not fit the nodes, an option is no part of a scenario, or the trace spans next to no time
 */
export function fit(trace: Trace, options: FitOptions = {}): TraceFit {
  checkArgument("trace", trace, anyTrace);
  checkOptions("fit", options, fitOptions);
  return fitSummary(summarized(trace, fittedBaseInterval(options)), options);
}

/** `T0` of a fitted scenario, in seconds. @throws {ScenarioError} when it is no time */
export function fittedBaseInterval({ baseInterval = "60 s" }: FitOptions): Seconds {
  const { value } = parseQuantity(baseInterval, "time", "baseInterval");
  if (value > 0) return value;
  throw new ScenarioError(
    `baseInterval must be a time above 0, such as 60 s, got ${baseInterval}`,
    "baseInterval",
  );
}

/** The fit of a trace that was summed up as it came, with the base interval of the same options. */
export function fitSummary(summary: TraceSummary, options: FitOptions): TraceFit {
  const { source, nodes, pairs } = summary;
  const span = summarySpan(summary);
  if (span < shortestSpan || span > longestSpan) {
    throw new ScenarioError(
      `${source} must span between ${shortestSpan} s and ${longestSpan} s to have rates, got ${formatSeconds(span, { digits: 6 })}`,
    );
  }
  const { rules, allowed } = parseMultiples(options.multiples ?? defaultMultiples);
  const images = options.image === undefined ? undefined : imagesByName(nodes, options.image);
  const basis = { baseInterval: fittedBaseInterval(options), images, prices: options.prices };
  const proposal = rules ? undefined : proposedMultiples(loadsOf(summary), allowed, basis);
  const multiples = rules ? multiplesByName(nodes, rules) : proposal!.multiples;
  const groups = nodeGroups(nodes, multiples, options.by ?? "multiple", rules);
  const groupOf = new Int32Array(nodes.length);
  for (const [g, group] of groups.entries()) for (const node of group.nodes) groupOf[node] = g;
  const between = pairsByClass(pairs, groupOf);
  const scenario = scenarioOf(summary, groups, between, images, options);
  // What the options brought in is checked here, where it can still be said that it was wrong.
  const { baseInterval, classes } = prepare(scenario);
  return {
    scenario,
    source,
    messages: summary.times.total,
    nodes: nodes.length,
    span,
    classes: fittedClasses(summary, groups, between, baseInterval),
    ...(proposal && { proposal }),
    burstiness: burstiness(summary.times, summary.tick),
    rhythms: rhythms(summary.times, baseInterval / shortestRhythm).map((rhythm) => {
      const locks = classes.some(({ multiple }) =>
        staysInStep(rhythm, multiple * baseInterval, multiple, span),
      );
      return { ...rhythm, baseIntervals: rhythm.period / baseInterval, locks };
    }),
    warnings: between.some((pair) => pair.sized < pair.count)
      ? [...summary.warnings, unrecordedSizes(summary)]
      : summary.warnings,
  };
}

/** Whether a rhythm shifts against a checkpoint period of so many base intervals by less than a cycle, and moves η. */
function staysInStep(rhythm: Rhythm, period: Seconds, multiple: number, span: Seconds): boolean {
  // The rhythm's frequency in those of the period; whole base intervals cancel out.
  const cycles = period / rhythm.period;
  const whole = Math.round(cycles);
  return whole % multiple !== 0 && Math.abs(cycles - whole) * span < period;
}

function loadsOf(summary: TraceSummary) {
  const { pairs, nodes } = summary;
  const span = summarySpan(summary);
  const usual = meanSize(pairs) ?? defaultSize;
  const loads = nodes.map(() => ({ messages: 0, bytes: 0 }));
  for (const { to, count, sized: known, bytes } of pairs) {
    loads[to].messages += count / span;
    loads[to].bytes += (known > 0 ? (bytes * count) / known : usual * count) / span;
  }
  return loads;
}

/** Of a message in a scenario. */
const defaultSize: Bytes = 1000;

function fittedClasses(
  summary: TraceSummary,
  groups: readonly NodeGroup[],
  pairs: readonly PairTotal[],
  baseInterval: Seconds,
): FittedClass[] {
  const counts = groups.map(() => ({ received: 0, sent: 0, receivedWithin: 0 }));
  for (const { from, to, count } of pairs) {
    counts[to].received += count;
    counts[from].sent += count;
    if (from === to) counts[to].receivedWithin += count;
  }
  return groups.map(({ name, multiple, nodes }, g) => ({
    name,
    multiple,
    nodes: nodes.map((node) => summary.nodes[node]),
    ...counts[g],
    dispersion: classBurstiness(
      nodes.map((node) => summary.received[node]),
      summary,
      baseInterval,
    ),
  }));
}

function scenarioOf(
  summary: TraceSummary,
  groups: readonly NodeGroup[],
  pairs: readonly PairTotal[],
  images: readonly Bytes[] | undefined,
  { name = nameOf(summary.source), baseInterval = "60 s", prices }: FitOptions,
): Scenario {
  const classes = groups.map(({ name, multiple, nodes }) => {
    const names = nodes.map((node) => summary.nodes[node]);
    const own = names.length === 1 && names[0] === name;
    const image = images && nodes.reduce((total, node) => total + images[node], 0) / nodes.length;
    const described = { multiple, count: nodes.length, ...(image !== undefined && { image }) };
    return [name, own ? described : { ...described, nodes: names }] as const;
  });
  const names = groups.map((group) => group.name);
  return {
    name,
    baseInterval,
    classes: Object.fromEntries(classes),
    traffic: classTraffic(pairs, names, summarySpan(summary)),
    ...(prices && { prices: { write: prices.write, hold: prices.hold } }),
  };
}

function unrecordedSizes({ pairs, times }: TraceSummary): string {
  const unrecorded = pairs.reduce((total, { count, sized }) => total + count - sized, 0);
  return unrecorded === times.total
    ? "no sizes were recorded: figures in bytes stand on the default size of a message"
    : `${unrecorded} of ${times.total} sizes were not recorded: they count as the mean of those that were`;
}

/** A file's name without folders and endings. */
function nameOf(source: string): string {
  const name = source.slice(Math.max(source.lastIndexOf("/"), source.lastIndexOf("\\")) + 1);
  return name.replace(/(\.(csv|tsv|txt|json|jsonl|log))?(\.gz)?$/i, "");
}
