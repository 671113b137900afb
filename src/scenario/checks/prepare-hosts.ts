import type { Hosts, PlacedGroup, VmClass } from "../model/system.js";
import { Misfit } from "./misfit.js";
import type { scenarioShape } from "./scenario-shape.js";
import { type OutputOf, unknownKey } from "./shape.js";

type HostsRead = OutputOf<typeof scenarioShape>["hosts"];
type PlacementTable = Exclude<HostsRead["placement"], string>;

/** Hosts with names, and where each VM lives; a placement by hand must place every VM once. @throws {Misfit} */
export function prepareHosts({ count, placement }: HostsRead, classes: readonly VmClass[]): Hosts {
  if (typeof placement === "string") {
    const hosts = count ?? 1;
    return { count: hosts, names: hostNames(hosts), placement: { kind: placement } };
  }
  const names = [...placement.keys()];
  if (names.length === 0) throw new Misfit("must name at least one host, got none", ["hosts", "placement"]);
  if (count !== undefined && count !== names.length) {
    const tail = `must be ${names.length} or left out, since hosts.placement names that many, got ${count}`;
    throw new Misfit(tail, ["hosts", "count"]);
  }
  return {
    count: names.length,
    names,
    placement: { kind: "given", groups: placedGroups(placement, classes) },
  };
}

function hostNames(count: number): readonly string[] {
  return Array.from({ length: count }, (_, host) => `h${host + 1}`);
}

function placedGroups(placement: PlacementTable, classes: readonly VmClass[]): readonly PlacedGroup[] {
  const indices = new Map(classes.map(({ name, index }) => [name, index]));
  const placed = classes.map(() => 0);
  const groups: PlacedGroup[] = [];
  let host = 0;
  for (const [hostName, counts] of placement) {
    for (const [className, count] of counts) {
      const classIndex = indices.get(className);
      if (classIndex === undefined) {
        const misfit = unknownKey(className, [...indices.keys()], "a class of the scenario");
        throw new Misfit(misfit.message, ["hosts", "placement", hostName, className], "key");
      }
      if (count === 0) continue;
      placed[classIndex] += count;
      groups.push({ host, classIndex, count });
    }
    host++;
  }
  checkAllPlaced(placed, classes);
  return groups;
}

function checkAllPlaced(placed: readonly number[], classes: readonly VmClass[]): void {
  const faults = classes.flatMap(({ name, count }, index) => {
    const surplus = placed[index] - count;
    if (surplus === 0) return [];
    return surplus < 0
      ? [`class ${name} has ${-surplus} of ${count} left over`]
      : [`class ${name} has ${count}, ${surplus} fewer than placed`];
  });
  if (faults.length === 0) return;
  const shown = faults.slice(0, 3).join(", ");
  const more = faults.length > 3 ? ` and ${faults.length - 3} more` : "";
  throw new Misfit(`must place every VM once, but ${shown}${more}`, ["hosts", "placement"]);
}
