import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openStream } from "../../src/montecarlo/random/random-stream.js";
import type { RunRecord } from "../../src/montecarlo/replication/measured-run.js";
import { measuredRun } from "../../src/montecarlo/replication/measured-run.js";
import { systemReadings } from "../../src/montecarlo/replication/replication.js";
import { replicationPlan } from "../../src/montecarlo/replication/replication-plan.js";
import { drawnSources } from "../../src/montecarlo/sources/run-sources.js";
import type { Distribution } from "../../src/scenario/model/distribution.js";
import type { System } from "../../src/scenario/model/system.js";
import { identityRun } from "../support/identity-run.js";
import { systemOf } from "../support/system-of.js";

const baseInterval = 10;

/** Laws whose tails end, so that every message that crosses a measured line arrives before the run ends. */
function law(low: number, high: number): fc.Arbitrary<Distribution> {
  return fc.oneof(
    fc.constant<Distribution>({ kind: "constant", value: Math.max(0, low) }),
    fc.constant<Distribution>({ kind: "uniform", low, high: low + (high - low) / 8 }),
    fc.constant<Distribution>({ kind: "uniform", low, high }),
  );
}

const vmClass = fc
  .record({
    multiple: fc.integer({ min: 1, max: 4 }),
    phase: fc.nat(3),
    count: fc.integer({ min: 1, max: 3 }),
    image: fc.integer({ min: 1, max: 9 }),
    pause: fc.nat(3),
    duration: law(0, 15),
  })
  .map(({ phase, ...rest }) => ({ ...rest, phase: phase % rest.multiple }));

/** Systems of two to nine VMs with all that a scenario may have, whose runs are short enough for identities. */
const systems: fc.Arbitrary<System> = fc
  .array(vmClass, { minLength: 1, maxLength: 3 })
  .map((classes) =>
    classes.reduce((sum, { count }) => sum + count, 0) > 1 ? classes : [...classes, ...classes],
  )
  .chain((classes) => {
    const table = (cell: fc.Arbitrary<number>) =>
      fc.array(fc.array(cell, { minLength: classes.length, maxLength: classes.length }), {
        minLength: classes.length,
        maxLength: classes.length,
      });
    return fc
      .record({
        rates: table(fc.integer({ min: 1, max: 6 })),
        size: table(fc.integer({ min: 1, max: 3 })),
        within: law(0, 8),
        across: law(0, 8),
        error: law(-5, 5),
        scope: fc.constantFrom("vm", "host"),
        redraw: fc.constantFrom("each-index", "once"),
        hosts: fc.integer({ min: 1, max: 3 }),
        placement: fc.constantFrom("spread", "packed"),
        volatileLog: fc.constantFrom("keep", "drop"),
        inTransit: fc.constantFrom("volatile", "stable"),
      })
      .map(({ rates, size, within, across, error, scope, redraw, hosts, placement, ...policies }) =>
        systemOf({
          classes,
          // A class of one VM has nobody in it to talk to.
          rates: rates.map((row, a) =>
            row.map((rate, b) => (a === b && classes[a].count === 1 ? 0 : rate / baseInterval)),
          ),
          size,
          per: "class",
          baseInterval,
          delay: { within, across },
          clock: { error, scope, redraw } as System["clock"],
          hosts: { count: hosts, placement: { kind: placement } } as System["hosts"],
          failures: { vm: 1e-3, host: 1e-3 },
          policies: policies as System["policies"],
        }),
      );
  })
  .filter(({ rates }) => rates.rate.length > 0);

/** Numerator and denominator of every measure, by what it speaks of. */
function measured(run: RunRecord, hyperperiod: number): Record<string, readonly [number, number]> {
  return Object.fromEntries(
    systemReadings(run.system, hyperperiod).map(({ slot, numerator, denominator }) => [
      JSON.stringify(slot),
      [numerator(run), denominator(run)],
    ]),
  );
}

describe("every measure of a run, event by event", () => {
  it("is what sets of messages come to, whatever the system", () => {
    let exposed = 0;
    let early = 0;
    fc.assert(
      fc.property(systems, fc.nat(1e6), (system, seed) => {
        const streams = (purpose: string) => openStream(`identities ${seed}`, 0, purpose);
        const plan = replicationPlan(system, 150);
        const parts = () => ({ sources: drawnSources(system, streams), plan, streams });
        const judge = measured(identityRun(system, parts()), plan.hyperperiod);
        const engine = measured(measuredRun(system, parts()), plan.hyperperiod);
        expect(Object.keys(engine)).toEqual(Object.keys(judge));
        for (const [what, values] of Object.entries(judge)) {
          for (const [place, value] of values.entries()) {
            // The same numbers, summed in another order.
            const difference = Math.abs(engine[what][place] - value);
            expect(difference, `${what}: ${engine[what]} instead of ${values}`).toBeLessThanOrEqual(
              1e-9 * Math.max(1, Math.abs(value)),
            );
          }
        }
        exposed += judge['{"measure":"unrecoverablePerHostFailure"}'][0] > 0 ? 1 : 0;
        early += judge['{"measure":"earlyCheckpointRatio"}'][0] > 0 ? 1 : 0;
      }),
      { seed: 1, numRuns: 200 },
    );
    expect(exposed).toBeGreaterThan(40);
    expect(early).toBeGreaterThan(40);
  });
});
