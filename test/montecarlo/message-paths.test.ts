import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { BusyWindow } from "../../src/montecarlo/fast-engine/busy-window.js";
import type { EngineObserver } from "../../src/montecarlo/fast-engine/engine-observer.js";
import { FailureProbes } from "../../src/montecarlo/observers/failure-probes.js";
import { openStream } from "../../src/montecarlo/random/random-stream.js";
import type { MessageBlock, MessageSource } from "../../src/montecarlo/sources/message-source.js";
import { type ScriptedMessage, ScriptedTraffic } from "../../src/montecarlo/sources/scripted-traffic.js";
import {
  type SystemShape,
  systemOf,
  threeClassesShape,
  threeClassesSkewedShape,
} from "../support/system-of.js";
import { assemble, poissonTraffic } from "./assembly.js";
import { type Path, type SmallRun, smallRuns, stage } from "./small-run.js";

/** All that a run leaves behind when it goes one way through its messages; `seen` says what its visitor looks at. */
function outcome(run: SmallRun, path: Path, messageSize?: number, seen: "all" | "nothing" = "all") {
  const heldAtVisits: unknown[] = [];
  const crossed: (readonly number[])[] = [];
  const levels: unknown[] = [];
  let lastAdvance = Number.NaN;
  const { loop, protocol, facts } = stage(
    run,
    (set) => {
      const { population, logs } = set.protocol;
      const probes = new FailureProbes(
        population,
        () => set.protocol,
        Number.POSITIVE_INFINITY,
        openStream("paths", 0, "failures"),
      );
      const watcher: EngineObserver = {
        advanced: (_vm, _k, at) => {
          lastAdvance = at;
        },
        crossed: (...told) => {
          crossed.push(told);
        },
        // Inside a quiet span, levels are expectations; and at the instant of a delivery either is right.
        lineCovering: (k, at) => {
          if (seen === "all" || (at !== lastAdvance && set.protocol.commonIndex() >= 0)) return;
          levels.push([k, at, logs.volatileCount(at), logs.volatileBytes(at)]);
        },
      };
      return {
        observers: [probes, watcher],
        visits: seen === "all" ? Array.from({ length: 20 }, (_, visit) => 8 * visit) : [36, 90],
        visit: (at) => {
          if (seen === "nothing") return;
          probes.nextTime = at;
          probes.happen();
          heldAtVisits.push(logs.heldUntil(at), logs.volatileCount(at), structuredClone(probes.sums));
        },
      };
    },
    path,
    messageSize,
  );
  loop.runUntil(run.until);
  const { logs, index } = protocol;
  const { delivered, deliveredBytes, crossHost, stableCount, stableBytes } = logs;
  return {
    index,
    advances: facts.advances,
    establishedAt: facts.establishedAt,
    coveredAt: facts.coveredAt,
    logs: { delivered, deliveredBytes, crossHost, stableCount, stableBytes },
    held: logs.heldUntil(run.until),
    heldAtVisits,
    levels,
    crossed: crossed.map(String).toSorted(),
  };
}

/**
 * The run with a fraction of a second of its own for each message, so that no message comes at the instant of another
 * or of a timer. The fractions are exact in binary, and so are all sums of them.
 */
function withoutTies(run: SmallRun): SmallRun {
  const messages = run.messages.map((message, place) => {
    const fraction = (2 * place + 1) / 4096;
    return {
      ...message,
      sentAt: message.sentAt + fraction,
      deliveredAt: message.deliveredAt + fraction,
    };
  });
  return { ...run, messages: messages.toSorted((a, b) => a.sentAt - b.sentAt) };
}

