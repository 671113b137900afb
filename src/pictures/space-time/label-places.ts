export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export type Stroke = readonly [x1: number, y1: number, x2: number, y2: number];

/** A stroke is a row of dots to a label: so far apart, each so large, in pixels. */
const dotDistance = 4;
const dotSize = 3;

/** Finds places for labels one after the other: of the places offered, the one that covers least of what is there. */
export class LabelPlaces {
  private readonly boxes: Box[] = [];

  avoid(box: Box): void {
    this.boxes.push(box);
  }

  /** Keeps labels off a stroke where there is room elsewhere. */
  avoidStroke([x1, y1, x2, y2]: Stroke): void {
    const dots = Math.ceil(Math.hypot(x2 - x1, y2 - y1) / dotDistance) || 1;
    for (let dot = 0; dot <= dots; dot++) {
      const left = x1 + ((x2 - x1) * dot) / dots - dotSize / 2;
      const top = y1 + ((y2 - y1) * dot) / dots - dotSize / 2;
      this.avoid({ left, top, right: left + dotSize, bottom: top + dotSize });
    }
  }

  /** The best of some places for a label; it is taken from then on. There must be one. */
  take(places: readonly Box[]): Box {
    const costs = places.map((place) => this.boxes.reduce((sum, box) => sum + commonArea(place, box), 0));
    const best = places[costs.indexOf(Math.min(...costs))];
    this.avoid(best);
    return best;
  }
}

function commonArea(a: Box, b: Box): number {
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  return width > 0 && height > 0 ? width * height : 0;
}
