import { describe, expect, it } from "vitest";
import { domainWarnings } from "../../src/analytic/domain.js";
import { stableLogRatio } from "../../src/analytic/stable-log-ratio.js";
import { estimates } from "../../src/montecarlo/estimation/estimates.js";
import { RunningTotals } from "../../src/montecarlo/estimation/running-totals.js";
import { populate } from "../../src/montecarlo/population.js";
import { openStream } from "../../src/montecarlo/random/random-stream.js";
import { engineExperiment } from "../../src/montecarlo/replication/engine-task.js";
import { MessageBlock } from "../../src/montecarlo/sources/message-source.js";
import { drawnTraffic } from "../../src/montecarlo/sources/patterned-traffic.js";
import { prepare } from "../../src/scenario/checks/prepare.js";
import type { Scenario, TrafficPatternInput } from "../../src/scenario/model/scenario.js";
import { disagrees, expectAgreement } from "../support/agreement.js";

const patterns: readonly TrafficPatternInput[] = [
  "poisson",
  { onOff: { on: "2 s", off: "4 s" } },
  { diurnal: { period: "37 s", amplitude: 0.8 } },
  { requestReply: { service: { exponential: "200 ms" } } },
];

function scenarioOf(pattern: TrafficPatternInput): Scenario {
  return {
    baseInterval: 10,
    classes: { a: { count: 3 }, b: { multiple: 2, count: 2 }, c: { multiple: 4, phase: 1 } },
    traffic: {
      rates: { a: { a: 3, b: 6, c: 2 }, b: { a: 5, b: 1, c: 1 }, c: { a: 1, b: 4 } },
      size: { a: { b: 300 } },
      delay: { within: "10 ms", across: { exponential: "100 ms" } },
      pattern,
    },
    hosts: { count: 2 },
  };
}

/** Share of all messages into b, 12 + 2 + 8, and into c, 2 + 1, whose multiples are above 1. */
const receivedByMultiples = 25 / 52;

describe.each(patterns.map((pattern) => [JSON.stringify(pattern), pattern] as const))(
  "traffic of the pattern %s",
  (_, pattern) => {
    const system = prepare(scenarioOf(pattern));

    it("has the mean rates and the ratio of the closed form (E2)", () => {
      const experiment = engineExperiment(system, { seed: "patterns", work: 20_000 });
      const totals = new RunningTotals(
        experiment.layout,
        Array.from({ length: 60 }, (_, run) => experiment.run(run)),
      );
      const { stableLogRatio: ratio, messageRate } = estimates(totals);
      expectAgreement(ratio, stableLogRatio(system), { resolution: 0.05 });
      // 9 + 12 + 2 from a, 15 + 2 + 1 from b, 3 + 8 from c.
      expectAgreement(messageRate, 52, { resolution: 0.1 });
      // Wrong twins: all that multiple classes receive is logged; pauses are not made up for; replies come on top.
      expect(disagrees(ratio, receivedByMultiples)).toBe(true);
      expect(disagrees(messageRate, 52 * (2 / 6))).toBe(true);
      expect(disagrees(messageRate, 2 * 52)).toBe(true);
    });

    it("is the same for the same seed, in the order of its sends", () => {
      const [first, second] = [1, 2].map(() => {
        const source = drawnTraffic(system, populate(system), (purpose) => openStream("again", 0, purpose));
        return Array.from({ length: 20 }, () => blockOf(source));
      });
      expect(first).toEqual(second);
      const sends = first.flatMap(({ sentAt }) => [...sentAt]);
      expect(sends).toEqual(sends.toSorted((a, b) => a - b));
    });

    it("is said where closed forms are for Poisson traffic", () => {
      const erring = prepare({ ...scenarioOf(pattern), clock: { error: { uniform: [0, "100 ms"] } } });
      const said = domainWarnings(erring).filter(({ reason }) => reason.includes("traffic.pattern"));
      expect(said.length).toBe(pattern === "poisson" ? 0 : 2);
      const concerned = said.flatMap(({ measures }) => measures);
      if (said.length > 0) expect(concerned).toContain("earlyCheckpointRatio");
      expect(concerned).not.toContain("messageRate");
    });
  },
);

function blockOf(source: { fill(block: MessageBlock): void }): MessageBlock {
  const block = new MessageBlock();
  source.fill(block);
  return block;
}

