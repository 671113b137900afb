import type { System } from "../../src/scenario/model/system.js";
import { auditSystem, exponential, uniform } from "./audit-regimes.js";
import { constant } from "./system-of.js";

const skew = { error: uniform(0, 0.4) } as const;
const heavyTailed = { kind: "lognormal", mean: 0.3, sd: 1.5 } as const;

/**
 * Small systems that between them take every branch of the engine: perfect and erring clocks, every law of delay,
 * every placement and policy, phases, durations that hold lines up, delays beyond a base interval.
 */
export const engineRegimes: readonly (readonly [name: string, system: System])[] = [
  ["no skew: VMs in lockstep", auditSystem({ durations: [1, 3] })],
  [
    "clocks that all err alike, one host, sizes",
    auditSystem({
      clock: { error: constant(0.2) },
      hosts: { count: 1 },
      size: [
        [500, 2000, 4000],
        [1000, 1000, 8000],
        [3000, 500, 250],
      ],
    }),
  ],
  ["delay alone", auditSystem({ delay: { within: constant(0.05), across: exponential(0.5) } })],
  ["clock error alone", auditSystem({ clock: skew, durations: [0, 0.2] })],
  [
    "strong skew with contagion, packed, sizes",
    auditSystem({
      clock: { error: uniform(-1, 1) },
      delay: exponential(0.05),
      durations: [0, 1],
      hosts: { count: 4, placement: { kind: "packed" } },
      size: [
        [500, 2000, 4000],
        [1000, 1000, 8000],
        [3000, 500, 250],
      ],
    }),
  ],
  [
    "long delays, one host",
    auditSystem({ hosts: { count: 1 }, delay: exponential(4), clock: skew, durations: [0, 2] }),
  ],
  [
    "lines that wait, memory dropped, heavy tails",
    auditSystem({
      delay: heavyTailed,
      clock: { error: { kind: "normal", mean: 0, sd: 0.1 } },
      durations: [4, 8],
      policies: { volatileLog: "drop" },
    }),
  ],
  [
    "phases, in transit to stable storage",
    auditSystem({
      classes: [
        { multiple: 1, count: 10 },
        { multiple: 2, count: 6, phase: 1 },
        { multiple: 3, count: 4, phase: 2 },
      ],
      delay: uniform(0.2, 0.8),
      clock: skew,
      durations: [1, 3],
      policies: { inTransit: "stable" },
    }),
  ],
  [
    "no class due at every index, both policies",
    auditSystem({
      classes: [
        { multiple: 2, count: 8 },
        { multiple: 2, count: 6, phase: 1 },
        { multiple: 4, count: 6, phase: 1 },
      ],
      delay: exponential(0.3),
      clock: { error: uniform(0, 1) },
      policies: { volatileLog: "drop", inTransit: "stable" },
    }),
  ],
  [
    "clocks of hosts, failing often",
    auditSystem({
      delay: { within: constant(0.02), across: exponential(0.1) },
      clock: { ...skew, scope: "host" },
      durations: [0, 2],
      failures: { vm: 1 / 3600, host: 1 / 7200 },
    }),
  ],
  [
    "clocks that stay, placed by hand",
    auditSystem({
      delay: exponential(0.1),
      clock: { ...skew, redraw: "once" },
      durations: [0, 2],
      hosts: {
        count: 3,
        placement: {
          kind: "given",
          groups: [
            { host: 0, classIndex: 0, count: 7 },
            { host: 1, classIndex: 0, count: 3 },
            { host: 1, classIndex: 1, count: 6 },
            { host: 2, classIndex: 2, count: 4 },
          ],
        },
      },
    }),
  ],
];
