import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exactInboundBytes, exactInboundFlows } from "../../src/analytic/exact-ratio.js";
import { flows, inboundFlows, meanInboundSize } from "../../src/analytic/flows.js";
import type { RateConvention } from "../../src/scenario/model/system.js";
import { systemOf } from "../support/system-of.js";

const counts = [2, 3];
const rates = [
  [4, 2],
  [1, 8],
];
const twoClasses = (per: RateConvention) =>
  systemOf({
    per,
    rates,
    classes: counts.map((count) => ({ count })),
    size: [
      [1, 2],
      [3, 4],
    ],
  });

describe("flows from rates (E1)", () => {
  it.each([
    ["sender", [8, 4, 3, 24]],
    ["receiver", [8, 6, 2, 24]],
    ["pair", [2 * 1 * 4, 2 * 3 * 2, 3 * 2 * 1, 3 * 2 * 8]],
    ["class", [4, 2, 1, 8]],
  ] as const)("per %s", (per, wanted) => {
    const found = flows(twoClasses(per));
    expect(Array.from(found.flow)).toEqual(wanted);
    expect(Array.from(found.inbound)).toEqual([wanted[0] + wanted[2], wanted[1] + wanted[3]]);
    expect(Array.from(found.inboundBytes)).toEqual([
      wanted[0] + 3 * wanted[2],
      2 * wanted[1] + 4 * wanted[3],
    ]);
    expect(found.total).toBe(wanted[0] + wanted[1] + wanted[2] + wanted[3]);
  });

  it("sender and receiver coincide where all classes have one size", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 50 }), (count) => {
        const inbound = (per: RateConvention) =>
          Array.from(inboundFlows(systemOf({ per, rates, classes: [{ count }, { count }] })));
        expect(inbound("sender")).toEqual(inbound("receiver"));
      }),
    );
  });

  it("a rate per pair is a rate per sender times its receivers", () => {
    const perPair = inboundFlows(
      systemOf({
        per: "pair",
        rates: [
          [0, 2],
          [3, 0],
        ],
        classes: [{ count: 4 }, { count: 5 }],
      }),
    );
    const perSender = inboundFlows(
      systemOf({
        per: "sender",
        rates: [
          [0, 10],
          [12, 0],
        ],
        classes: [{ count: 4 }, { count: 5 }],
      }),
    );
    expect(perPair).toEqual(perSender);
  });

  it("exact flows are the rates as written, not the doubles next to them", () => {
    const system = systemOf({
      per: "class",
      rates: [
        [0.1, 0],
        [0.2, 0],
      ],
      classes: [{}, {}],
      size: [
        [0.5, 1],
        [1, 1],
      ],
    });
    const { inbound, denominator } = exactInboundFlows(system);
    expect(inbound.map((flow) => flow * 10n)).toEqual([3n * denominator, 0n]);
    const bytes = exactInboundBytes(system);
    expect(bytes.inbound[0] * 100n).toBe(25n * bytes.denominator);
  });

  it("exact and double flows agree", () => {
    const rate = fc.integer({ min: 0, max: 1e6 }).map((value) => value / 1000);
    const matrix = fc.array(fc.array(rate, { minLength: 3, maxLength: 3 }), { minLength: 3, maxLength: 3 });
    const per = fc.constantFrom<RateConvention>("sender", "receiver", "pair", "class");
    fc.assert(
      fc.property(matrix, per, (values, convention) => {
        const system = systemOf({
          per: convention,
          rates: values,
          classes: [{ count: 2 }, { count: 7 }, { count: 3 }],
        });
        const { inbound, denominator } = exactInboundFlows(system);
        inboundFlows(system).forEach((flow, c) => {
          const exact = Number(inbound[c]) / Number(denominator);
          expect(Math.abs(flow - exact)).toBeLessThanOrEqual(1e-14 * exact);
        });
      }),
    );
  });

  it("a class that receives nothing has no message size", () => {
    expect(
      meanInboundSize(
        systemOf({
          rates: [
            [0, 1],
            [0, 0],
          ],
          classes: [{}, {}],
        }),
        0,
      ),
    ).toBe(0);
  });
});