/** Variance over mean of the messages sent in windows of one second, by all or by one VM. */
function dispersion(pattern: TrafficPatternInput, of?: number): number {
  const system = prepare(scenarioOf(pattern));
  const source = drawnTraffic(system, populate(system), (purpose) => openStream("bursts", 0, purpose));
  const counts = new Float64Array(2_000);
  for (let done = false; !done; ) {
    const { sentAt, from, count } = blockOf(source);
    for (let m = 0; m < count; m++) {
      const second = Math.floor(sentAt[m]);
      if (second >= counts.length) done = true;
      else if (of === undefined || from[m] === of) counts[second]++;
    }
  }
  const mean = counts.reduce((sum, each) => sum + each, 0) / counts.length;
  return counts.reduce((sum, each) => sum + (each - mean) ** 2, 0) / counts.length / mean;
}

describe("bursts", () => {
  // A standard error of the index over 2,000 windows is about 0.03 for Poisson traffic.
  it("come from VMs that are on and off, and from rates that swing; requests and replies alone are hardly bursty", () => {
    expect(dispersion("poisson")).toBeLessThan(1.25);
    expect(dispersion({ requestReply: { service: 0.2 } })).toBeGreaterThan(1.25);
    expect(dispersion({ diurnal: { period: 37, amplitude: 0.8 } })).toBeGreaterThan(10);
    // Two VMs in three silent: λ m (1 − p)/p with counts that stay alike over a second is about 2 · 9.
    expect(dispersion({ onOff: { on: 2, off: 4 } }, 0)).toBeGreaterThan(8);
  });
});

describe("requests and replies", () => {
  it("go back to the VM that asked, when it has been served", () => {
    const system = prepare({
      classes: { client: { count: 3 }, server: {} },
      traffic: {
        per: "class",
        rates: { client: { server: 1 }, server: { client: 1 } },
        size: { client: { server: 10 }, server: { client: 20 } },
        pattern: { requestReply: { service: "1 h" } },
      },
    });
    const source = drawnTraffic(system, populate(system), (purpose) => openStream("asked", 0, purpose));
    const sends: { at: number; from: number; to: number; bytes: number }[] = [];
    for (let block = blockOf(source); (sends.at(-1)?.at ?? 0) < 3 * 3600; block = blockOf(source)) {
      for (let m = 0; m < block.count; m++) {
        sends.push({ at: block.sentAt[m], from: block.from[m], to: block.to[m], bytes: block.bytes[m] });
      }
    }
    const requests = sends.filter(({ at }) => at < 3600);
    const later = new Map(sends.map((send) => [send.at, send]));
    expect(requests.length).toBeGreaterThan(3000);
    for (const { at, from, to, bytes } of requests) {
      expect(later.get(at + 3600)).toEqual({ at: at + 3600, from: to, to: from, bytes: 30 - bytes });
    }
  });
});

describe("a pattern that is none is refused", () => {
  it.each([
    [
      "gauss",
      'traffic.pattern must be poisson, or a pattern such as { onOff: { on: 1 s, off: 9 s } }, got "gauss"',
    ],
    [{}, "traffic.pattern must name one pattern, got none"],
    [
      { onOff: { on: 1, off: 1 }, diurnal: { period: 1, amplitude: 1 } },
      "traffic.pattern must name one pattern, got onOff and diurnal",
    ],
    [{ onof: { on: 1 } }, "traffic.pattern.onof is not a known pattern; the nearest is onOff"],
    [{ onOff: { on: 0, off: 1 } }, "traffic.pattern.onOff.on must be a time above 0, such as 60 s, got 0"],
    [
      { diurnal: { period: 1, amplitude: 1.5 } },
      "traffic.pattern.diurnal.amplitude must be at most 1, or rates would be negative, got 1.5",
    ],
  ])("%j", (pattern, sentence) => {
    expect(() => prepare(scenarioOf(pattern as TrafficPatternInput))).toThrow(sentence);
  });

  it("one without effect is Poisson traffic", () => {
    expect(prepare(scenarioOf({ onOff: { on: 1, off: 0 } })).pattern).toBeUndefined();
    expect(prepare(scenarioOf({ diurnal: { period: 1, amplitude: 0 } })).pattern).toBeUndefined();
  });
});
