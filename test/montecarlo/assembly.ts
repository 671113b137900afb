import { populate } from "../../src/montecarlo/population.js";
import { openStream } from "../../src/montecarlo/random/random-stream.js";
import { measuredRun } from "../../src/montecarlo/replication/measured-run.js";
import type { MessageSource } from "../../src/montecarlo/sources/message-source.js";
import { PoissonTraffic } from "../../src/montecarlo/sources/poisson-traffic.js";
import { drawnSources } from "../../src/montecarlo/sources/run-sources.js";
import type { System } from "../../src/scenario/model/system.js";

/** The Poisson traffic of a system, from streams of that seed. */
export function poissonTraffic(system: System, seed: string): PoissonTraffic {
  return new PoissonTraffic(system, populate(system), (purpose) => openStream(seed, 0, purpose));
}

/** Runs a system event by event on any source and measures some base intervals; everything that was counted. */
export function assemble(system: System, seed: string, intervals: number, source: MessageSource) {
  const streams = (purpose: string) => openStream(seed, 0, purpose);
  const sources = drawnSources(system, streams, { source });
  const plan = { warmUp: 2, indices: intervals - 2, runOut: 1, hyperperiod: 6, probesPerInterval: 8 };
  const { tallies, messages, crossHost, held, probes, exposure } = measuredRun(system, {
    sources,
    plan,
    streams,
  });
  const { byClass, byIndex, crossings, lines, lineLag } = tallies;
  return { byClass, byIndex, crossings, lines, lineLag, messages, crossHost, held, probes, exposure };
}
