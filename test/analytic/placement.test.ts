import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { crossHostBySenderHost, crossHostFlows } from "../../src/analytic/cross-host.js";
import { flows } from "../../src/analytic/flows.js";
import { hostKinds, sameHostProbability, splitByHost } from "../../src/analytic/placement.js";
import { crossHostRatio } from "../../src/analytic/sender-copies.js";
import type { Placement, System } from "../../src/scenario/model/system.js";
import { systemOf, threeClassesShape } from "../support/system-of.js";

/** The host of every VM, one by one, straight from the words of the scenario format. */
function hostOfEachVm(system: System): { classIndex: number; host: number }[] {
  const { count: hosts, placement } = system.hosts;
  if (placement.kind === "given") {
    return system.classes.flatMap(({ index }) =>
      placement.groups
        .filter(({ classIndex }) => classIndex === index)
        .flatMap(({ host, count }) => Array.from({ length: count }, () => ({ classIndex: index, host }))),
    );
  }
  const vms = system.classes.flatMap(({ index, count }) => new Array<number>(count).fill(index));
  return vms.map((classIndex, v) => ({
    classIndex,
    host: placement.kind === "spread" ? v % hosts : Math.floor((v * hosts) / vms.length),
  }));
}

/** Hosts by hand that put each class wherever the draws say. */
function given(counts: readonly number[], hosts: number, draws: readonly number[]): Placement {
  const groups = counts.flatMap((count, classIndex) =>
    Array.from({ length: count }, (_, v) => ({
      host: draws[(classIndex * 7 + v) % draws.length] % hosts,
      classIndex,
      count: 1,
    })),
  );
  return { kind: "given", groups };
}

const anySystem = fc
  .record({
    counts: fc.array(fc.integer({ min: 2, max: 12 }), { minLength: 1, maxLength: 4 }),
    hosts: fc.integer({ min: 1, max: 9 }),
    kind: fc.constantFrom("spread", "packed", "given"),
    draws: fc.array(fc.nat(100), { minLength: 3, maxLength: 11 }),
  })
  .map(({ counts, hosts, kind, draws }) =>
    systemOf({
      per: "class",
      classes: counts.map((count) => ({ count })),
      rates: counts.map((_, a) => counts.map((_, b) => 1 + ((a * 3 + b * 5) % 4))),
      hosts: {
        count: hosts,
        placement: kind === "given" ? given(counts, hosts, draws) : { kind: kind as "spread" | "packed" },
      },
    }),
  );

const close = (value: number, wanted: number, scale = Math.abs(wanted)) =>
  expect(Math.abs(value - wanted), `${value} for ${wanted}`).toBeLessThanOrEqual(1e-12 * scale + 1e-15);

describe("placement (E9)", () => {
  it("counts VMs on hosts as a walk over all VMs does", () => {
    fc.assert(
      fc.property(anySystem, (system) => {
        const vms = hostOfEachVm(system);
        const kinds = hostKinds(system);
        for (const { index } of system.classes) {
          for (let host = 0; host < system.hosts.count; host++) {
            const wanted = vms.filter((vm) => vm.classIndex === index && vm.host === host).length;
            const [kind, ...others] = kinds.filter(({ hosts }) => hosts.includes(host));
            expect(kind.counts.get(index) ?? 0).toBe(wanted);
            expect(others).toEqual([]);
          }
        }
      }),
    );
  });

  it("says how often two distinct VMs share a host as a walk over all pairs does", () => {
    fc.assert(
      fc.property(anySystem, (system) => {
        const vms = hostOfEachVm(system);
        for (const a of system.classes) {
          for (const b of system.classes) {
            let pairs = 0;
            let together = 0;
            vms.forEach((one, v) => {
              vms.forEach((other, w) => {
                if (v === w || one.classIndex !== a.index || other.classIndex !== b.index) return;
                pairs++;
                if (one.host === other.host) together++;
              });
            });
            close(sameHostProbability(system, a.index, b.index), together / pairs);
          }
        }
      }),
    );
  });

  it("splits cross-host flow over the senders' hosts as a walk over all pairs does", () => {
    fc.assert(
      fc.property(anySystem, (system) => {
        const vms = hostOfEachVm(system);
        const { from, to, flow } = flows(system);
        const wanted = new Float64Array(system.hosts.count);
        for (let pair = 0; pair < flow.length; pair++) {
          const senders = vms.filter(({ classIndex }) => classIndex === from[pair]);
          const receivers = vms.filter(({ classIndex }) => classIndex === to[pair]);
          const pairs = senders.length * (receivers.length - (from[pair] === to[pair] ? 1 : 0));
          for (const sender of senders) {
            const away = receivers.filter(({ host }) => host !== sender.host).length;
            wanted[sender.host] += ((pair + 1) * flow[pair] * away) / pairs;
          }
        }
        crossHostBySenderHost(system, (pair) => pair + 1).forEach((value, host) => {
          close(value, wanted[host], 100);
        });
      }),
    );
  });

  it("the parts by host add up to the whole", () => {
    fc.assert(
      fc.property(anySystem, (system) => {
        const add = (sum: number, part: number) => sum + part;
        const { inbound, total } = flows(system);
        close(splitByHost(system, inbound).reduce(add, 0), total);
        const cross = crossHostFlows(system).total;
        close(crossHostBySenderHost(system, () => 1).reduce(add, 0), cross, total);
      }),
    );
  });

  it("gives the share of the specification's example", () => {
    const share = crossHostRatio(systemOf(threeClassesShape)).value;
    expect(Number(share.toPrecision(5))).toBe(0.91195);
  });

  it("uniform traffic over evenly spread VMs is one count of pairs over another", () => {
    const system = systemOf({
      per: "pair",
      classes: [{ count: 50 }, { count: 50 }],
      rates: [
        [1, 1],
        [1, 1],
      ],
      hosts: { count: 10 },
    });
    close(crossHostRatio(system).value, 1 - (10 * ((10 * 9) / 2)) / ((100 * 99) / 2));
  });

  it("one host has no cross-host flow", () => {
    const system = systemOf({ classes: [{ count: 3 }], rates: [[1]] });
    expect(crossHostRatio(system).value).toBe(0);
    expect(crossHostBySenderHost(system, () => 1)).toEqual([0]);
  });

  it("a class of one VM has no pair of its own", () => {
    expect(
      sameHostProbability(
        systemOf({
          classes: [{}, {}],
          rates: [
            [0, 1],
            [1, 0],
          ],
        }),
        0,
        0,
      ),
    ).toBe(0);
  });
});
