import { expect, it } from "vitest";
import { replicationPlan } from "../../src/montecarlo/replication/replication-plan.js";
import { expectAgreement } from "../support/agreement.js";
import { engineRun } from "../support/engine-run.js";
import { systemOf } from "../support/system-of.js";

const multiples = [7, 11, 13, 17, 19];

it("a replication much shorter than the hyperperiod still finds η: no phase of the grid is favoured", () => {
  const system = systemOf({
    classes: multiples.map((multiple) => ({ multiple, count: 2 })),
    rates: multiples.map((_, a) => multiples.map((_, b) => (b === (a + 1) % multiples.length ? 10 : 0))),
    per: "class",
    baseInterval: 10,
  });
  const work = 500;
  expect(replicationPlan(system, work).hyperperiod).toBe(0);
  expect(replicationPlan(system, work).indices).toBeLessThan(7);
  // Equal flows into all classes: η is the mean of 1 − 1/i.
  const ratio = multiples.reduce((sum, multiple) => sum + 1 - 1 / multiple, 0) / multiples.length;
  const { stableLogRatio } = engineRun(system, { seed: "long hyperperiod", replications: 300, work });
  expectAgreement(stableLogRatio, ratio, { resolution: 0.06 });
});
