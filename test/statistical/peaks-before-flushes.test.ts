import { describe, expect, it } from "vitest";
import { firstFlushes } from "../../src/analytic/first-flush.js";
import { flows } from "../../src/analytic/flows.js";
import { hostMemoryPeak, hostMemoryPeakBytes } from "../../src/analytic/host-memory.js";
import { stableLogPeak } from "../../src/analytic/stable-log-held.js";
import { volatileLogPeak, volatileLogPeakBytes } from "../../src/analytic/volatile-log-held.js";
import { estimates } from "../../src/montecarlo/estimation/estimates.js";
import { RunningTotals } from "../../src/montecarlo/estimation/running-totals.js";
import { engineExperiment } from "../../src/montecarlo/replication/engine-task.js";
import { peakIndices } from "../../src/validation/peak-indices.js";
import { disagrees, expectAgreement } from "../support/agreement.js";
import { constant, type SystemShape, systemOf } from "../support/system-of.js";

/** Two classes that are never due together, the smaller of them far slower. */
const apart: SystemShape = {
  baseInterval: 10,
  classes: [
    { multiple: 2, count: 12, duration: { kind: "uniform", low: 0, high: 1 } },
    { multiple: 2, phase: 1, count: 8, duration: constant(2) },
  ],
  rates: [
    [0.5, 1],
    [1, 0.5],
  ],
  size: [
    [1000, 2000],
    [4000, 1000],
  ],
  delay: { within: constant(0.1), across: { kind: "exponential", mean: 0.4 } },
  clock: { error: { kind: "normal", mean: 0, sd: 0.3 } },
  hosts: { count: 3, placement: { kind: "packed" } },
  policies: { volatileLog: "drop" },
};

const regimes = [
  ["clocks of VMs", apart],
  ["clocks of hosts", { ...apart, clock: { ...apart.clock, scope: "host" } }],
  ["clocks that stay", { ...apart, clock: { ...apart.clock, redraw: "once" } }],
  [
    "no clock error, written on delivery",
    { ...apart, clock: {}, policies: { volatileLog: "drop", inTransit: "stable" } },
  ],
] as const satisfies readonly (readonly [string, SystemShape])[];

describe("memory that flushes empty", () => {
  it("is fullest before the flushes where no index has all VMs due", () => {
    const pair = systemOf({
      baseInterval: 10,
      classes: [
        { multiple: 2, count: 2 },
        { multiple: 2, phase: 1, count: 2 },
      ],
      rates: [
        [0, 10],
        [10, 0],
      ],
      per: "class",
      hosts: { count: 2, placement: { kind: "packed" } },
      policies: { volatileLog: "drop" },
    });
    // Both have received 100 when either flushes; after it, and before the line, 100 are left.
    expect(volatileLogPeak(pair)).toMatchObject({ value: 200, atIndex: 1, beforeFlush: true });
    // One host's own 100, and copies of the 100 it has sent; it flushes at every second index, and holds both until then.
    expect(hostMemoryPeak(pair)).toMatchObject({ value: 200, atIndex: 1, atHost: 0 });
  });

  it("is fullest before the line where all are due there, and it is late", () => {
    const together = systemOf({
      ...apart,
      classes: [
        { count: 12, duration: constant(2) },
        { count: 8, multiple: 2 },
      ],
    });
    expect(volatileLogPeak(together)).toMatchObject({ atIndex: 2 });
    expect(volatileLogPeak(together).beforeFlush).toBeUndefined();
  });

  describe.each(regimes)("%s", (name, shape) => {
    const system = systemOf(shape);
    const peaks = [
      ["volatileLogPeak", volatileLogPeak(system)],
      ["volatileLogPeakBytes", volatileLogPeakBytes(system)],
      ["hostMemoryPeak", hostMemoryPeak(system)],
      ["hostMemoryPeakBytes", hostMemoryPeakBytes(system)],
      ["stableLogPeak", stableLogPeak(system)],
    ] as const;

    it.each(["span", "event"] as const)("agrees with the engine in %s mode, and mistakes do not", (mode) => {
      const experiment = engineExperiment(system, { seed: `before flushes, ${name}`, work: 20_000, mode });
      const replications = Array.from({ length: 60 }, (_, number) => experiment.run(number));
      const found = estimates(new RunningTotals(experiment.layout, replications), {
        atIndex: peakIndices(system),
      });
      for (const [measure, { value, atIndex, beforeFlush, byHost = [] }] of peaks) {
        expect(found[measure]).toMatchObject({ atIndex });
        expect(found[measure]!.beforeFlush).toBe(beforeFlush);
        expectAgreement(found[measure], value, { resolution: 0.03 });
        if (measure.startsWith("hostMemory"))
          for (const [host, part] of byHost.entries())
            expectAgreement(found[measure]!.byHost![host], part, { resolution: 0.04 });
      }
      const { value } = peaks[0][1];
      const first = firstFlushes(system).ofAll([0])?.mean ?? 0;
      const { total } = flows(system);
      for (const wrong of [
        // Before the line; as clocks have it on average, and not the first of them.
        volatileLogPeak(systemOf({ ...shape, policies: { ...shape.policies, volatileLog: "keep" } })).value,
        value / 2,
        ...(name === "clocks of VMs" ? [value - first * total] : []),
      ])
        expect(disagrees(found.volatileLogPeak, wrong)).toBe(true);
    });
  });
});
