import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Scenario } from "../../src/scenario/model/scenario.js";
import { fit as fitTrace } from "../../src/traces/fit.js";
import { parseTrace } from "../../src/traces/parse-trace.js";
import { exponentialSumTail } from "../../src/traces/phase-curve.js";
import { readTrace } from "../../src/traces/read-trace.js";
import { replay } from "../../src/traces/replay.js";
import type { Trace } from "../../src/traces/trace.js";

function scenarioOf(
  baseInterval: number,
  multiples: Record<string, number | { multiple: number; phase: number }>,
): Scenario {
  const classes = Object.fromEntries(
    Object.entries(multiples).map(([name, given]) => [
      name,
      typeof given === "number" ? { multiple: given } : given,
    ]),
  );
  const [first, second] = Object.keys(multiples);
  return {
    baseInterval,
    classes,
    traffic: { rates: { [first]: { [second]: 1 }, [second]: { [first]: 1 } } },
  };
}

function traceOf(nodes: readonly string[], messages: readonly (readonly [number, number])[]): Trace {
  return {
    source: "made",
    nodes,
    times: Float64Array.from(messages, ([t]) => t),
    from: Int32Array.from(messages, ([, to]) => (to + 1) % nodes.length),
    to: Int32Array.from(messages, ([, to]) => to),
    bytes: new Float64Array(messages.length),
    warnings: [],
  };
}

describe("replay", () => {
  it("gives every message of a small trace the fate that the rules give it", () => {
    // T0 = 10 s, the grid begins at 5: intervals [5, 15), [15, 25), [25, 35), [35, 45); two hyperperiods of two.
    // b is MI2: due at 2 and 4, so what it receives in intervals 1 and 3 is flushed.
    const trace = parseTrace(
      `t,src,dst,bytes
5,a,b,100      1: flushed
14.9,b,a,50    SI: never
15,a,b,10      2: due
24.9,a,b,10    2: due
25,a,b,1       3: flushed
44.9,a,b,5     4: due
45,a,b,7       after the whole hyperperiods
46,b,a,7
`.replaceAll(/ {2,}.*$/gm, ""),
      "hand.csv",
    );
    const { phase0, hyperperiods, formula } = replay(trace, scenarioOf(10, { a: 1, b: 2 }));
    expect(hyperperiods).toBe(2);
    expect(phase0).toMatchObject({
      logged: 2,
      counted: 6,
      stableLogRatio: { value: 2 / 6, fraction: "1/3" },
      stableLogByteRatio: { value: 101 / 176, fraction: "101/176" },
    });
    // Of all eight messages six went to b.
    expect(formula).toEqual({ stableLogRatio: 3 / 8, fraction: "3/8" });
  });

  it("puts a message on an edge into the interval that begins there, whatever the base interval", () => {
    for (const baseInterval of [0.1, 0.3, 0.7, 1 / 3, 60]) {
      const messages = Array.from({ length: 41 }, (_, m) => [m * baseInterval, 1] as const);
      const { phase0 } = replay(traceOf(["a", "b"], messages), scenarioOf(baseInterval, { a: 1, b: 2 }));
      expect([phase0.logged, phase0.counted]).toEqual([20, 40]);
    }
  });

  const classes = {
    a: { multiple: 1, phase: 0 },
    b: { multiple: 2, phase: 1 },
    c: { multiple: 3, phase: 2 },
  };
  const message = fc.tuple(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 2 }));

  /** The flushed share by the letter of the rules, for a grid that begins `shift` later under the same messages. */
  function flushedByLetter(
    messages: readonly (readonly [number, number])[],
    baseInterval: number,
    shift: number,
  ) {
    return messages.filter(([t, to]) => {
      const { multiple, phase } = Object.values(classes)[to];
      const k = Math.floor((t - shift) / baseInterval) + 1;
      return (((k - phase) % multiple) + multiple) % multiple !== 0;
    }).length;
  }

  it("is the letter of the rules at phase 0 and at the extremes", () => {
    fc.assert(
      fc.property(fc.array(message, { minLength: 1, maxLength: 60 }), (random) => {
        const sorted = [[0, 0] as const, ...random, [480, 0] as const].toSorted(([a], [b]) => a - b);
        const { phase0, phases, hyperperiods } = replay(
          traceOf(["a", "b", "c"], sorted),
          scenarioOf(16, classes),
        );
        expect(hyperperiods).toBe(5);
        const whole = sorted.filter(([t]) => t < 480);
        expect(phase0.counted).toBe(whole.length);
        expect(phase0.logged).toBe(flushedByLetter(whole, 16, 0));
        // Shifts are multiples of T0/1000 = 0.016 s, which no whole second but the edges lies near.
        expect(Math.round(phases.low * whole.length)).toBe(flushedByLetter(whole, 16, phases.lowAt));
        expect(Math.round(phases.high * whole.length)).toBe(flushedByLetter(whole, 16, phases.highAt));
      }),
    );
  });

  it("has E2 for its mean over the phases, for any messages at all", () => {
    fc.assert(
      fc.property(fc.array(message, { minLength: 1, maxLength: 60 }), (random) => {
        const sorted = [[0, 0] as const, ...random, [480, 0] as const].toSorted(([a], [b]) => a - b);
        const { phases, phase0 } = replay(traceOf(["a", "b", "c"], sorted), scenarioOf(16, classes));
        const received = [0, 0, 0];
        for (const [t, to] of sorted) if (t < 480) received[to]++;
        const flushed = received[1] / 2 + (2 * received[2]) / 3;
        expect(Math.abs(phases.mean - flushed / phase0.counted)).toBeLessThan(1e-12);
        expect(phases.low).toBeLessThanOrEqual(phase0.stableLogRatio.value);
        expect(phases.high).toBeGreaterThanOrEqual(phase0.stableLogRatio.value);
      }),
    );
  });

  it.each([
    [
      traceOf(
        ["a", "b"],
        [
          [0, 1],
          [19, 0],
        ],
      ),
      "made must span a hyperperiod, 2 base intervals of 10 s, got 19 s",
    ],
    [
      traceOf(
        ["a", "b"],
        [
          [0, 1],
          [2e8, 0],
        ],
      ),
      "baseInterval must make at most 16777216 base intervals of a trace, got 10 s for one that spans 6.338 year or more",
    ],
    [
      traceOf(
        ["a", "z"],
        [
          [0, 1],
          [30, 0],
        ],
      ),
      'the node "z" of the trace must belong to a class, as by classes.a.nodes: ["z"]',
    ],
  ])("refuses what it cannot replay", (trace, sentence) => {
    expect(() => replay(trace, scenarioOf(10, { a: 1, b: 2 }))).toThrow(sentence);
  });

  it("finds the nodes of a class by patterns, by name, and by name and number", () => {
    const trace = traceOf(
      ["web-1", "web-2", "db", "cache_7"],
      [
        [0, 0],
        [1, 1],
        [2, 2],
        [3, 3],
        [9, 0],
      ],
    );
    const scenario: Scenario = {
      baseInterval: 1,
      classes: { web: {}, db: { multiple: 2 }, rest: { nodes: ["c*"] } },
      traffic: { rates: { web: { db: 1 } } },
    };
    expect(replay(trace, scenario).classes).toEqual([
      { name: "web", nodes: 2, received: 3 },
      { name: "db", nodes: 1, received: 1 },
      { name: "rest", nodes: 1, received: 1 },
    ]);
  });
});

