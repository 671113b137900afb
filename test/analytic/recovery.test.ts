import { describe, expect, it } from "vitest";
import { advanceLaws } from "../../src/analytic/clock-skew.js";
import { coverLags } from "../../src/analytic/line-lag.js";
import {
  hostRecoveryTime,
  hostRollback,
  lastRestoreTime,
  vmRecoveryTime,
  vmReplayedMessages,
} from "../../src/analytic/recovery.js";
import { waste } from "../../src/analytic/waste.js";
import { constant, type SystemShape, systemOf, threeClassesSkewedShape } from "../support/system-of.js";
import {
  hostRecoveryToTheEnd,
  hostRollbackWithoutLag,
  vmRecoveryFromStartedCheckpoint,
  vmRecoveryWithoutMultiple,
  wasteOfOneHost,
} from "../support/wrong-twins-of-skew.js";

const relative = (value: number, reference: number) => Math.abs(value / reference - 1);
const accuracy = 1e-6;

/** SI and MI_2, certain clocks and durations: every figure can be had by hand. */
const plain = {
  classes: [
    { count: 3, image: 1000, duration: constant(1), pause: 0.5 },
    { count: 1, multiple: 2, image: 2000, duration: constant(4), pause: 2 },
  ],
  rates: [
    [6, 0],
    [0, 0],
  ],
  per: "class",
  baseInterval: 10,
  hosts: { count: 2 },
  failures: { vm: 1e-4, host: 1e-3 },
  recovery: { restart: 30, bandwidth: 100, replaySpeedup: 2 },
} satisfies SystemShape;

describe("recovery", () => {
  it("replays from the last complete checkpoint after the failure of a VM", () => {
    const system = systemOf(plain);
    expect(vmRecoveryTime(system).byClass).toEqual([30 + 10 + (5 + 1) / 2, 30 + 20 + (10 + 4) / 2]);
    expect(vmRecoveryTime(system).value).toBe((3 * 43 + 57) / 4);
    // Two messages per second to each VM of class 0, none to class 1.
    expect(vmReplayedMessages(system).byClass).toEqual([12, 0]);
  });

  it("replays the message that has advanced a VM early, too", () => {
    const system = systemOf(threeClassesSkewedShape);
    const { replaySpeedup, restart } = system.recovery;
    const ages = vmRecoveryTime({ ...system, recovery: { restart, replaySpeedup, bandwidth: 1e300 } })
      .byClass!;
    vmReplayedMessages(system).byClass!.forEach((replayed, c) => {
      const perVm = [550 / 50, 180 / 30, 80 / 20][c];
      const { early, missing } = advanceLaws(system)[c];
      const fewer = missing / (system.classes[c].multiple * system.baseInterval);
      expect(relative(replayed - perVm * (ages[c] - restart), early - fewer)).toBeLessThan(1e-9);
    });
  });

  it("returns to a line that is 1 s late at odd indices, 4 s at even ones", () => {
    const system = systemOf(plain);
    expect(relative(hostRollback(system).value, 5 + 2.5)).toBeLessThan(accuracy);
    // MI_2 stands 10 s behind odd lines, which reign from 1 s to 14 s after their boundary: 13 s of 20.
    const [si, mi] = hostRecoveryTime(system).byClass!;
    expect(relative(si!, 40)).toBeLessThan(accuracy);
    expect(relative(mi!, 50 + (10 * 13) / 20 / 2)).toBeLessThan(accuracy);
  });

  it("lies the less behind a line that reigns longer the later the VM was", () => {
    const error = { kind: "uniform", low: 0, high: 1 } as const;
    const system = systemOf({
      classes: [{ image: 0 }, { image: 0, multiple: 2 }],
      rates: [
        [1e-9, 0],
        [0, 0],
      ],
      per: "class",
      baseInterval: 10,
      clock: { error },
      recovery: { restart: 30, bandwidth: 1, replaySpeedup: 2 },
    });
    // The later of two clocks covers every line: Cov(max(X, Y), Y) = 1/24. At every other line MI_2 stands T0 behind.
    const wanted = 30 + (10 / 2 - 1 / 24 / 2 / 10) / 2;
    expect(Math.abs(hostRecoveryTime(system).byClass![1] - wanted)).toBeLessThan(1e-6);
    expect(hostRecoveryTime(system).byClass![0]).toBeCloseTo(30, 6);
  });

  it("restores the last VM of a class when it does any other, where storage is not shared", () => {
    const system = systemOf(plain);
    expect(system.classes.map((one) => lastRestoreTime(system, one))).toEqual([30 + 10, 30 + 20]);
  });

  it("loses what pauses, failures of VMs and failures of hosts take", () => {
    const system = systemOf(plain);
    const si = 0.5 / 10 + 1e-4 * 43 + 2e-3 * (7.5 + 40);
    const mi = 2 / 20 + 1e-4 * 57 + 2e-3 * (7.5 + 53.25);
    const figure = waste(system);
    expect(relative(figure.byClass![0], si)).toBeLessThan(accuracy);
    expect(relative(figure.byClass![1], mi)).toBeLessThan(accuracy);
    expect(relative(figure.value, (3 * si + mi) / 4)).toBeLessThan(accuracy);
  });

  it("loses less the later a VM's own advance is behind the boundary", () => {
    const late = systemOf({ ...plain, clock: { error: constant(0.5) } });
    const [si] = hostRollback(late).byClass!;
    // The line is late by as much, so that nothing changes but by what a clock error adds to both.
    expect(relative(si!, 7.5)).toBeLessThan(accuracy);
    const system = systemOf(threeClassesSkewedShape);
    const laws = advanceLaws(system);
    const rollback = hostRollback(system).byClass!;
    const { mean: together } = coverLags(system).covariances;
    const wanted = laws[2].mean - laws[0].mean + (together[0] - together[2]) / system.baseInterval;
    expect(relative(rollback[0] - rollback[2], wanted)).toBeLessThan(1e-9);
  });

  it("falls into longer gaps when checkpoints do not come evenly, unless each clock keeps its error", () => {
    const error = { kind: "uniform", low: 0, high: 6 } as const;
    const shape = { ...plain, rates: [[1e-9]], classes: [{ count: 2, image: 0 }] };
    const restart = 30;
    const drawn = systemOf({ ...shape, clock: { error } });
    // E[gap²]/(2 E[gap]) with gaps 10 + u' − u: (100 + 2·3)/20.
    expect(relative(vmRecoveryTime(drawn).value - restart, 106 / 20 / 2)).toBeLessThan(accuracy);
    const kept = systemOf({ ...shape, clock: { error, redraw: "once" } });
    expect(relative(vmRecoveryTime(kept).value - restart, 5 / 2)).toBeLessThan(accuracy);
  });

  it("differs from its wrong twins where they should show", () => {
    const system = systemOf(plain);
    expect(vmRecoveryFromStartedCheckpoint(system)[1]).toBeLessThan(
      0.98 * vmRecoveryTime(system).byClass![1],
    );
    expect(vmRecoveryWithoutMultiple(system)[1]).toBeLessThan(0.98 * vmRecoveryTime(system).byClass![1]);
    expect(hostRollbackWithoutLag(system)).toBeLessThan(0.9 * hostRollback(system).value);
    expect(hostRecoveryToTheEnd(system)[1]).toBeGreaterThan(1.02 * hostRecoveryTime(system).byClass![1]);
    expect(wasteOfOneHost(system, waste(system).value)).toBeLessThan(0.9 * waste(system).value);
  });
});
