import { describe, expect, it } from "vitest";
import { inTransitLogShare } from "../../src/analytic/in-transit.js";
import { unrecoverablePerHostFailure } from "../../src/analytic/unrecoverable.js";
import { audit, auditedRun } from "../../src/montecarlo/audit/audit.js";
import { isDue } from "../../src/montecarlo/population.js";
import { replicationPlan } from "../../src/montecarlo/replication/replication-plan.js";
import { disagreement, lostWith, restoredOnLine } from "../../src/montecarlo/schemes/vm-qsc/after-failure.js";
import { VmQsc, type VmQscObserver, type VmQscSetting } from "../../src/montecarlo/schemes/vm-qsc/vm-qsc.js";
import type { LoggedMessage } from "../../src/montecarlo/schemes/vm-qsc/vm-state.js";
import { ScenarioError } from "../../src/scenario/model/scenario-error.js";
import type { System } from "../../src/scenario/model/system.js";
import type { Seconds } from "../../src/scenario/model/units.js";
import { disagrees, expectAgreement } from "../support/agreement.js";
import { auditSystem, exponential, uniform } from "../support/audit-regimes.js";
import { LiteralVmQsc } from "../support/literal-vm-qsc.js";
import { paper } from "../support/system-of.js";

const small = { seed: "audit", messages: 60_000, failures: 60, runs: 4 };

const withoutDelay: [string, System][] = [
  ["the paper's example", paper],
  ["three classes", auditSystem()],
  ["checkpoints that take longer than T0", auditSystem({ durations: [5, 19] })],
  [
    "entries that leave memory once flushed",
    auditSystem({ durations: [5, 19], policies: { volatileLog: "drop" } }),
  ],
  ["phases", auditSystem({ classes: [4, 3, 2].map((multiple, c) => ({ multiple, phase: c, count: 5 })) })],
  [
    "one clock for all, wrong",
    auditSystem({ clock: { error: uniform(0, 3), scope: "host" }, hosts: { count: 1 } }),
  ],
];

const skew = { delay: exponential(0.2), clock: { error: uniform(0, 0.5) }, durations: [0, 3] } as const;

const withDelay: [string, System][] = [
  ["delay", auditSystem({ delay: exponential(0.2) })],
  ["clock error without delay", auditSystem({ clock: { error: uniform(0, 0.5) } })],
  ["delay, clock error, durations", auditSystem(skew)],
  ["the same with entries that leave memory", auditSystem({ ...skew, policies: { volatileLog: "drop" } })],
  [
    "clocks of hosts, fixed",
    auditSystem({ ...skew, clock: { error: uniform(0, 3), scope: "host", redraw: "once" } }),
  ],
  ["checkpoints that take longer than T0", auditSystem({ ...skew, durations: [5, 19] })],
  ["delays as long as T0", auditSystem({ delay: exponential(8), durations: [0, 3] })],
  ["one host", auditSystem({ ...skew, hosts: { count: 1 } })],
];

describe("in every regime", () => {
  it.each([...withoutDelay, ...withDelay])(
    "nothing is orphaned, missing, twice or out of order: %s",
    (_, system) => {
      const report = audit(system, small);
      expect(report.hostFailures).toBe(60 * system.hosts.count);
      expect(report.replayed).toBeGreaterThan(report.vmFailures);
      expect(report).toMatchObject({ orphans: 0, missing: 0, twice: 0, outOfOrder: 0 });
      expect(report.findings.filter(({ fault }) => fault !== "lost")).toEqual([]);
    },
  );
});

describe("without delay and with perfect clocks", () => {
  it.each(withoutDelay)("nothing is lost, as the paper has it: %s", (_, system) => {
    expect(audit(system, small)).toMatchObject({ lost: 0, lostUndelivered: 0, findings: [] });
  });
});

/** What the hosts, one each, would lose at one instant, by message. */
interface Instant {
  readonly line: number;
  readonly lost: readonly number[];
  /** Where the VMs are then. */
  readonly index: Int32Array;
}