/** Messages of a fixed Poisson stream, thinned by a share of the rate at each time. */
function poissonTrace(count: number, rate: number, keep: (t: number) => number): Trace {
  let state = 1;
  const uniform = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  const messages: [number, number][] = [];
  for (let t = 0; messages.length < count; ) {
    t -= Math.log(uniform()) / rate;
    if (uniform() < keep(t)) messages.push([t, uniform() < 0.5 ? 0 : 1]);
  }
  return traceOf(["a", "b"], messages);
}

describe("phase risk", () => {
  const scenario = scenarioOf(10, { a: 1, b: 2 });

  it("is not found in Poisson traffic", () => {
    const { risk, phase0, phases, formula } = replay(
      poissonTrace(20_000, 10, () => 1),
      scenario,
    );
    expect(risk.found).toBe(false);
    expect(phase0.low!).toBeLessThan(formula.stableLogRatio);
    expect(phase0.high!).toBeGreaterThan(formula.stableLogRatio);
    expect(Math.abs(phases.mean / formula.stableLogRatio - 1)).toBeLessThan(0.01);
  });

  it("is found in traffic with a rhythm of twice the base interval, and gone at another", () => {
    const trace = poissonTrace(20_000, 10, (t) => 0.5 + 0.3 * Math.sin((2 * Math.PI * t) / 20));
    const { risk, phases, formula } = replay(trace, scenario);
    expect(risk.pValue).toBe(0);
    expect(phases.high - phases.low).toBeGreaterThan(0.1);
    expect(Math.abs(phases.mean / formula.stableLogRatio - 1)).toBeLessThan(0.01);
    expect(risk.otherBaseIntervals.filter(({ found }) => !found).length).toBeGreaterThan(3);
  });
});

describe("exponentialSumTail", () => {
  it.each([
    [[1], 3, Math.exp(-3)],
    [[1], 0.2, Math.exp(-0.2)],
    [[1, 1], 5, 6 * Math.exp(-5)],
    [[2, 1], 4, 2 * Math.exp(-2) - Math.exp(-4)],
    [[2, 1], 40, 2 * Math.exp(-20) - Math.exp(-40)],
    [[1, 1, 1, 1], 4, Math.exp(-4) * (1 + 4 + 8 + 32 / 3)],
  ])("of %j beyond %d is near %d", (means, value, exact) => {
    expect(Math.abs(exponentialSumTail(means, value) / exact - 1)).toBeLessThan(0.08);
  });
});

const trainTicket = fileURLToPath(new URL("../../../shared/traces/trainticket.csv", import.meta.url));

describe.skipIf(!existsSync(trainTicket))("the Train Ticket trace (skipped where its file is absent)", () => {
  it.each([1, 2, 5, 10])("has E2 for its phase mean within edges at T0 = %d s", (baseInterval) => {
    const trace = readTrace(trainTicket);
    const { scenario } = fitTrace(trace, { multiples: "ts-seat-service=1,ts-*order*=2,*=4", baseInterval });
    const { phases, formula, phase0, messages } = replay(trace, scenario);
    // What is left out at the end is at most as many messages as move the shares by so much.
    const edge = (messages - phase0.counted) / messages;
    expect(Math.abs(phases.mean - formula.stableLogRatio)).toBeLessThanOrEqual(edge);
  });
});
