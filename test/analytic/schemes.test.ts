import { describe, expect, it } from "vitest";
import {
  blockedShare,
  controlMessageRate,
  coordinatedRollback,
  largestRoundTrip,
} from "../../src/analytic/schemes/coordination.js";
import {
  forcedByCas,
  forcedByCasbr,
  forcedByCbr,
  forcedByClass,
  forcedByMrs,
} from "../../src/analytic/schemes/forced-checkpoints.js";
import { receiptsPassedOn } from "../../src/analytic/schemes/message-logs.js";
import { schemeFigures } from "../../src/analytic/schemes/scheme-figures.js";
import type { Distribution } from "../../src/scenario/model/distribution.js";
import type { SchemeKey } from "../../src/scenario/model/schemes.js";
import { constant, type SystemShape, systemOf, thousandVmsShape } from "../support/system-of.js";

const exponential = (mean: number): Distribution => ({ kind: "exponential", mean });
const uniform = (low: number, high: number): Distribution => ({ kind: "uniform", low, high });

/** Midpoint rule with steps so fine that ten digits hold. */
function integral(to: number, integrand: (t: number) => number): number {
  const steps = 200_000;
  let sum = 0;
  for (let n = 0; n < steps; n++) sum += integrand(((n + 0.5) * to) / steps);
  return (sum * to) / steps;
}

describe("checkpoints that patterns of one VM force (F1 to F4)", () => {
  const vm = { receives: 0.7, sends: 0.4, period: 3 };
  /** Chance that something has happened since the period began. */
  const begun = (t: number) => 1 - Math.exp(-1.1 * t);

  it("are, receipt by receipt, those with the last event that forces one", () => {
    const afterSend = integral(3, (t) => 0.7 * (0.4 / 1.1) * begun(t));
    const afterReceipt = integral(3, (t) => 0.7 * (0.7 / 1.1) * begun(t));
    expect(forcedByMrs(vm)).toBeCloseTo(afterSend, 9);
    expect(forcedByCbr(vm)).toBeCloseTo(afterSend + afterReceipt, 9);
    expect(forcedByCas(vm)).toBeCloseTo(1.2, 12);
    expect(forcedByCasbr(vm)).toBeCloseTo(1.2 + afterReceipt, 9);
  });

  it("are none without messages", () => {
    const silent = { receives: 0, sends: 0, period: 3 };
    expect([forcedByMrs, forcedByCbr, forcedByCas, forcedByCasbr].map((form) => form(silent))).toEqual([
      0, 0, 0, 0,
    ]);
  });

  it("need a period of fixed length, or one so long that its ends do not matter", () => {
    // Each VM of the class receives and sends half a message a second.
    const formsWith = (shape: Partial<SystemShape>) => {
      const system = systemOf({ classes: [{ count: 2 }], rates: [[0.5]], ...shape });
      return (["cas", "cbr", "mrs", "casbr"] as const).map((key) => forcedByClass(system, key) !== undefined);
    };
    const all = [true, true, true, true];
    const error = uniform(0, 1);
    expect(formsWith({ baseInterval: 2 })).toEqual(all);
    expect(formsWith({ baseInterval: 26, clock: { error } })).toEqual([true, false, false, false]);
    expect(formsWith({ baseInterval: 26.1, clock: { error } })).toEqual(all);
    expect(formsWith({ baseInterval: 26, clock: { error, redraw: "once" } })).toEqual(all);
    expect(formsWith({ baseInterval: 26, clock: { error: uniform(2, 2.9) } })).toEqual(all);
    expect(formsWith({ baseInterval: 26, delay: exponential(1) })).toEqual(all);
  });
});

