import { analyzeSome } from "../analytic/analyze.js";
import { domainWarnings } from "../analytic/domain.js";
import type { DomainWarning, Figure } from "../analytic/figure.js";
import { defaultConfidence } from "../montecarlo/estimation/estimates.js";
import {
  checkBetween,
  checkMessages,
  checkMode,
  refuseRareMessages,
} from "../montecarlo/estimation/refuse-unrunnable.js";
import { SequentialRun, type StopReason } from "../montecarlo/estimation/sequential-run.js";
import { defaultSeed } from "../montecarlo/estimation/simulation.js";
import type { Experiment } from "../montecarlo/replication/engine-task.js";
import { engineExperiment } from "../montecarlo/replication/engine-task.js";
import type { EngineMode } from "../montecarlo/replication/replication-plan.js";
import { type Measure, type MeasureKey, measures, refuseAbsentMeasures } from "../scenario/model/measures.js";
import type { System } from "../scenario/model/system.js";
import type { Seconds } from "../scenario/model/units.js";
import { type QuantileRow, quantileJudges } from "./quantile-row.js";
import { type Judge, measureJudge, type ValidationRow, type Verdict, verdictOfAll } from "./row.js";

/** How to validate, and when to give up. */
export interface ValidationOptions {
  /** Names every random stream. Default `vmqsc`. */
  readonly seed?: string;
  /** Probability, at least, that no verdict is wrong: all rows and all looks together. Default 0.99. */
  readonly confidence?: number;
  /** Relative difference that still counts as equal. Default 0.01. */
  readonly margin?: number;
  /** Give up after that many messages. */
  readonly messages?: number;
  /**
   * Give up after that much wall-clock time; default 60 s, unless `messages` is given. On this thread the clock is looked
   * at after each replication; `runOnThreads` stops within one, too.
   */
  readonly maxTime?: Seconds;
  /** The measures to judge; default all that both halves know. */
  readonly measures?: readonly MeasureKey[];
  /** How the engine runs: `span` (default) draws quiet spans at once, `event` runs message by message. */
  readonly mode?: EngineMode;
  /** What to replicate; default the engine on this system. */
  readonly experiment?: Experiment;
  /** What to hold against it; default the closed forms of this system. */
  readonly figures?: { readonly [Key in MeasureKey]?: Figure };
  /** Where the closed forms need not hold; default what they say of themselves. */
  readonly warnings?: readonly DomainWarning[];
}

/** Closed forms beside estimates, as `vmqsc validate --json` prints it. */
export interface ValidationReport {
  readonly verdict: Verdict;
  readonly seed: string;
  readonly confidence: number;
  readonly margin: number;
  readonly messages: number;
  readonly replications: number;
  readonly seconds: Seconds;
  /** `goal`: every row is decided. */
  readonly stopReason?: StopReason;
  /** Set where somebody stopped the run before its end. */
  readonly interrupted?: true;
  readonly rows: readonly ValidationRow[];
  /** Quantiles of peaks against the share of lines that they suffice for; absent where there are none. */
  readonly quantiles?: readonly QuantileRow[];
  /** The measures that only one half knows. */
  readonly notCovered: readonly { readonly measure: MeasureKey; readonly reason: string }[];
  readonly warnings: readonly DomainWarning[];
}

/**
 * A validation that can be run replication by replication, looked at on the way and stopped at any time. It
 * runs until every row is decided or the budget is spent.
 *
 * The error probability `1 − confidence` is shared equally over the rows that are judged (Bonferroni), for a
 * peak over the indices of the hyperperiod, and over the looks by `spentAtLook`. All intervals that are ever
 * looked at thus hold together with probability `confidence`, and no verdict is wrong as long as they do.
 *
 * - Assumes: means over replications are close to normal; see `judge` for what guards against the few events
 *   of a rare one
 * - Limits: a true difference of exactly the margin is never decided
 *
 * @throws {ScenarioError} when an option is no number in its range
 */
export class Validation extends SequentialRun {
  readonly seed: string;
  private readonly confidence: number;
  private readonly margin: number;
  private readonly judges: readonly Judge<ValidationRow>[];
  private readonly quantiles: readonly Judge<QuantileRow>[];
  private readonly notCovered: ValidationReport["notCovered"];
  private readonly warnings: readonly DomainWarning[];
  private looks = 0;
  private lookedAt = 0;

