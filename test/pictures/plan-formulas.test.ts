import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import { analyze } from "../../src/analytic/analyze.js";
import { planFormulas } from "../../src/pictures/formulas/plan-formulas.js";
import { bestMultiples } from "../../src/planning/best-multiples.js";
import { prepare } from "../../src/scenario/checks/prepare.js";
import { presets } from "../../src/scenario/model/presets.js";
import type { System } from "../../src/scenario/model/system.js";

function formulasOf(system: System) {
  const priced = system.prices.vmHour > 0;
  return planFormulas({
    system,
    figures: analyze(system),
    ...(priced && { cost: bestMultiples(system) }),
  });
}

/** What a formula says, one text of arithmetic for each side of `=` and `≈`; sides with symbols are left out. */
function sidesOf(mathml: string): number[] {
  const { document } = parseHTML(mathml);
  const [math] = document.querySelectorAll("math");
  const [statement] = arithmetic(math).split(";");
  return statement
    .split(/[=≈]/)
    .filter((side) => side.trim() !== "" && !/[^\d\s.+\-*/()eMathsqr∞]/.test(side))
    .map((side) => Number(new Function(`return ${side}`)()));
}

function arithmetic(node: Element): string {
  const inside = () => Array.from(node.children, arithmetic);
  switch (node.tagName.toLowerCase()) {
    case "mfrac":
      return `((${inside()[0]})/(${inside()[1]}))`;
    case "msqrt":
      return `Math.sqrt(${inside().join("")})`;
    case "msup":
      return `(${inside()[0]})**(${inside()[1]})`;
    case "mn":
      return node.textContent.replace("−", "-");
    case "mo":
      return node.textContent.replace("·", "*").replace("−", "-");
    // Units; a comma begins a second statement.
    case "mtext":
      return node.textContent.endsWith(",") ? ";" : "";
    case "mi":
      return "?";
    default:
      return inside().join("");
  }
}

const skewed = {
  ...presets.paper,
  baseInterval: "10 s",
  classes: {
    SI: { multiple: 1, count: 20, image: "2 GiB", duration: "2 s", pause: "50 ms" },
    MI2: {
      multiple: 2,
      count: 30,
      image: { full: "1 GiB", dirty: "5 MB/s" },
      duration: "4 s",
      pause: "100 ms",
    },
  },
  traffic: { ...presets.paper.traffic, delay: "5 ms" },
  clock: { error: { uniform: ["0 s", "40 ms"] } },
  hosts: { count: 5 },
  failures: { vm: { mtbf: "30 d" }, host: { mtbf: "60 d" } },
  recovery: { replaySpeedup: 2 },
} as const;
const priced = prepare({ ...skewed, prices: { write: 0.01, hold: 0.1, vmHour: 1 } });
const stored = prepare({ ...skewed, storage: { write: "400 Gbit/s", read: "400 Gbit/s" } });

describe("the formulas of a plan with its numbers", () => {
  it.each([
    ["paper", prepare(presets.paper)],
    ["cloud", prepare(presets.cloud)],
    ["with prices", priced],
    ["with storage", stored],
  ])("come to what they say: %s", (_, system) => {
    let checked = 0;
    for (const { gives, withNumbers } of formulasOf(system)) {
      const sides = sidesOf(withNumbers);
      if (sides.length > 1) checked++;
      for (const side of sides) {
        // Each number is shown to five digits.
        expect(Math.abs(side - sides[0]), `${gives}: ${sides}`).toBeLessThanOrEqual(
          3e-4 * Math.abs(sides[0]),
        );
      }
    }
    expect(checked).toBeGreaterThan(10);
  });

  it("are those of the equations, with what is an integral beside its value", () => {
    const found = [...formulasOf(priced), ...formulasOf(stored)];
    const numbers = [1, 2, ...Array.from({ length: 12 }, (_, n) => n + 5), 19, 20];
    expect(new Set(found.map(({ equation }) => equation))).toEqual(new Set(numbers.map((n) => `E${n}`)));
    const lag = found.find(({ equation }) => equation === "E11");
    expect(lag?.general).toContain("∫");
    expect(sidesOf(lag?.withNumbers ?? "")).toHaveLength(1);
  });
});
