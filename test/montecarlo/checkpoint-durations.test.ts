import { describe, expect, it } from "vitest";
import { populate } from "../../src/montecarlo/population.js";
import { openStream } from "../../src/montecarlo/random/random-stream.js";
import { drawnDurations, durationsByCell } from "../../src/montecarlo/sources/checkpoint-durations.js";
import { uniform } from "../support/audit-regimes.js";
import { constant, systemOf } from "../support/system-of.js";

const system = systemOf({
  baseInterval: 10,
  classes: [
    { multiple: 1, count: 3, duration: uniform(1, 2) },
    { multiple: 2, count: 3, duration: { kind: "lognormal", mean: 4, sd: 3 } },
    { multiple: 3, count: 1, duration: constant(5) },
  ],
  rates: [
    [1, 1, 1],
    [1, 1, 1],
    [1, 1, 0],
  ],
  per: "class",
  hosts: { count: 2 },
});
const population = populate(system);
const durations = () =>
  drawnDurations(system, population, (purpose) => openStream("checkpoint durations", 0, purpose));

/** Every VM at some indices. */
const places = [1, 2, 3].flatMap((k) =>
  Array.from({ length: population.vmCount }, (_, vm) => [vm, k] as const),
);

describe("durations of checkpoints", () => {
  it("are the same in whatever order, and however often, they are asked for", () => {
    const [asked, reversed] = [durations(), durations()];
    const inOrder = places.map(([vm, k]) => asked(vm, k));
    expect(places.toReversed().map(([vm, k]) => reversed(vm, k))).toEqual(inOrder.toReversed());
    expect(places.map(([vm, k]) => asked(vm, k))).toEqual(inOrder);
  });

  it("are others for every VM and index, but where the law is a constant", () => {
    const asked = durations();
    const drawn = places.filter(([vm]) => vm < 6).map(([vm, k]) => asked(vm, k));
    expect(new Set(drawn).size).toBe(drawn.length);
    expect(asked(6, 1)).toBe(5);
  });
});

describe("durations by cell", () => {
  it("are one VM's of the cell, and the longest is the longest of all its VMs'", () => {
    const ofVm = durations();
    const ofCell = durationsByCell(ofVm, population);
    for (const k of [1, 2, 3]) {
      for (let cell = 0; cell < population.cellCount; cell++) {
        const all = places
          .filter(([vm, index]) => index === k && population.cellOf[vm] === cell)
          .map(([vm]) => ofVm(vm, k));
        expect(all).toContain(ofCell.durations(cell, k));
        expect(ofCell.longest(cell, k)).toBe(Math.max(...all));
      }
    }
  });
});
