import { describe, expect, it } from "vitest";
import { spaceTimeDiagram } from "../../src/pictures/space-time/diagram.js";
import { recordScenario, recordScript } from "../../src/pictures/space-time/recordings.js";
import { shivizLog, traceEvents } from "../../src/pictures/space-time/viewer-formats.js";
import { prepare } from "../../src/scenario/checks/prepare.js";
import { readScenarioOrScript } from "../../src/scenario/reading/load-scenario.js";
import { parseTrace } from "../../src/traces/parse-trace.js";
import { placedTrace } from "../../src/validation/traced-system.js";

function script(name: string) {
  const { script: found } = readScenarioOrScript(name);
  if (found === undefined) throw new Error(`${name} is no script`);
  return found;
}

describe("the paper's Fig. 3, recorded", () => {
  const run = recordScript(script("figure3"), {});

  it.each([
    ["m3", { logged: true, copied: false, crossed: false }],
    ["m4", { logged: false, copied: true, crossed: false }],
    ["m5", { logged: false, copied: false, crossed: false }],
    ["m6", { logged: true, copied: false, crossed: false }],
    ["m7", { logged: true, copied: false, crossed: true }],
    ["m8", { logged: false, copied: true, crossed: false }],
  ])("%s has the fate that §4.2 tells", (name, fate) => {
    expect(run.messages.find((message) => message.name === name)).toMatchObject(fate);
  });

  it("has VM3 take checkpoint 3 early, and no other", () => {
    const early = run.checkpoints.filter(({ kind }) => kind !== "on time");
    expect(early.map(({ vm, number, at }) => [run.vms[vm].name, number, at])).toEqual([["VM3", 3, 30.25]]);
  });

  it("has line 2 stand on VM4's checkpoint 0 and its log until 20 s", () => {
    const line = run.lines.find(({ number }) => number === 2);
    expect(line?.checkpointAt).toEqual([20, 20, 20, 0]);
    expect(line?.stateAt).toEqual([20, 20, 20, 20]);
  });

  it("is drawn with each message by name and fate, and told to those who do not see it", () => {
    const svg = spaceTimeDiagram(run);
    for (const name of ["m3", "m4", "m5", "m6", "m7", "m8"]) expect(svg).toContain(`>${name}</text>`);
    expect(svg.match(/class="early"/g)?.length).toBe(2); // the checkpoint, and its mark in the key
    expect(svg).toMatch(
      /<desc [^>]*>.*m7 from VM2 at 19 s to VM1 at 21 s: flushed to the stable log, in transit/,
    );
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  });

  it("becomes trace events whose arrows have a slice of the same thread and instant at either end", () => {
    const { traceEvents: events } = JSON.parse(traceEvents(run));
    const flows = events.filter(({ ph }: { ph: string }) => ph === "s" || ph === "f");
    expect(flows).toHaveLength(12);
    for (const { pid, tid, ts } of flows) {
      const slices = events.filter(
        (event: { ph: string; pid: number; tid: number; ts: number }) =>
          event.ph === "X" && event.pid === pid && event.tid === tid && event.ts === ts,
      );
      expect(slices).toHaveLength(1);
    }
  });

  it("becomes a log with vector clocks: what is received knows all that its sender knew", () => {
    const lines = shivizLog(run).split("\n");
    const clockAfter = (event: string) => JSON.parse(lines[lines.indexOf(event) + 1].replace(/^\S+ /, ""));
    const [sent, delivered] = [clockAfter("send m8 at 30 s"), clockAfter("deliver m8 at 30.25 s")];
    for (const [vm, count] of Object.entries(sent))
      expect(delivered[vm]).toBeGreaterThanOrEqual(count as number);
  });
});

