import { describe, expect, it } from "vitest";
import { LabelPlaces } from "../../src/pictures/space-time/label-places.js";

const box = (left: number, top: number) => ({ left, top, right: left + 20, bottom: top + 10 });

describe("places for labels", () => {
  it("takes the first place where nothing is in the way", () => {
    expect(new LabelPlaces().take([box(0, 0), box(50, 0)])).toEqual(box(0, 0));
  });

  it("keeps off labels that stand", () => {
    const labels = new LabelPlaces();
    labels.take([box(0, 0)]);
    expect(labels.take([box(5, 5), box(50, 0)])).toEqual(box(50, 0));
  });

  it("keeps off strokes that pass through, and not off those that pass by", () => {
    const labels = new LabelPlaces();
    labels.avoidStroke([-10, 5, 30, 6]);
    labels.avoidStroke([40, 20, 90, 20]);
    expect(labels.take([box(0, 0), box(50, 0)])).toEqual(box(50, 0));
  });

  it("takes the least bad place where all are taken", () => {
    const labels = new LabelPlaces();
    labels.avoid(box(0, 0));
    labels.avoid(box(68, 0));
    expect(labels.take([box(2, 1), box(50, 0)])).toEqual(box(50, 0));
  });
});
