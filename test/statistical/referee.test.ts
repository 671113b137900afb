import { describe, expect, it } from "vitest";
import { analyze } from "../../src/analytic/analyze.js";
import { domainWarnings } from "../../src/analytic/domain.js";
import type { Figure } from "../../src/analytic/figure.js";
import type { Estimate } from "../../src/montecarlo/estimation/estimate.js";
import { openStream } from "../../src/montecarlo/random/random-stream.js";
import { measuredRun } from "../../src/montecarlo/replication/measured-run.js";
import { systemReadings } from "../../src/montecarlo/replication/replication.js";
import { replicationPlan } from "../../src/montecarlo/replication/replication-plan.js";
import { drawnSources } from "../../src/montecarlo/sources/run-sources.js";
import { type MeasureKey, measures } from "../../src/scenario/model/measures.js";
import type { System } from "../../src/scenario/model/system.js";
import { deviation, reach } from "../support/agreement.js";
import { engineRun } from "../support/engine-run.js";
import { identityRun } from "../support/identity-run.js";
import { randomSystem } from "../support/random-system.js";

/** Random systems with all that a scenario may have; the clocks of number 99 all err alike, and no message is delayed. */
const scenarios = [...Array(30).keys(), 99].map((number) => `referee ${number}`);

/** What a closed form in its domain may be off by, beside what chance explains. */
const margin = 0.02;

/** Every measure of a short run, by the sets of messages that the rules leave, and by the amounts of the fast engine. */
function bothReadings(system: System) {
  const plan = { ...replicationPlan(system, 1, "event"), warmUp: 4, runOut: 4, probesPerInterval: 4 };
  const run = (measure: typeof measuredRun) => {
    const streams = (purpose: string) => openStream("referee", 0, purpose);
    return measure(system, { sources: drawnSources(system, streams), plan, streams });
  };
  const list = systemReadings(system, plan.hyperperiod);
  const values = (measure: typeof measuredRun) => {
    const record = run(measure);
    return list.map(({ slot, numerator, denominator }) => ({
      slot,
      numerator: numerator(record),
      denominator: denominator(record),
    }));
  };
  return { bySets: values(identityRun), byAmounts: values(measuredRun) };
}

/** Whether an estimate is neither within chance of a reference nor within the margin. */
function differs(estimate: Estimate, { value, bound }: Figure): boolean {
  if (bound === "upper" && estimate.mean <= value) return false;
  // Where nothing was seen there is no standard error to go by.
  if (estimate.mean === 0 || estimate.standardError === 0) return false;
  if (Math.abs(estimate.mean - value) <= margin * Math.abs(value)) return false;
  return deviation(estimate, value) > reach(estimate);
}

describe.each(scenarios)("%s", (name) => {
  it("the fast engine counts what the plain stream of events leaves by identities, measure by measure", () => {
    const { bySets, byAmounts } = bothReadings(randomSystem(name, { vms: 12, perInterval: 30 }));
    for (const [place, { slot, numerator, denominator }] of bySets.entries()) {
      const { numerator: amount, denominator: base } = byAmounts[place];
      const scale = 1e-9 * (1 + Math.abs(numerator) + Math.abs(denominator));
      expect(Math.abs(amount - numerator), JSON.stringify(slot)).toBeLessThan(scale);
      expect(Math.abs(base - denominator), JSON.stringify(slot)).toBeLessThan(scale);
    }
  });

  it("both modes find every measure where its closed form has it, if it does not warn, and one another", () => {
    const system = randomSystem(name, { vms: 60, perInterval: 200 });
    const figures = analyze(system);
    const outside = new Set<MeasureKey>(domainWarnings(system).flatMap((warning) => warning.measures));
    const [span, event] = (["span", "event"] as const).map((mode) =>
      engineRun(system, { seed: `${name} ${mode}`, replications: 30, work: 15_000, mode }),
    );
    const wrong: string[] = [];
    for (const { key } of measures) {
      const [one, other] = [span[key], event[key]];
      if (!one || !other) continue;
      for (const [mode, estimate] of [
        ["span", one],
        ["event", other],
      ] as const) {
        if (outside.has(key) || !differs(estimate, figures[key]!)) continue;
        wrong.push(
          `${key} in ${mode} mode: ${estimate.mean} ± ${estimate.standardError}, ${figures[key]!.value}`,
        );
      }
      const both = { ...one, standardError: Math.hypot(one.standardError, other.standardError) };
      if (both.standardError > 0 && deviation(both, other.mean) > reach(one)) {
        wrong.push(`${key}: ${one.mean} in span mode, ${other.mean} in event mode, ± ${both.standardError}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});