describe("a trace, recorded", () => {
  // The messages of Fig. 3 as a recording of them, and one before them, since a recording begins with a message.
  const { messages, vms } = script("figure3");
  const rows = messages.map(
    ({ from, to, sentAt, deliveredAt }) => `${sentAt},${vms[from].name},${vms[to].name},${deliveredAt}`,
  );
  const trace = parseTrace(["t,src,dst,arrival", "0,VM1,VM2,0", ...rows].join("\n"), "figure3.csv");
  const scenario = {
    baseInterval: 10,
    classes: {
      second: { multiple: 2, nodes: ["VM1"], duration: 1 },
      each: { multiple: 1, count: 2, nodes: ["VM2", "VM3"], duration: 1 },
      third: { multiple: 3, nodes: ["VM4"], duration: 1 },
    },
    traffic: { rates: { each: { second: 1 } } },
    hosts: { count: 2, placement: { A: { second: 1, each: 1 }, B: { each: 1, third: 1 } } },
  } as const;
  const shown = { source: "figure3.csv", nodes: trace.nodes, ...placedTrace(trace, scenario) };
  const system = prepare(scenario);
  const run = recordScenario(system, { trace: shown, vms: ["second", "each", "third"], from: 0, until: 32 });

  it("gives its messages the fates that the script's have, under the names of its nodes", () => {
    const drawn = recordScript(script("figure3"), { until: 32 });
    expect(run.vms.map(({ name, note }) => [name, note])).toEqual(
      drawn.vms.map(({ name, note }) => [name, note]),
    );
    const [first, ...others] = run.messages;
    expect(first).toMatchObject({ sentAt: 0, deliveredAt: 0, logged: false, copied: false });
    // m8 alone hangs on clocks that are off.
    for (const [place, { name: _, ...fate }] of drawn.messages.slice(0, -1).entries())
      expect(others[place]).toMatchObject(fate);
  });

  it("is played by other schemes, and fails by node", () => {
    const failures = [{ at: 25, what: "VM3" }];
    const other = recordScenario(system, { trace: shown, scheme: "bcs", failures, until: 32 });
    expect(other.failures.map(({ what }) => what)).toEqual(["VM3"]);
    expect(other.lines).toEqual([]);
  });

  it("shows by itself what there is of it, and refuses a window after it", () => {
    expect(recordScenario(system, { trace: shown }).until).toBeGreaterThan(30);
    expect(() => recordScenario(system, { trace: shown, from: 50 })).toThrow(
      "from must be at most 30 s, when the last message of figure3.csv is sent, got 50 s",
    );
  });
});

describe("a failure, recorded", () => {
  const failing = {
    ...script("figure3"),
    failures: [
      { at: 27, failed: { host: 1 } },
      { at: 28, failed: { vm: 0 } },
    ],
  };

  it("sets every VM back to the covered line where a host fails, and one VM to its checkpoint, without loss, where it alone does", () => {
    const [host, vm] = recordScript(failing, {}).failures;
    expect(host.failedVms).toEqual([2, 3]);
    expect(host.restored).toEqual([
      { checkpointAt: 20, stateAt: 20 },
      { checkpointAt: 20, stateAt: 20 },
      { checkpointAt: 20, stateAt: 20 },
      { checkpointAt: 0, stateAt: 20 },
    ]);
    expect(vm.restored).toEqual([{ checkpointAt: 20, stateAt: 28 }, undefined, undefined, undefined]);
  });

  it("is drawn for another scheme by its own rules", () => {
    const run = recordScript(failing, { scheme: "fdas" });
    expect(run.lines).toEqual([]);
    expect(run.failures).toHaveLength(2);
    expect(spaceTimeDiagram(run)).toContain("work lost");
  });
});

describe("a scenario, recorded", () => {
  const system = prepare({
    baseInterval: 10,
    classes: { a: { multiple: 1, count: 3 }, b: { multiple: 2, count: 3 } },
    traffic: { rates: { a: { a: "0.1/s", b: "0.1/s" }, b: { a: "0.1/s" } } },
    hosts: { count: 2 },
  });

  it("shows two VMs of each class and the messages between them", () => {
    const run = recordScenario(system, {});
    expect(run.vms.map(({ name }) => name)).toEqual(["a1", "a2", "b1", "b2"]);
    expect(run.messages.every(({ from, to }) => from < 4 && to < 4)).toBe(true);
    expect(recordScenario(system, {})).toEqual(run);
  });

  it("shows the VMs that are named, and refuses others in a sentence", () => {
    expect(recordScenario(system, { vms: ["b", "a3"] }).vms.map(({ name }) => name)).toEqual([
      "a3",
      "b1",
      "b2",
      "b3",
    ]);
    expect(() => recordScenario(system, { vms: ["c1"] })).toThrow(
      "vms must name classes, or VMs such as a1, got c1",
    );
  });
});

it("has checkpoints of a scenario complete when its storage has them", () => {
  const system = prepare({
    baseInterval: "10 s",
    classes: { a: { count: 2, image: "2 GB" } },
    traffic: { rates: { a: { a: "0.1/s" } } },
    storage: { write: "1 GB/s", read: "1 GB/s" },
  });
  const { checkpoints, lines } = recordScenario(system, { from: 0, until: 22 });
  // Two images at once through 1 GB/s; those begun at 20 s are still being written.
  const taken = checkpoints.filter(({ number }) => number > 0);
  expect(taken.map(({ at, completion }) => [at, completion])).toEqual([
    [10, 14],
    [10, 14],
    [20, 22],
    [20, 22],
  ]);
  expect(lines.map(({ establishedAt }) => establishedAt)).toEqual([14]);
});
