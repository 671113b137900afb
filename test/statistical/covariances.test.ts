import { describe, expect, it } from "vitest";
import { analyze } from "../../src/analytic/analyze.js";
import type { MeasureKey } from "../../src/scenario/model/measures.js";
import { disagrees, expectAgreement } from "../support/agreement.js";
import { uniform } from "../support/audit-regimes.js";
import { engineRun } from "../support/engine-run.js";
import { type SystemShape, systemOf } from "../support/system-of.js";
import * as twins from "../support/wrong-twins-of-covariances.js";

/** Two VMs with one clock: whoever is late, the line is as late. */
const oneClock: SystemShape = {
  classes: [{ count: 2 }],
  rates: [[1]],
  baseInterval: 10,
  clock: { error: uniform(0, 9), scope: "host" },
  failures: { host: 1e-4 },
};
/** Three VMs whose messages take longer than clocks differ, so that none is early; replay is no faster than the first run. */
const fewClocks: SystemShape = {
  classes: [
    { count: 1, multiple: 1 },
    { count: 1, multiple: 2 },
    { count: 1, multiple: 3, phase: 1 },
  ],
  rates: [
    [0, 1, 0],
    [0, 0, 1],
    [1, 0, 0],
  ],
  per: "class",
  baseInterval: 10,
  delay: { kind: "constant", value: 8 },
  clock: { error: uniform(0, 8) },
  hosts: { count: 3 },
  failures: { host: 1e-4 },
  recovery: { replaySpeedup: 1, restart: 0, bandwidth: 1e15 },
};
/** Many VMs that receive a message in two or three base intervals, with clocks nearly a base interval apart. */
const fewMessages = (multiple: number): SystemShape => ({
  classes: [{ count: 400, multiple }],
  rates: [[0.04]],
  baseInterval: 10,
  clock: { error: uniform(0, 9) },
});

const regimes: readonly [
  string,
  SystemShape,
  readonly [MeasureKey, number, (system: ReturnType<typeof systemOf>) => number][],
][] = [
  [
    "one clock",
    oneClock,
    [
      ["volatileLogMean", 0.02, twins.volatileLogWithoutCovariance],
      ["hostRollback", 0.02, twins.rollbackWithoutCovariance],
      ["waste", 0.02, twins.wasteWithoutCovariance],
    ],
  ],
  [
    "three clocks",
    fewClocks,
    [
      ["senderCopiesMean", 0.05, twins.senderCopiesWithoutCovariance],
      ["hostRollback", 0.01, twins.rollbackWithoutCovariance],
      ["hostRecoveryTime", 0.02, twins.hostRecoveryWithoutCovariance],
    ],
  ],
  ["few messages, SI", fewMessages(1), [["vmReplayedMessages", 0.01, twins.replayedWithoutMissing]]],
  ["few messages, MI_3", fewMessages(3), [["stableLogMean", 0.01, twins.stableLogWithoutMissing]]],
];

describe.each(regimes)("covariances show: %s", (_name, shape, measures) => {
  const system = systemOf(shape);
  const figures = analyze(system);
  const estimates = engineRun(system, { seed: "covariances", replications: 60, work: 60_000 });

  it.each(measures)("%s agrees, and its twin without them does not", (measure, resolution, twin) => {
    expectAgreement(estimates[measure], figures[measure]!.value, { resolution });
    expect(disagrees(estimates[measure], twin(system))).toBe(true);
  });
});
