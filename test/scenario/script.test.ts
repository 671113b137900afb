import { describe, expect, it } from "vitest";
import { prepareScript } from "../../src/scenario/checks/prepare-script.js";
import { figures } from "../../src/scenario/model/figures.js";
import type { ScriptInput } from "../../src/scenario/model/script.js";
import { readScenarioOrScript } from "../../src/scenario/reading/load-scenario.js";
import { readEitherText } from "../../src/scenario/reading/parse-scenario.js";

const yaml = `until: 45 s
baseInterval: 10 s
vms:
  VM1: { multiple: 2, phase: 1, host: A, duration: 1 s }
  VM2: { host: A, clock: { 2: -0.25 s } }
  VM3: {}
messages:
  - { name: late, from: VM2, to: VM3, sentAt: 5, deliveredAt: 7 }
  - { name: m3, from: VM2, to: VM1, sentAt: 3, deliveredAt: 4, bytes: 2 kB }
failures: [ { at: 20 s, host: A }, { at: 17 s, vm: VM1 } ]
`;

describe("a script", () => {
  it("comes out in seconds and numbers, its events in the order of time", () => {
    expect(readEitherText(yaml, "script.yaml").script).toEqual({
      name: "script",
      until: 45,
      baseInterval: 10,
      vms: [
        { name: "VM1", multiple: 2, phase: 1, host: 0, duration: 1, clock: new Map() },
        { name: "VM2", multiple: 1, phase: 0, host: 0, duration: 0, clock: new Map([[2, -0.25]]) },
        { name: "VM3", multiple: 1, phase: 0, host: 1, duration: 0, clock: new Map() },
      ],
      hosts: ["A", "VM3"],
      messages: [
        { name: "m3", from: 1, to: 0, sentAt: 3, deliveredAt: 4, bytes: 2000 },
        { name: "late", from: 1, to: 2, sentAt: 5, deliveredAt: 7, bytes: 1000 },
      ],
      checkpoints: [],
      failures: [
        { at: 17, failed: { vm: 0 } },
        { at: 20, failed: { host: 0 } },
      ],
      policies: { volatileLog: "keep", inTransit: "volatile" },
    });
  });

  it("may give the instants of basic checkpoints instead of base intervals, and need not say when it ends", () => {
    const { checkpoints, until } = prepareScript({
      vms: { A: {}, B: {} },
      checkpoints: { B: ["3 s", "7 s"], A: ["3 s"] },
    });
    expect(checkpoints).toEqual([
      { at: 3, vm: 0, index: 1 },
      { at: 3, vm: 1, index: 1 },
      { at: 7, vm: 1, index: 2 },
    ]);
    expect(until).toBe(7.5);
  });

  it("is told from a scenario by its VMs", () => {
    expect(readScenarioOrScript("figure3").script?.messages).toHaveLength(6);
    expect(readScenarioOrScript("paper").scenario?.system.classes).toHaveLength(2);
    expect(() => readScenarioOrScript("figur3")).toThrow(
      "figur3 is neither a file nor a built-in scenario (paper, cloud, figure2, figure3); the nearest is figure3",
    );
  });

  it("shows its mistakes with line and column", () => {
    const text = yaml.replace("to: VM3", "to: VM4");
    expect(() => readEitherText(text, "script.yaml")).toThrow(
      "messages.0.to must name a VM of the script, got VM4; the nearest is VM1 (script.yaml:8:34)",
    );
  });

  const base: ScriptInput = { baseInterval: "10 s", vms: { A: {}, B: {} } };
  const message = { name: "m", from: "A", to: "B", sentAt: 1, deliveredAt: 2 };
  it.each<[string, ScriptInput]>([
    ["baseInterval is required and missing, unless checkpoints are given", { vms: { A: {} } }],
    ["vms must hold at least one VM, got none", { ...base, vms: {} }],
    [
      "checkpoints stands in the place of baseInterval, so only one of them can be given",
      { ...base, checkpoints: { A: [1] } },
    ],
    [
      "vms.A.multiple goes with baseInterval, not with given checkpoints",
      { vms: { A: { multiple: 2 } }, checkpoints: { A: [1] } },
    ],
    [
      "checkpoints.A.1 must be after the one before it, which is at 3 s, got 3 s",
      { vms: { A: {} }, checkpoints: { A: [3, "3 s"] } },
    ],
    ["checkpoints.C is not a VM of the script; known are A, B", { vms: base.vms, checkpoints: { C: [3] } }],
    [
      "vms.A.phase must be below the multiple of its VM, which is 1, got 1",
      { ...base, vms: { A: { phase: 1 } } },
    ],
    [
      "vms.A.clock.zero is no index: a whole number of at least 1 is wanted",
      { ...base, vms: { A: { clock: { zero: 1 } } } },
    ],
    [
      "messages.1.name must be a name of its own, got m a second time",
      { ...base, messages: [message, message] },
    ],
    [
      "messages.0.to must be another VM than the sender, got A",
      { ...base, messages: [{ ...message, to: "A" }] },
    ],
    [
      "messages.0.deliveredAt must not be before the send at 1 s, got 0.5 s",
      { ...base, messages: [{ ...message, deliveredAt: 0.5 }] },
    ],
    ["messages must be a list of messages, got 3", { ...base, messages: 3 as never }],
    ["failures.0 must name a vm or a host, got neither", { ...base, failures: [{ at: 1 } as never] }],
    ["failures.0 must name a vm or a host, got both", { ...base, failures: [{ at: 1, vm: "A", host: "B" }] }],
    ["until must be a time above 0, such as 60 s, got 0", { ...base, until: 0 }],
    [
      "until must be so early that there are at most 100000 checkpoints, got 1000000000000 s",
      { ...base, until: "1e12 s" },
    ],
    [
      "failures.1.at must be before the end at 45 s, got 170 s",
      {
        ...base,
        until: "45 s",
        failures: [
          { at: 17, vm: "A" },
          { at: "170 s", vm: "B" },
        ],
      },
    ],
    [
      "failures.0.host must name a host of the script, got C; known are A, B",
      { ...base, failures: [{ at: 1, host: "C" }] },
    ],
  ])("%s", (sentence, script) => {
    expect(() => prepareScript(script)).toThrow(sentence);
  });
});

describe("the built-in figures", () => {
  it.each(Object.keys(figures) as (keyof typeof figures)[])("%s has the paper's four VMs", (name) => {
    const { vms, hosts } = prepareScript(figures[name]);
    expect(vms.map(({ multiple, host }) => [multiple, hosts[host]])).toEqual([
      [2, "A"],
      [1, "A"],
      [1, "B"],
      [3, "B"],
    ]);
  });
});