describe("the ways through the messages of a given run", () => {
  it("come to the same, whether an observer is told of each message or not", () => {
    fc.assert(
      fc.property(smallRuns, (run) => {
        expect(outcome(run, "delayed")).toEqual(outcome(run, "observed"));
      }),
      { seed: 6, numRuns: 300 },
    );
  });

  it("come to the same without delays, whether messages pass through the queue or not", () => {
    fc.assert(
      fc.property(smallRuns, (anyRun) => {
        const messages = anyRun.messages.map((message) => ({ ...message, deliveredAt: message.sentAt }));
        const run = { ...anyRun, messages };
        expect(outcome(run, "immediate")).toEqual(outcome(run, "delayed"));
      }),
      { seed: 7, numRuns: 300 },
    );
  });

  it("come to the same, whether spans and busy windows are told as a whole or not", () => {
    const windows = vi.spyOn(BusyWindow.prototype, "drawSends");
    const runs = 400;
    fc.assert(
      fc.property(smallRuns, (anyRun) => {
        const run = withoutTies(anyRun);
        expect(outcome(run, "spanned", undefined, "nothing")).toEqual(
          outcome(run, "observed", undefined, "nothing"),
        );
      }),
      { seed: 9, numRuns: runs },
    );
    expect(windows.mock.calls.length).toBeGreaterThan(runs);
  });

  it.each(["immediate", "delayed", "observed"] as const)(
    "come to the same where the logs know that all messages have one size: %s",
    (path) => {
      fc.assert(
        fc.property(smallRuns, (anyRun) => {
          const messages = anyRun.messages.map((message) => ({
            ...message,
            bytes: 512,
            ...(path === "immediate" && { deliveredAt: message.sentAt }),
          }));
          const run = { ...anyRun, messages };
          // A power of two: bytes and their times are then exact, whatever they are summed from.
          expect(outcome(run, path, 512)).toEqual(outcome(run, path));
        }),
        { seed: 8, numRuns: 200 },
      );
    },
  );
});

const skewed = threeClassesSkewedShape;
const systems: readonly (readonly [string, SystemShape])[] = [
  ["clock error and durations", { ...skewed, delay: { kind: "constant", value: 0 } }],
  ["perfect clocks and checkpoints at once", threeClassesShape],
  [
    "clock errors as long as the base interval, both other policies",
    {
      ...skewed,
      delay: { kind: "constant", value: 0 },
      clock: { error: { kind: "normal", mean: 0, sd: 5 } },
      policies: { volatileLog: "drop", inTransit: "stable" },
    },
  ],
];

const length = 8;

describe("traffic without delays", () => {
  it.each(systems)("is the same to the last bit through the queue, with a delay of 0: %s", (_name, shape) => {
    const system = systemOf(shape);
    const atOnce = poissonTraffic(system, "paths");
    const queued: MessageSource = {
      immediate: false,
      fill: (block) => {
        atOnce.fill(block);
        block.deliveredAt.set(block.sentAt);
      },
    };
    expect(atOnce.immediate).toBe(true);
    expect(assemble(system, "paths", length, queued)).toEqual(
      assemble(system, "paths", length, poissonTraffic(system, "paths")),
    );
  });
});

/** A source that hands on what another gives, and keeps it. */
class Recording implements MessageSource {
  readonly messages: ScriptedMessage[] = [];

  constructor(private readonly source: MessageSource) {}

  get immediate(): boolean {
    return this.source.immediate;
  }

  fill(block: MessageBlock): void {
    this.source.fill(block);
    for (let m = 0; m < block.count; m++) {
      const sentAt = block.sentAt[m];
      const deliveredAt = this.immediate ? sentAt : block.deliveredAt[m];
      const [from, to, bytes] = [block.from[m], block.to[m], block.bytes[m]];
      this.messages.push({ from, to, sentAt, deliveredAt, bytes });
    }
  }
}

describe("sources of messages", () => {
  it.each([...systems, ["delays", skewed] as const])(
    "are exchangeable: a script of a Poisson run gives its very tallies: %s",
    (_name, shape) => {
      const system = systemOf(shape);
      const recording = new Recording(poissonTraffic(system, "exchange"));
      const original = assemble(system, "exchange", length, recording);
      expect(recording.messages.length).toBeGreaterThan(50_000);
      const script = new ScriptedTraffic(recording.messages);
      expect(assemble(system, "exchange", length, script)).toEqual(original);
    },
  );
});
