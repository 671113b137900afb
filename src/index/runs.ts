import { refuseMisfit } from "../analytic/storage-fit.js";
import { type AuditOptions, audit as auditSystem } from "../montecarlo/audit/audit.js";
import { compareScript, type ScriptOutcome } from "../montecarlo/comparison/script-comparison.js";
import {
  type SimulationOptions,
  Simulation as SystemSimulation,
  simulate as simulateSystem,
  simulateRun as simulateSystemRun,
} from "../montecarlo/estimation/simulation.js";
import {
  anything,
  checkArgument,
  checkOptions,
  measureKeys,
  number,
  type OptionShapes,
  schemeKeys,
  share,
  text,
} from "../scenario/checks/argument-shapes.js";
import { parseFailures } from "../scenario/checks/parse-failures.js";
import { prepare } from "../scenario/checks/prepare.js";
import { prepareScript } from "../scenario/checks/prepare-script.js";
import { refuseAbsentMeasures } from "../scenario/model/measures.js";
import type { QuantityInput, Scenario } from "../scenario/model/scenario.js";
import type { SchemeKey } from "../scenario/model/schemes.js";
import type { ScriptInput } from "../scenario/model/script.js";
import type { System } from "../scenario/model/system.js";
import { parseQuantity } from "../scenario/quantities/quantity.js";
import {
  type ComparisonOptions,
  type ComparisonReport,
  Comparison as SystemComparison,
} from "../validation/comparison-report.js";
import { type JobReport, type JobReportOptions, Job as SystemJob } from "../validation/job-report.js";
import { peakIndices } from "../validation/peak-indices.js";
import {
  Validation as SystemValidation,
  type ValidationOptions,
  validate as validateSystem,
} from "../validation/validation.js";
import { ofScenarioWith } from "./of-scenario.js";

/** How long and how precisely to run. */
const budget = { seed: text, confidence: number, precision: number, maxTime: number };
const counts = { messages: number, replications: number };

const simulationOptions: OptionShapes<SimulationOptions> = {
  ...budget,
  ...counts,
  shard: share,
  measures: measureKeys,
  atIndex: anything,
  mode: text,
  experiment: anything,
};

const validationOptions: OptionShapes<ValidationOptions> = {
  seed: text,
  confidence: number,
  margin: number,
  messages: number,
  maxTime: number,
  measures: measureKeys,
  mode: text,
  experiment: anything,
  figures: anything,
  warnings: anything,
};

const comparisonOptions: OptionShapes<ComparisonOptions> = {
  ...budget,
  ...counts,
  record: anything,
  schemes: schemeKeys,
  shard: share,
};

const jobOptions: OptionShapes<JobOptions> = {
  ...budget,
  work: anything,
  failures: text,
  jobs: number,
  margin: number,
};

const auditOptions: OptionShapes<AuditOptions> = {
  seed: text,
  failures: number,
  messages: number,
  maxMessages: number,
  runs: number,
  confidence: number,
};

/** Peaks are estimated where the closed forms put them: an index taken from the estimates themselves would be biased. */
function aimed(system: System, options: SimulationOptions): SimulationOptions {
  refuseMisfit(system);
  refuseAbsentMeasures(options.measures ?? [], system);
  return { ...options, atIndex: options.atIndex ?? peakIndices(system, options.measures) };
}

/**
 * Monte Carlo estimates, keyed by measure, from a run of the full protocol (R1 to R10).
 *
 * - Assumes: nothing beyond the scenario; it knows none of the closed forms
 * - Limits: each interval holds at `confidence` by itself; the same seed gives the same result to the last bit
 *
 * @throws {ScenarioError} when the scenario or an option is not as it should be
 */
export const simulate = ofScenarioWith("simulate", simulationOptions, (system, options) =>
  simulateSystem(system, aimed(system, options)),
);

/** {@link simulate}, with what it took: seed, messages, replications, seconds. */
export const simulateRun = ofScenarioWith("simulateRun", simulationOptions, (system, options) =>
  simulateSystemRun(system, aimed(system, options)),
);

/**
 * A simulation that can be run replication by replication, looked at on the way and stopped at any time.
 *
 * - Assumes: nothing of the traffic or the scenario; replications are independent and alike by construction
 * - Limits: needs two replications for an interval, and does not stop on its own before that
 *
 * @throws {ScenarioError} when the scenario or an option is not as it should be, or options do not go together
 * @example
 * const simulation = new Simulation(presets.paper, { seed: "a", replications: 20 });
 * while (!simulation.done) simulation.step();
 * simulation.totals.count  // => 20
 */
export class Simulation extends SystemSimulation {
  constructor(scenario: Scenario | System, options: SimulationOptions = {}) {
    checkOptions("a simulation", options, simulationOptions);
    const system = prepare(scenario);
    super(system, aimed(system, options));
  }
}

/**
 * Closed form beside Monte Carlo estimate for every measure, row by row, with a verdict on each.
 *
 * @throws {ScenarioError} when the scenario or an option is not as it should be
 * @example
 * validate(presets.paper).verdict  // => "agree"
 */
export const validate = ofScenarioWith("validate", validationOptions, validateSystem);

