import { atPeriod } from "../model/checkpoint-bytes.js";
import type { Scenario } from "../model/scenario.js";
import type { Locate } from "../model/scenario-error.js";
import { countVms, type Hosts, type PlacedGroup, type System, type VmClass } from "../model/system.js";
import type { Seconds } from "../model/units.js";
import { fitting, Misfit } from "./misfit.js";
import { isObject } from "./plain-object.js";
import { scenarioShape } from "./scenario-shape.js";
import { largestWhole, type OutputOf, unknownKey } from "./shape.js";
import { prepareTraffic } from "./traffic-shape.js";

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
  const { name, baseInterval, traffic, clock, failures, recovery, policies, storage, job, prices } = read;
  const classes = toClasses(read.classes, baseInterval);
  const unlimited = Number.POSITIVE_INFINITY;
  const { law, ...failureRates } = failures;
  return {
    name,
    baseInterval,
    classes,
    rates: prepareTraffic(traffic, classes),
    delay: traffic.delay,
    pattern: traffic.pattern,
    clock,
    hosts: prepareHosts(read.hosts, classes),
    failures: law.kind === "exponential" ? failureRates : failures,
    recovery,
    policies,
    storage: storage && {
      ...storage,
      read: storage.read ?? unlimited,
      hostLink: storage.hostLink ?? unlimited,
    },
    job,
    prices,
  };
}

function toClasses(read: ScenarioRead["classes"], baseInterval: Seconds): readonly VmClass[] {
  if (read.size === 0) throw new Misfit("must hold at least one class, got none", ["classes"]);
  const classes = [...read].map(([name, vmClass], index): VmClass => {
    const { multiple, phase, count, image, duration, pause } = vmClass;
    if (phase >= multiple) {
      const tail = `must be below the multiple of its class, which is ${multiple}, got ${phase}`;
      throw new Misfit(tail, ["classes", name, "phase"]);
    }
    const growth = "dirty" in image ? image : undefined;
    const pauseGrowth = pause.perByte > 0 ? pause : undefined;
    const always = { image: image.full, growth, duration, pause: pause.fixed, pauseGrowth };
    return atPeriod({ index, name, multiple, phase, count, ...always }, multiple * baseInterval);
  });
  const total = countVms({ classes });
  if (total > largestWhole) {
    throw new Misfit(`must hold at most ${largestWhole} VMs in all, got ${total}`, ["classes"]);
  }
  return classes;
}

type HostsRead = ScenarioRead["hosts"];

/** Hosts with names, and where each VM lives; a placement by hand must place every VM once. @throws {Misfit} */
function prepareHosts({ count, placement }: HostsRead, classes: readonly VmClass[]): Hosts {
  if (typeof placement === "string") {
    const names = Array.from({ length: count ?? 1 }, (_, host) => `h${host + 1}`);
    return { count: names.length, names, placement: { kind: placement } };
  }
  const names = [...placement.keys()];
  if (names.length === 0) throw new Misfit("must name at least one host, got none", ["hosts", "placement"]);
  if (count !== undefined && count !== names.length) {
    const tail = `must be ${names.length} or left out, since hosts.placement names that many, got ${count}`;
    throw new Misfit(tail, ["hosts", "count"]);
  }
  const groups = placedGroups(placement, classes);
  return { count: names.length, names, placement: { kind: "given", groups } };
}

function placedGroups(
  placement: Exclude<HostsRead["placement"], string>,
  classes: readonly VmClass[],
): readonly PlacedGroup[] {
  const names = classes.map(({ name }) => name);
  const indices = new Map(names.map((name, index) => [name, index]));
  const groups = [...placement].flatMap(([hostName, counts], host) =>
    [...counts].map(([className, count]): PlacedGroup => {
      const classIndex = indices.get(className);
      if (classIndex !== undefined) return { host, classIndex, count };
      const misfit = unknownKey(className, names, "a class of the scenario");
      throw new Misfit(misfit.message, ["hosts", "placement", hostName, className], "key");
    }),
  );
  checkAllPlaced(groups, classes);
  return groups.filter(({ count }) => count > 0);
}

function checkAllPlaced(groups: readonly PlacedGroup[], classes: readonly VmClass[]): void {
  const placed = classes.map(() => 0);
  for (const { classIndex, count } of groups) placed[classIndex] += count;
  const faults = classes.flatMap(({ name, count }, index) => {
    const surplus = placed[index] - count;
    if (surplus === 0) return [];
    return surplus < 0
      ? [`class ${name} has ${-surplus} of ${count} left over`]
      : [`class ${name} has ${count}, ${surplus} fewer than placed`];
  });
  if (faults.length === 0) return;
  const more = faults.length > 3 ? ` and ${faults.length - 3} more` : "";
  const tail = `must place every VM once, but ${faults.slice(0, 3).join(", ")}${more}`;
  throw new Misfit(tail, ["hosts", "placement"]);
}

/** A scenario as its user wrote it, what it comes to, and where each of its values was written. */
export class LoadedScenario {
  private checked: System | undefined;

  constructor(
    readonly scenario: Scenario,
    readonly locate: Locate = () => undefined,
  ) {}

  /** The scenario checked, with defaults filled in, once: when first asked for. @throws {ScenarioError} with the place */
  get system(): System {
    this.checked ??= systemOf(this.scenario, this.locate);
    return this.checked;
  }
}
