import { describe, expect, it } from "vitest";
import { FailureAudit } from "../../src/montecarlo/audit/failure-audit.js";
import { populationFrom } from "../../src/montecarlo/population.js";
import { VmQsc } from "../../src/montecarlo/schemes/vm-qsc/vm-qsc.js";
import { prepareScript } from "../../src/scenario/checks/prepare-script.js";
import { figures } from "../../src/scenario/model/figures.js";
import type { ScriptInput } from "../../src/scenario/model/script.js";
import { playVmQsc } from "../support/play-vm-qsc.js";

const { figure2, figure3 } = figures;

/** The state of the rules when the script has been played until an instant. */
function playedUntil(until: number, script: ScriptInput): VmQsc {
  return playVmQsc(prepareScript({ ...script, until }));
}

/** Every VM and every host fails at the instant until which the script is played. */
function failedAt(until: number, script: ScriptInput): FailureAudit {
  const audit = new FailureAudit(playedUntil(until, script));
  audit.failVms(until);
  audit.failHosts(until);
  return audit;
}

/** What is wrong after failures at `until`, as `fault message, failed`. */
function faults(until: number, script: ScriptInput): string[] {
  const { messages } = prepareScript(script);
  return failedAt(until, script).findings.map(
    ({ fault, message, failed }) => `${fault} ${messages[message.id].name}, ${JSON.stringify(failed)}`,
  );
}

const instants = (until: number) => Array.from({ length: 8 * until }, (_, n) => (n + 1) / 8);

describe("the paper's Fig. 2", () => {
  it("leaves nothing wrong, whenever a VM or a host fails", () => {
    for (const at of instants(35)) expect(faults(at, figure2), `at ${at}`).toEqual([]);
  });
});

describe("the paper's Fig. 3", () => {
  it("loses m7 when the host of VM1 and VM2 fails after line 2 and before the flush at 3·T0", () => {
    const lost = instants(44).filter((at) => faults(at, figure3).length > 0);
    expect(lost[0]).toBe(21.125);
    expect(lost.at(-1)).toBe(30);
    expect(lost).toEqual(instants(30).filter((at) => at > 21));
    for (const at of lost) expect(faults(at, figure3)).toEqual(['lost m7, {"host":0}']);
  });

  it("loses nothing when m7 goes to the stable log on delivery", () => {
    const stable: ScriptInput = { ...figure3, policies: { inTransit: "stable" } };
    for (const at of instants(44)) expect(faults(at, stable), `at ${at}`).toEqual([]);
  });

  it("recovers alike when flushed entries leave the memory", () => {
    const drop: ScriptInput = { ...figure3, policies: { volatileLog: "drop" } };
    for (const at of instants(44)) expect(faults(at, drop), `at ${at}`).toEqual(faults(at, figure3));
  });
});

/** Two VMs, a message sent before line `2` and delivered after it, and failures at 21. */
function acrossLine2(parts: {
  readonly sender?: { readonly multiple: number; readonly phase?: number };
  readonly receiverHost?: number;
  readonly sentAt?: number;
  readonly deliveredAt?: number;
  readonly policies?: ScriptInput["policies"];
}): FailureAudit {
  const { sender = { multiple: 1 }, receiverHost = 0, sentAt = 19, deliveredAt = 20.5 } = parts;
  return failedAt(21, {
    baseInterval: 10,
    vms: {
      sender: { host: "h0", ...sender },
      receiver: { host: `h${receiverHost}` },
      bystander: { host: "h2" },
    },
    messages: [{ name: "m", from: "sender", to: "receiver", sentAt, deliveredAt }],
    ...(parts.policies && { policies: parts.policies }),
  });
}

const nothingLost = { lost: 0, lostUndelivered: 0, lostBeforeReplay: 0 };

describe("a message across the line", () => {
  it("is lost with the host of both ends when the sender stands on its checkpoint", () => {
    const { counts, findings } = acrossLine2({});
    expect(counts).toMatchObject({ lost: 1, lostUndelivered: 0, lostBeforeReplay: 0, hostFailures: 2 });
    expect(findings).toEqual([
      {
        fault: "lost",
        at: 21,
        failed: { host: 0 },
        line: 2,
        message: {
          id: 0,
          from: 0,
          to: 1,
          sentIndex: 1,
          sentAt: 19,
          sentPlace: 0,
          sentAfter: 0,
          deliveredIndex: 2,
          deliveredAt: 20.5,
          deliveredPlace: 0,
        },
      },
    ]);
  });

  it("is sent again by a sender that replays", () => {
    expect(acrossLine2({ sender: { multiple: 3 } }).counts).toMatchObject(nothingLost);
  });

  it("is lost all the same if it was sent before the checkpoint that the sender replays from", () => {
    const { counts } = acrossLine2({ sender: { multiple: 2, phase: 1 }, sentAt: 9 });
    expect(counts).toMatchObject({ lost: 1, lostUndelivered: 0, lostBeforeReplay: 1 });
  });

  it("comes from the copy or from the receiver's log when two hosts have it", () => {
    expect(acrossLine2({ receiverHost: 1 }).counts).toMatchObject(nothingLost);
  });

  it("comes from the wire or the copy while it is under way between two hosts", () => {
    expect(acrossLine2({ receiverHost: 1, deliveredAt: 22 }).counts).toMatchObject(nothingLost);
  });

  it("is lost inside a failing host while it is under way", () => {
    const { counts } = acrossLine2({ deliveredAt: 22 });
    expect(counts).toMatchObject({ lost: 1, lostUndelivered: 1 });
  });

  it("is saved by the stable log once it is delivered, and not before", () => {
    const policies = { inTransit: "stable" } as const;
    expect(acrossLine2({ policies }).counts).toMatchObject(nothingLost);
    expect(acrossLine2({ policies, deliveredAt: 22 }).counts).toMatchObject({ lost: 1, lostUndelivered: 1 });
  });
});

