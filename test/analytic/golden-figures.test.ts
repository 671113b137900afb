import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { arithmetic } from "../../src/montecarlo/parallel/fingerprint.js";
import type { System } from "../../src/scenario/model/system.js";
import { figuresInFull, schemesInFull } from "../support/figures-in-full.js";
import { randomSystem } from "../support/random-system.js";

// No regression, and nothing else: these are the figures that the closed forms gave, not figures known to be right; that
// others of their kind are right the referee shows by simulation (test/statistical/referee.test.ts). A change that moves them
// on purpose writes them anew (`vitest -u`) and says in the changelog that it changes values.
const goldenArithmetic = readFileSync(new URL("../golden/arithmetic.txt", import.meta.url), "utf8").trim();

const megabyte = 1e6;
const none = { kind: "constant", value: 0 } as const;
const unlimited = Number.POSITIVE_INFINITY;

/** What random systems do not have: storage that takes time, jobs, images that grow, failures that count. */
const changes: readonly ((system: System) => Partial<System>)[] = [
  () => ({}),
  () => ({ storage: { write: 60 * megabyte, read: 20 * megabyte, hostLink: 30 * megabyte } }),
  () => ({ job: { work: 12_345 }, failures: { vm: 1e-5, host: 2e-5 } }),
  () => ({
    storage: { write: 80 * megabyte, read: 40 * megabyte, hostLink: unlimited, staging: 50 * megabyte },
    job: { work: 4567 },
    failures: { vm: 0, host: 1e-4 },
  }),
  ({ classes }) => ({
    storage: { write: 25 * megabyte, read: unlimited, hostLink: 20 * megabyte },
    classes: classes.map((one) => ({ ...one, growth: { full: 9 * megabyte, dirty: one.image / 100 } })),
    prices: { write: 1, hold: 1, vmHour: 1 },
  }),
];

const systems = Array.from({ length: 20 }, (_, number): readonly [string, System] => {
  const name = `figures ${number}`;
  const change = changes[number % changes.length];
  // What storage writes is worked out VM by VM, and again for each base interval that might fit.
  const size = (number % changes.length) % 3 === 1 ? 0 : number % 3;
  const system = randomSystem(name, { vms: [6, 18, 60][size], perInterval: [20, 100, 400][size] });
  return [name, { ...system, ...change(system) }];
});

/** Messages that outlast base intervals, between clocks that stay as they are or are drawn anew, of VMs or of hosts. */
const outlasting = (["volatile", "stable"] as const).flatMap((inTransit) =>
  (["vm", "host"] as const).flatMap((scope) =>
    (["once", "each-index"] as const).map((redraw): readonly [string, System] => {
      const law = { kind: "exponential", mean: 7 } as const;
      const system = randomSystem(`figures ${inTransit} ${scope}`, { vms: 12 });
      return [
        `outlasting ${inTransit} ${scope} ${redraw}`,
        {
          ...system,
          classes: system.classes.map((one, c) => ({
            ...one,
            multiple: 2 + c,
            duration: { kind: "uniform", low: 0, high: 4 },
          })),
          delay: { within: law, across: law },
          clock: { scope, redraw, error: { kind: "uniform", low: -1, high: 3 } },
          policies: { ...system.policies, inTransit },
        },
      ];
    }),
  ),
);

const ideal = randomSystem("figures ideal");
const compared: readonly (readonly [string, System])[] = [
  ...systems.slice(0, 3),
  ["ideal", { ...ideal, delay: { within: none, across: none }, clock: { ...ideal.clock, error: none } }],
];

describe.skipIf(arithmetic() !== goldenArithmetic)("no regression", () => {
  it.each([...systems, ...outlasting])("all closed forms of random system %s", async (name, system) => {
    await expect(figuresInFull(system)).toMatchFileSnapshot(`../golden/figures/${fileOf(name)}.snap`);
  });

  it.each(compared)("all closed forms of every scheme, random system %s", async (name, system) => {
    await expect(schemesInFull(system)).toMatchFileSnapshot(`../golden/figures/schemes-${fileOf(name)}.snap`);
  });
});

function fileOf(name: string): string {
  return name.replaceAll(" ", "-");
}
