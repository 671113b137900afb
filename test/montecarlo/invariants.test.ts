import { describe, expect, it } from "vitest";
import type { EngineObserver } from "../../src/montecarlo/fast-engine/engine-observer.js";
import { MessageLogs } from "../../src/montecarlo/fast-engine/message-logs.js";
import { RecoveryLines } from "../../src/montecarlo/fast-engine/recovery-lines.js";
import { InvariantError } from "../../src/montecarlo/invariant-error.js";
import { populationFrom } from "../../src/montecarlo/population.js";
import { blockOf, type SmallRun, type Stage, stage } from "./small-run.js";

/** A is SI, B is MI_2; they talk to each other, and both checkpoints take 4 s. */
const run: SmallRun = {
  baseInterval: 16,
  until: 80,
  vms: [
    { multiple: 1, phase: 0, host: 0 },
    { multiple: 2, phase: 0, host: 1 },
  ],
  policies: { volatileLog: "keep", inTransit: "volatile" },
  clockErrors: [0],
  durations: [4],
  messages: [5, 20, 40, 60].flatMap((sentAt) => [
    { from: 0, to: 1, sentAt, deliveredAt: sentAt + 1, bytes: 1 },
    { from: 1, to: 0, sentAt, deliveredAt: sentAt + 2, bytes: 1 },
  ]),
};

/** Plays the run with an observer that may tamper with it. */
function play(tamper: (set: Stage) => Partial<EngineObserver>): () => void {
  const played = stage(run, (set) => ({ observers: [tamper(set)] }));
  return () => played.loop.runUntil(run.until);
}

function expectBroken(playing: () => void, sentence: string): void {
  expect(playing).toThrow(InvariantError);
  expect(playing).toThrow(sentence);
}

/** Starts anew for each of the two looks that `expectBroken` takes. */
function broken(tamper: (set: Stage) => Partial<EngineObserver>): () => void {
  return () => play(tamper)();
}

describe("an untampered run", () => {
  it("breaks nothing", () => {
    expect(play(() => ({}))).not.toThrow();
  });
});