describe("a message that stands in memory and in the stable log", () => {
  it("is replayed once", () => {
    const { counts } = acrossLine2({ policies: { volatileLog: "drop", inTransit: "stable" } });
    expect(counts).toMatchObject({ missing: 0, twice: 0, outOfOrder: 0 });
  });
});

describe("a replay", () => {
  const longCheckpoint: ScriptInput = {
    baseInterval: 10,
    vms: { slow: { multiple: 3, duration: 25 }, other: {} },
    messages: [5, 15, 25, 35].map((at, n) => ({
      name: `m${n}`,
      from: "other",
      to: "slow",
      sentAt: at,
      deliveredAt: at,
    })),
    policies: { volatileLog: "drop" },
  };

  it("takes stable and volatile entries in the order of receipt, which is not one log after the other", () => {
    const { stable, volatile } = playedUntil(44, longCheckpoint).vms[0];
    expect(stable.map(({ message }) => message.id)).toEqual([0, 1, 3]);
    expect(volatile.map(({ message }) => message.id)).toEqual([2]);
    expect(failedAt(44, longCheckpoint).counts).toMatchObject({ missing: 0, twice: 0, outOfOrder: 0 });
  });

  it("reports what the logs do not hold, hold twice or out of order", () => {
    const replayFrom = (stable: number[], volatile: number[]) => {
      const rules = playedUntil(44, longCheckpoint);
      const entries = rules.vms[0].received.slice(0);
      const logs = { stable: stable.map((id) => entries[id]), volatile: volatile.map((id) => entries[id]) };
      Object.assign(rules.vms[0], logs);
      const audit = new FailureAudit(rules);
      audit.failVms(44);
      const { missing, twice, outOfOrder } = audit.counts;
      return { missing, twice, outOfOrder };
    };
    expect(replayFrom([0, 1, 3], [])).toEqual({ missing: 1, twice: 0, outOfOrder: 0 });
    expect(replayFrom([0, 1, 1, 3], [2])).toEqual({ missing: 0, twice: 1, outOfOrder: 0 });
    expect(replayFrom([1, 0, 3], [2])).toEqual({ missing: 0, twice: 0, outOfOrder: 1 });
  });
});

describe("an orphan", () => {
  /** Two VMs on hosts of their own; whether R4 holds is up to the test. */
  function play(early: boolean): FailureAudit {
    const rules = new VmQsc({
      population: populationFrom([{ multiple: 1, phase: 0, count: 2 }], 2, Int32Array.of(0, 1)),
      baseInterval: 10,
      policies: { volatileLog: "keep", inTransit: "volatile" },
      durations: () => 0,
    });
    const message = { id: 0, from: 0, to: 1, sentAt: 11, deliveredAt: 11.5, bytes: 1 };
    rules.timer(0, 1, 10);
    const logged = rules.send(message);
    // A message that seems to come from index 0 moves nobody on.
    if (!early) Object.assign(logged, { sentIndex: 0 });
    rules.receive(message, logged);
    Object.assign(logged, { sentIndex: 1 });
    if (!early) rules.timer(1, 1, 12);
    rules.act();
    const audit = new FailureAudit(rules);
    audit.failHosts(13);
    return audit;
  }

  it("is found where a message is received before the checkpoint that it should have brought forward", () => {
    const { counts, findings } = play(false);
    expect(counts).toMatchObject({ hostFailures: 2, orphans: 2, lost: 0 });
    expect(findings.map(({ fault, failed, message }) => [fault, failed, message.id])).toEqual([
      ["orphan", { host: 0 }, 0],
      ["orphan", { host: 1 }, 0],
    ]);
  });

  it("is none where R4 holds", () => {
    expect(play(true).counts).toMatchObject({ hostFailures: 2, orphans: 0, lost: 0 });
  });
});
