import type { Distribution } from "../scenario/model/distribution.js";
import type { Seconds } from "../scenario/model/units.js";
import type { FieldPanel } from "./contagion.js";
import { lawSurvival } from "./numerics/distribution-laws.js";
import { degree } from "./numerics/panel.js";

/** Points of the mesh on which advances are followed, at least. */
const fewestPoints = 2000;

/** How the advance to one index runs through the cells, after the base boundary. */
export class MeanField {
  /** A mesh from the first advance to the last, every panel in equal parts; and `1 − G` on it. */
  readonly times: Float64Array;
  readonly clockSurvival: Float64Array;
  private readonly parts: number;

  constructor(
    readonly panels: readonly FieldPanel[],
    error: Distribution,
    readonly cells: number,
  ) {
    this.parts = Math.ceil(fewestPoints / panels.length);
    this.times = new Float64Array(panels.length * this.parts + 1);
    panels.forEach(({ from, to }, place) => {
      for (let part = 0; part < this.parts; part++) {
        this.times[place * this.parts + part] = from + ((to - from) * part) / this.parts;
      }
    });
    this.times[this.times.length - 1] = panels[panels.length - 1].to;
    this.clockSurvival = this.times.map((t) => lawSurvival(error, t));
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
    return this.hazardIn(panels[low], cell, t);
  }

  /** `1 − x_c` of a cell on the mesh. */
  notReached(cell: number): Float64Array {
    const { panels, parts, times, clockSurvival } = this;
    return clockSurvival.map((clock, at) => {
      const panel = panels[Math.min(panels.length - 1, Math.floor(at / parts))];
      return clock * Math.exp(-this.hazardIn(panel, cell, times[at]));
    });
  }

  private hazardIn({ from, to, hazardPowers }: FieldPanel, cell: number, t: Seconds): number {
    const u = (2 * t - from - to) / (to - from);
    let value = 0;
    for (let k = degree; k >= 0; k--) value = value * u + hazardPowers[k * this.cells + cell];
    return Math.max(0, value);
  }
}
