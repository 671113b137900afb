import type { Scenario } from "../model/scenario.js";
import { ScenarioError } from "../model/scenario-error.js";
import { countVms, type System, type VmClass } from "../model/system.js";
import { provenanceOf } from "../reading/provenance.js";
import { Misfit } from "./misfit.js";
import { formatPath } from "./path.js";
import { isObject } from "./plain-object.js";
import { prepareHosts } from "./prepare-hosts.js";
import { prepareTraffic } from "./prepare-traffic.js";
import { scenarioShape } from "./scenario-shape.js";
import { largestWhole, type OutputOf } from "./shape.js";

const prepared = new WeakSet<object>();
const systemsOfFrozen = new WeakMap<object, System>();

/**
 * A scenario checked, with defaults filled in, quantities in SI base units and names resolved to indices.
 *
 * - Assumes: nothing of its input, which may come from a file or from any program
 * - Limits: linear in classes, pairs with traffic and placed groups; a million pairs take a few seconds.
 *   A system that this function has made passes through as it is
 *
 * @throws {ScenarioError} when anything is missing, unknown, of the wrong kind or out of range; the sentence
 * names the path and, for a scenario from a file, the line and column
 * @example
 * prepare({ classes: { SI: { count: 2 } }, traffic: { rates: { SI: { SI: "4/s" } } } }).baseInterval  // => 60
 */
export function prepare(scenario: Scenario | System): System {
  if (isPrepared(scenario)) return scenario;
  const known = isObject(scenario) ? systemsOfFrozen.get(scenario) : undefined;
  if (known) return known;
  try {
    const system = toSystem(scenarioShape.read(scenario));
    prepared.add(system);
    if (provenanceOf(scenario)?.frozen) systemsOfFrozen.set(scenario, system);
    return system;
  } catch (error) {
    throw error instanceof Misfit ? placed(error, scenario) : error;
  }
}

function isPrepared(scenario: Scenario | System): scenario is System {
  return isObject(scenario) && prepared.has(scenario);
}

function placed(misfit: Misfit, scenario: unknown): ScenarioError {
  const path = formatPath(misfit.keys);
  const provenance = isObject(scenario) ? provenanceOf(scenario) : undefined;
  const subject = path === "" ? "the scenario" : path;
  return new ScenarioError(`${subject} ${misfit.message}`, path, provenance?.locate(misfit.keys, misfit.at));
}

type ScenarioRead = OutputOf<typeof scenarioShape>;

function toSystem(read: ScenarioRead): System {
  const classes = toClasses(read.classes);
  const { clock, recovery, prices } = read;
  return {
    name: read.name,
    baseInterval: read.baseInterval.value,
    classes,
    rates: prepareTraffic(read.traffic, classes),
    delay: read.traffic.delay,
    clock,
    hosts: prepareHosts(read.hosts, classes),
    failures: read.failures,
    recovery: {
      restart: recovery.restart.value,
      bandwidth: recovery.bandwidth.value,
      replaySpeedup: recovery.replaySpeedup.value,
    },
    policies: read.policies,
    prices: { write: prices.write.value, hold: prices.hold.value, vmHour: prices.vmHour.value },
  };
}

function toClasses(read: ScenarioRead["classes"]): readonly VmClass[] {
  if (read.size === 0) throw new Misfit("must hold at least one class, got none", ["classes"]);
  const classes = [...read].map(([name, vmClass], index): VmClass => {
    const { multiple, phase, count, image, duration, pause } = vmClass;
    if (phase >= multiple) {
      const tail = `must be below the multiple of its class, which is ${multiple}, got ${phase}`;
      throw new Misfit(tail, ["classes", name, "phase"]);
    }
    return { index, name, multiple, phase, count, image: image.value, duration, pause: pause.value };
  });
  const total = countVms({ classes });
  if (total > largestWhole) {
    throw new Misfit(`must hold at most ${largestWhole} VMs in all, got ${total}`, ["classes"]);
  }
  return classes;
}
