import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FailureAudit } from "../../../src/montecarlo/audit/failure-audit.js";
import { EventStream } from "../../../src/montecarlo/events/event-stream.js";
import { VmQscScheme } from "../../../src/montecarlo/schemes/vm-qsc/vm-qsc-scheme.js";
import { ScriptedTraffic } from "../../../src/montecarlo/sources/scripted-traffic.js";
import { bytesOf } from "../../support/ledger.js";
import {
  durationOf,
  type PlainStage,
  plainStage,
  populationOf,
  type SmallRun,
  smallRuns,
  timersOf,
} from "../small-run.js";

/** What the scheme says of failures at given instants, and in all. */
function play(run: SmallRun, visits: readonly number[]) {
  const population = populationOf(run);
  const { baseInterval, policies, messages, until } = run;
  const scheme = new VmQscScheme({
    population,
    baseInterval,
    policies,
    durations: (vm, k) => durationOf(run, vm, k),
    image: run.vms.map(() => 1),
    burstSpan: 0,
  });
  const vms = [...run.vms.keys()];
  const onHost = (host: number) => vms.filter((vm) => run.vms[vm].host === host);
  const hosts = Array.from({ length: population.hostCount }, (_, host) => host);
  const recoveries: unknown[] = [];
  let next = 0;
  new EventStream({
    timers: timersOf(run),
    source: new ScriptedTraffic(messages),
    players: [scheme],
    agenda: {
      get nextTime() {
        return visits[next] ?? Number.POSITIVE_INFINITY;
      },
      happen() {
        const at = visits[next++];
        const ofHosts = hosts
          .filter((host) => onHost(host).length > 0)
          .map((host) => structuredClone(scheme.recover(onHost(host), at, "host")));
        recoveries.push(
          vms.map((vm) => structuredClone(scheme.recover([vm], at, "vm"))),
          ofHosts.map(({ unrecoverable, ...recovery }) => recovery),
          ofHosts.reduce((sum, { unrecoverable }) => sum + unrecoverable, 0),
        );
      },
    },
  }).runUntil(until);
  return { scheme, recoveries };
}

/** R9 and R10 for each VM and each host, from the rules and from the audit. */
function expected({ rules, ledger }: PlainStage, at: number): unknown[] {
  const never = () => new Float64Array(rules.vms.length).fill(Number.POSITIVE_INFINITY);
  const none = { deliverAgain: 0, unrecoverable: 0, orphans: 0 };
  const { hostOf, hostCount } = rules.setting.population;
  const ofVm = rules.vms.map(({ checkpoints }, vm) => {
    const imageFrom = never();
    imageFrom[vm] = checkpoints.filter(({ completion }) => completion <= at).at(-1)!.at;
    return { backTo: new Float64Array(rules.vms.length).fill(at), imageFrom, fromOwnDisk: false, ...none };
  });
  const hosts = Array.from({ length: hostCount }, (_, host) => host).filter((host) => hostOf.includes(host));
  const line = rules.covered;
  // A message is lost with the one host that both its ends are on.
  const audit = new FailureAudit(rules);
  audit.failHosts(at);
  const ofHost = hosts.map((host) => {
    const again = ledger.messages.filter(({ sentIndex, receivedIndex, message: { from, to } }) => {
      const inside = hostOf[from] === host && hostOf[to] === host;
      return sentIndex < line && receivedIndex >= line && (Number.isFinite(receivedIndex) || inside);
    });
    return {
      backTo: Float64Array.from(rules.vms, (_, vm) => ledger.reachedAt(vm, line)),
      imageFrom: Float64Array.from(rules.vms, ({ checkpoints }) => checkpoints[0].at),
      deliverAgain: again.length,
      orphans: 0,
    };
  });
  return [ofVm, ofHost, audit.counts.lost];
}

describe("VM_QSC as one scheme among others", () => {
  it("counts its checkpoints, what it logs and holds, and takes failures as R9 and R10 say", () => {
    const visits = Array.from({ length: 20 }, (_, visit) => 8 * visit + 1);
    fc.assert(
      fc.property(smallRuns, (run) => {
        const wanted: unknown[] = [];
        const plain = plainStage(run, (set) => ({
          visits,
          visit: (at) => wanted.push(...expected(set, at)),
        }));
        plain.stream.runUntil(run.until);
        const { scheme, recoveries } = play(run, visits);
        const { counts } = scheme;
        expect(recoveries).toEqual(wanted);
        const { ledger, rules } = plain;
        const steps = (vm: number) => ledger.advances.filter((step) => step.vm === vm && step.due);
        const vms = [...run.vms.keys()];
        expect([...counts.basic]).toEqual(vms.map((vm) => steps(vm).length));
        expect([...counts.forced]).toEqual(vms.map(() => 0));
        expect([...counts.skipped]).toEqual(vms.map((vm) => steps(vm).filter(({ early }) => early).length));
        expect([...counts.autonomous]).toEqual(
          vms.map((vm) => steps(vm).filter(({ early }) => !early).length),
        );
        const flushed = ledger.advances.flatMap((step) => step.flushed);
        const onDelivery = ledger.deliveries.filter(
          ({ sentIndex, receivedIndex }) => run.policies.inTransit === "stable" && sentIndex < receivedIndex,
        );
        expect(counts.logged).toBe(flushed.length + onDelivery.length);
        expect(counts.loggedBytes).toBe(bytesOf([...flushed, ...onDelivery]));
        expect(counts.piggyback).toBe(4 * ledger.messages.length);
        const { volatile, copies } = ledger.heldSums(run.until);
        const sum = (part: number) =>
          [...volatile, ...copies].filter((_, place) => place % 2 === part).reduce((a, b) => a + b, 0);
        expect(counts.held.until(run.until)).toBe(sum(0));
        expect(counts.heldBytes.until(run.until)).toBe(sum(1));
        const images = new Float64Array(run.vms.length);
        scheme.imagesHeld(images);
        expect([...images]).toEqual(rules.vms.map(({ checkpoints }) => checkpoints.length));
      }),
      { seed: 1, numRuns: 200 },
    );
  });
});
