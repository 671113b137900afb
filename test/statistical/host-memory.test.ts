import { describe, expect, it } from "vitest";
import { crossHostBySenderHost } from "../../src/analytic/cross-host.js";
import { hostMemoryPeak, hostMemoryPeakBytes } from "../../src/analytic/host-memory.js";
import { senderCopiesMean } from "../../src/analytic/sender-copies.js";
import { volatileLogPeak } from "../../src/analytic/volatile-log-held.js";
import { estimates } from "../../src/montecarlo/estimation/estimates.js";
import { RunningTotals } from "../../src/montecarlo/estimation/running-totals.js";
import { engineExperiment } from "../../src/montecarlo/replication/engine-task.js";
import { peakIndices } from "../../src/validation/peak-indices.js";
import { disagrees, expectAgreement } from "../support/agreement.js";
import { constant, type SystemShape, systemOf } from "../support/system-of.js";

/** Hosts that are unlike, and full at different lines; slow checkpoints, skew, delays as long as they matter. */
const unlike: SystemShape = {
  baseInterval: 10,
  classes: [
    { count: 12, duration: { kind: "uniform", low: 1, high: 3 } },
    { count: 12, multiple: 2, duration: constant(2) },
    { count: 12, multiple: 2, phase: 1, duration: constant(4) },
  ],
  rates: [
    [0.5, 1, 1],
    [2, 0.5, 0.5],
    [1, 0.5, 0.5],
  ],
  size: [
    [1000, 2000, 2000],
    [4000, 1000, 1000],
    [4000, 1000, 8000],
  ],
  delay: { within: constant(0.1), across: { kind: "exponential", mean: 0.8 } },
  clock: { error: { kind: "normal", mean: 0, sd: 0.2 } },
  hosts: { count: 3, placement: { kind: "packed" } },
};
const system = systemOf(unlike);

const modes = (["span", "event"] as const).map((mode) => {
  const experiment = engineExperiment(system, { seed: "host memory", work: 20_000, mode });
  const replications = Array.from({ length: 60 }, (_, number) => experiment.run(number));
  const totals = new RunningTotals(experiment.layout, replications);
  return [mode, estimates(totals, { atIndex: peakIndices(system) })] as const;
});

describe("what the memory of the fullest host holds", () => {
  it("is what its VMs have received, and what they have sent to others (E8, E9)", () => {
    const pair = systemOf({
      baseInterval: 10,
      classes: [{ count: 2 }, { count: 2, multiple: 2 }],
      rates: [
        [1, 1],
        [1, 1],
      ],
      per: "class",
      hosts: { count: 2, placement: { kind: "packed" } },
    });
    // Both SI on one host, both MI_2 on the other: 20 and 40 received before the line at which all are due, 10 copied.
    expect(hostMemoryPeak(pair)).toMatchObject({
      value: 50,
      atIndex: 2,
      atHost: 1,
      byHost: [30, 50],
      // SI's host is as full before every line.
      atIndexByHost: [1, 2],
    });
    expect(hostMemoryPeak(systemOf({ ...unlike, hosts: { count: 1 } })).value).toBe(
      volatileLogPeak(systemOf({ ...unlike, hosts: { count: 1 } })).value,
    );
  });

  it("is at another line for another host", () => {
    expect(hostMemoryPeak(system).atIndexByHost).toEqual([1, 2, 1]);
  });

  it.each(modes)("agrees with the engine, host by host, in %s mode", (_mode, found) => {
    for (const [estimate, figure] of [
      [found.hostMemoryPeak, hostMemoryPeak(system)],
      [found.hostMemoryPeakBytes, hostMemoryPeakBytes(system)],
    ] as const) {
      expect(estimate).toMatchObject({ atIndex: figure.atIndex, atHost: figure.atHost });
      expectAgreement(estimate, figure.value, { resolution: 0.02 });
      for (const [host, part] of figure.byHost!.entries())
        expectAgreement(estimate!.byHost![host], part, { resolution: 0.03 });
    }
  });

  it.each(modes)("rejects plausible mistakes in %s mode", (_mode, { hostMemoryPeak: estimate }) => {
    const { atHost, value } = hostMemoryPeak(system);
    const received = volatileLogPeak(system).byHost!;
    const copies = senderCopiesMean(system).byHost!;
    const sentAcross = crossHostBySenderHost(system, () => 1);
    for (const wrong of [
      // Received alone; copies as they are on average; all that crosses held for one interval.
      received[atHost!],
      received[atHost!] + copies[atHost!],
      received[atHost!] + sentAcross[atHost!] * system.baseInterval,
      // The hosts' mean.
      hostMemoryPeak(system).byHost!.reduce((sum, part) => sum + part, 0) / 3,
      // Without delay: what is under way is not in anybody's log, and its copy is.
      value - 0.8 * sentAcross[atHost!],
    ])
      expect(disagrees(estimate, wrong)).toBe(true);
  });
});
