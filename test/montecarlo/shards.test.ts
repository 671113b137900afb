import { describe, expect, it } from "vitest";
import { Simulation, type SimulationOptions } from "../../src/montecarlo/estimation/simulation.js";
import { type MergedRun, mergeShards } from "../../src/montecarlo/parallel/merge-shards.js";
import { replicationsOfShare } from "../../src/montecarlo/parallel/replication-share.js";
import { type Shard, shardOf } from "../../src/montecarlo/parallel/shard.js";
import { knownExperiment } from "../support/known-experiment.js";
import { paper as unnamed } from "../support/system-of.js";

const paper = { ...unnamed, name: "paper" };

/** Short replications, by their messages, and fewer of them than the messages would need. */
const length = { messages: 100_000, replications: 33, seed: "shards" };

/** The shard as a file carries it. */
function shard(number: number, of: number, options: SimulationOptions = {}, system = paper): Shard {
  const simulation = new Simulation(system, { ...length, ...options, shard: { number, of } });
  while (!simulation.done) simulation.step();
  return JSON.parse(JSON.stringify(shardOf(simulation)));
}

function merged(shards: readonly unknown[]): MergedRun {
  return mergeShards(shards.map((each, place) => ({ name: `${"abcdefg"[place]}.json`, shard: each })));
}

function whole(options: SimulationOptions = {}) {
  const simulation = new Simulation(paper, { ...length, ...options });
  while (!simulation.done) simulation.step();
  const { seconds, ...run } = simulation.result();
  return run;
}

describe("shards of a run", () => {
  it.each<[number, SimulationOptions]>([
    [1, {}],
    [3, {}],
    [7, { mode: "event" }],
    [3, { messages: 9000, replications: 1000 }],
    [2, { confidence: 0.9, measures: ["lineLag", "stableLogRatio"] }],
  ])("merge, %d of them, into what one run gives, to the last bit: %o", (of, options) => {
    const shards = Array.from({ length: of }, (_, place) => shard(of - place, of, options));
    const { seconds, scenario, classes: _classes, hosts: _hosts, ...run } = merged(shards);
    expect(run).toEqual(whole(options));
    expect(scenario).toBe("paper");
    expect(seconds).toBe(shards.reduce((sum, each) => sum + each.seconds, 0));
  });

  it("share the replications evenly, each to one", () => {
    for (const [replications, of] of [
      [10, 3],
      [100, 7],
      [7, 7],
      [1_000_003, 100],
    ] as const) {
      let next = 0;
      for (let number = 1; number <= of; number++) {
        const { first, count } = replicationsOfShare({ number, of }, replications);
        expect(first).toBe(next);
        expect([Math.floor(replications / of), Math.ceil(replications / of)]).toContain(count);
        next = first + count;
      }
      expect(next).toBe(replications);
    }
  });

  it("weigh by the logarithm of their replications", () => {
    const numbers = ({ totals }: Shard) =>
      totals.blocks.reduce((sum, { moments }) => sum + moments.length, 0);
    const one = numbers(shard(1, 2, { replications: 2 }));
    expect(numbers(shard(1, 1, { replications: 31 }))).toBe(5 * one);
    expect(numbers(shard(1, 1, { replications: 32 }))).toBe(one);
  });

  it.each([
    [{ number: 0, of: 3 }, "shard must be NUMBER/OF with NUMBER from 1 to OF, such as 3/100, got 0/3"],
    [{ number: 4, of: 3 }, "shard must be NUMBER/OF with NUMBER from 1 to OF, such as 3/100, got 4/3"],
    [{ number: 1, of: 5000 }, "shard must leave each shard a replication, and the run has 33, got 1/5000"],
  ])("refuse %o", (share, sentence) => {
    expect(() => new Simulation(paper, { ...length, shard: share })).toThrow(sentence);
  });

  it.each<SimulationOptions>([{}, { ...length, precision: 0.1 }, { ...length, maxTime: 5 }])(
    "need a length that is known beforehand: not %o",
    (options) => {
      expect(() => new Simulation(paper, { ...options, shard: { number: 1, of: 2 } })).toThrow(
        "shard needs a number of replications that is known beforehand: give messages or replications, and neither precision nor maxTime",
      );
    },
  );

  it("are of the engine: another experiment has no name to tell it by", () => {
    const experiment = knownExperiment("known", [{ measure: "stableLogRatio", ratio: 1, spread: 1 }]);
    const simulation = new Simulation(paper, { experiment, replications: 4, shard: { number: 1, of: 2 } });
    expect(() => shardOf(simulation)).toThrow("shard must be given to a simulation of the engine");
  });
});

