import type { MeasureKey } from "../../scenario/model/measures.js";
import { ScenarioError } from "../../scenario/model/scenario-error.js";
import type { System } from "../../scenario/model/system.js";
import type { Seconds } from "../../scenario/model/units.js";
import type { PeakLevel } from "../observers/peak-levels.js";
import { replicationsOfShare, type Share } from "../parallel/replication-share.js";
import type { Experiment } from "../replication/engine-task.js";
import { engineExperiment } from "../replication/engine-task.js";
import type { EngineMode } from "../replication/replication-plan.js";
import type { Estimates, PeakPlace } from "./estimate.js";
import { defaultConfidence, estimates, withoutEstimate } from "./estimates.js";
import {
  checkBetween,
  checkMessages,
  checkMode,
  checkReplications,
  refuseRareMessages,
} from "./refuse-unrunnable.js";
import { SequentialRun } from "./sequential-run.js";
import { minimumReplications, type PrecisionGoals, PrecisionRule } from "./stopping.js";

/** How to simulate, and when to stop. */
export interface SimulationOptions {
  /** Names every random stream; the same seed gives the same result to the last bit. Default `vmqsc`. */
  readonly seed?: string;
  /** Of each interval by itself; default 0.99. */
  readonly confidence?: number;
  /**
   * Stop once the half-width of the interval is at most this share of the mean, for each of `measures`, or for
   * `stableLogRatio` where none are named. Default 0.001, unless `messages` or `replications` says how long to run.
   */
  readonly precision?: number;
  /**
   * Run as many replications as bring that many messages on average: a number known beforehand, so that what was
   * seen has no say in it.
   */
  readonly messages?: number;
  /** Run that many replications. */
  readonly replications?: number;
  /**
   * Stop after that much wall-clock time; default 60 s, unless `messages` or `replications` says how long to run. On this
   * thread the clock is looked at after each replication, and two are run at least; `runOnThreads` stops within one, too.
   */
  readonly maxTime?: Seconds;
  /** Run one share of the replications only; other machines run the others, and `mergeShards` puts them together. */
  readonly shard?: Share;
  /** The measures to give; default all. */
  readonly measures?: readonly MeasureKey[];
  /**
   * For a peak or burst, the index of the hyperperiod to estimate it at; default the one with the largest mean, which
   * is too large on average where several are nearly the largest.
   */
  readonly atIndex?: { readonly [Key in MeasureKey]?: PeakPlace };
  /** How the engine runs: `span` (default) draws quiet spans at once, `event` runs message by message. */
  readonly mode?: EngineMode;
  /** What to replicate; default the engine on this system. */
  readonly experiment?: Experiment;
}

/** What a run says, as `vmqsc simulate --json` prints it. */
export interface SimulationRun {
  readonly seed: string;
  readonly messages: number;
  readonly replications: number;
  readonly seconds: Seconds;
  /** Set where somebody stopped the run before its end. */
  readonly interrupted?: true;
  readonly measures: Estimates;
  /** Measures that have no estimate, and why; absent where every one has. */
  readonly withoutEstimate?: { readonly [Key in MeasureKey]?: string };
}

/**
 * A simulation that can be run replication by replication, looked at on the way and stopped at any time.
 *
 * - Assumes: nothing of the traffic or the scenario; replications are independent and alike by construction
 * - Limits: needs two replications for an interval, and does not stop on its own before that
 *
 * @throws {ScenarioError} when an option is not in its range, or options do not go together
 * @example
 * const simulation = new Simulation(system, { seed: "a", precision: 0.01 });
 * while (!simulation.done) simulation.step();
 * simulation.estimates().stableLogRatio;
 */
export class Simulation extends SequentialRun {
  readonly system: System;
  readonly seed: string;
  readonly confidence: number;
  /** The measures asked for; undefined for all. */
  readonly measures: readonly MeasureKey[] | undefined;
  readonly atIndex: SimulationOptions["atIndex"];
  /** Replications of the whole run, of which a shard runs its share; undefined where that shows on the way. */
  readonly plannedReplications: number | undefined;
  readonly shard: Share | undefined;
  private readonly rule: PrecisionRule | undefined;

