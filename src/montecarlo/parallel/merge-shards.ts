import { checkArgument, objectWith } from "../../scenario/checks/argument-shapes.js";
import { list } from "../../scenario/checks/shape.js";
import { ScenarioError } from "../../scenario/model/scenario-error.js";
import { version } from "../../version.js";
import { estimates, withoutEstimate } from "../estimation/estimates.js";
import { RunningTotals } from "../estimation/running-totals.js";
import type { SimulationRun } from "../estimation/simulation.js";
import { replicationsOfShare, type Share } from "./replication-share.js";
import { isShard, type Shard } from "./shard.js";

/** A shard and what to call it where it is refused: the name of its file. */
export interface NamedShard {
  readonly name: string;
  /** As read from JSON; checked here. */
  readonly shard: unknown;
}

/** A merged run: what the shards would have found as one, and the names in their scenario. */
export interface MergedRun extends SimulationRun {
  readonly scenario: string;
  readonly classes: readonly string[];
  readonly hosts: readonly string[];
}

/**
 * Puts the shards of a run together: the same estimates, to the last bit, as one run of all the replications gives.
 * `seconds` is the sum over the shards.
 *
 * - Assumes: nothing of the shards, which may come in any order
 *
 * @throws {ScenarioError} when the shards are not exactly those of one run: it names the ones that are missing,
 * double, interrupted, or of another arithmetic, scenario, seed, version, mode, plan or question
 */
export function mergeShards(shards: readonly NamedShard[]): MergedRun {
  const named = objectWith("an object such as { name: file, shard: JSON }", ["name", "shard"]);
  checkArgument("shards", shards, list("shards, each with its name", named));
  const { totals, first, seconds } = mergedTotals(shards);
  const { scenario, classes, hosts, seed, confidence, measures, atIndex } = first;
  return {
    scenario,
    classes,
    hosts,
    seed,
    messages: totals.messages,
    replications: totals.count,
    seconds,
    measures: estimates(totals, { confidence, measures, atIndex }),
    ...withoutEstimate(totals, measures),
  };
}

/**
 * What the shards of a run, of whatever kind, hold together: their totals, the sum of their seconds, and the first of
 * them for what they have in common.
 *
 * @throws {ScenarioError} as `mergeShards`
 */
export function mergedTotals(named: readonly NamedShard[]) {
  const all = named.map(checked);
  const [first] = all;
  if (first === undefined) throw new ScenarioError("merge needs at least one shard, got none");
  refuseOthersThanOneRun(all, common);
  const totals = new RunningTotals(first.shard.layout);
  for (const { name, shard } of all) totals.merge(totalsOf(name, shard));
  return { totals, first: first.shard, seconds: all.reduce((sum, { shard }) => sum + shard.seconds, 0) };
}

export type MergedTotals = ReturnType<typeof mergedTotals>;

interface CheckedShard<Kind> {
  readonly name: string;
  readonly shard: Kind;
}

function checked({ name, shard }: NamedShard): CheckedShard<Shard> {
  if (!isShard(shard))
    throw new ScenarioError(`${name} must be a shard that vmqsc simulate --shard has written, and is none`);
  if (shard.version !== version)
    throw new ScenarioError(
      `${name} was written by version ${shard.version}, and this is ${version}; merge it with the version that ran it`,
    );
  return { name, shard };
}

/** What all shards of a run have in common, in the words of the sentence that refuses another. */
export type Common<Kind> = readonly (readonly [what: string, of: (shard: Kind) => unknown, shown?: true])[];

const common: Common<Shard> = [
  [
    "arithmetic (its logarithms differ in the last bit: run all shards on one release of Node)",
    (shard) => shard.arithmetic,
    true,
  ],
  ["scenario", ({ scenario }) => scenario, true],
  ["scenario (its name is the same, its values are not)", ({ fingerprint }) => fingerprint],
  ["seed", ({ seed }) => seed, true],
  ["mode", ({ plan }) => plan.mode, true],
  ["number of shards", ({ shard }) => shard.of, true],
  ["number of replications", ({ replications }) => replications, true],
  ["length of replications", ({ plan }) => plan.indices, true],
  ["plan", ({ plan }) => plan],
  ["confidence", ({ confidence }) => confidence, true],
  ["choice of measures", ({ measures }) => measures ?? "all", true],
  ["choice of indices for peaks", ({ atIndex }) => atIndex],
  ["layout of totals", ({ layout }) => layout],
];

/** Refuses shards that are not exactly those of one run, naming the ones at fault. @throws {ScenarioError} */
export function refuseOthersThanOneRun<Kind extends { readonly shard: Share }>(
  all: readonly CheckedShard<Kind>[],
  inCommon: Common<Kind>,
): void {
  const [first, ...others] = all;
  for (const other of others) {
    for (const [what, of, shown] of inCommon) {
      const [wanted, found] = [of(first.shard), of(other.shard)];
      if (JSON.stringify(wanted) === JSON.stringify(found)) continue;
      const values = shown ? `: ${found} there, ${wanted} here` : "";
      throw new ScenarioError(`${other.name} is of another ${what} than ${first.name}${values}`);
    }
  }
  const { of } = first.shard.shard;
  const names = new Map<number, string>();
  for (const { name, shard } of all) {
    const { number } = shard.shard;
    const double = names.get(number);
    if (double !== undefined)
      throw new ScenarioError(`${double} and ${name} are both shard ${number} of ${of}; give one of them`);
    names.set(number, name);
  }
  const missing = Array.from({ length: of }, (_, place) => place + 1).filter((number) => !names.has(number));
  if (missing.length === 0) return;
  const shown = `${missing.slice(0, 10).join(", ")}${missing.length > 10 ? `, … ${missing.at(-1)}` : ""}`;
  throw new ScenarioError(
    missing.length === 1
      ? `shard ${shown} of ${of} is missing`
      : `${missing.length} of ${of} shards are missing: ${shown}`,
  );
}

function totalsOf(name: string, shard: Shard): RunningTotals {
  const { first, count } = replicationsOfShare(shard.shard, shard.replications);
  const blocks = shard.totals.blocks.toSorted((one, other) => one.start - other.start);
  if (shard.interrupted) {
    const held = blocks.reduce((sum, block) => sum + block.count, 0);
    throw new ScenarioError(
      `${name} was interrupted after ${held} of its ${count} replications; run it again`,
    );
  }
  let next = first;
  for (const { start, count } of blocks) next = start === next ? start + count : Number.NaN;
  if (next !== first + count)
    throw new ScenarioError(
      `${name} must hold replications ${first} to ${first + count - 1}, and does not; run it again`,
    );
  return RunningTotals.fromJSON(shard.layout, shard.totals);
}