describe("merging refuses", () => {
  const of = 3;
  const shards = [1, 2, 3].map((number) => shard(number, of));
  const [first, second, third] = shards as [Shard, Shard, Shard];
  const renamed = { ...paper, name: "renamed" };
  const changed = { ...paper, baseInterval: 61 };

  it.each<[string, readonly unknown[], string]>([
    ["nothing", [], "merge needs at least one shard, got none"],
    ["a missing shard", [first, third], "shard 2 of 3 is missing"],
    ["several missing shards", [second], "2 of 3 shards are missing: 1, 3"],
    [
      "a double shard",
      [first, second, first, third],
      "a.json and c.json are both shard 1 of 3; give one of them",
    ],
    [
      "another arithmetic",
      [first, { ...second, arithmetic: "0123456789ab" }, third],
      `b.json is of another arithmetic (its logarithms differ in the last bit: run all shards on one release of Node) than a.json: 0123456789ab there, ${first.arithmetic} here`,
    ],
    [
      "another scenario",
      [first, shard(2, of, {}, renamed), third],
      "b.json is of another scenario than a.json: renamed there, paper here",
    ],
    [
      "a changed scenario",
      [first, second, shard(3, of, {}, changed)],
      "c.json is of another scenario (its name is the same, its values are not) than a.json",
    ],
    [
      "another seed",
      [first, shard(2, of, { seed: "autumn" }), third],
      "b.json is of another seed than a.json: autumn there, shards here",
    ],
    [
      "another mode",
      [first, shard(2, of, { mode: "event" }), third],
      "b.json is of another mode than a.json: event there, span here",
    ],
    [
      "another cut",
      [first, second, shard(3, 4), third],
      "c.json is of another number of shards than a.json: 4 there, 3 here",
    ],
    [
      "another length",
      [first, shard(2, of, { replications: 20 }), third],
      "b.json is of another number of replications than a.json: 20 there, 33 here",
    ],
    [
      "another confidence",
      [first, shard(2, of, { confidence: 0.9 }), third],
      "b.json is of another confidence than a.json: 0.9 there, 0.99 here",
    ],
    [
      "another version",
      [first, { ...second, version: "0.0.1" }, third],
      "b.json was written by version 0.0.1, and this is 0.1.0; merge it with the version that ran it",
    ],
    [
      "another plan",
      [first, { ...second, plan: { ...second.plan, warmUp: 99 } }, third],
      "b.json is of another plan than a.json",
    ],
    [
      "an interrupted shard",
      [first, { ...second, interrupted: true, totals: { blocks: [] } }, third],
      "b.json was interrupted after 0 of its 11 replications; run it again",
    ],
    [
      "a shard with another's totals",
      [first, { ...second, totals: third.totals }, third],
      "b.json must hold replications 11 to 21, and does not; run it again",
    ],
    [
      "a shard that holds replications twice",
      [first, { ...second, totals: { blocks: [...second.totals.blocks, second.totals.blocks[0]] } }, third],
      "b.json must hold replications 11 to 21, and does not; run it again",
    ],
    [
      "any other file",
      [first, { seed: "shards" }, third],
      "b.json must be a shard that vmqsc simulate --shard has written, and is none",
    ],
    [
      "a number that JSON could not carry",
      [
        first,
        {
          ...second,
          totals: { blocks: second.totals.blocks.map((block) => ({ ...block, messages: null })) },
        },
      ],
      "b.json must be a shard that vmqsc simulate --shard has written, and is none",
    ],
  ])("%s", (_what, given, sentence) => {
    let message = "";
    try {
      merged(given);
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message).toBe(sentence);
  });
});
