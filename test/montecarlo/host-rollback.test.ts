import { describe, expect, it } from "vitest";
import { HostRollback } from "../../src/montecarlo/observers/host-rollback.js";
import { lagging, populationOf, stage } from "./small-run.js";

/** What a failure of a host undoes, integrated from one instant to another: of each VM, and of all. */
function between(from: number, until: number) {
  const speed = { restore: [7, 1], replaySpeedup: 2 };
  const rollback = new HostRollback(populationOf(lagging), { from, until }, speed);
  stage(lagging, () => ({ observers: [rollback] })).loop.runUntil(lagging.until);
  rollback.sumUntil(lagging.until);
  const { lost, distance, last } = rollback.sums;
  return { lost: [...lost], distance: [...distance], last: [...last] };
}

describe("a failure of a host, averaged over its instants, worked out by hand", () => {
  it("before line 1 is covered both return to their start", () => {
    // ∫ t dt from 20 to 22; nothing to replay, so that A's restore takes longest.
    expect(between(20, 22)).toEqual({ lost: [42, 42], distance: [0, 0], last: [14, 2, 14] });
  });

  it("once B has flushed the line is 1, and B stands on it by its stable log", () => {
    // A passed it at 16, B at 22, and B has 22 s to replay at twice the speed.
    expect(between(22, 24)).toEqual({ lost: [14, 2], distance: [0, 44], last: [14, 24, 24] });
  });

  it("until A's second checkpoint is complete the line stays there", () => {
    expect(between(70, 72)).toEqual({ lost: [110, 98], distance: [0, 44], last: [14, 24, 24] });
  });

  it("as it is complete the line is 4, which B passed a base interval after its checkpoint", () => {
    expect(between(72, 74)).toEqual({ lost: [18, 18], distance: [0, 32], last: [14, 18, 18] });
  });

  it("over a window in which the line moves it is the sum of both parts", () => {
    expect(between(21, 23)).toEqual({ lost: [28, 22], distance: [0, 22], last: [14, 13, 19] });
  });

  it("outside the window nothing is counted", () => {
    expect(between(30, 30)).toEqual({ lost: [0, 0], distance: [0, 0], last: [0, 0, 0] });
  });
});
