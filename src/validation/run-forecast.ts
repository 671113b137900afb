import { erfc } from "../analytic/numerics/error-function.js";
import { messageRate } from "../analytic/stable-log-load.js";
import { stableLogRatio } from "../analytic/stable-log-ratio.js";
import { defaultConfidence } from "../montecarlo/estimation/estimates.js";
import { criticalValue } from "../montecarlo/estimation/interval.js";
import { checkBetween, checkWorkers } from "../montecarlo/estimation/refuse-unrunnable.js";
import { Simulation, type SimulationOptions } from "../montecarlo/estimation/simulation.js";
import { fewestReplicationsToStop } from "../montecarlo/estimation/stopping.js";
import { replicationWork } from "../montecarlo/replication/replication-plan.js";
import { ScenarioError } from "../scenario/model/scenario-error.js";
import type { System } from "../scenario/model/system.js";
import type { Seconds } from "../scenario/model/units.js";

/** What is asked of a run before it starts: two of precision, confidence and budget. */
export interface ForecastOptions
  extends Pick<
    SimulationOptions,
    "seed" | "mode" | "confidence" | "precision" | "messages" | "replications" | "maxTime"
  > {
  /** Workers that the run will have, as `runOnThreads` takes them; default 1. */
  readonly workers?: number;
}

/** What a run will take and bring, as `vmqsc simulate --plan-only --json` prints it. */
export interface RunForecast {
  /** Relative half-width of the interval of η. */
  readonly precision: number;
  readonly confidence: number;
  readonly messages: number;
  readonly replications: number;
  /** Wall-clock time, from replications timed on this machine just now. */
  readonly seconds: Seconds;
  readonly workers: number;
  /** Which of the three follows from the other two. */
  readonly follows: "precision" | "confidence" | "budget";
}

/**
 * Works out the third of precision, confidence and budget from the other two, for η only, and how long the run will take; a
 * few replications are run to time them. Without a budget the default precision and confidence fill in; with one, the
 * precision follows at the default confidence.
 *
 * @throws {ScenarioError} when all three are given, more than one budget, or an option is not in its range
 */
export function forecastRun(system: System, options: ForecastOptions = {}): RunForecast {
  const { precision, confidence = defaultConfidence, messages, replications, maxTime } = options;
  checkWorkers(options.workers);
  checkBetween("precision", precision, Number.POSITIVE_INFINITY);
  checkBetween("confidence", options.confidence, 1);
  checkBetween("maxTime", maxTime, Number.POSITIVE_INFINITY);
  const { workers = 1 } = options;
  const budgets = [messages, replications, maxTime].filter((budget) => budget !== undefined);
  if (budgets.length > 1)
    throw new ScenarioError("the forecast takes one budget: messages, replications or maxTime", "messages");
  if (budgets.length > 0 && precision !== undefined && options.confidence !== undefined)
    throw new ScenarioError(
      "the forecast gives the third of precision, confidence and budget from the other two; leave one of them out",
      "precision",
    );
  if (messageRate(system).value === 0)
    throw new ScenarioError("a run has no precision to be forecast in a scenario without traffic", "traffic");
  const pilot = timed(system, options);
  const ratio = stableLogRatio(system);
  const aim = precision ?? defaultPrecision;
  const needed = () => Math.ceil(messagesForPrecision(ratio, aim, confidence) / pilot.messages);
  const total =
    budgets.length === 0
      ? Math.max(fewestReplicationsToStop, needed())
      : (replications ?? replicationsWithin(pilot, options, workers));
  const expected = total * pilot.messages;
  const forecast = {
    precision: aim,
    confidence,
    messages: expected < 1 ? expected : Math.round(expected),
    replications: total,
    seconds: Math.ceil(total / workers) * pilot.seconds,
    workers,
  };
  if (budgets.length === 0) return { ...forecast, follows: "budget" };
  return precision === undefined
    ? { ...forecast, precision: precisionOfMessages(ratio, expected, confidence), follows: "precision" }
    : { ...forecast, confidence: confidenceOfMessages(ratio, expected, precision), follows: "confidence" };
}

const defaultPrecision = 0.001;

interface Pilot {
  /** Of one replication, by the closed form: a few may not see a single one. */
  readonly messages: number;
  readonly seconds: Seconds;
}

function replicationsWithin(pilot: Pilot, { messages, maxTime }: ForecastOptions, workers: number): number {
  const affordable =
    messages !== undefined
      ? Math.ceil(messages / pilot.messages)
      : workers * Math.floor(maxTime! / pilot.seconds);
  return Math.max(2, affordable);
}

/** Advances and messages of a replication that takes some ten seconds: one at least is run to the end. */
const mostTimed = 2e7;
const enoughPilots = 6;
const pilotTime: Seconds = 0.5;

/** Replications as the run will have them; the fastest counts, since the first ones run before the code is compiled. */
function timed(system: System, { seed, mode, messages, replications }: ForecastOptions): Pilot {
  const simulation = new Simulation(system, {
    seed,
    mode,
    messages,
    replications: replications ?? enoughPilots,
  });
  const { task } = simulation;
  if (task !== undefined && replicationWork(task.system, task.plan) > mostTimed)
    throw new ScenarioError(
      "one replication of this scenario takes too long to be timed before the run: lower its multiples, counts, delays or durations",
      "classes",
    );
  const times: Seconds[] = [];
  do {
    const before = simulation.seconds;
    simulation.step();
    times.push(simulation.seconds - before);
  } while (!simulation.done && times.length < enoughPilots && simulation.seconds < pilotTime);
  const perSecond = messageRate(system).value;
  return {
    messages: simulation.task!.plan.indices * system.baseInterval * perSecond,
    seconds: Math.min(...times),
  };
}

/**
 * Messages after which the interval of η is so narrow, relative to η; 0 for η of 0 and of 1, which any run finds exactly.
 *
 *     N = z² (1 − η) / (η p²),   z the two-sided normal quantile of the confidence
 *
 * - Source: E3: given `n` messages the flushed count is Binomial(n, η)
 * - Assumes: zero delay and no clock error; either makes messages of one boundary alike, and the need somewhat larger
 */
export function messagesForPrecision(ratio: number, precision: number, confidence: number): number {
  return variance(ratio) * (normalReach(confidence) / precision) ** 2;
}

/** The relative half-width that so many messages bring: {@link messagesForPrecision} solved for `p`. */
export function precisionOfMessages(ratio: number, messages: number, confidence: number): number {
  return normalReach(confidence) * Math.sqrt(variance(ratio) / messages);
}

/** The confidence at which so many messages bring that half-width: {@link messagesForPrecision} solved for `z`. */
export function confidenceOfMessages(ratio: number, messages: number, precision: number): number {
  return 1 - erfc((precision * Math.sqrt(messages / variance(ratio))) / Math.SQRT2);
}

/** Of one message's being flushed or not, relative to η². */
function variance(ratio: number): number {
  return ratio === 0 ? 0 : (1 - ratio) / ratio;
}

function normalReach(confidence: number): number {
  return criticalValue(1 - confidence, Number.POSITIVE_INFINITY);
}