/**
 * A validation that can be run replication by replication, looked at on the way and stopped at any time. It runs
 * until every row is decided or the budget is spent.
 *
 * - Assumes: means over replications are close to normal
 * - Limits: a true difference of exactly the margin is never decided
 *
 * @throws {ScenarioError} when the scenario or an option is not as it should be
 * @example
 * const validation = new Validation(presets.paper, { measures: ["stableLogRatio"] });
 * while (!validation.done) validation.step();
 * validation.report().verdict  // => "agree"
 */
export class Validation extends SystemValidation {
  constructor(scenario: Scenario | System, options: ValidationOptions = {}) {
    checkOptions("a validation", options, validationOptions);
    super(prepare(scenario), options);
  }
}

/**
 * VM_QSC beside other schemes of rollback recovery, on identical events: every measure of every scheme, its difference to
 * VM_QSC, closed forms where there are any, and what that says of the paper's claims.
 *
 * - Assumes: nothing of the traffic; all schemes see the same timers, messages and delays
 * - Limits: at most 2,000 VMs; each interval holds at `confidence` by itself
 *
 * @throws {ScenarioError} when the scenario or an option is not as it should be, or there are too many VMs for a scheme
 * @example
 * compare(presets.paper, { schemes: ["bcs"], replications: 4 }).schemes.vmqsc.measures.forcedCheckpointRatio.mean  // => 0
 */
export function compare(scenario: Scenario | System, options?: ComparisonOptions): ComparisonReport {
  const comparison = new Comparison(scenario, options);
  while (!comparison.done) comparison.step();
  return comparison.report();
}

/**
 * A comparison of schemes that can be run replication by replication, or by `runOnThreads`, looked at on the way and
 * stopped at any time.
 *
 * @throws {ScenarioError} when the scenario or an option is not as it should be, or there are too many VMs for a scheme
 * @example
 * const comparison = new Comparison(presets.paper, { schemes: ["coordinated"], replications: 3 });
 * while (!comparison.done) comparison.step();
 * comparison.report().schemes.coordinated.measures.vmsRolledBack.mean  // => 4
 */
export class Comparison extends SystemComparison {
  constructor(scenario: Scenario | System, options: ComparisonOptions = {}) {
    checkOptions("a comparison", options, comparisonOptions);
    const system = prepare(scenario);
    refuseMisfit(system);
    super(system, options);
  }
}

/**
 * What each of some schemes does with a script, checkpoint by checkpoint, and what its failures lead to.
 *
 * @throws {ScenarioError} when the script is not as it should be, or a scheme needs a base interval that it does not give
 * @example
 * compareScripts({ checkpoints: { A: ["1 s"] }, vms: { A: {}, B: {} } }, ["bcs"]).bcs.checkpoints.A.length  // => 2
 */
export function compareScripts(
  script: ScriptInput,
  schemes?: readonly SchemeKey[],
): { readonly [Key in SchemeKey]?: ScriptOutcome } {
  if (schemes !== undefined) checkArgument("schemes", schemes, schemeKeys);
  return compareScript(prepareScript(script), schemes);
}

/**
 * Keeps every message of small runs by its identity, lets every VM and every host fail at many instants, and says
 * what R9 and R10 would leave: orphans, messages lost, wrong replays.
 *
 * @throws {ScenarioError} when the scenario or an option is not as it should be, or a run would not fit in memory
 * @example
 * audit(presets.paper, { messages: 20_000, failures: 40 }).orphans  // => 0
 */
export const audit = ofScenarioWith("audit", auditOptions, (system, options) => auditSystem(system, options));

/** How to run jobs, and when to stop. */
export interface JobOptions extends Omit<JobReportOptions, "work" | "recorded"> {
  /** What the job would take if nothing held it up: seconds, or text such as `720 h`. */
  readonly work: QuantityInput;
  /** Recorded failures instead of drawn ones, as text in CSV: the time since the job began, and a host or a VM such as `web3`. */
  readonly failures?: string;
}

/**
 * How long a job takes when failures strike: closed form, estimate and quantiles of its run time, and what it lost.
 *
 * - Assumes: VMs proceed together, so that all wait for one
 * - Limits: each interval holds at `confidence` by itself
 *
 * @throws {ScenarioError} when the scenario or an option is not as it should be, or a job would never come to its end
 * @example
 * job(presets.paper, { work: "1 h", jobs: 100 }).runTime.closedForm  // => 3600
 */
export function job(scenario: Scenario | System, options: JobOptions): JobReport {
  const run = new Job(scenario, options);
  while (!run.done) run.step();
  return run.report();
}

/**
 * Jobs that can be run replication by replication, or by `runOnThreads`, looked at on the way and stopped at any time.
 *
 * @throws {ScenarioError} as {@link job}
 * @example
 * const run = new Job(presets.paper, { work: "1 h", jobs: 100 });
 * while (!run.done) run.step();
 * run.report().verdict  // => "agree"
 */
export class Job extends SystemJob {
  constructor(scenario: Scenario | System, options: JobOptions) {
    checkOptions("a job", options, jobOptions, ["work"]);
    const { work, failures, ...others } = options;
    const system = prepare(scenario);
    super(system, {
      ...others,
      work: parseQuantity(work, "time", "work").value,
      recorded: failures === undefined ? undefined : parseFailures(failures, "failures", system),
    });
  }
}