describe("checkpoints forced in special cases (F5 to F8, F10)", () => {
  /** A VM of multiple 1 and one of another; that one receives 0.3 messages a second and sends 0.5. */
  const pair = (multiple: number, shape: Partial<SystemShape> = {}) =>
    systemOf({
      classes: [{}, { multiple }],
      rates: [
        [0, 0.3],
        [0.5, 0],
      ],
      per: "class",
      baseInterval: 2,
      ...shape,
    });
  const hears = 1 - Math.exp(-0.6);
  const speaks = 1 - Math.exp(-1);

  it.each<[SchemeKey, number, number]>([
    ["qsa-k", 2, hears],
    ["qsa-k", 4, 3 * hears],
    ["bcs", 2, hears * (2 - hears)],
    ["bcs", 4, hears * (4 - hears)],
    ["bhmr", 2, hears * speaks],
    ["hmnr", 2, hears * speaks],
    ["fi", 2, hears * speaks],
  ])("%s forces at the one VM of multiple %d, and nowhere else", (scheme, multiple, forced) => {
    const [fast, slow] = forcedByClass(pair(multiple), scheme)!;
    expect(fast).toBe(0);
    expect(slow).toBeCloseTo(forced, 13);
  });

  it("has no closed form for more than one slow VM, other multiples, delays, or clocks that differ", () => {
    const three = (classes: SystemShape["classes"]) =>
      systemOf({ classes, rates: [[0, 0.1], [0.1]], baseInterval: 1 });
    expect(forcedByClass(pair(3), "bhmr")).toBeUndefined();
    expect(forcedByClass(pair(2), "fdas")).toBeUndefined();
    expect(forcedByClass(three([{}, { multiple: 2, count: 2 }]), "bcs")).toBeUndefined();
    expect(forcedByClass(three([{ multiple: 3 }, { multiple: 2 }]), "bcs")).toBeUndefined();
    expect(forcedByClass(three([{ count: 2 }, { multiple: 2 }]), "hmnr")).toBeUndefined();
    expect(forcedByClass(three([{ count: 2 }, { multiple: 2 }]), "bcs")).toBeDefined();
    expect(forcedByClass(pair(2, { clock: { error: uniform(0, 0.1) } }), "bcs")).toBeUndefined();
    const [now, later] = [constant(0), constant(0.1)];
    expect(forcedByClass(pair(2, { delay: { within: later, across: now } }), "bcs")).toBeUndefined();
    expect(forcedByClass(pair(2, { delay: { within: now, across: later } }), "bcs")).toBeUndefined();
    expect(forcedByClass(pair(2, { delay: exponential(0.1) }), "bcs")).toBeUndefined();
  });

  it("forces nothing where all take their checkpoints together, but by what two VMs know of each other", () => {
    const together = (count: number, other: { multiple?: number; phase?: number } = {}) =>
      systemOf({
        classes: [
          { multiple: 2, count },
          { multiple: 2, ...other },
        ],
        rates: [
          [0, 0.3],
          [0.5, 0],
        ],
        per: "class",
        baseInterval: 1,
      });
    for (const scheme of ["bcs", "bcs-aftersend", "bcs-reset", "qsa", "qsa-k", "hmnr", "fi"] as const) {
      expect(forcedByClass(together(3), scheme)).toEqual([0, 0]);
      expect(forcedByClass(together(3, { phase: 1 }), scheme)).toBeUndefined();
      expect(forcedByClass(together(3, { multiple: 4 }), scheme)).toBeUndefined();
    }
    expect(forcedByClass(together(1), "bhmr")).toEqual([0, 0]);
    expect(forcedByClass(together(3), "bhmr")).toBeUndefined();
    for (const scheme of ["fdas", "fdi"] as const) {
      const [one, other] = forcedByClass(together(1), scheme)!;
      expect(one).toBe(forcedByMrs({ receives: 0.5, sends: 0.3, period: 2 }));
      expect(other).toBe(forcedByMrs({ receives: 0.3, sends: 0.5, period: 2 }));
      expect(forcedByClass(together(3), scheme)).toBeUndefined();
    }
  });
});

