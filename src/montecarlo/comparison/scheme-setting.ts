import type { System } from "../../scenario/model/system.js";
import type { Population } from "../population.js";
import type { StreamsByPurpose } from "../random/random-stream.js";
import { meanOf, sampler } from "../random/sampler.js";
import type { ControlDelays } from "../schemes/coordinated.js";
import type { SchemeSetting } from "../schemes/make-scheme.js";
import type { RunSources } from "../sources/run-sources.js";
import { writesThrough } from "../storage/stable-writes.js";

/** What schemes play in, of a system. */
export function schemeSetting(
  system: System,
  { population, durations }: Pick<RunSources, "population" | "durations">,
  streams: StreamsByPurpose,
): SchemeSetting {
  const { classes, baseInterval, policies } = system;
  return {
    population,
    baseInterval,
    policies,
    durations,
    image: classes.map(({ image }) => image),
    pause: classes.map(({ pause }) => pause),
    burstSpan: Math.max(...classes.map(({ duration }) => meanOf(duration))),
    writesThrough: writesThrough(system),
    controlDelays: controlDelays(system, population, streams),
  };
}

/** Control messages travel as others do, with delays from streams of their own. */
function controlDelays(
  { delay: { within, across } }: System,
  { hostOf }: Population,
  streams: StreamsByPurpose,
): ControlDelays {
  return (k, purpose) => {
    const stream = streams(`control/${purpose}/${k}`);
    const delays = { within: sampler(within, stream), across: sampler(across, stream) };
    return (vm) => (hostOf[vm] === hostOf[0] ? delays.within() : delays.across());
  };
}
