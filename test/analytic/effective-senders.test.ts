import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { effectiveSenders, sendingHosts } from "../../src/analytic/effective-senders.js";
import { type SystemShape, systemOf } from "../support/system-of.js";

const clock = { error: { kind: "uniform", low: 0, high: 1 } } as const;

describe("senders in effect", () => {
  it("are the VMs that send, where each sends alike", () => {
    const shape: SystemShape = { classes: [{ count: 30 }, { count: 20 }], rates: [], clock };
    const alike = { ...shape, per: "pair", rates: [1, 1].map(() => [1, 1]) } as const;
    // No VM sends to itself.
    effectiveSenders(systemOf(alike)).forEach((number) => {
      expect(Math.abs(number - 49)).toBeLessThan(1e-12 * 49);
    });
    const star = {
      classes: [{}, { count: 100 }],
      rates: [
        [0, 5],
        [1, 0],
      ],
      clock,
    };
    expect(effectiveSenders(systemOf(star))).toEqual([100, 1]);
  });

  it("are without end where nothing comes", () => {
    const oneWay = {
      classes: [{ count: 2 }, { count: 3 }],
      rates: [
        [0, 1],
        [0, 0],
      ],
      clock,
    };
    expect(effectiveSenders(systemOf(oneWay))).toEqual([Number.POSITIVE_INFINITY, 2]);
  });

  it("are other hosts, VM pair by VM pair, where a host's VMs share a clock", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 2, max: 7 }), { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 2, max: 5 }),
        fc.constantFrom<"spread" | "packed">("spread", "packed"),
        (counts, hosts, kind) => {
          const flow = (a: number, b: number) => 1 + a + 3 * b;
          const system = systemOf({
            per: "class",
            classes: counts.map((count) => ({ count })),
            rates: counts.map((_, a) => counts.map((__, b) => flow(a, b))),
            hosts: { count: hosts, placement: { kind } },
            clock: { ...clock, scope: "host" },
          });
          const vms = counts.flatMap((count, of) => Array.from({ length: count }, () => of));
          const hostOf = (vm: number) =>
            kind === "spread" ? vm % hosts : Math.floor((vm * hosts) / vms.length);
          counts.forEach((count, b) => {
            const fromHost = new Float64Array(hosts);
            vms.forEach((a, sender) => {
              vms.forEach((to, receiver) => {
                if (to !== b || sender === receiver || hostOf(sender) === hostOf(receiver)) return;
                fromHost[hostOf(sender)] += flow(a, b) / (counts[a] * (count - (a === b ? 1 : 0)));
              });
            });
            const total = fromHost.reduce((sum, part) => sum + part, 0);
            const squares = fromHost.reduce((sum, part) => sum + part ** 2, 0);
            const wanted = total ** 2 / squares;
            if (total === 0) return;
            expect(Math.abs(sendingHosts(system)[b] - wanted)).toBeLessThan(1e-9 * wanted);
          });
        },
      ),
    );
  });

  it("are few where the VMs of one host bring each other forward, however many hosts there are", () => {
    const count = 30;
    const pairs = (own: number, other: number) =>
      Array.from({ length: count }, (_, a) =>
        Array.from({ length: count }, (__, b) => (a === b ? own : other)),
      );
    const system = (own: number, other: number) =>
      systemOf({
        classes: Array.from({ length: count }, () => ({ count: 3 })),
        rates: pairs(own, other),
        per: "receiver",
        baseInterval: 10,
        hosts: { count, placement: { kind: "packed" } },
        clock: { error: { kind: "uniform", low: 0, high: 2 }, scope: "host" },
      });
    expect(effectiveSenders(system(1, 0.003))[0]).toBeLessThan(6);
    expect(effectiveSenders(system(0.001, 0.003))[0]).toBeGreaterThan(25);
  });
});
