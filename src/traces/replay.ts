import tychei from "seedrandom/lib/tychei.js";
import { prepare } from "../scenario/checks/prepare.js";
import type { Scenario } from "../scenario/model/scenario.js";
import { ScenarioError } from "../scenario/model/scenario-error.js";
import type { System } from "../scenario/model/system.js";
import type { Seconds } from "../scenario/model/units.js";
import { leastCommonMultiple } from "../scenario/quantities/common-multiple.js";
import { formatSeconds } from "../scenario/quantities/format-quantity.js";
import { blockBootstrap } from "./block-bootstrap.js";
import { IntervalCounts } from "./interval-counts.js";
import { nodeClasses } from "./multiples.js";
import { type OtherBaseInterval, otherBaseIntervals, varianceOf } from "./other-base-intervals.js";
import { exponentialSumTail, flushedByShift, type PeriodCounts, poissonSpread, sum } from "./phase-curve.js";
import { type Trace, tellMessages } from "./trace.js";

export interface ReplayOptions {
  /** Of the interval at phase 0; default 0.99. */
  readonly confidence?: number | undefined;
  /** Names the draws of the bootstrap; default `"replay"`. */
  readonly seed?: string | undefined;
}

/** A share of a trace's messages or bytes, exactly. */
export interface CountedShare {
  readonly value: number;
  readonly fraction: string;
}

/** The flushed share over all phases of the checkpoint grid. */
export interface PhaseSpread {
  readonly mean: number;
  /** The least, and after how much time from the first message the grid begins there. */
  readonly low: number;
  readonly lowAt: Seconds;
  readonly high: number;
  readonly highAt: Seconds;
  readonly quantiles: { readonly [probability: string]: number };
  /** How many phases were looked at, evenly over a hyperperiod. */
  readonly shifts: number;
}

/** How far the flushed share depends on the phase, beside what chance would do. */
export interface PhaseRisk {
  /** Standard deviation over all phases, and what it would be for Poisson traffic, in the root mean square. */
  readonly spread: number;
  readonly poissonSpread: number;
  /** How often Poisson traffic spreads as far. */
  readonly pValue: number;
  /** Whether the spread is beyond chance at the level of 1 %. */
  readonly found: boolean;
  /** Base intervals near the one in use, the nearest first. */
  readonly otherBaseIntervals: readonly OtherBaseInterval[];
}

/** What the rules make of a trace. */
export interface Replay {
  readonly source: string;
  readonly baseInterval: Seconds;
  /** `L`, and how many whole ones the trace holds; only these count. */
  readonly hyperperiod: number;
  readonly hyperperiods: number;
  readonly messages: number;
  readonly span: Seconds;
  readonly phase0: {
    readonly stableLogRatio: CountedShare;
    readonly stableLogByteRatio?: CountedShare;
    readonly logged: number;
    readonly counted: number;
    /** By block bootstrap; absent where there are too few hyperperiods. */
    readonly low?: number;
    readonly high?: number;
    readonly confidence: number;
  };
  readonly phases: PhaseSpread;
  /** E2 with the shares of all messages of the trace. */
  readonly formula: { readonly stableLogRatio: number; readonly fraction: string };
  readonly risk: PhaseRisk;
  readonly classes: readonly { readonly name: string; readonly nodes: number; readonly received: number }[];
  readonly warnings: readonly string[];
}

const quantiles = [0.05, 0.25, 0.5, 0.75, 0.95];
const riskLevel = 0.01;

/**
 * Runs the rules on the messages of a trace, at every phase of the checkpoint grid.
 *
 * The grid begins at the first message; a message at `t` in `[(k − 1) T0, k T0)` belongs to interval `k` and is flushed
 * unless its receiver is due at `k`. Other phases shift the grid under the same messages, those of whole hyperperiods.
 *
 * - Source: R2, R3; E2
 * - Assumes: perfect clocks, no delay
 *
 * @throws {ScenarioError} when a node belongs to no class, or the trace is shorter than a hyperperiod
 */
export function replay(trace: Trace, scenario: Scenario, options: ReplayOptions = {}): Replay {
  const counts = new ReplayCounts(scenario);
  tellMessages(trace, counts.intervals);
  return counts.result(trace, options);
}

/** Counts a trace that comes message by message, for a replay. */
export class ReplayCounts {
  readonly intervals: IntervalCounts;
  private readonly system: System;
  private readonly nodes: number[];

  constructor(scenario: Scenario) {
    this.system = prepare(scenario);
    const { classes, baseInterval } = this.system;
    const hyperperiod = classes.reduce((all, { multiple }) => leastCommonMultiple(all, multiple), 1);
    if (hyperperiod > longestHyperperiod) {
      throw new ScenarioError(
        `the multiples must repeat within ${longestHyperperiod} base intervals to be replayed, got ${hyperperiod}`,
        "classes",
      );
    }
    const classOf = nodeClasses(scenario.classes);
    this.nodes = classes.map(() => 0);
    this.intervals = new IntervalCounts({ baseInterval, classes, hyperperiod }, (node) => {
      const c = classOf(node);
      this.nodes[c]++;
      return c;
    });
  }

