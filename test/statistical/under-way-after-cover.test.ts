import { describe, expect, it } from "vitest";
import { unrecoverablePerHostFailure } from "../../src/analytic/unrecoverable.js";
import { simulate } from "../../src/montecarlo/estimation/simulation.js";
import { disagrees, expectAgreement } from "../support/agreement.js";
import { type SystemShape, systemOf } from "../support/system-of.js";

const policies = { inTransit: "stable" } as const;

/** Delays that outlast lines; the line waits for random durations, the second also for clocks. */
const regimes: readonly (readonly [string, SystemShape, number])[] = [
  [
    "lognormal delays, random durations, one host",
    {
      baseInterval: 30,
      classes: [
        { multiple: 1, count: 4, duration: { kind: "uniform", low: 0, high: 3 } },
        { multiple: 2, count: 4, phase: 1, duration: { kind: "exponential", mean: 1 } },
      ],
      rates: [
        [4, 2],
        [2, 1],
      ],
      delay: { kind: "lognormal", mean: 2, sd: 2 },
      policies,
    },
    0.1,
  ],
  [
    "clock errors, delays that differ within hosts and across, three hosts",
    {
      baseInterval: 10,
      classes: [
        { multiple: 1, count: 20 },
        { multiple: 3, count: 30, phase: 2 },
      ],
      rates: [
        [1, 0.5],
        [0.4, 0.6],
      ],
      delay: {
        within: { kind: "lognormal", mean: 2, sd: 1 },
        across: { kind: "uniform", low: 0.5, high: 1 },
      },
      clock: { error: { kind: "uniform", low: 0, high: 0.5 } },
      hosts: { count: 3, placement: { kind: "packed" } },
      policies,
    },
    0.03,
  ],
];

describe("what `inTransit: stable` cannot hold: messages under way inside a host once their line is covered (E12)", () => {
  for (const mode of ["event", "span"] as const) {
    it.each(regimes)(`closed form and simulation agree in ${mode} mode: %s`, (_name, shape, resolution) => {
      const system = systemOf(shape);
      const measures = ["unrecoverablePerHostFailure"] as const;
      const run = { seed: "under way", mode, messages: 4_000_000, measures };
      const found = simulate(system, run).unrecoverablePerHostFailure;
      expectAgreement(found, unrecoverablePerHostFailure(system).value, { resolution });
      // The twins: nothing, as if every message had arrived by then; and all that crosses, as if none were logged.
      expect(disagrees(found, 0)).toBe(true);
      const volatile = systemOf({ ...shape, policies: { inTransit: "volatile" } });
      expect(disagrees(found, unrecoverablePerHostFailure(volatile).value)).toBe(true);
    });
  }
});
