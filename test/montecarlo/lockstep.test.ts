import { expect, it } from "vitest";
import { runReplication, totalsLayout } from "../../src/montecarlo/replication/replication.js";
import { replicationPlan } from "../../src/montecarlo/replication/replication-plan.js";
import { constant, systemOf } from "../support/system-of.js";

it("VMs in lockstep receive what is sent where a window ends shortly before the timers", () => {
  // A base interval has 212.5 messages in 25 class pairs, enough for a span; nine tenths of it have too few for one.
  const classes = Array.from({ length: 5 }, () => ({ multiple: 1, count: 40 }));
  const rates = classes.map(() => classes.map(() => 0.85));
  const system = systemOf({
    baseInterval: 10,
    classes,
    rates,
    per: "class",
    clock: { error: constant(9) },
  });
  const plan = { ...replicationPlan(system, undefined, "span"), indices: 1 };
  const { values } = runReplication(system, { seed: "lockstep", replication: 0, plan });
  const slot = totalsLayout(system).slots.findIndex(({ measure }) => measure === "messageRate");
  // Twelve standard deviations below the mean begin at 38.
  expect(values[2 * slot]).toBeGreaterThan(38);
});
