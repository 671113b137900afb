import { describe, expect, it } from "vitest";
import { inboundFlows } from "../../src/analytic/flows.js";
import { stableLogRatio } from "../../src/analytic/stable-log-ratio.js";
import type { RateConvention, System } from "../../src/scenario/model/system.js";
import { disagrees, expectAgreement } from "../support/agreement.js";
import { engineRun } from "../support/engine-run.js";
import { systemOf, threeClassesShape } from "../support/system-of.js";

const delay = { kind: "exponential", mean: 0.05 } as const;
const clock = { error: { kind: "uniform", low: 0, high: 0.1 } } as const;
const length = { replications: 80, work: 15_000, mode: "event" } as const;

describe("1×50, 2×30, 3×20 VMs: the engine finds η = 43/243", () => {
  it.each([
    ["without delay or clock error", {}],
    ["with delay", { delay }],
    ["with clock error", { clock }],
    ["with delay and clock error", { delay, clock }],
    [
      "with clock error of hosts, drawn once",
      { clock: { ...clock, scope: "host", redraw: "once" } as const },
    ],
    ["with memory dropped after flushes", { policies: { volatileLog: "drop" } as const }],
  ])("%s", (name, extra) => {
    const system = systemOf({ ...threeClassesShape, ...extra });
    const { stableLogRatio: estimate } = engineRun(system, { seed: name, ...length });
    expectAgreement(estimate, 43 / 243, { resolution: 0.01 });
  });

  it("also class by class: 0, 1/2 and 2/3 of what each class receives", () => {
    const system = systemOf({ ...threeClassesShape, delay, clock });
    const { byClass } = engineRun(system, { seed: "by class", ...length }).stableLogRatio!;
    expect(byClass?.[0]).toMatchObject({ mean: 0, standardError: 0 });
    expectAgreement(byClass?.[1], 1 / 2, { resolution: 0.02 });
    expectAgreement(byClass?.[2], 2 / 3, { resolution: 0.02 });
  });
});

/** Classes of very different sizes and flows, so that no two readings of the rates come to the same η. */
function lopsided(per: RateConvention): System {
  return systemOf({
    classes: [
      { multiple: 1, count: 8 },
      { multiple: 2, count: 5 },
      { multiple: 3, count: 2 },
    ],
    rates: [
      [4, 2, 1],
      [2, 1, 1],
      [1, 1, 3],
    ],
    per,
    baseInterval: 10,
  });
}

const conventions: RateConvention[] = ["sender", "receiver", "pair", "class"];

describe("a convention of the rates", () => {
  it.each(conventions)("per %s is read alike by both halves, and not like any other", (per) => {
    const { stableLogRatio: estimate } = engineRun(lopsided(per), { seed: `per ${per}`, ...length });
    expectAgreement(estimate, stableLogRatio(lopsided(per)), { resolution: 0.02 });
    for (const other of conventions)
      if (other !== per) expect(disagrees(estimate, stableLogRatio(lopsided(other)))).toBe(true);
  });
});

describe("wrong twins of E2 are rejected", () => {
  const system = lopsided("receiver");
  const flows = Array.from(inboundFlows(system));
  const weighted = (weights: readonly number[], share: (multiple: number) => number) =>
    weights.reduce((sum, weight, c) => sum + weight * share(system.classes[c].multiple), 0) /
    weights.reduce((sum, weight) => sum + weight, 0);
  const estimate = engineRun(system, { seed: "wrong twins", ...length }).stableLogRatio;

  it("while the right one is not", () => {
    expectAgreement(
      estimate,
      weighted(flows, (multiple) => 1 - 1 / multiple),
      { resolution: 0.02 },
    );
  });

  it.each<[string, number]>([
    [
      "the due interval is flushed too",
      weighted(flows, (multiple) => (multiple === 1 ? 0 : 1 - 1 / (multiple + 1))),
    ],
    ["every interval is flushed", weighted(flows, () => 1)],
    ["the share of MI inbound alone", weighted(flows, (multiple) => (multiple === 1 ? 0 : 1))],
    ["only the due interval is flushed", weighted(flows, (multiple) => (multiple === 1 ? 0 : 1 / multiple))],
    ["the sender's convention read as the receiver's", stableLogRatio(lopsided("sender"))],
    ["classes weighed by VMs", weighted([8, 5, 2], (multiple) => 1 - 1 / multiple)],
    ["classes weighed by what they send", weighted([36, 15, 22], (multiple) => 1 - 1 / multiple)],
    [
      "bytes of half the size to MI taken for messages",
      weighted([flows[0] * 2, flows[1], flows[2]], (i) => 1 - 1 / i),
    ],
  ])("%s", (_name, twin) => {
    expect(disagrees(estimate, twin)).toBe(true);
  });
});
