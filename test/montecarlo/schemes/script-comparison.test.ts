import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { compareScript } from "../../../src/montecarlo/comparison/script-comparison.js";
import { rulesByKey } from "../../../src/montecarlo/schemes/make-scheme.js";
import { prepareScript } from "../../../src/scenario/checks/prepare-script.js";
import { ScenarioError } from "../../../src/scenario/model/scenario-error.js";
import type { SchemeKey } from "../../../src/scenario/model/schemes.js";
import type { ScriptInput } from "../../../src/scenario/model/script.js";
import type { ListedEvent } from "./event-list.js";

interface GoldenList {
  readonly name: string;
  readonly n: number;
  readonly hosts: readonly number[];
  readonly multiples?: readonly number[];
  readonly baseInterval?: number;
  readonly events: readonly ListedEvent[];
  readonly protocols: Readonly<
    Record<
      string,
      {
        readonly forced: readonly (readonly [number, number, string])[];
        readonly checkpoints: readonly (readonly { position: number; t: number; kind: string }[])[];
        readonly useless: readonly (readonly [number, number])[];
        readonly failures: readonly {
          readonly at: number;
          readonly failed: readonly number[];
          readonly line: readonly (number | null)[];
          readonly deliverAgain: readonly string[];
        }[];
      }
    >
  >;
}

const { lists } = JSON.parse(readFileSync(new URL("../../golden/schemes.json", import.meta.url), "utf8")) as {
  lists: readonly GoldenList[];
};

/** A golden list as a script, with the failures of one VM that it tells of. */
function scriptOf({ n, hosts, multiples, baseInterval, events, protocols }: GoldenList): ScriptInput {
  const name = (vm: number) => `P${vm}`;
  const received = new Map(
    events.flatMap((event) => (event.kind === "recv" ? [[event.message, event.t]] : [])),
  );
  const last = Math.max(...events.map(({ t }) => t));
  const instants = new Map<string, number[]>();
  for (const event of events) {
    if (event.kind !== "basic") continue;
    const of = instants.get(name(event.process)) ?? [];
    instants.set(name(event.process), [...of, event.t]);
  }
  return {
    until: last + 1,
    vms: Object.fromEntries(
      Array.from({ length: n }, (_, vm) => [
        name(vm),
        { host: `h${hosts[vm]}`, ...(multiples && { multiple: multiples[vm] }) },
      ]),
    ),
    ...(baseInterval === undefined ? { checkpoints: Object.fromEntries(instants) } : { baseInterval }),
    messages: events.flatMap((event) =>
      event.kind === "send"
        ? [
            {
              name: event.message,
              from: name(event.from),
              to: name(event.to),
              sentAt: event.t,
              deliveredAt: received.get(event.message) ?? last + 10,
            },
          ]
        : [],
    ),
    failures: protocols.uncoordinated.failures
      .filter(({ failed }) => failed.length === 1)
      .map(({ at, failed }) => ({ at, vm: name(failed[0]) }))
      .sort((a, b) => a.at - b.at),
  };
}

describe.each(lists)("$name, as a script", (list) => {
  const keys = Object.keys(list.protocols).filter((key): key is SchemeKey => key in rulesByKey);
  const compared = compareScript(prepareScript(scriptOf(list)), keys);
  const number = (vm: string) => Number(vm.slice(1));

  it.each(keys)("%s", (key) => {
    const golden = list.protocols[key];
    const { forced, checkpoints, useless, failures } = compared[key]!;
    const named = forced.map(({ vm, position, message }) => [number(vm), position, message]);
    expect(named.sort()).toEqual([...golden.forced].sort());
    expect(
      Object.values(checkpoints).map((of) => of.map(({ at, kind, position }) => ({ position, t: at, kind }))),
    ).toEqual(golden.checkpoints.map((of) => of.map(({ position, t, kind }) => ({ position, t, kind }))));
    expect(useless.map(({ vm, checkpoint }) => [number(vm), checkpoint])).toEqual(golden.useless);
    const found = failures.map(({ at, failed, line, deliverAgain }) => ({
      at,
      failed: failed.map(number),
      line: Object.values(line),
      deliverAgain: [...deliverAgain].sort(),
    }));
    const wanted = golden.failures
      .filter(({ failed }) => failed.length === 1)
      .map(({ at, failed, line, deliverAgain }) => ({
        at,
        failed,
        line,
        deliverAgain: [...deliverAgain].sort(),
      }))
      .sort((a, b) => a.at - b.at);
    expect(found).toEqual(wanted);
  });
});

describe("schemes that need a base interval", () => {
  const withTimers = prepareScript(scriptOf(lists[2]));

  it("VM_QSC takes the checkpoints of its golden list, and forces none", () => {
    const { vmqsc } = compareScript(withTimers, ["vmqsc"]);
    const golden = lists[2].protocols.vmqsc;
    expect(vmqsc!.forced).toEqual([]);
    expect(
      Object.values(vmqsc!.checkpoints).map((of) => of.map(({ at, position }) => [at, position])),
    ).toEqual(golden.checkpoints.map((of) => of.map(({ t, position }) => [t, position])));
  });

  it("a VM that fails alone returns to its checkpoint and replays; all VMs do with a host", () => {
    const failing = prepareScript({
      baseInterval: "10 s",
      until: "26 s",
      vms: { A: { host: "x" }, B: { multiple: 2, host: "x" }, C: { host: "y" } },
      messages: [{ name: "m", from: "A", to: "B", sentAt: "12 s", deliveredAt: "13 s" }],
      failures: [
        { at: "15 s", vm: "B" },
        { at: "25 s", host: "x" },
      ],
    });
    const {
      vmqsc,
      coordinated,
      "log-optimistic": logged,
    } = compareScript(failing, ["vmqsc", "coordinated", "log-optimistic"]);
    expect(vmqsc!.failures.map(({ line }) => line)).toEqual([
      { A: null, B: 0, C: null },
      { A: 2, B: 1, C: 2 },
    ]);
    expect(coordinated!.failures.map(({ line }) => line)).toEqual([
      { A: 1, B: 1, C: 1 },
      { A: 2, B: 2, C: 2 },
    ]);
    expect(logged!.failures.map(({ line }) => line)).toEqual([
      { A: null, B: 0, C: null },
      { A: 2, B: 1, C: null },
    ]);
  });

  it("are refused where checkpoints are given instead", () => {
    const given = prepareScript(scriptOf(lists[0]));
    expect(() => compareScript(given, ["bcs", "coordinated"])).toThrow(ScenarioError);
    expect(Object.keys(compareScript(given))).not.toContain("vmqsc");
  });
});