/** Plays a run that is asked line by line, and gives the definitions to compare its answers with. */
function lineByLine(system: System) {
  const first: Instant[] = [];
  const last: Instant[] = [];
  const messages: LoggedMessage[] = [];
  let played: VmQsc | undefined;
  const loss = (at: Seconds): Instant => {
    const rules = played!;
    const restored = rules.vms.map((_, vm) => restoredOnLine(rules, vm, at, false));
    const { hanging } = disagreement(rules, restored);
    const hosts = Array.from({ length: rules.setting.population.hostCount }, (_, host) => host);
    const lost = ids(hosts.flatMap((host) => lostWith(rules, hanging, host))).sort((a, b) => a - b);
    return { line: rules.covered, lost, index: Int32Array.from(rules.vms, ({ index }) => index) };
  };
  // Asks when each line has just been covered, and again when the next one is about to be.
  const observer: VmQscObserver = {
    sent: (logged) => messages.push(logged),
    lineCovering: (_k, at) => last.push(loss(at)),
    lineCovered: (_k, at) => first.push(loss(at)),
  };
  const makeRules = (setting: VmQscSetting) => {
    played = new VmQsc({ ...setting, observer });
    return played;
  };
  const plan = replicationPlan(system, 60_000);
  auditedRun(system, { seed: "line by line", replication: 0, plan, failures: 0, makeRules });
  const { population } = played!.setting;
  const due = (vm: number, k: number) => isDue(population, population.classOf[vm], k);
  const dueWithin = (vm: number, from: number, to: number) => {
    for (let k = from; k <= to; k++) if (due(vm, k)) return true;
    return false;
  };
  /** E12: across the line, inside a host, from a sender that is due there. */
  const fromDueSenders = (k: number, oldest = k) =>
    ids(
      messages.filter(({ message: { from, to }, sentIndex, receivedIndex }) => {
        const crosses = sentIndex < k && receivedIndex >= k;
        const local = population.hostOf[from] === population.hostOf[to];
        return crosses && local && dueWithin(from, Math.max(oldest, sentIndex + 1), k);
      }),
    );
  const flushed = (id: number, index: Int32Array) => {
    const { message, receivedIndex } = messages[id];
    return receivedIndex < index[message.to] && !due(message.to, receivedIndex + 1);
  };
  return {
    first,
    last,
    fromDueSenders,
    /** Also what a sender that replays had sent before the checkpoint that it replays from. */
    fromSendersPastACheckpoint: (k: number) => fromDueSenders(k, 0),
    unflushed: (lost: readonly number[], index: Int32Array) => lost.filter((id) => !flushed(id, index)),
  };
}

function ids(messages: readonly LoggedMessage[]): number[] {
  return messages.map(({ message }) => message.id);
}

const orderly = withDelay.filter(([name]) => !/T0/.test(name));

describe("what E12 calls unrecoverable", () => {
  it.each(orderly)(
    "is what failures lose when a line has just been covered, message by message: %s",
    (_, system) => {
      const { first, fromDueSenders } = lineByLine(system);
      expect(first.length).toBeGreaterThan(10);
      expect(first.reduce((sum, { lost }) => sum + lost.length, 0)).toBeGreaterThan(30);
      for (const { line, lost } of first) expect(lost, `line ${line}`).toEqual(fromDueSenders(line));
    },
  );

  it.each(withDelay)(
    "is saved by the receiver's next flush, before the next line is covered: %s",
    (_, system) => {
      const { first, last, fromSendersPastACheckpoint, unflushed } = lineByLine(system);
      for (const { line, lost, index } of [...first, ...last]) {
        expect(lost, `line ${line}`).toEqual(unflushed(fromSendersPastACheckpoint(line), index));
      }
      const lossOf = (instants: readonly Instant[]) =>
        instants.reduce((sum, { lost }) => sum + lost.length, 0);
      expect(lossOf(last)).toBeLessThan(lossOf(first));
    },
  );

  it("falls short where delays outlast T0: what is older than its checkpoint no sender sends again", () => {
    const { first, fromDueSenders } = lineByLine(auditSystem({ delay: exponential(8) }));
    const short = first.filter(({ line, lost }) => fromDueSenders(line).length < lost.length);
    expect(short.length).toBeGreaterThan(first.length / 2);
  });
});

const long = { seed: "agreement", messages: 600_000, failures: 600, runs: 60 };

/** The mean field errs by one in the number of VMs. */
const manyOnOneHost = auditSystem({
  classes: [50, 30, 20].map((count, c) => ({ count, multiple: c + 1 })),
  clock: { error: uniform(0, 2) },
  hosts: { count: 1 },
});