  constructor(system: System, options: ValidationOptions = {}) {
    checkBetween("confidence", options.confidence, 1);
    checkBetween("margin", options.margin, 1);
    checkMessages(options.messages);
    checkBetween("maxTime", options.maxTime, Number.POSITIVE_INFINITY);
    checkMode(options.mode);
    const { seed = defaultSeed, confidence = defaultConfidence, margin = 0.01, messages } = options;
    const maxTime = options.maxTime ?? (messages === undefined ? 60 : undefined);
    refuseAbsentMeasures(options.measures ?? [], system);
    const wanted = measures.filter(({ key }) => options.measures?.includes(key) ?? true);
    const keys = wanted.map(({ key }) => key);
    const figures = options.figures ?? analyzeSome(system, keys);
    const warnings = options.warnings ?? domainWarnings(system);
    const whyOutside = (key: MeasureKey) => {
      const outside = warnings.filter((warning) => warning.measures.includes(key));
      return outside.length > 0 ? outside.map((warning) => warning.reason).join("; ") : undefined;
    };
    const quantiles = options.experiment ? [] : quantileJudges(system, figures, whyOutside);
    const levels = quantiles.map(({ level }) => level);
    const experiment = options.experiment ?? engineExperiment(system, { seed, mode: options.mode, levels });
    refuseRareMessages(experiment, { messages, maxTime });
    super(experiment, { messages, maxTime });
    this.seed = seed;
    this.confidence = confidence;
    this.margin = margin;
    this.warnings = warnings;
    this.quantiles = quantiles.map(({ judge }) => judge);
    const estimated = new Set(experiment.layout.slots.map((slot) => slot.measure));
    const judges: Judge<ValidationRow>[] = [];
    const notCovered: { measure: MeasureKey; reason: string }[] = [];
    for (const measure of wanted) {
      const { key } = measure;
      const figure = figures[key];
      if (!figure && !estimated.has(key)) continue;
      const reason = whyNotCovered(figure, estimated.has(key));
      if (reason !== undefined) notCovered.push({ measure: key, reason });
      else
        judges.push(
          measureJudge(measure, figure!, margin, rounding(measure, figure!, system), whyOutside(key)),
        );
    }
    this.judges = judges;
    this.notCovered = notCovered;
  }

  /** Every row as of the last look, and what they come to. */
  report(): ValidationReport {
    // A quantile that needs more lines than the measures did is left open, and holds up nothing.
    const telling = [...this.judges, ...this.quantiles.filter(({ verdict }) => verdict === "disagree")];
    return {
      verdict: verdictOfAll(telling.filter(({ outside }) => !outside).map(({ verdict }) => verdict)),
      seed: this.seed,
      confidence: this.confidence,
      margin: this.margin,
      messages: this.totals.messages,
      replications: this.totals.count,
      seconds: this.seconds,
      ...(this.stopReason && { stopReason: this.stopReason }),
      ...(this.stopReason === "interrupted" && { interrupted: true }),
      rows: this.judges.map((judge) => judge.row()),
      ...(this.quantiles.length > 0 && { quantiles: this.quantiles.map((judge) => judge.row()) }),
      notCovered: this.notCovered,
      warnings: this.warnings,
    };
  }

  override get nextLook(): number {
    return replicationsAtLook(this.looks + 1);
  }

  protected override get expectedReplications(): number {
    // Before the first look nothing is known of the rows.
    if (this.lookedAt === 0) return this.nextLook;
    const effort = Math.max(1, ...this.judges.map((judge) => judge.effort()));
    return Math.max(this.nextLook, this.lookedAt * effort);
  }

  protected override reached(): boolean {
    if (this.totals.count < this.nextLook) return false;
    this.look();
    return this.judges.every((judge) => judge.decided);
  }

  protected override ending(): void {
    if (this.totals.count > Math.max(1, this.lookedAt)) this.look();
  }

  private look(): void {
    this.looks++;
    this.lookedAt = this.totals.count;
    const all = [...this.judges, ...this.quantiles];
    const share = (1 - this.confidence) / Math.max(1, all.filter(({ outside }) => !outside).length);
    const alpha = spentAtLook(share, this.looks);
    for (const judge of all) judge.look(this.totals, alpha);
  }
}

/** Why a measure has no row, where it has none. */
function whyNotCovered(figure: Figure | undefined, estimated: boolean): string | undefined {
  if (!figure) return "it has no closed form";
  if (!Number.isFinite(figure.value)) return "the closed form gives no finite value here";
  return estimated ? undefined : "the simulation does not estimate it here";
}

/**
 * The difference that sums of floating-point times and counts may leave between two equal values: a time is a difference of
 * two instants of some base intervals each; messages in the far tail of a delay are known to so many digits only.
 */
function rounding(measure: Measure, figure: Figure, system: System): number {
  const value = Math.abs(figure.value);
  if (measure.unit === "s") return 1e-9 * Math.max(value, system.baseInterval);
  return measure.unit === "messages" ? Math.max(1e-9 * value, 1e-12) : 1e-9 * value;
}

export function validate(system: System, options: ValidationOptions = {}): ValidationReport {
  const validation = new Validation(system, options);
  while (!validation.done) validation.step();
  return validation.report();
}

/** The first look is at that many replications: fewer tell too little of the spread. Each further sample is larger by a factor. */
const [firstLook, growth] = [16, Math.SQRT2];

/** Replications at the `look`-th look, from 1: fixed beforehand, so that its time owes nothing to what was seen. */
export function replicationsAtLook(look: number): number {
  return Math.round(firstLook * growth ** (look - 1));
}

/**
 * The part of an error probability that the `look`-th look may spend, so that the intervals of all looks, however many,
 * hold together with probability `1 − α`.
 *
 *     α_j = α / (j (j + 1)),   Σ_j α_j = α
 *
 * - Source: alpha spending (Lan and DeMets 1983), by Boole's inequality; no independence is assumed
 */
export function spentAtLook(alpha: number, look: number): number {
  return alpha / (look * (look + 1));
}