describe("coordination (F13, F14)", () => {
  const four = (shape: Partial<SystemShape> = {}) =>
    systemOf({
      classes: [
        { duration: constant(2), count: 3 },
        { duration: constant(2), multiple: 2 },
      ],
      rates: [[1, 1], [1]],
      baseInterval: 10,
      ...shape,
    });

  it("sends so many control messages a round", () => {
    const rates = (["coordinated", "coordinated-blocking", "tamir-sequin", "vmqsc"] as const).map((scheme) =>
      controlMessageRate(four(), scheme),
    );
    expect(rates).toEqual([0.6, 0.9, 2.4, 0]);
  });

  it("has the mean of the largest of n sums of two exponential times: by inclusion and exclusion", () => {
    // ∫ ((1 + x) e^{−x})^k dx = 2, 5/4, 26/27
    expect(largestRoundTrip(0)).toBe(0);
    expect(largestRoundTrip(1)).toBeCloseTo(2, 9);
    expect(largestRoundTrip(2)).toBeCloseTo(2 * 2 - 5 / 4, 9);
    expect(largestRoundTrip(3)).toBeCloseTo(3 * 2 - (3 * 5) / 4 + 26 / 27, 9);
    expect([9, 49].map((count) => largestRoundTrip(count).toFixed(3))).toEqual(["4.499", "6.473"]);
  });

  it("stops VMs for the time to write and for the slowest round trip", () => {
    expect(blockedShare(four())).toBe(0.2);
    const delayed = blockedShare(four({ delay: exponential(0.5) }))!;
    expect(delayed).toBeCloseTo((2 + 0.5 * (6 - 15 / 4 + 26 / 27)) / 10, 10);
    const mixed = { within: exponential(0.5), across: exponential(0.6) };
    expect(blockedShare(four({ delay: mixed }))).toBeCloseTo(delayed, 12);
    expect(blockedShare(four({ delay: mixed, hosts: { count: 2 } }))).toBeUndefined();
    expect(blockedShare(four({ delay: exponential(0.5), hosts: { count: 2 } }))).toBeCloseTo(delayed, 12);
    expect(blockedShare(four({ delay: constant(0.5) }))).toBeUndefined();
    expect(blockedShare(four({ delay: uniform(0, 1) }))).toBeUndefined();
    const lasting = (durations: readonly Distribution[]) =>
      blockedShare(
        systemOf({
          classes: durations.map((duration) => ({ duration })),
          rates: [[0, 1], [1]],
          baseInterval: 10,
        }),
      );
    expect(lasting([constant(1), constant(1)])).toBe(0.1);
    expect(lasting([constant(1), constant(2)])).toBeUndefined();
    expect(lasting([constant(1), exponential(1)])).toBeUndefined();
    expect(lasting([exponential(1), constant(1)])).toBeUndefined();
  });

  it("sets everybody back by half an interval and the slowest image", () => {
    const lasting = (durations: readonly Distribution[], shape: Partial<SystemShape> = {}) =>
      systemOf({
        classes: durations.map((duration) => ({ duration })),
        rates: [[0, 1], [1]],
        baseInterval: 10,
        ...shape,
      });
    expect(coordinatedRollback(lasting([constant(1), constant(3)]))).toBe(8);
    expect(coordinatedRollback(lasting([constant(1), constant(9.9)]))).toBeCloseTo(14.9, 12);
    expect(coordinatedRollback(lasting([constant(1), constant(10)]))).toBeUndefined();
    expect(coordinatedRollback(lasting([constant(1), exponential(1)]))).toBeUndefined();
    expect(coordinatedRollback(lasting([constant(1)], { rates: [[0]], delay: constant(1) }))).toBeUndefined();
    const storage = { write: 1e12, read: 1e12, hostLink: 1e12 };
    expect(coordinatedRollback({ ...lasting([constant(1), constant(3)]), storage })).toBeUndefined();
  });
});

