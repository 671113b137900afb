import type { Script } from "../../scenario/model/script.js";
import type { Seconds } from "../../scenario/model/units.js";
import type { TimerSchedule } from "../events/event-stream.js";
import { populationFrom } from "../population.js";
import type { RunSources } from "../sources/run-sources.js";
import { ScriptedTraffic } from "../sources/scripted-traffic.js";
import { Timers } from "../sources/timers.js";

/** What a stream of events plays of a script; messages are numbered in the order of `script.messages`. */
type ScriptSources = Omit<RunSources, "timers"> & { readonly timers: TimerSchedule };

/** The sources of a script; they serve one run. Where it gives checkpoints, each VM is due at each of its own. */
export function scriptSources({ vms, hosts, messages, checkpoints, baseInterval }: Script): ScriptSources {
  const classes = vms.map(({ multiple, phase }) => ({ multiple, phase, count: 1 }));
  const hostOf = Int32Array.from(vms, ({ host }) => host);
  return {
    population: populationFrom(classes, hosts.length, hostOf),
    timers: baseInterval === undefined ? new GivenTimers(checkpoints) : scriptedTimers(baseInterval, vms),
    source: new ScriptedTraffic(messages),
    durations: (vm) => vms[vm].duration,
  };
}

function scriptedTimers(baseInterval: Seconds, vms: Script["vms"]): Timers {
  const errors = vms.flatMap(({ clock }) => [...clock.values()]);
  return new Timers(baseInterval, vms.length, {
    low: Math.min(0, ...errors),
    high: Math.max(0, ...errors),
    fill: (k, filled) => {
      for (const [vm, { clock }] of vms.entries()) filled[vm] = clock.get(k) ?? 0;
    },
  });
}

class GivenTimers implements TimerSchedule {
  private next = 0;

  constructor(private readonly timers: Script["checkpoints"]) {}

  get nextTime(): Seconds {
    return this.timers[this.next]?.at ?? Number.POSITIVE_INFINITY;
  }

  get nextVm(): number {
    return this.timers[this.next].vm;
  }

  get nextIndex(): number {
    return this.timers[this.next].index;
  }

  advance(): void {
    this.next++;
  }
}
