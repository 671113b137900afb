import { describe, expect, it } from "vitest";
import { parseTarget } from "../../src/planning/target.js";
import { searchBands } from "../../src/planning/target-bands.js";
import { middleExtent, realScale, type ScaleExtent, wideExtent } from "../../src/planning/value-scale.js";

/** The runs of values of `x` that the search finds for `f(log10 x) <= bound`. */
function bandsOf(f: (u: number) => number, bound: number, extent: ScaleExtent = wideExtent) {
  const target = parseTarget(`waste<=${bound}`);
  const attempt = (value: number) => {
    const figure = f(Math.log10(value));
    return value > 0
      ? { value, figure, meets: figure <= bound }
      : { value, meets: false, refused: "above 0" };
  };
  const search = searchBands(realScale(1, extent), attempt, attempt(1), target);
  for (;;) {
    const step = search.next();
    if (step.done)
      return step
        .value((trial) => trial)
        .bands.map(({ least, most }) => [least, most].map(({ inside }) => Math.log10(inside.value)));
  }
}

/** A dip to `bottom` at `u`, 20 to a decade steep. */
const dip = (at: number, bottom: number) => (u: number) => bottom + 20 * Math.abs(u - at);

describe("searchBands", () => {
  it.each([-4.51, -0.13, 0.337, 1.41, 3.05])("finds a narrow band wherever it lies: 10^%s", (at) => {
    for (const extent of [wideExtent, middleExtent]) {
      const [[least, most], ...others] = bandsOf(dip(at, 0.999), 1, extent);
      expect(others).toEqual([]);
      expect(least).toBeLessThanOrEqual(at);
      expect(most).toBeGreaterThanOrEqual(at);
    }
  });

  it("tries one value a step, so that a signal is heard between any two", () => {
    let tries = 0;
    const attempt = (value: number) => {
      tries++;
      const figure = dip(0.3, 0.9)(Math.log10(value));
      return value > 0 ? { value, figure, meets: figure <= 1 } : { value, meets: false, refused: "above 0" };
    };
    const search = searchBands(realScale(1, wideExtent), attempt, attempt(1), parseTarget("waste<=1"));
    const perStep: number[] = [];
    for (let before = tries; !search.next().done; before = tries) perStep.push(tries - before);
    expect(tries).toBeGreaterThan(perStep.length / 2);
    expect(Math.max(...perStep)).toBe(1);
  });

  it("finds a band beside a dip that misses, though no value of the grid lies between them", () => {
    const [first, second] = [dip(0.29, 1.05), dip(0.36, 0.999)];
    const bands = bandsOf((u) => Math.min(first(u), second(u)), 1);
    expect(bands).toHaveLength(1);
    expect(Math.abs(bands[0][0] - 0.36)).toBeLessThan(1e-4);
  });

  it("finds a dip in a slope that falls on either side of it", () => {
    const bands = bandsOf((u) => Math.min(20 - 10 * u, dip(-0.29, 9)(u)), 10);
    expect(bands).toHaveLength(2);
    expect(Math.abs(bands[0][0] + 0.34)).toBeLessThan(1e-4);
  });

  it("says that there is none where none is", () => {
    expect(bandsOf(dip(0.337, 1.001), 1)).toEqual([]);
    expect(bandsOf((u) => Math.min(dip(0.29, 1.05)(u), dip(0.36, 1.001)(u)), 1)).toEqual([]);
  });
});
