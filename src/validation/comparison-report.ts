import { schemeFigures } from "../analytic/schemes/scheme-figures.js";
import { comparisonExperiment, recordedComparison } from "../montecarlo/comparison/comparison-experiment.js";
import type { Estimate } from "../montecarlo/estimation/estimate.js";
import { estimates } from "../montecarlo/estimation/estimates.js";
import { pairedDifferences } from "../montecarlo/estimation/paired-differences.js";
import { defaultSeed, Simulation, type SimulationOptions } from "../montecarlo/estimation/simulation.js";
import { minimumReplications } from "../montecarlo/estimation/stopping.js";
import type { MergedTotals } from "../montecarlo/parallel/merge-shards.js";
import type { RecordedRun } from "../montecarlo/replication/recorded-source.js";
import { type ComparisonMeasureKey, comparisonMeasures } from "../scenario/model/comparison-measures.js";
import type { SchemeKey } from "../scenario/model/schemes.js";
import { countVms, type System, type VmClass } from "../scenario/model/system.js";
import type { Seconds } from "../scenario/model/units.js";
import {
  type ComparedEstimate,
  type ComparedMeasure,
  type ComparedScheme,
  comparisonClaims,
  type PaperClaim,
} from "./comparison-claims.js";
import { judge, type Verdict, verdictOfAll } from "./row.js";

/** Schemes side by side, as `vmqsc compare --json` prints it. */
export interface ComparisonReport {
  readonly seed: string;
  readonly confidence: number;
  readonly messages: number;
  readonly replications: number;
  readonly seconds: Seconds;
  /** Set where somebody stopped the run before its end. */
  readonly interrupted?: true;
  readonly schemes: { readonly [Key in SchemeKey]?: ComparedScheme };
  /** Whether closed forms and estimates agree; absent where there are no closed forms. */
  readonly verdict?: Verdict;
  /** What the comparison says of the paper's claims. */
  readonly claims: readonly PaperClaim[];
}

/** What a report is made of; without a system there are no closed forms. */
type Found = Pick<Comparison, "totals" | "schemes" | "seed" | "confidence" | "seconds"> &
  Partial<Pick<Comparison, "system" | "recorded">>;

/** How to compare, and when to stop. */
export interface ComparisonOptions
  extends Pick<
    SimulationOptions,
    "seed" | "confidence" | "precision" | "messages" | "replications" | "maxTime" | "shard"
  > {
  /** VM_QSC is always one of them. Default: a telling handful. */
  readonly schemes?: readonly SchemeKey[];
  /** A record whose messages are played instead of drawn traffic. */
  readonly record?: Omit<RecordedRun, "seed" | "order">;
}

/**
 * The schemes that a comparison has where nobody names any: one of each kind, and the ones that a user would take. Those
 * that carry something of every VM are left out where there are many.
 */
export function defaultSchemes(system: System): readonly SchemeKey[] {
  const usual = ["vmqsc", "coordinated", "bcs", "fdas", "log-optimistic", "log-all"] as const;
  return countVms(system) > 200 ? usual.filter((key) => key !== "fdas") : usual;
}

/** Relative half-width of the intervals at which a comparison stops, where nobody says how long it is to run. */
const usualPrecision = 0.05;

/**
 * A comparison of schemes on the same events that can be run replication by replication, looked at on the way and stopped
 * at any time.
 *
 * @throws {ScenarioError} when an option is not in its range, or there are too many VMs for a scheme
 */
export class Comparison extends Simulation {
  readonly schemes: readonly SchemeKey[];
  /** Whether a record is played, so that closed forms for Poisson traffic say nothing of it. */
  readonly recorded: boolean;

  constructor(
    system: System,
    { schemes = defaultSchemes(system), record, ...options }: ComparisonOptions = {},
  ) {
    const all: readonly SchemeKey[] = [...new Set<SchemeKey>(["vmqsc", ...schemes])];
    const { messages, replications, seed = defaultSeed } = options;
    const usual = comparisonExperiment(system, { seed, schemes: all });
    const short = messages !== undefined && messages < minimumReplications * usual.expectedMessages;
    const open = messages === undefined && replications === undefined;
    const simulated = {
      ...options,
      seed,
      precision: options.precision ?? (open ? usualPrecision : undefined),
      experiment: record
        ? recordedComparison(system, { ...record, seed, order: "phases" }, all)
        : short
          ? comparisonExperiment(system, { seed, schemes: all, work: messages / minimumReplications })
          : usual,
    };
    super(system, simulated, { measures: ["hostRollbackMean"], schemes: all });
    this.schemes = all;
    this.recorded = record !== undefined;
  }

  /** What it has found so far, closed forms beside it, and what that says of the paper's claims. */
  report(): ComparisonReport {
    const report = reportOf(this);
    return this.stopReason === "interrupted" ? { ...report, interrupted: true } : report;
  }
}

/** What the shards of a comparison come to, as one run of all of them would have; without closed forms. */
export function mergedComparison({ totals, first, seconds }: MergedTotals): ComparisonReport {
  const schemes = [...new Set(totals.layout.slots.map(({ scheme }) => scheme))] as SchemeKey[];
  const { seed, confidence } = first;
  return reportOf({ totals, schemes, seed, confidence, seconds });
}

