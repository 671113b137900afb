import { describe, expect, it } from "vitest";
import { spaceTimeDiagram } from "../../src/pictures/space-time/diagram.js";
import { recordScenario } from "../../src/pictures/space-time/recordings.js";
import { prepare } from "../../src/scenario/checks/prepare.js";
import { readScenario } from "../../src/scenario/reading/load-scenario.js";
import { readTrace } from "../../src/traces/read-trace.js";
import { placedTrace } from "../../src/validation/traced-system.js";

const system = prepare({
  baseInterval: 10,
  classes: {
    web: { multiple: 1, count: 2, duration: "300 ms" },
    batch: { multiple: 3, count: 2, duration: 1 },
  },
  traffic: {
    rates: { web: { web: "1/s", batch: "0.4/s" }, batch: { web: "0.4/s" } },
    delay: { exponential: "200 ms" },
  },
  hosts: { count: 2 },
  clock: { error: { uniform: [0, 0.4] } },
});

interface Label {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** What is written in a picture, with the room that it takes. */
function labelsOf(svg: string): readonly Label[] {
  const written = [
    ...svg.matchAll(/<text x="([\d.-]+)" y="([\d.-]+)"( text-anchor="\w+")?( class="small")?>([^<]+)</g),
  ];
  return written.map(([, x, y, anchor = "", small, text]) => {
    const width = text.length * (small ? 6.3 : 7.4);
    const left = Number(x) - (anchor.includes("middle") ? width / 2 : anchor.includes("end") ? width : 0);
    return { text, left, right: left + width, top: Number(y) - 10, bottom: Number(y) + 1 };
  });
}

function overlaps(labels: readonly Label[]): readonly string[] {
  return labels.flatMap((a, place) =>
    labels.slice(0, place).flatMap((b) => {
      const apart = a.left >= b.right || b.left >= a.right || a.top >= b.bottom || b.top >= a.bottom;
      return apart ? [] : [`${b.text} and ${a.text}`];
    }),
  );
}

describe("what is written in a space-time diagram", () => {
  it.each(Array.from({ length: 30 }, (_, n) => `window ${n}`))("does not lie on other text: %s", (seed) => {
    const labels = labelsOf(spaceTimeDiagram(recordScenario(system, { seed })));
    expect(labels.length).toBeGreaterThan(15);
    expect(overlaps(labels)).toEqual([]);
  });

  const { system: shop, scenario } = readScenario("examples/figures/shop.yaml");
  const trace = readTrace("examples/shop.csv");
  const shown = { source: trace.source, nodes: trace.nodes, ...placedTrace(trace, scenario) };
  it.each(Array.from({ length: 30 }, (_, n) => 12.7 * n))(
    "does not where messages come in bursts: from %d s",
    (from) => {
      const labels = labelsOf(
        spaceTimeDiagram(recordScenario(shop, { trace: shown, from, until: from + 8 })),
      );
      expect(overlaps(labels)).toEqual([]);
    },
  );
});
