import type { SchemeKey } from "../../scenario/model/schemes.js";
import { countVms, type System } from "../../scenario/model/system.js";
import { defaultSeed, Simulation, type SimulationOptions } from "../estimation/simulation.js";
import { minimumReplications } from "../estimation/stopping.js";
import type { RecordedRun } from "../replication/recorded-source.js";
import { comparisonExperiment, recordedComparison } from "./comparison-experiment.js";

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
}
