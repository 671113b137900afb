import { describe, expect, it } from "vitest";
import { advanceLaws } from "../../src/analytic/clock-skew.js";
import { inTransitLogShare, inTransitPerLine } from "../../src/analytic/in-transit.js";
import { unrecoverablePerHostFailure } from "../../src/analytic/unrecoverable.js";
import { constant, systemOf, thousandVmsShape } from "../support/system-of.js";
import {
  inTransitByDelayAlone,
  unrecoverableFromAnySender,
  unrecoverableOverAllHosts,
} from "../support/wrong-twins-of-skew.js";

const relative = (value: number, reference: number) => Math.abs(value / reference - 1);

describe("messages in transit", () => {
  it("has the specification's values for its reference system", () => {
    const system = systemOf(thousandVmsShape);
    expect(Number(inTransitPerLine(system).value.toFixed(1))).toBe(450.7);
    expect(Number((10 * unrecoverablePerHostFailure(system).value).toFixed(1))).toBe(36.6);
  });

  it("is the M/G/∞ queue's mean without clock error, apart within and across hosts", () => {
    const system = systemOf({
      ...thousandVmsShape,
      clock: {},
      delay: { within: constant(0.01), across: { kind: "lognormal", mean: 0.2, sd: 0.3 } },
    });
    // Ten hosts, spread: of two VMs of one class of n, (n/10 − 1)/(n − 1) share a host; of two classes, a tenth.
    const counts = [500, 300, 200];
    let expected = 0;
    thousandVmsShape.rates.forEach((row, a) => {
      row.forEach((flow, b) => {
        const share = a === b ? (counts[a] / 10 - 1) / (counts[a] - 1) : 0.1;
        expected += flow * (share * 0.01 + (1 - share) * 0.2);
      });
    });
    expect(relative(inTransitPerLine(system).value, expected)).toBeLessThan(1e-12);
  });

  it("is E12's integral, worked out pair by pair", () => {
    const system = systemOf({ ...thousandVmsShape, delay: constant(0.03) });
    const laws = advanceLaws(system);
    const steps = 20_000;
    let expected = 0;
    thousandVmsShape.rates.forEach((row, a) => {
      row.forEach((flow, b) => {
        for (let n = 0; n < steps; n++) {
          const t = -0.05 + (0.16 * (n + 0.5)) / steps;
          expected += ((0.16 * flow) / steps) * laws[a].notReached(t) * laws[b].reached(t + 0.03);
        }
      });
    });
    expect(relative(inTransitPerLine(system).value, expected)).toBeLessThan(1e-5);
  });

  it("counts for senders restored from older checkpoints what their delays outlast, however many these are", () => {
    const delay = { kind: "exponential", mean: 500_000 } as const;
    const lostWith = (multiple: number) => {
      const shape = {
        ...thousandVmsShape,
        clock: {},
        delay,
        hosts: { count: 1 },
        classes: [{ multiple, count: 10 }],
      };
      return unrecoverablePerHostFailure(systemOf({ ...shape, rates: [[2]] })).value;
    };
    const { baseInterval } = systemOf(thousandVmsShape);
    const oneByOne = (multiple: number) => {
      let outlasting = 0;
      for (let j = 0; j < multiple; j++) outlasting += 500_000 * Math.exp((-j * baseInterval) / 500_000);
      return (2 * outlasting) / multiple;
    };
    for (const multiple of [1, 2, 7, 1000, 1001, 5000])
      expect(relative(lostWith(multiple), oneByOne(multiple))).toBeLessThan(1e-9);
  });

  it("is nothing that could not be recovered with one VM per host, or without delay and clock error", () => {
    expect(unrecoverablePerHostFailure(systemOf({ ...thousandVmsShape, hosts: { count: 1000 } })).value).toBe(
      0,
    );
    const instant = systemOf({ ...thousandVmsShape, clock: {}, delay: constant(0) });
    expect([inTransitPerLine(instant).value, unrecoverablePerHostFailure(instant).value]).toEqual([0, 0]);
  });

  it("loses from due senders alone: with one host everything SI, half of it MI_2", () => {
    const shape = { classes: [{ count: 10 }], rates: [[50]], per: "class", delay: constant(0.1) } as const;
    expect(relative(unrecoverablePerHostFailure(systemOf(shape)).value, 5)).toBeLessThan(1e-12);
    const mi2 = systemOf({ ...shape, classes: [{ count: 10, multiple: 2 }] });
    expect(relative(unrecoverablePerHostFailure(mi2).value, 2.5)).toBeLessThan(1e-12);
  });

  it("weighs each line by its reign: a slow line that MI alone waits for is not for long the line", () => {
    const system = systemOf({
      classes: [{ count: 1 }, { count: 2, multiple: 2, duration: constant(4) }],
      rates: [
        [0, 0],
        [0, 50],
      ],
      per: "class",
      delay: constant(0.1),
      baseInterval: 10,
    });
    // Even lines reign from 4 s after their boundary to the next boundary: 6 s of every 20.
    expect(relative(unrecoverablePerHostFailure(system).value, 5 * 0.3)).toBeLessThan(1e-6);
  });

  it("costs E[D]/(i T0) of each class's messages to close the hole", () => {
    const system = systemOf({ ...thousandVmsShape, clock: {}, policies: { inTransit: "stable" } });
    // T0 = 10 s cuts off next to nothing of delays of 0.05 s.
    inTransitLogShare(system).forEach((share, c) => {
      expect(relative(share, 0.05 / ((c + 1) * 10))).toBeLessThan(1e-12);
    });
    expect(inTransitLogShare(systemOf(thousandVmsShape))).toEqual([0, 0, 0]);
  });

  it("leaves of it what is still under way when a line is covered at once: E[D²]/(2 i T0) for each sender", () => {
    const policies = { inTransit: "stable" } as const;
    const system = systemOf({ ...thousandVmsShape, clock: {}, policies });
    const counts = [500, 300, 200];
    let expected = 0;
    thousandVmsShape.rates.forEach((row, a) => {
      row.forEach((flow, b) => {
        const share = a === b ? (counts[a] / 10 - 1) / (counts[a] - 1) : 0.1;
        expected += (share * flow * 0.05 ** 2) / ((a + 1) * 10);
      });
    });
    expect(relative(unrecoverablePerHostFailure(system).value, expected / 10)).toBeLessThan(1e-12);
    // And nothing where every line takes longer than any message is under way.
    const classes = thousandVmsShape.classes.map((one) => ({ ...one, duration: constant(0.06) }));
    const late = systemOf({ ...thousandVmsShape, classes, clock: {}, policies, delay: constant(0.05) });
    expect(unrecoverablePerHostFailure(late).value).toBe(0);
  });

  it("differs from its wrong twins where they should show", () => {
    const system = systemOf(thousandVmsShape);
    const lost = unrecoverablePerHostFailure(system).value;
    expect(unrecoverableFromAnySender(system)).toBeGreaterThan(1.05 * lost);
    expect(unrecoverableOverAllHosts(system)).toBeGreaterThan(5 * lost);
    const skewed = systemOf({ ...thousandVmsShape, delay: { kind: "exponential", mean: 0.01 } });
    expect(inTransitByDelayAlone(skewed)).toBeLessThan(0.9 * inTransitPerLine(skewed).value);
  });
});
