import { describe, expect, it } from "vitest";
import { restoredFromLogs, restoredOnLine } from "../../src/montecarlo/schemes/vm-qsc/after-failure.js";
import { prepareScript } from "../../src/scenario/checks/prepare-script.js";
import type { ScriptInput } from "../../src/scenario/model/script.js";
import { playVmQsc } from "../support/play-vm-qsc.js";

/** VM 0 takes a checkpoint at every third index, VM 1 at each; each has two messages of the other. */
const twoVms = (policies: ScriptInput["policies"] = {}) =>
  playVmQsc(
    prepareScript({
      baseInterval: 10,
      vms: { seldom: { host: "h0", multiple: 3 }, often: { host: "h1", duration: 2 } },
      messages: [
        { name: "a", from: "often", to: "seldom", sentAt: 12, deliveredAt: 13 },
        { name: "b", from: "seldom", to: "often", sentAt: 14, deliveredAt: 15 },
        { name: "c", from: "often", to: "seldom", sentAt: 23, deliveredAt: 24 },
        { name: "d", from: "seldom", to: "often", sentAt: 25, deliveredAt: 26 },
      ],
      policies,
      until: 27,
    }),
  );

describe("a VM that fails alone", () => {
  it.each(["keep", "drop"] as const)("comes to all that it has received and sent: %s", (volatileLog) => {
    const rules = twoVms({ volatileLog });
    expect(restoredFromLogs(rules, 0, 27)).toMatchObject({
      checkpoint: { index: 0 },
      received: 2,
      sent: 2,
      replay: { matched: 2, missing: [], twice: [], outOfOrder: [] },
    });
    expect(restoredFromLogs(rules, 1, 27)).toMatchObject({
      checkpoint: { index: 2 },
      received: 2,
      sent: 2,
      replay: { matched: 1 },
    });
  });

  it("starts from its last checkpoint that is complete, as from its end on", () => {
    const rules = twoVms();
    expect(rules.covered).toBe(2);
    expect(restoredFromLogs(rules, 1, 22).checkpoint.index).toBe(2);
    expect(() => restoredFromLogs(rules, 1, 21.5)).toThrow("VM 1 has no complete checkpoint at 21.5");
  });

  it("comes no further than its log goes, and sends nothing that it would send after", () => {
    const rules = twoVms();
    const [a, c] = rules.vms[0].volatile;
    rules.vms[0].stable.splice(0);
    rules.vms[0].volatile.splice(0, 1);
    expect(restoredFromLogs(rules, 0, 27)).toMatchObject({
      received: 0,
      sent: 0,
      replay: { matched: 0, missing: [a], twice: [], outOfOrder: [] },
    });
    rules.vms[0].volatile.splice(0, 1, a);
    expect(restoredFromLogs(rules, 0, 27)).toMatchObject({
      received: 1,
      sent: 1,
      replay: { matched: 1, missing: [c] },
    });
  });
});

describe("a VM that returns to the covered line", () => {
  it("stands on its checkpoint there", () => {
    expect(restoredOnLine(twoVms(), 1, 27, false)).toMatchObject({
      checkpoint: { index: 2 },
      received: 1,
      sent: 1,
      replay: { matched: 0, missing: [], twice: [] },
    });
  });

  it.each(["keep", "drop"] as const)(
    "replays what it received before the line, and sends so much: %s",
    (log) => {
      for (const memory of [false, true]) {
        expect(restoredOnLine(twoVms({ volatileLog: log }), 0, 27, memory)).toMatchObject({
          checkpoint: { index: 0 },
          received: 1,
          sent: 1,
          replay: { matched: 1, missing: [], twice: [], outOfOrder: [] },
        });
      }
    },
  );

  it("has its host's memory where the host survives, and only then", () => {
    const rules = twoVms();
    rules.vms[0].stable.splice(0);
    expect(restoredOnLine(rules, 0, 27, true)).toMatchObject({ received: 1, sent: 1 });
    expect(restoredOnLine(rules, 0, 27, false)).toMatchObject({
      received: 0,
      sent: 0,
      replay: { matched: 0, missing: [rules.vms[0].volatile[0]] },
    });
  });

  it("cannot stand on a checkpoint that is not complete", () => {
    expect(restoredOnLine(twoVms(), 1, 22, false).checkpoint.index).toBe(2);
    expect(() => restoredOnLine(twoVms(), 1, 21.5, false)).toThrow(
      "line 2 stands on checkpoint 2 of VM 1 before its end",
    );
  });
});
