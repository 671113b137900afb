import { describe, expect, it } from "vitest";
import { advanceCells, hostsMatter } from "../../src/analytic/advance-cells.js";
import { sumByHost } from "../../src/analytic/placement.js";
import type { Distribution } from "../../src/scenario/model/distribution.js";
import { constant, type SystemShape, systemOf } from "../support/system-of.js";

const error: Distribution = { kind: "uniform", low: 0, high: 1 };
const later: Distribution = { kind: "exponential", mean: 0.1 };

/** Three VMs of class a, of which the second host has one, beside one of class b; a sends b 6 messages a second. */
const unlike = (shape: Partial<SystemShape> = {}) =>
  systemOf({
    classes: [{ count: 3 }, { count: 1 }],
    rates: [[0, 6]],
    per: "class",
    hosts: { count: 2, placement: { kind: "packed" } },
    clock: { error, scope: "host" },
    ...shape,
  });

describe("the cells of the mean field", () => {
  it("tell hosts apart where VMs share clocks that err, or where delays differ", () => {
    expect(hostsMatter(unlike())).toBe(true);
    expect(hostsMatter(unlike({ clock: { error: constant(1), scope: "host" } }))).toBe(false);
    expect(hostsMatter(unlike({ clock: { error } }))).toBe(false);
    const delay = { within: constant(0), across: later };
    expect(hostsMatter(unlike({ clock: { error }, delay }))).toBe(true);
    expect(hostsMatter(unlike({ clock: { error: constant(1) }, delay }))).toBe(false);
  });

  it("bring each VM what comes from its own host and from others, two messages a second from each sender", () => {
    const { cells, cellOf, from, to, within, across } = advanceCells(unlike());
    expect(cells).toEqual([
      { classIndex: 0, count: 2 },
      { classIndex: 0, count: 1 },
      { classIndex: 1, count: 1 },
    ]);
    expect([cellOf(0, 0), cellOf(0, 1), cellOf(1, 1)]).toEqual([0, 1, 2]);
    expect([[...from], [...to]]).toEqual([
      [0, 1],
      [2, 2],
    ]);
    expect([[...within], [...across]]).toEqual([
      [0, 2],
      [4, 0],
    ]);
    expect(sumByHost(unlike(), (index, kind) => 10 ** cellOf(index, kind))).toEqual([2, 110]);
  });

  it("are the classes where hosts do not matter, with a third of the senders beside the receiver", () => {
    const system = unlike({ clock: { error }, rates: [[2, 6], [9]] });
    const { cells, from, to, within, across } = advanceCells(system);
    expect(cells.map(({ count }) => count)).toEqual([3, 1]);
    expect([[...from], [...to]]).toEqual([
      [0, 0, 1],
      [0, 1, 0],
    ]);
    expect([...within, ...across].map((rate) => Number(rate.toFixed(12)))).toEqual(
      [2 / 9, 2, 1, 4 / 9, 4, 2].map((rate) => Number(rate.toFixed(12))),
    );
  });

  it.each([
    [70, 140],
    [72, 2],
  ])(
    "of %d hosts, each unlike the others, are %d: by class where there are too many entries",
    (hosts, cells) => {
      const groups = Array.from({ length: 2 * hosts }, (_, at) => ({
        host: at >> 1,
        classIndex: at % 2,
        count: 1 + (at >> 1),
      }));
      const count = (hosts * (hosts + 1)) / 2;
      const system = systemOf({
        classes: [{ count }, { count }],
        rates: [
          [1, 1],
          [1, 1],
        ],
        hosts: { count: hosts, placement: { kind: "given", groups } },
        clock: { error, scope: "host" },
      });
      expect(advanceCells(system).cells).toHaveLength(cells);
    },
  );
});
