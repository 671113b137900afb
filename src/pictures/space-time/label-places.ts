export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** A straight stroke that labels should not lie on. */
export interface Stroke {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

/** Pixels that a stroke under a label counts for, beside the area that another label or mark takes of it. */
const strokeCost = 40;

/**
 * Finds places for labels one after the other: of the places offered, the one that covers least of what is there.
 *
 * - Limits: earlier labels are not moved for later ones, so in a crowded picture some may touch
 */
export class LabelPlaces {
  private readonly boxes: Box[] = [];
  private readonly strokes: Stroke[] = [];

  avoid(box: Box): void {
    this.boxes.push(box);
  }

  /** Keeps labels off a stroke where there is room elsewhere. */
  avoidStroke(stroke: Stroke): void {
    this.strokes.push(stroke);
  }

  /** The best of some places for a label; it is taken from then on. There must be one. */
  take(places: readonly Box[]): Box {
    let best = places[0];
    let least = Number.POSITIVE_INFINITY;
    for (const place of places) {
      const cost = this.costOf(place);
      if (cost >= least) continue;
      best = place;
      least = cost;
    }
    this.avoid(best);
    return best;
  }

  private costOf(place: Box): number {
    let cost = 0;
    for (const box of this.boxes) cost += commonArea(place, box);
    for (const stroke of this.strokes) if (crosses(stroke, place)) cost += strokeCost;
    return cost;
  }
}

function commonArea(a: Box, b: Box): number {
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  return width > 0 && height > 0 ? width * height : 0;
}

/** Whether a stroke passes through a box: clipped at each side in turn, something of it is left. */
function crosses({ x1, y1, x2, y2 }: Stroke, { left, top, right, bottom }: Box): boolean {
  let [from, to] = [0, 1];
  for (const [start, step, low, high] of [
    [x1, x2 - x1, left, right],
    [y1, y2 - y1, top, bottom],
  ]) {
    if (step === 0) {
      if (start < low || start > high) return false;
      continue;
    }
    const [a, b] = [(low - start) / step, (high - start) / step];
    from = Math.max(from, Math.min(a, b));
    to = Math.min(to, Math.max(a, b));
  }
  return from < to;
}