describe("figures of schemes", () => {
  const gigabyte = 1e9;
  const classes = [
    { count: 3, image: 2 * gigabyte, pause: 0.1, duration: constant(1) },
    { count: 1, image: 6 * gigabyte, pause: 0.5, duration: constant(2), multiple: 2 },
  ];
  const system = systemOf({
    classes,
    rates: [
      [1, 1],
      [1, 0],
    ],
    per: "class",
    baseInterval: 10,
    hosts: { count: 2 },
    failures: { vm: 1e-4, host: 3e-4 },
    recovery: { restart: 5, bandwidth: gigabyte, replaySpeedup: 4 },
  });

  it("wastes with coordinated rounds the pauses, and what each failure sets back and restores", () => {
    const figures = schemeFigures(system, "coordinated");
    // Half an interval and the slowest image; a restart and the mean image; four VMs and two hosts fail.
    expect(figures.hostRollbackMean).toBe(7);
    expect(figures.vmRecoveryTime).toBe(5 + 3);
    expect(figures.waste).toBeCloseTo((3 * 0.1 + 0.5) / 40 + (4 * 1e-4 + 2 * 3e-4) * (7 + 8), 15);
    expect(figures.checkpointByteRate).toBe(1.2 * gigabyte);
    const skewed = { ...system, clock: { ...system.clock, error: uniform(0, 0.1) } };
    expect(schemeFigures(skewed, "coordinated").waste).toBeUndefined();
    expect(schemeFigures(system, "coordinated-blocking").waste).toBeUndefined();
    expect(schemeFigures(system, "coordinated-blocking").hostRollbackMean).toBe(7);
  });

  it("leaves out what storage makes another matter, and what has no value", () => {
    const storage = { write: 4 * gigabyte, read: 1e12, hostLink: 1e12 };
    const stored = schemeFigures({ ...system, storage }, "coordinated");
    expect("waste" in stored || "vmRecoveryTime" in stored || "hostRecoveryTime" in stored).toBe(false);
    expect(stored.storageUtilization).toBeCloseTo(0.3, 15);
    const delayed = { ...system, storage, delay: { within: constant(1), across: constant(1) } };
    expect(Object.keys(schemeFigures(delayed, "coordinated"))).not.toContain("storageUtilization");
    for (const value of Object.values(schemeFigures(delayed, "fdas")))
      expect(Number.isFinite(value)).toBe(true);
  });

  it("counts forced checkpoints for each basic one over all VMs", () => {
    const slow = systemOf({
      classes: [{ count: 2 }, { multiple: 2 }],
      rates: [
        [0, 0.3],
        [0.5, 0],
      ],
      per: "class",
      baseInterval: 2,
    });
    const hears = 1 - Math.exp(-0.6);
    // Two VMs of multiple 1 and a half basic checkpoint of the other a base interval.
    expect(schemeFigures(slow, "qsa-k").forcedCheckpointRatio).toBeCloseTo((0.5 * hears) / 2.5, 13);
    expect(schemeFigures(slow, "bcs").forcedCheckpointRatio).toBeCloseTo(
      (0.5 * hears * (2 - hears)) / 2.5,
      13,
    );
    expect(schemeFigures(slow, "bhmr").forcedCheckpointRatio).toBeUndefined();
  });

  it("passes on by causal logs what VMs receive that send", () => {
    const rates = (second: number) => [
      [1, 3],
      [second, 0],
    ];
    const bothSend = systemOf({ classes: [{ count: 2 }, {}], rates: rates(1e-12), per: "class" });
    const oneSends = systemOf({ classes: [{ count: 2 }, {}], rates: rates(0), per: "class" });
    expect(receiptsPassedOn(bothSend)).toBeCloseTo(1, 9);
    expect(receiptsPassedOn(oneSends)).toBe(0.25);
    const carried = (one: typeof oneSends) => schemeFigures(one, "log-causal").piggybackBytes!;
    expect(carried(bothSend) - carried(oneSends)).toBeCloseTo(16 * 0.75, 9);
  });

  it("replays from logs at the speed of replay", () => {
    // Restart, image, half a period at four times the speed: three VMs and one.
    const mean = (3 * (5 + 2 + 10 / 8) + (5 + 6 + 20 / 8)) / 4;
    expect(schemeFigures(system, "log-all").vmRecoveryTime).toBeCloseTo(mean, 13);
  });

  it("leaves out figures of VM_QSC that do not hold, and what is made of them", () => {
    const far = { ...system, clock: { ...system.clock, error: uniform(0, 25) } };
    const figures = schemeFigures(far, "vmqsc");
    expect("autonomy" in figures || "skippedCheckpointRatio" in figures).toBe(false);
    expect("volatileLogMean" in figures).toBe(false);
    const { autonomy, skippedCheckpointRatio } = schemeFigures(systemOf(thousandVmsShape), "vmqsc");
    expect(autonomy).toBe(1 - skippedCheckpointRatio!);
    expect(skippedCheckpointRatio).toBeGreaterThan(0.02);
  });
});
