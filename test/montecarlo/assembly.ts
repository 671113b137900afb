import { FailureProbes } from "../../src/montecarlo/observers/failure-probes.js";
import { Tallies } from "../../src/montecarlo/observers/tallies.js";
import { populate } from "../../src/montecarlo/population.js";
import { openStream } from "../../src/montecarlo/random/random-stream.js";
import { type Engine, makeEngine } from "../../src/montecarlo/replication/engine.js";
import type { MessageSource } from "../../src/montecarlo/sources/message-source.js";
import { PoissonTraffic } from "../../src/montecarlo/sources/poisson-traffic.js";
import type { System } from "../../src/scenario/model/system.js";

/** The Poisson traffic of a system, from streams of that seed. */
export function poissonTraffic(system: System, seed: string): PoissonTraffic {
  const stream = (purpose: string) => openStream(seed, 0, purpose);
  const streams = { gaps: stream("gaps"), ends: stream("ends"), delays: stream("delays") };
  return new PoissonTraffic(system, populate(system), streams);
}

/** Runs a system event by event on any source for some base intervals; everything that was counted. */
export function assemble(system: System, seed: string, intervals: number, source: MessageSource) {
  const stream = (purpose: string) => openStream(seed, 0, purpose);
  const population = populate(system);
  const { baseInterval } = system;
  const window = { first: 2, last: intervals };
  const image = system.classes.map((c) => c.image);
  const tallies = new Tallies(population, baseInterval, window, 6, image, () => engine.protocol.logs);
  const probes = new FailureProbes(population, () => engine.protocol, baseInterval / 8, stream("failures"));
  const observers = [tallies, probes];
  const engine: Engine = makeEngine(system, { population, stream, observers, agenda: probes, source });
  const { protocol, loop } = engine;
  const until = intervals * baseInterval;
  probes.probeBetween(2 * baseInterval, until);
  loop.runUntil(until);
  const { delivered, deliveredBytes, crossHost } = protocol.logs;
  const { byClass, byIndex, crossings, lines, lineLag } = tallies;
  return {
    tallies: { byClass, byIndex, crossings, lines, lineLag },
    probes: probes.sums,
    logs: { delivered, deliveredBytes, crossHost },
    held: protocol.logs.heldUntil(until),
    inTransit: loop.inTransit.length,
    index: protocol.index,
  };
}
