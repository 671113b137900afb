import { describe, expect, it } from "vitest";
import { stableLogRatio } from "../../src/analytic/stable-log-ratio.js";
import { unrecoverablePerHostFailure } from "../../src/analytic/unrecoverable.js";
import {
  type AuditOptions,
  type AuditReport,
  audit,
  type MakeRules,
} from "../../src/montecarlo/audit/audit.js";
import type { Estimate } from "../../src/montecarlo/estimation/estimate.js";
import { criticalValue } from "../../src/montecarlo/estimation/interval.js";
import type { System } from "../../src/scenario/model/system.js";
import { disagrees, expectAgreement } from "../support/agreement.js";
import { auditSystem, exponential, uniform } from "../support/audit-regimes.js";
import { expectTable } from "../support/document-table.js";
import { LiteralVmQsc } from "../support/literal-vm-qsc.js";
import { paper } from "../support/system-of.js";

const document = "docs/audit.md";
const size: AuditOptions = { seed: "audit", messages: 150_000, failures: 240, runs: 16 };

function interval({ mean, low, high }: Estimate, digits = 2): string {
  return high === low ? String(mean) : `${mean.toFixed(digits)} ± ${((high - low) / 2).toFixed(digits)}`;
}

/** Mean of independent answers, with the interval that their spread allows. */
function spread(values: readonly number[]): string {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const standardError = Math.sqrt(square / (values.length - 1) / values.length);
  if (standardError === 0) return String(mean);
  return `${mean.toFixed(2)} ± ${(criticalValue(0.01, values.length - 1) * standardError).toFixed(2)}`;
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
        const reports = Array.from({ length: 10 }, (_, part) =>
          audit(
            auditSystem(shape),
            { ...size, seed: `letter ${part}`, runs: 2, messages: 30_000, failures: 40 },
            reading,
          ),
        );
        const perFailure = (key: "orphans" | "missing" | "lost") =>
          spread(reports.map((report) => report[key] / report.hostFailures));
        return [
          name,
          reading ? "to the letter" : "waits for flushes",
          perFailure("orphans"),
          perFailure("missing"),
          perFailure("lost"),
        ];
      }),
    );
    expectTable(document, "letter", [["regime", "R8", "orphans", "missing", "lost"], ...rows]);
  });

  it("what a flush saves", () => {
    const many = { ...size, messages: 400_000, failures: 4000, runs: 40 };
    const mostlyMi2 = { ...fewSi, rates: busyMi2, hosts: { count: 1 } };
    const regimes = [
      ["delay 0.5 s, durations 6 s", { delay: 0.5, duration: 6 }],
      ["delay 8 s", { delay: 8, duration: 0 }],
      ["delay 8 s, durations 6 s", { delay: 8, duration: 6 }],
    ] as const;
    const rows = regimes.map(([name, { delay, duration }]) => {
      const shape = { ...mostlyMi2, delay: exponential(delay) };
      const system = auditSystem({ ...shape, durations: [duration, duration] });
      const { lostPerHostFailure, unrecoverablePerHostFailure: tallied } = audit(system, many);
      const closedForm = unrecoverablePerHostFailure(system).value;
      // Without durations a flush comes when the next line is covered, and saves nothing.
      const crossing = unrecoverablePerHostFailure(auditSystem(shape)).value;
      expectAgreement(lostPerHostFailure, closedForm, { resolution: 0.3 });
      expectAgreement(tallied, closedForm, { resolution: 0.3 });
      expect(disagrees(lostPerHostFailure, crossing)).toBe(duration > 0);
      return [name, interval(lostPerHostFailure), interval(tallied), number(closedForm), number(crossing)];
    });
    expectTable(document, "beyond", [
      ["regime", "lost per host failure", "engine", "E12", "crossing"],
      ...rows,
    ]);
  });
});