  /** @throws {ScenarioError} when the trace is shorter than a hyperperiod */
  result(
    { source, warnings }: { readonly source: string; readonly warnings: readonly string[] },
    { confidence = 0.99, seed = "replay" }: ReplayOptions = {},
  ): Replay {
    const { intervals, system } = this;
    const { grid, bins, hyperperiods, span } = intervals;
    const { baseInterval, hyperperiod } = grid;
    if (hyperperiods === 0) throw shorterThanHyperperiod(source, grid, span);
    const periods = intervals.periods("messages");
    const flushed = flushedByShift(periods, bins, hyperperiod * bins);
    const counted = messagesOf(periods);
    const byteCounts = intervals.periods("bytes");
    const countedBytes = messagesOf(byteCounts);
    const bytes = countedBytes > 0 && share(flushedByShift(byteCounts, bins, 1)[0], countedBytes);
    // E2, exactly.
    const formula = share(
      intervals.groups.reduce(
        (all, { multiple, messages }) => all + messages * (hyperperiod - hyperperiod / multiple),
        0,
      ),
      intervals.messages * hyperperiod,
    );
    const random = tychei(seed, { state: true });
    const bounds = blockBootstrap({ ...intervals.intervals(), hyperperiod }, confidence, random);
    return {
      source,
      baseInterval,
      hyperperiod,
      hyperperiods,
      messages: intervals.messages,
      span,
      phase0: {
        stableLogRatio: share(flushed[0], counted),
        ...(bytes && { stableLogByteRatio: bytes }),
        logged: flushed[0],
        counted,
        ...bounds,
        confidence,
      },
      phases: spreadOf(flushed, counted, baseInterval / bins),
      formula: { stableLogRatio: formula.value, fraction: formula.fraction },
      risk: {
        ...riskOf(flushed, counted, periods),
        otherBaseIntervals: otherBaseIntervals(intervals, riskLevel),
      },
      classes: system.classes.map(({ name }, c) => ({
        name,
        nodes: this.nodes[c],
        received: intervals.receivedBy(c),
      })),
      warnings,
    };
  }
}

const longestHyperperiod = 1_000_000;

/** Whether a scenario has delays to be drawn, or clocks that err: then counting a trace is not enough. */
export function needsEngine(scenario: Scenario): boolean {
  const { delay, clock } = prepare(scenario);
  return [delay.within, delay.across, clock.error].some((law) => law.kind !== "constant" || law.value !== 0);
}

/** A replay with what the engine has counted at phase 0, delays and clock errors included. */
export function withPhase0(
  result: Replay,
  counts: { readonly [name in "logged" | "counted" | "loggedBytes" | "countedBytes"]: number },
): Replay {
  const { logged, counted, loggedBytes, countedBytes } = counts;
  const { stableLogByteRatio } = result.phase0;
  const bytes = stableLogByteRatio && Number.isSafeInteger(loggedBytes) && share(loggedBytes, countedBytes);
  return {
    ...result,
    phase0: {
      ...result.phase0,
      stableLogRatio: share(logged, counted),
      ...(bytes && { stableLogByteRatio: bytes }),
      logged,
      counted,
    },
  };
}

function messagesOf(periods: readonly PeriodCounts[]): number {
  return periods.reduce((all, { counts }) => all + sum(counts), 0);
}

/** A share of whole numbers, in lowest terms. */
function share(part: number, all: number): CountedShare {
  let [a, b] = [BigInt(all), BigInt(part)];
  while (b !== 0n) [a, b] = [b, a % b];
  const denominator = BigInt(all) / a;
  return {
    value: part / all,
    fraction: denominator === 1n ? String(BigInt(part) / a) : `${BigInt(part) / a}/${denominator}`,
  };
}

function spreadOf(flushed: Float64Array, counted: number, step: Seconds): PhaseSpread {
  const sorted = flushed.toSorted();
  const low = flushed.indexOf(sorted[0]);
  const high = flushed.indexOf(sorted[sorted.length - 1]);
  const at = (probability: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(probability * sorted.length))];
  return {
    mean: sum(flushed) / flushed.length / counted,
    low: flushed[low] / counted,
    lowAt: low * step,
    high: flushed[high] / counted,
    highAt: high * step,
    quantiles: Object.fromEntries(quantiles.map((probability) => [probability, at(probability) / counted])),
    shifts: flushed.length,
  };
}

function riskOf(
  flushed: Float64Array,
  counted: number,
  periods: readonly PeriodCounts[],
): Omit<PhaseRisk, "otherBaseIntervals"> {
  const variance = varianceOf(flushed) / counted ** 2;
  const chance = poissonSpread(periods.map(({ multiple, counts }) => ({ multiple, messages: sum(counts) })));
  const pValue = exponentialSumTail(chance, variance);
  return {
    spread: Math.sqrt(variance),
    poissonSpread: Math.sqrt(chance.reduce((all, each) => all + each, 0)),
    pValue,
    found: pValue < riskLevel,
  };
}

/** What is wrong with a trace too short to count a whole hyperperiod in. */
export function shorterThanHyperperiod(
  source: string,
  { baseInterval, hyperperiod }: { readonly baseInterval: Seconds; readonly hyperperiod: number },
  span: Seconds,
): ScenarioError {
  const [wanted, found] = [baseInterval, span].map((time) => formatSeconds(time, { digits: 6 }));
  return new ScenarioError(
    `${source} must span a hyperperiod, ${hyperperiod} base intervals of ${wanted}, got ${found}`,
  );
}