function reportOf(found: Found): ComparisonReport {
  const { totals, seed, confidence, seconds } = found;
  const schemes = comparedSchemes(found);
  const verdicts = Object.values(schemes).flatMap(({ measures }) =>
    Object.values(measures).flatMap(({ verdict }) => (verdict === undefined ? [] : [verdict])),
  );
  return {
    seed,
    confidence,
    messages: totals.messages,
    replications: totals.count,
    seconds,
    schemes,
    ...(verdicts.length > 0 && { verdict: verdictOfAll(verdicts) }),
    claims: comparisonClaims(schemes),
  };
}

/** Relative difference between closed form and estimate that still counts as equal. */
const margin = 0.01;

function comparedSchemes({ system, totals, schemes, confidence, recorded = false }: Found): {
  [Key in SchemeKey]?: ComparedScheme;
} {
  const figures = new Map(system && schemes.map((scheme) => [scheme, schemeFigures(system, scheme)]));
  // Means of VM_QSC hold in any traffic of these rates; a trace has one course, and other schemes take Poisson traffic.
  const judges = (scheme: SchemeKey) => !recorded && (system?.pattern === undefined || scheme === "vmqsc");
  const rows = [...figures.values()].reduce((sum, each) => sum + Object.keys(each).length, 0);
  const strict = 1 - (1 - confidence) / Math.max(1, rows);
  const differences = new Map(
    pairedDifferences(totals, confidence).map(({ slot, estimate }) => [
      slotName(slot.scheme ?? "", slot.measure, slot.classIndex),
      plain(estimate),
    ]),
  );
  const found: { [Key in SchemeKey]?: ComparedScheme } = {};
  for (const scheme of schemes) {
    const own = estimates(totals, { scheme, confidence });
    const judged = estimates(totals, { scheme, confidence: strict });
    const measures: { [Key in ComparisonMeasureKey]?: ComparedMeasure } = {};
    for (const { key } of comparisonMeasures) {
      const estimate = own[key];
      if (estimate === undefined) continue;
      const closedForm = figures.get(scheme)?.[key];
      const difference = (c?: number) => differences.get(slotName(scheme, key, c)) ?? same;
      const verdict = closedForm !== undefined && judges(scheme) && verdictOn(closedForm, judged[key]);
      measures[key] = {
        ...plain(estimate),
        ...(closedForm !== undefined && { closedForm }),
        ...(verdict && { verdict }),
        difference: difference(),
        ...(estimate.byClass && {
          byClass: estimate.byClass.map((part, c) => ({ ...plain(part), difference: difference(c) })),
        }),
      };
    }
    // Where storage takes time, how long it takes changes with the interval, too.
    const best = system && !system.storage ? bestBaseInterval(system, measures) : undefined;
    found[scheme] = { measures, ...(best !== undefined && { bestBaseInterval: best }) };
  }
  return found;
}

/** VM_QSC less itself. */
const same: ComparedEstimate = { mean: 0, low: 0, high: 0 };

function plain({ mean, low, high }: ComparedEstimate): ComparedEstimate {
  return { mean, low, high };
}

function slotName(scheme: string, measure: string, c: number | undefined): string {
  return `${scheme} ${measure} ${c ?? "all"}`;
}

/** Fewer replications than that can agree by chance, and refute nothing. */
const fewestReplications = 10;

function verdictOn(closedForm: number, estimate: Estimate | undefined): Verdict {
  if (estimate === undefined) return "inconclusive";
  const verdict = judge({ closedForm, margin, rounding: 1e-9 * Math.max(1, Math.abs(closedForm)) }, estimate);
  return verdict === "disagree" && estimate.replications < fewestReplications ? "inconclusive" : verdict;
}

/**
 * The base interval with the least waste, to first order: what pauses cost falls with it, what failures cost grows.
 *
 *     T0* = sqrt(A/B),   W = A/T0 + B T0 + const
 *
 * - Source: E15, with each scheme's own checkpoints and set-backs as they were found at the present `T0`
 * - Assumes: as many checkpoints per base interval, and set-backs of as many base intervals, as at the present one
 */
function bestBaseInterval(
  system: System,
  measures: { readonly [Key in ComparisonMeasureKey]?: ComparedMeasure },
): Seconds | undefined {
  const { failures, hosts, recovery, classes } = system;
  const mean = (key: ComparisonMeasureKey) => measures[key]?.mean ?? 0;
  const vms = countVms(system);
  const overVms = (each: (one: VmClass) => number) =>
    classes.reduce((sum, one) => sum + one.count * each(one), 0) / vms;
  const byClass = measures.checkpointRate?.byClass;
  const paused = byClass
    ? classes.reduce((sum, { index, pause }) => sum + byClass[index].mean * pause, 0) / vms
    : (mean("checkpointRate") * overVms(({ pause }) => pause)) / vms;
  const restore = recovery.restart + overVms(({ image }) => image) / recovery.bandwidth;
  const replayed = Math.max(0, mean("vmRecoveryTime") - restore);
  const perVmFailure = vms * mean("vmRollbackMean") + replayed;
  const replayedByAll = Math.max(0, mean("hostRecoveryTime") - (restore * mean("vmsRolledBack")) / vms);
  const perHostFailure = mean("hostRollbackMean") + replayedByAll;
  const growing = failures.vm * perVmFailure + hosts.count * failures.host * perHostFailure;
  return paused > 0 && growing > 0 ? system.baseInterval * Math.sqrt(paused / growing) : undefined;
}