  constructor(system: System, options: SimulationOptions = {}, goals?: PrecisionGoals) {
    checkBetween("precision", options.precision, Number.POSITIVE_INFINITY);
    checkBetween("confidence", options.confidence, 1);
    checkMessages(options.messages);
    checkBetween("maxTime", options.maxTime, Number.POSITIVE_INFINITY);
    checkReplications(options.replications);
    checkMode(options.mode);
    const { seed = defaultSeed, confidence = defaultConfidence, messages, shard } = options;
    const open = messages === undefined && options.replications === undefined;
    const precision = options.precision ?? (open ? 0.001 : undefined);
    const maxTime = options.maxTime ?? (open ? 60 : undefined);
    if (shard !== undefined && (open || precision !== undefined || maxTime !== undefined))
      throw new ScenarioError(
        "shard needs a number of replications that is known beforehand: give messages or replications, and neither precision nor maxTime",
        "shard",
      );
    const experiment = options.experiment ?? engineOfLength(system, options);
    refuseRareMessages(experiment, {
      messages: (options.replications ?? shard) === undefined ? messages : undefined,
      maxTime,
    });
    const planned = plannedReplications(options, experiment);
    const share = shard && planned !== undefined ? replicationsOfShare(shard, planned) : undefined;
    const replications = share?.count ?? planned;
    super(
      experiment,
      {
        ...(messages !== undefined && planned === undefined && { messages }),
        maxTime,
        replications,
      },
      { firstReplication: share?.first ?? 0 },
    );
    this.system = system;
    this.seed = seed;
    this.confidence = confidence;
    this.measures = options.measures;
    this.atIndex = options.atIndex;
    this.plannedReplications = planned;
    this.shard = shard;
    if (precision !== undefined)
      this.rule = new PrecisionRule({
        precision,
        confidence,
        ...(goals ?? { measures: options.measures ?? ["stableLogRatio"] }),
      });
  }

  /** The estimates from all replications so far. */
  estimates(): Estimates {
    const { totals, confidence, measures, atIndex } = this;
    return estimates(totals, { confidence, measures, atIndex });
  }

  /** The estimates with what it took to find them. */
  result(): SimulationRun {
    return {
      seed: this.seed,
      messages: this.totals.messages,
      replications: this.totals.count,
      seconds: this.seconds,
      ...(this.stopReason === "interrupted" && { interrupted: true }),
      measures: this.estimates(),
      ...withoutEstimate(this.totals, this.measures),
    };
  }

  override get nextLook(): number {
    return this.rule?.nextLook ?? Number.POSITIVE_INFINITY;
  }

  protected override get expectedReplications(): number {
    return this.rule?.expected ?? Number.POSITIVE_INFINITY;
  }

  protected override reached(): boolean {
    if (!this.rule || this.totals.count < this.rule.nextLook) return false;
    return this.rule.look(this.totals);
  }
}

/** How many replications the options ask for, where that can be told beforehand. */
function plannedReplications(options: SimulationOptions, experiment: Experiment): number | undefined {
  const { messages, replications } = options;
  const { expectedMessages } = experiment;
  const forMessages =
    messages !== undefined && expectedMessages !== undefined
      ? Math.max(2, Math.ceil(messages / expectedMessages))
      : undefined;
  if (replications === undefined || forMessages === undefined) return replications ?? forMessages;
  return Math.min(replications, forMessages);
}

/**
 * The engine with replications as the plan has them, or, where `messages` would make too few of those for an interval,
 * with shorter ones.
 */
export function engineOfLength(
  system: System,
  { seed = defaultSeed, mode, messages }: SimulationOptions,
  levels: readonly PeakLevel[] = [],
): Experiment {
  const usual = engineExperiment(system, { seed, mode, levels });
  if (messages === undefined || messages >= minimumReplications * usual.expectedMessages) return usual;
  return engineExperiment(system, { seed, mode, levels, work: messages / minimumReplications });
}

/** The seed where nobody names one. */
export const defaultSeed = "vmqsc";

/**
 * Monte Carlo estimates of every measure, by the rules R1 to R10 and nothing else.
 *
 * - Source: protocol.md; intervals as in `estimates`, stopping as in `PrecisionRule`
 * - Limits: each interval holds at `confidence` by itself, not all of them at once
 *
 * @example
 * simulate(paper, { seed: "first", precision: 0.01 }).stableLogRatio.mean // near 1/6
 */
export function simulate(system: System, options: SimulationOptions = {}): Estimates {
  return simulateRun(system, options).measures;
}

/** The same with what it took: seed, messages, replications, seconds. */
export function simulateRun(system: System, options: SimulationOptions = {}): SimulationRun {
  const simulation = new Simulation(system, options);
  while (!simulation.done) simulation.step();
  return simulation.result();
}