describe("the closed form", () => {
  it.each([
    ["delay", auditSystem({ delay: exponential(0.5) })],
    ["clock error alone, where the paper expects nothing", manyOnOneHost],
  ])("agrees with what failures lose: %s", (_, system) => {
    const report = audit(system, long);
    const { value } = unrecoverablePerHostFailure(system);
    expectAgreement(report.lostPerHostFailure, value, { resolution: 0.2 });
    expectAgreement(report.unrecoverablePerHostFailure, value, { resolution: 0.2 });
    expect(report.findings.map(({ fault }) => fault)).toEqual(["lost", "lost", "lost"]);
    // The twin loses what crosses the line inside a host, whoever sent it.
    const { delay, clock, hosts, classes } = system;
    const everySender = auditSystem({
      delay,
      clock,
      hosts,
      classes: classes.map(({ count }) => ({ count })),
    });
    expect(disagrees(report.lostPerHostFailure, unrecoverablePerHostFailure(everySender).value)).toBe(true);
  });

  it("agrees on the price of `inTransit: stable`, which loses nothing where lines take longer than delays", () => {
    const policies = { inTransit: "stable" } as const;
    const system = auditSystem({ delay: uniform(0, 1), durations: [1.5, 2.5], policies });
    const report = audit(system, long);
    expect(report).toMatchObject({ orphans: 0, lost: 0, missing: 0, twice: 0, outOfOrder: 0, findings: [] });
    const inbound = [110, 36, 16];
    const added = inTransitLogShare(system);
    const share = (of: readonly number[]) => of.reduce((sum, part, c) => sum + part * inbound[c], 0) / 162;
    const plain = share([0, 1 / 2, 2 / 3]);
    expectAgreement(report.stableLogRatio, plain + share(added), { resolution: 0.02 });
    expect(disagrees(report.stableLogRatio, plain)).toBe(true);
  });

  it("`inTransit: stable` cannot hold what is not delivered yet", () => {
    const policies = { inTransit: "stable" } as const;
    const system = auditSystem({ delay: exponential(1.5), policies });
    const report = audit(system, long);
    expect(report.lostUndelivered).toBe(report.lost);
    const { value } = unrecoverablePerHostFailure(system);
    expectAgreement(report.lostPerHostFailure, value, { resolution: 0.45 });
    expectAgreement(report.unrecoverablePerHostFailure, value, { resolution: 0.1 });
  });
});

describe("R8 to the letter", () => {
  const makeRules = (setting: VmQscSetting) => new LiteralVmQsc(setting);
  const apart = auditSystem({ delay: exponential(0.05), clock: { error: uniform(0, 4) } });

  it("leaves orphans when checkpoints are short and clocks far apart, which waiting for the flushes does not", () => {
    const often = { ...small, failures: 10 * small.failures };
    const literal = audit(apart, often, makeRules);
    expect(literal.orphans).toBeGreaterThan(0);
    expect(literal.missing).toBeGreaterThan(0);
    expect(audit(apart, often)).toMatchObject({ orphans: 0, missing: 0 });
    const orphan = literal.findings.find(({ fault }) => fault === "orphan")!;
    // Sent and received in the interval before the line, by a VM whose log of that interval is gone.
    expect(orphan.message.sentIndex).toBe(orphan.line - 1);
    expect(orphan.message.deliveredIndex).toBe(orphan.line - 1);
  });

  it("is the same as waiting where checkpoints take longer than clocks differ", () => {
    const slow = auditSystem({ ...skew, durations: [1, 3] });
    expect(audit(slow, small, makeRules)).toEqual(audit(slow, small));
  });
});

describe("an audit", () => {
  it("is the same for the same seed, and another for another", () => {
    const system = auditSystem(skew);
    const [once, again, other] = ["a", "a", "b"].map((seed) => audit(system, { ...small, seed }));
    expect(again).toEqual(once);
    expect(other.replayed).not.toBe(once.replayed);
  });

  it("audits as many failures as it is asked for", () => {
    const report = audit(paper, { ...small, failures: 7, runs: 3, messages: 6000 });
    expect(report).toMatchObject({ runs: 3, vmFailures: 7 * 4, hostFailures: 7 });
  });

  it.each([
    ["runs", { runs: 1 }, "runs must be a whole number of at least 2, got 1"],
    ["failures", { failures: 0.5 }, "failures must be a whole number of at least 1, got 0.5"],
    ["messages", { messages: -1 }, "messages must be a number above 0 and at most 9007199254740991, got -1"],
    ["confidence", { confidence: 1 }, "confidence must be a number above 0 and below 1, got 1"],
    [
      "messages",
      { maxMessages: 5000 },
      "each run of this audit would follow about 52920 messages, at most 5000 are allowed: lower messages, or the scenario's rates, counts or baseInterval",
    ],
  ])("refuses %s out of range: %o", (name, options, sentence) => {
    expect(() => audit(paper, options)).toThrow(new ScenarioError(sentence, name));
  });
});
