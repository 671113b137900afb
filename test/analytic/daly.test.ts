import { describe, expect, it } from "vitest";
import { dalyInterval, dalyRunTime } from "../../src/analytic/daly.js";

const minute = 60;
const hour = 3600;

/** Rounded to as many digits as the published value has. */
const toDigits = (value: number, digits: number) => Number(value.toPrecision(digits));

describe("Daly's interval and run time", () => {
  it.each([
    [24 * hour, 117, 3],
    [6 * hour, 57, 2],
    [15 * minute, 9.1, 2],
  ])("δ = 5 min, M = %d s: τ = %d min, as published", (mtbf, minutes, digits) => {
    expect(toDigits(dalyInterval({ checkpointCost: 5 * minute, mtbf }) / minute, digits)).toBe(minutes);
  });

  it.each([
    [7373.718, 720, 268.223, 44891.581],
    [2628, 168, 158.795, 10769.147],
    [262.8, 168, 47.985, 12810.013],
  ])("M = %d min, Ts = %d h: τ = %d min, run time %d min, as published", (mtbf, work, interval, runTime) => {
    const job = { checkpointCost: 5 * minute, restart: 10 * minute, mtbf: mtbf * minute, work: work * hour };
    expect(Math.round((1000 * dalyInterval(job)) / minute) / 1000).toBe(interval);
    expect(Math.round((1000 * dalyRunTime(job)) / minute) / 1000).toBe(runTime);
  });

  it("checkpoints once per mean time between failures when a checkpoint takes twice as long", () => {
    expect(dalyInterval({ checkpointCost: 200, mtbf: 100 })).toBe(100);
  });

  it("is nowhere beaten by a longer or shorter interval by more than the perturbation leaves out", () => {
    const job = { checkpointCost: 300, restart: 600, mtbf: 86_400, work: 1e6 };
    const best = dalyRunTime(job);
    for (const factor of [0.5, 0.9, 1.1, 2]) {
      expect(dalyRunTime(job, factor * dalyInterval(job))).toBeGreaterThan(best);
    }
  });
});