describe("a broken rule stops the run:", () => {
  it("a delivery below the index of the send, where early advances are left out (R4)", () => {
    const playing = broken(({ protocol, loop }) => {
      Object.assign(protocol, { advance: () => {} });
      loop.inTransit.send(blockOf({ sentAt: 2, deliveredAt: 3, from: 0, to: 1, bytes: 1 }), 0, 1);
      return {};
    });
    expectBroken(playing, "VM 1 received at index 0 what VM 0 sent at index 1");
  });

  it("a second checkpoint at an index, where a VM has been set back (R3)", () => {
    const playing = broken(({ protocol }) => ({
      advanced: (vm, k) => {
        if (vm === 0 && k === 2) protocol.index[vm] = k - 1;
      },
    }));
    expectBroken(playing, "VM 0 takes checkpoint 2 a second time");
  });

  it("a checkpoint too many at an index (R3, R7)", () => {
    const playing = broken(({ protocol }) => ({
      advanced: (vm, k, at) => {
        if (vm === 0 && k === 3) protocol.lines.checkpoint(3, at);
      },
    }));
    expectBroken(playing, "more checkpoints at index 3 than VMs due there");
  });

  it("a line before its last checkpoint is complete (R7)", () => {
    const playing = broken(({ protocol: { lines } }) => ({
      advanced: (vm, k, at) => {
        if (vm === 1 && k === 2) lines.nextTime = at + 1;
      },
    }));
    expectBroken(playing, "line 2 established before its checkpoints are complete");
  });

  it("a line before its checkpoints are taken (R7)", () => {
    const playing = broken(({ protocol: { lines } }) => ({
      lineEstablished: (k) => {
        if (k === 2) lines.nextTime = 41;
      },
    }));
    expectBroken(playing, "line 3 established before its checkpoints are complete");
  });

  it("a line that reclaims before every VM has written its log (R8)", () => {
    const playing = broken(({ protocol: { lines } }) => ({
      advanced: (_vm, k) => {
        if (k === 2) lines.cover();
      },
    }));
    expectBroken(playing, "line 2 covered before its logs are written");
  });

  it("a VM that counts twice towards a line", () => {
    const playing = broken(({ protocol: { lines } }) => ({
      advanced: (vm, k) => {
        if (vm === 1 && k === 3) lines.reach(3);
      },
    }));
    expectBroken(playing, "more VMs at index 3 than there are");
  });

  it("more entries reclaimed from memory than it holds (R8)", () => {
    const playing = broken(({ protocol: { logs } }) => ({
      lineCovering: (k) => {
        if (k === 2) logs.delivered = 0;
      },
    }));
    expectBroken(playing, "line 2 reclaimed more entries than the logs hold");
  });

  it("more entries reclaimed from the stable log than it holds (R8)", () => {
    const playing = broken(({ protocol: { logs } }) => ({
      lineCovering: (k) => {
        if (k === 2) logs.stableCount = 0;
      },
    }));
    expectBroken(playing, "line 2 reclaimed more entries than the logs hold");
  });

  it("a line that reclaims before the one below it (R8)", () => {
    const playing = broken(({ protocol: { logs } }) => ({
      lineCovering: (k, at) => {
        if (k === 2) logs.reclaim(3, at);
      },
    }));
    expectBroken(playing, "line 3 reclaims after line 1");
  });

  it("a line that reclaims a second time (R8)", () => {
    const playing = broken(({ protocol: { logs } }) => ({
      lineCovered: (k, at) => {
        if (k === 2) logs.reclaim(2, at);
      },
    }));
    expectBroken(playing, "line 2 reclaims after line 2");
  });

  it("entries that would be reclaimed by a line that has reclaimed, since a later line still needs them (R8)", () => {
    const copy = broken(({ protocol: { logs } }) => ({
      // A copy booked at an index that all have left: it would wait for line 2.
      lineCovered: (k, at) => {
        if (k === 2) logs.deliver({ from: 0, to: 1, sentAt: at, at, bytes: 1, sentIndex: 1 }, 1);
      },
    }));
    expectBroken(copy, "entries wait for line 2, which has reclaimed: line 3 needs them");
    const log = broken(({ protocol: { logs } }) => ({
      lineCovered: (k) => {
        if (k === 2) logs.closeAtCheckpoint(0, 2);
      },
    }));
    expectBroken(log, "entries wait for line 2, which has reclaimed: line 3 needs them");
  });

  it("keeps the line where it stood", () => {
    let line = 0;
    const playing = play(({ protocol: { lines } }) => ({
      lineCovered: (k) => {
        line = k;
      },
      lineEstablished: (k) => {
        if (k === 2) lines.nextTime = 41;
      },
    }));
    expect(playing).toThrow(InvariantError);
    expect(line).toBe(2);
  });
});

describe("a second quiet span at an index", () => {
  const logs = () => {
    const population = populationFrom([{ multiple: 1, phase: 0, count: 1 }], 1, new Int32Array(1));
    const made = new MessageLogs(population, run.policies);
    made.beginSpan(3, 30, 39);
    return made;
  };

  it("breaks what the first has delivered, before that has ended", () => {
    expectBroken(() => logs().beginSpan(3, 39, 40), "a second span at index 3 before the first has ended");
  });

  it("is one like any other once it is, and so is a span at the next index", () => {
    const ended = logs();
    ended.endSpan(Int32Array.of(3));
    expect(() => ended.beginSpan(3, 39, 40)).not.toThrow();
    expect(() => logs().beginSpan(4, 40, 49)).not.toThrow();
  });
});

describe("a broken invariant", () => {
  it("is named as such and keeps its stack trace", () => {
    const lines = new RecoveryLines(
      populationFrom([{ multiple: 1, phase: 0, count: 1 }], 1, new Int32Array(1)),
      10,
    );
    try {
      lines.establish(5);
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({
        name: "InvariantError",
        message: "line 1 established before its checkpoints are complete",
        stack: expect.stringContaining("RecoveryLines.establish"),
      });
    }
  });
});
