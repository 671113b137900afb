import { atPeriod } from "../model/checkpoint-bytes.js";
import type { Scenario } from "../model/scenario.js";
import type { Locate } from "../model/scenario-error.js";
import { countVms, type Storage, type System, type VmClass } from "../model/system.js";
import type { Seconds } from "../model/units.js";
import { fitting, Misfit } from "./misfit.js";
import { isObject } from "./plain-object.js";
import { prepareHosts } from "./prepare-hosts.js";
import { prepareTraffic } from "./prepare-traffic.js";
import { scenarioShape } from "./scenario-shape.js";
import { largestWhole, type OutputOf } from "./shape.js";

/** The systems that were made here, so that one is told from a scenario which merely looks like it. */
const systems = new WeakSet<object>();

/**
 * A scenario checked, with defaults filled in, quantities in SI base units and names resolved to indices.
 *
 * - Assumes: nothing of its input, which may come from a file or from any program
 * - Limits: linear in classes, pairs with traffic and placed groups; a million pairs take a few seconds.
 *   A system that this function has made passes through as it is
 *
 * @throws {ScenarioError} when anything is missing, unknown, of the wrong kind or out of range; the sentence
 * names the path
 * @example
 * prepare({ classes: { SI: { count: 2 } }, traffic: { rates: { SI: { SI: "4/s" } } } }).baseInterval  // => 60
 */
export function prepare(scenario: Scenario | System): System {
  return isSystem(scenario) ? scenario : systemOf(scenario);
}

function isSystem(scenario: Scenario | System): scenario is System {
  return isObject(scenario) && systems.has(scenario);
}

/** `prepare`, with the place of the value at fault in its errors. @throws {ScenarioError} */
export function systemOf(scenario: Scenario, locate?: Locate): System {
  const system = fitting("the scenario", () => toSystem(scenarioShape.read(scenario)), locate);
  systems.add(system);
  return system;
}

type ScenarioRead = OutputOf<typeof scenarioShape>;

function toSystem(read: ScenarioRead): System {
  const classes = toClasses(read.classes, read.baseInterval.value);
  const { clock, recovery, prices } = read;
  return {
    name: read.name,
    baseInterval: read.baseInterval.value,
    classes,
    rates: prepareTraffic(read.traffic, classes),
    delay: read.traffic.delay,
    pattern: read.traffic.pattern,
    clock,
    hosts: prepareHosts(read.hosts, classes),
    failures: {
      vm: read.failures.vm,
      host: read.failures.host,
      ...(read.failures.law.kind !== "exponential" && { law: read.failures.law }),
    },
    recovery: {
      restart: recovery.restart.value,
      bandwidth: recovery.bandwidth.value,
      replaySpeedup: recovery.replaySpeedup.value,
    },
    policies: read.policies,
    storage: read.storage && toStorage(read.storage),
    job: read.job && { work: read.job.work.value },
    prices: { write: prices.write.value, hold: prices.hold.value, vmHour: prices.vmHour.value },
  };
}

function toStorage(read: NonNullable<ScenarioRead["storage"]>): Storage {
  const { write, read: reading, hostLink, staging } = read;
  return {
    write: write.value,
    read: reading?.value ?? Number.POSITIVE_INFINITY,
    hostLink: hostLink?.value ?? Number.POSITIVE_INFINITY,
    staging: staging?.value,
  };
}

function toClasses(read: ScenarioRead["classes"], baseInterval: Seconds): readonly VmClass[] {
  if (read.size === 0) throw new Misfit("must hold at least one class, got none", ["classes"]);
  const classes = [...read].map(([name, vmClass], index): VmClass => {
    const { multiple, phase, count, image, duration, pause } = vmClass;
    const growth = "dirty" in image ? image : undefined;
    const pauseGrowth = pause.perByte > 0 ? pause : undefined;
    if (phase >= multiple) {
      const tail = `must be below the multiple of its class, which is ${multiple}, got ${phase}`;
      throw new Misfit(tail, ["classes", name, "phase"]);
    }
    return atPeriod(
      {
        index,
        name,
        multiple,
        phase,
        count,
        image: image.full,
        growth,
        duration,
        pause: pause.fixed,
        pauseGrowth,
      },
      multiple * baseInterval,
    );
  });
  const total = countVms({ classes });
  if (total > largestWhole) {
    throw new Misfit(`must hold at most ${largestWhole} VMs in all, got ${total}`, ["classes"]);
  }
  return classes;
}
