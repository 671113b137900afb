import { describe, expect, it } from "vitest";
import { unrecoverablePerHostFailure } from "../../src/analytic/in-transit.js";
import { stableLogRatio } from "../../src/analytic/stable-log-ratio.js";
import {
  type AuditOptions,
  type AuditReport,
  audit,
  type MakeRules,
} from "../../src/montecarlo/audit/audit.js";
import type { Estimate } from "../../src/montecarlo/estimation/estimate.js";
import type { System } from "../../src/scenario/model/system.js";
import { disagrees, expectAgreement } from "../support/agreement.js";
import { auditSystem, exponential, uniform } from "../support/audit-regimes.js";
import { expectTable } from "../support/document-table.js";
import { exposure } from "../support/exposure.js";
import { LiteralVmQsc } from "../support/literal-vm-qsc.js";
import { paper } from "../support/system-of.js";

const document = "docs/audit.md";
const size: AuditOptions = { seed: "audit", messages: 150_000, failures: 240, runs: 16 };

function interval({ mean, low, high }: Estimate, digits = 2): string {
  return high === low ? String(mean) : `${mean.toFixed(digits)} ± ${((high - low) / 2).toFixed(digits)}`;
}

function number(value: number, digits = 2): string {
  return value === 0 ? "0" : value.toFixed(digits);
}

const wrongReplays = ({ missing, twice, outOfOrder }: AuditReport) => missing + twice + outOfOrder;
const clock = { error: uniform(0, 2) };
/** Two SI and eighteen MI_2 that talk little: nothing brings a late VM to the line but its clock. */
const fewSi = {
  classes: [
    { multiple: 1, count: 2 },
    { multiple: 2, count: 18 },
  ],
  rates: [
    [1, 3],
    [3, 1],
  ],
};
const busyMi2 = [
  [1, 1],
  [1, 157],
];
const stable = { inTransit: "stable" } as const;

describe("the tables of docs/audit.md", () => {
  it("what failures leave, regime by regime", () => {
    const everything = { delay: exponential(0.5), clock, durations: [0, 3] } as const;
    const regimes: [string, System][] = [
      ["the paper's example: no delay, perfect clocks", paper],
      ["no delay, perfect clocks", auditSystem()],
      ["no delay, clock error 0 to 2 s", auditSystem({ clock })],
      ["delay 0.5 s", auditSystem({ delay: exponential(0.5) })],
      ["delay 0.5 s, clock error, durations 0 to 3 s", auditSystem(everything)],
      ["the same, `volatileLog: drop`", auditSystem({ ...everything, policies: { volatileLog: "drop" } })],
      ["the same, one host", auditSystem({ ...everything, hosts: { count: 1 } })],
      [
        "delay up to 0.5 s, durations 1 to 3 s, `inTransit: stable`",
        auditSystem({ delay: uniform(0, 0.5), durations: [1, 3], policies: stable }),
      ],
    ];
    const rows = regimes.map(([name, system]) => {
      const report = audit(system, size);
      return [
        name,
        report.vmFailures + report.hostFailures,
        report.orphans,
        wrongReplays(report),
        report.lost,
        interval(report.lostPerHostFailure),
        number(unrecoverablePerHostFailure(system).value),
      ];
    });
    const head = [
      "regime",
      "failures",
      "orphans",
      "wrong in a replay",
      "lost",
      "lost per host failure",
      "E12",
    ];
    expectTable(document, "regimes", [head, ...rows]);
  });

  it("the price of `inTransit: stable`", () => {
    const regimes: [string, Parameters<typeof auditSystem>[0]][] = [
      ["delay up to 1 s, durations 1.5 to 2.5 s", { delay: uniform(0, 1), durations: [1.5, 2.5] }],
      ["delay 0.5 s, checkpoints in no time", { delay: exponential(0.5) }],
      ["no delay, clock error 0 to 2 s", { clock }],
    ];
    const rows = regimes.flatMap(([name, shape]) =>
      (["volatile", "stable"] as const).map((inTransit) => {
        const system = auditSystem({ ...shape, policies: { inTransit } });
        const { lost, lostUndelivered, stableLogRatio: estimate } = audit(system, size);
        return [
          name,
          inTransit,
          lost,
          lostUndelivered,
          interval(estimate, 4),
          number(stableLogRatio(system), 4),
        ];
      }),
    );
    const head = ["regime", "`inTransit`", "lost", "of these undelivered", "η, audited", "η, closed form"];
    expectTable(document, "price", [head, ...rows]);
  });

  it("R8 to the letter", () => {
    const literal: MakeRules = (setting) => new LiteralVmQsc(setting);
    const busy = { delay: exponential(0.05), clock: { error: uniform(0, 4) } };
    const quiet = { ...busy, ...fewSi };
    const regimes: [string, Parameters<typeof auditSystem>[0]][] = [
      ["busy, checkpoints in no time", busy],
      ["busy, durations 1 to 2 s", { ...busy, durations: [1, 2] }],
      ["quiet, checkpoints in no time", quiet],
      ["quiet, durations 1 to 2 s", { ...quiet, durations: [1, 2] }],
      ["quiet, durations 4 to 5 s", { ...quiet, durations: [4, 5] }],
    ];
    const rows = regimes.flatMap(([name, shape]) =>
      [undefined, literal].map((reading) => {
        const { orphans, missing, lost, hostFailures } = audit(auditSystem(shape), size, reading);
        const r8 = reading ? "to the letter" : "waits for flushes";
        return [name, r8, hostFailures, orphans, missing, lost];
      }),
    );
    expectTable(document, "letter", [
      ["regime", "R8", "host failures", "orphans", "missing", "lost"],
      ...rows,
    ]);
  });

  it("where E12 is off", () => {
    const many = { ...size, messages: 400_000, failures: 4000, runs: 40 };
    const mostlyMi2 = { ...fewSi, rates: busyMi2, hosts: { count: 1 } };
    const regimes = [
      ["delay 0.5 s, durations 6 s", { delay: 0.5, duration: 6 }],
      ["delay 8 s", { delay: 8, duration: 0 }],
    ] as const;
    const rows = regimes.map(([name, { delay, duration }]) => {
      const system = auditSystem({
        ...mostlyMi2,
        delay: exponential(delay),
        durations: [duration, duration],
      });
      const { lostPerHostFailure, unrecoverablePerHostFailure: tallied } = audit(system, many);
      const exact = exposure(system, { delay, duration });
      const closedForm = unrecoverablePerHostFailure(system).value;
      expectAgreement(lostPerHostFailure, exact, { resolution: 0.3 });
      expect(disagrees(lostPerHostFailure, closedForm)).toBe(duration > 0);
      expectAgreement(tallied, closedForm, { resolution: 0.3 });
      return [name, interval(lostPerHostFailure), number(exact), interval(tallied), number(closedForm)];
    });
    expectTable(document, "beyond", [
      ["regime", "lost per host failure", "formula above", "across the line", "closed form"],
      ...rows,
    ]);
  });
});

describe("the formula of docs/audit.md", () => {
  it.each([0.01, 8, 80])("is the closed form where lines are at once, with delays of %d s", (delay) => {
    const system = auditSystem({ delay: exponential(delay) });
    const value = exposure(system, { delay, duration: 0 });
    expect(Math.abs(value / unrecoverablePerHostFailure(system).value - 1)).toBeLessThan(1e-9);
  });
});
