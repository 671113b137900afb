import type { Seconds } from "../scenario/model/units.js";
import type { FieldPanel } from "./contagion.js";
import { degree } from "./numerics/panel.js";

/** Points of the mesh on which advances are followed, at least. */
const fewestPoints = 2000;

/** How the advance to one index runs through the cells, after the base boundary. */
export class MeanField {
  /** A mesh from the first advance to the last, every panel in equal parts. */
  readonly times: Float64Array;

  constructor(
    readonly panels: readonly FieldPanel[],
    readonly cells: number,
  ) {
    const parts = Math.ceil(fewestPoints / panels.length);
    this.times = new Float64Array(panels.length * parts + 1);
    panels.forEach(({ from, to }, place) => {
      for (let part = 0; part < parts; part++) {
        this.times[place * parts + part] = from + ((to - from) * part) / parts;
      }
    });
    this.times[panels.length * parts] = panels[panels.length - 1].to;
  }

  /** `∫ h` of one cell up to `t`: nothing before the clocks' law begins; where it ends everyone has advanced. */
  hazard(cell: number, t: Seconds): number {
    const { panels } = this;
    if (t <= panels[0].from) return 0;
    if (t > panels[panels.length - 1].to) return Number.POSITIVE_INFINITY;
    let low = 0;
    let high = panels.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (panels[middle].from < t) low = middle;
      else high = middle;
    }
    const { from, to, hazardPowers } = panels[low];
    const u = (2 * t - from - to) / (to - from);
    let value = 0;
    for (let k = degree; k >= 0; k--) value = value * u + hazardPowers[k * this.cells + cell];
    return Math.max(0, value);
  }
}
