import { describe, expect, it } from "vitest";
import { analyze } from "../../src/analytic/analyze.js";
import { advanceLaws } from "../../src/analytic/clock-skew.js";
import { flows } from "../../src/analytic/flows.js";
import { coverLags } from "../../src/analytic/line-lag.js";
import type { System } from "../../src/scenario/model/system.js";
import { disagrees, expectAgreement } from "../support/agreement.js";
import { uniform } from "../support/audit-regimes.js";
import { engineRun } from "../support/engine-run.js";
import { constant, type SystemShape, systemOf } from "../support/system-of.js";

// The regime: half of the VMs on one host, where messages come at once, the others in pairs, and so late across hosts
// that no message from another host brings anybody forward.
const shape: SystemShape = {
  classes: [{ count: 200 }],
  rates: [[1]],
  baseInterval: 10,
  clock: { error: uniform(0, 3) },
  delay: { within: constant(0), across: constant(3.5) },
  hosts: {
    count: 51,
    placement: {
      kind: "given",
      groups: [
        { host: 0, classIndex: 0, count: 100 },
        ...Array.from({ length: 50 }, (_, host) => ({ host: host + 1, classIndex: 0, count: 2 })),
      ],
    },
  },
};
const system = systemOf(shape);
const figures = analyze(system);
const estimates = engineRun(system, { seed: "unlike hosts", replications: 80, work: 200_000, mode: "event" });

/** The mean field by class alone: every VM receives from its own host what VMs of its class do on average. */
function byClassAlone(others: SystemShape): System {
  // 99 of 199 for half of the VMs, 1 of 199 for the others: as many from the own host as with four hosts of one size.
  return systemOf({ ...others, hosts: { count: 4 } });
}

describe("where hosts are unlike and delays within them others than across", () => {
  it("the early share is a mean over kinds of hosts", () => {
    expectAgreement(estimates.earlyCheckpointRatio, figures.earlyCheckpointRatio.value, { resolution: 0.03 });
    const alike = analyze(byClassAlone(shape)).earlyCheckpointRatio.value;
    expect(disagrees(estimates.earlyCheckpointRatio, alike)).toBe(true);
  });

  it("the message that opens an interval is no copy where it comes from the own host", () => {
    expectAgreement(estimates.senderCopiesMean, figures.senderCopiesMean.value, { resolution: 0.01 });
    const [{ early, mean }] = advanceLaws(system);
    const crossing = figures.crossHostRatio.value * flows(system).total;
    const { mean: lag, covariances } = coverLags(system);
    const asOften =
      crossing * (3.5 + 5 + lag - mean + covariances.mean[0] / 10) +
      200 * early * figures.crossHostRatio.value;
    expect(disagrees(estimates.senderCopiesMean, asOften)).toBe(true);
  });

  it("the large host holds more than its VMs' share, since they advance sooner", () => {
    const share = figures.volatileLogMean.value / 2;
    const onLargest = estimates.volatileLogMean!.byHost![0];
    expectAgreement(onLargest, figures.volatileLogMean.byHost![0], { resolution: 0.01 });
    expect(disagrees(onLargest, share)).toBe(true);
  });
});
