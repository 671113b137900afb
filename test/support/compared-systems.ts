import { comparisonPlan, runComparison } from "../../src/montecarlo/comparison/comparison-experiment.js";
import { comparisonLayout } from "../../src/montecarlo/comparison/comparison-readings.js";
import { RunningTotals } from "../../src/montecarlo/estimation/running-totals.js";
import { prepare } from "../../src/scenario/checks/prepare.js";
import type { Scenario } from "../../src/scenario/model/scenario.js";
import type { SchemeKey } from "../../src/scenario/model/schemes.js";
import type { System } from "../../src/scenario/model/system.js";

/** Uniform or client-server traffic, 10 or 50 VMs, ideal or delayed. */
export interface ComparedSystem {
  readonly traffic: "uniform" | "client-server";
  readonly vms: 10 | 50;
  readonly delayed?: true;
}

/**
 * The systems of the reference values: half the VMs SI, three tenths MI_2, a fifth MI_4; each VM sends five messages per
 * base interval, or, as servers and clients, each client exchanges five with the servers.
 */
export function comparedSystem({ traffic, vms, delayed }: ComparedSystem): System {
  const servers = vms / 5;
  const single = vms / 2;
  const others = { MI2: { multiple: 2, count: 0.3 * vms }, MI4: { multiple: 4, count: 0.2 * vms } };
  const clients = ["SI", "MI2", "MI4"];
  const uniform = (rate: number, names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [name, rate]));
  const scenario: Scenario =
    traffic === "uniform"
      ? {
          classes: { SI: { multiple: 1, count: single }, ...others },
          traffic: {
            per: "pair",
            rates: Object.fromEntries(clients.map((from) => [from, uniform(5 / (vms - 1), clients)])),
          },
        }
      : {
          classes: {
            server: { multiple: 1, count: servers },
            SI: { multiple: 1, count: single - servers },
            ...others,
          },
          traffic: {
            per: "pair",
            rates: {
              server: uniform(5 / servers, clients),
              ...Object.fromEntries(clients.map((from) => [from, { server: 5 / servers }])),
            },
          },
        };
  return prepare({
    ...scenario,
    baseInterval: 1,
    hosts: { count: vms === 10 ? 5 : 10, placement: "spread" },
    ...(delayed && {
      traffic: { ...scenario.traffic, delay: { exponential: 0.05 } },
      clock: { error: { uniform: [0, 0.02] } },
    }),
  });
}

/** What so many replications of some schemes find. */
export function comparedTotals(
  system: System,
  schemes: readonly SchemeKey[],
  { seed, replications }: { readonly seed: string; readonly replications: number },
): RunningTotals {
  const plan = comparisonPlan(system);
  const totals = new RunningTotals(comparisonLayout(system, schemes));
  for (let replication = 0; replication < replications; replication++)
    totals.add(runComparison(system, { seed, replication, plan, schemes }));
  return totals;
}
