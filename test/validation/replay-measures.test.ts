import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RecordedExperiment } from "../../src/montecarlo/replication/recorded-experiment.js";
import { MessageBlock } from "../../src/montecarlo/sources/message-source.js";
import { RecordedTraffic } from "../../src/montecarlo/sources/recorded-traffic.js";
import type { Scenario } from "../../src/scenario/model/scenario.js";
import { readTrace } from "../../src/traces/read-trace.js";
import { replay } from "../../src/traces/replay.js";
import type { Trace } from "../../src/traces/trace.js";
import { replayMeasures } from "../../src/validation/replay-measures.js";
import { tracedSystem } from "../../src/validation/traced-system.js";

const shop = readTrace(fileURLToPath(new URL("../../examples/shop.csv", import.meta.url)));
const scenario: Scenario = {
  baseInterval: "10 s",
  classes: {
    web: { count: 2 },
    orders: { multiple: 2, phase: 1 },
    rest: { multiple: 4, count: 3, nodes: ["*"] },
  },
  traffic: { rates: { web: { orders: 1 } } },
};

describe("the engine on a trace", () => {
  it("counts at phase 0 exactly what the replay counts", () => {
    const { phase0 } = replay(shop, scenario);
    const { logged, counted, loggedBytes, countedBytes } = replayMeasures(shop, scenario);
    expect([logged, counted]).toEqual([phase0.logged, phase0.counted]);
    expect(loggedBytes / countedBytes).toBe(phase0.stableLogByteRatio!.value);
  });

  const message = fc.tuple(
    fc.integer({ min: 0, max: 2399 }),
    fc.integer({ min: 0, max: 5 }),
    fc.integer({ min: 1, max: 5 }),
  );

  it("does so for any messages, those on the edges of intervals too", () => {
    fc.assert(
      fc.property(fc.array(message, { minLength: 1, maxLength: 80 }), (random) => {
        const rows = [[0, 0, 1] as const, ...random, [2400, 0, 1] as const].toSorted(([a], [b]) => a - b);
        const trace: Trace = {
          ...shop,
          times: Float64Array.from(rows, ([t]) => t / 10),
          from: Int32Array.from(rows, ([, from]) => from),
          to: Int32Array.from(rows, ([, from, step]) => (from + step) % 6),
          bytes: new Float64Array(rows.length),
        };
        const { phase0 } = replay(trace, scenario);
        const { logged, counted } = replayMeasures(trace, scenario, { measures: [] });
        expect([logged, counted]).toEqual([phase0.logged, phase0.counted]);
      }),
      { numRuns: 30 },
    );
  });

  it("finds the same at another phase as counting does", () => {
    const { phases, phase0 } = replay(shop, scenario);
    for (const [phase, share] of [
      [phases.lowAt, phases.low],
      [phases.highAt, phases.high],
    ]) {
      const traced = tracedSystem(shop, scenario);
      const experiment = new RecordedExperiment(traced.system, {
        ...traced,
        seed: "a",
        order: "recorded",
        phase,
      });
      const { logged } = experiment.measured(0).tallies.byClass;
      expect(logged.reduce((sum, each) => sum + each, 0)).toBe(Math.round(share * phase0.counted));
    }
  });

  it("takes the time of delivery from the trace where it has one", () => {
    const late = { ...shop, arrivals: shop.times.map((at) => at + 3) };
    const { phase0 } = replay(late, scenario);
    const { logged, counted } = replayMeasures(late, scenario, { measures: [] });
    // The engine plays whole hyperperiods of sends over and over, the replay counts those of deliveries once.
    expect(Math.abs(logged / counted - phase0.stableLogRatio.value)).toBeLessThan(0.02);
    expect(phase0.logged).not.toBe(replay(shop, scenario).phase0.logged);
  });

  it("puts trace and Poisson closed form beside each other, alike in all that is a mean rate", () => {
    const { rows } = replayMeasures(shop, scenario);
    const ratio = Object.fromEntries(rows.map((row) => [row.measure, row.ratio]));
    expect(Math.abs(ratio.messageRate! - 1)).toBeLessThan(1e-9);
    expect(Math.abs(ratio.checkpointRate! - 1)).toBeLessThan(1e-9);
    expect(ratio.stableLogRatio).toBeGreaterThan(1.1);
  });

  it("resamples pieces that stay in step with the checkpoints", () => {
    const traced = tracedSystem(shop, scenario);
    const experiment = new RecordedExperiment(traced.system, { ...traced, seed: "a", order: "resampled" });
    const shares = Array.from({ length: 40 }, (_, run) => {
      const { logged, received } = experiment.measured(run).tallies.byClass;
      return logged.reduce((sum, each) => sum + each, 0) / received.reduce((sum, each) => sum + each, 0);
    });
    const mean = shares.reduce((sum, each) => sum + each, 0) / shares.length;
    const { phase0, formula } = replay(shop, scenario);
    expect(new Set(shares).size).toBeGreaterThan(30);
    expect(Math.abs(mean - phase0.stableLogRatio.value)).toBeLessThan(
      Math.abs(mean - formula.stableLogRatio),
    );
  });

  it("refuses a class with fewer VMs than the trace has nodes for it", () => {
    expect(() => tracedSystem(shop, { ...scenario, classes: { ...scenario.classes, web: {} } })).toThrow(
      "classes.web.count must be at least the 2 nodes of the trace that belong to it, got 1",
    );
  });
});

describe("RecordedTraffic", () => {
  const messages = {
    sentAt: Float64Array.of(0, 1, 2.5, 4),
    from: Int32Array.of(0, 1, 0, 1),
    to: Int32Array.of(1, 0, 1, 0),
    bytes: Float64Array.of(1, 2, 3, 4),
  };

  function played(pieces: readonly { from: number; length: number }[]) {
    const source = new RecordedTraffic(messages, pieces, 1);
    const block = new MessageBlock();
    source.fill(block);
    return Array.from({ length: block.count }, (_, m) => [block.sentAt[m], block.bytes[m]]);
  }

  it("puts pieces one after the other", () => {
    const pieces = [
      { from: 2, length: 3 },
      { from: 0, length: 2 },
    ];
    expect(played(pieces)).toEqual([
      [0.5, 3],
      [2, 4],
      [3, 1],
      [4, 2],
    ]);
  });

  it("has no message at the end of a piece, which is the start of the next", () => {
    expect(
      played([
        { from: 0, length: 1 },
        { from: 1, length: 1 },
      ]),
    ).toEqual([
      [0, 1],
      [1, 2],
    ]);
  });
});
