import { checkArgument, instanceOf } from "../../scenario/checks/argument-shapes.js";
import type { MeasureKey } from "../../scenario/model/measures.js";
import { ScenarioError } from "../../scenario/model/scenario-error.js";
import type { Seconds } from "../../scenario/model/units.js";
import { version } from "../../version.js";
import { momentCount, type TotalsState } from "../estimation/running-totals.js";
import { Simulation } from "../estimation/simulation.js";
import type { ReplicationPlan } from "../replication/replication-plan.js";
import type { TotalsLayout } from "../replication/totals.js";
import { arithmetic, fingerprint } from "./fingerprint.js";
import type { Share } from "./replication-share.js";

/** What one share of a run found, with all that it takes to merge it: plain data, and to the last bit as JSON. */
export interface Shard {
  readonly format: "vmqsc shard";
  readonly version: string;
  /** Checksum of the elementary functions that it drew with. */
  readonly arithmetic: string;
  /** Name of the scenario. */
  readonly scenario: string;
  readonly fingerprint: string;
  /** Names of its classes and hosts, which the splits of estimates go by. */
  readonly classes: readonly string[];
  readonly hosts: readonly string[];
  readonly seed: string;
  readonly plan: ReplicationPlan;
  readonly confidence: number;
  /** Absent for all. */
  readonly measures?: readonly MeasureKey[];
  /** For a peak or burst, the index to estimate it at. */
  readonly atIndex?: Simulation["atIndex"];
  readonly shard: Share;
  /** Of the whole run. */
  readonly replications: number;
  readonly seconds: Seconds;
  /** Set where it was stopped before its end. */
  readonly interrupted?: true;
  readonly layout: TotalsLayout;
  readonly totals: TotalsState;
}

const format = "vmqsc shard";

/**
 * What a simulation of one share has found, for `mergeShards`.
 *
 * @throws {ScenarioError} when the simulation runs no share, or replicates something else than the engine
 */
export function shardOf(simulation: Simulation): Shard {
  checkArgument("simulation", simulation, instanceOf(Simulation, "a Simulation"));
  const { system, seed, task, confidence, measures, atIndex, shard, plannedReplications, totals } =
    simulation;
  if (shard === undefined || plannedReplications === undefined || task === undefined)
    throw new ScenarioError(
      "shard must be given to a simulation of the engine before its totals can be merged",
    );
  return {
    format,
    version,
    arithmetic: arithmetic(),
    scenario: system.name,
    fingerprint: fingerprint(system),
    classes: system.classes.map(({ name }) => name),
    hosts: system.hosts.names,
    seed,
    plan: task.plan,
    confidence,
    measures,
    atIndex,
    shard,
    replications: plannedReplications,
    seconds: simulation.seconds,
    ...(simulation.stopReason === "interrupted" && { interrupted: true }),
    layout: totals.layout,
    totals: totals.toJSON(),
  };
}

/** Whether a value read from JSON has a shard's form; `mergeShards` looks at what it says. */
export function isShard(value: unknown): value is Shard {
  if (!isRecord(value) || value.format !== format) return false;
  const { layout, totals, shard, plan, measures = [], atIndex = {} } = value;
  if (![layout, totals, shard, plan, atIndex].every(isRecord)) return false;
  const { slots, pairs = [] } = layout as Partial<TotalsLayout>;
  const { blocks } = totals as Partial<TotalsState>;
  const { number, of } = shard as Partial<Share>;
  if (![slots, pairs, blocks, value.classes, value.hosts, measures].every(Array.isArray)) return false;
  const texts = [value.version, value.arithmetic, value.scenario, value.fingerprint, value.seed];
  const numbers = [value.replications, value.seconds, value.confidence];
  const moments = momentCount(layout as TotalsLayout);
  return (
    texts.every((each) => typeof each === "string") &&
    numbers.every((each) => typeof each === "number") &&
    [number, of].every(isWhole) &&
    blocks!.every((block) => isBlock(block, moments))
  );
}

/** Blocks are of `2^j` replications and start at multiples of it. */
function isBlock(value: unknown, momentsWanted: number): boolean {
  if (!isRecord(value)) return false;
  const { start, count, messages, moments } = value;
  return (
    isWhole(start) &&
    isWhole(count) &&
    Number.isInteger(Math.log2(count)) &&
    start % count === 0 &&
    typeof messages === "number" &&
    Array.isArray(moments) &&
    moments.length === momentsWanted &&
    moments.every(Number.isFinite)
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
