import { describe, expect, it } from "vitest";
import { prepare } from "../../src/scenario/checks/prepare.js";
import { presets } from "../../src/scenario/model/presets.js";
import { parseScenario } from "../../src/scenario/reading/parse-scenario.js";
import { starter } from "../../src/scenario/reading/starter.js";

describe("paper", () => {
  it("is §5: SI and MI2, two VMs each, 4, 2, 2 and 1 per second received", () => {
    const { classes, rates, hosts, delay, clock } = prepare(presets.paper);
    expect(classes.map(({ name, multiple, count }) => [name, multiple, count])).toEqual([
      ["SI", 1, 2],
      ["MI2", 2, 2],
    ]);
    expect(rates.per).toBe("receiver");
    expect([...rates.from]).toEqual([0, 0, 1, 1]);
    expect([...rates.to]).toEqual([0, 1, 0, 1]);
    expect([...rates.rate]).toEqual([4, 2, 2, 1]);
    // Its assumptions: no delay, perfect clocks.
    expect([delay.within, delay.across, clock.error]).toEqual(Array(3).fill({ kind: "constant", value: 0 }));
    expect(hosts.count).toBe(1);
  });
});

describe("cloud", () => {
  const cloud = prepare(presets.cloud);

  it("writes out every key there is", () => {
    const written = (value: object = {}) => Object.keys(value).sort();
    const system: Record<string, unknown> = { ...cloud };
    for (const key of ["clock", "hosts", "failures", "recovery", "policies", "storage", "prices"] as const) {
      expect(written(presets.cloud[key])).toEqual(
        written(system[key] as object).filter((name) => name !== "names"),
      );
    }
    expect(written(presets.cloud.traffic)).toEqual(["delay", "per", "rates", "size"]);
    for (const vmClass of Object.values(presets.cloud.classes)) {
      expect(written(vmClass)).toEqual(["count", "duration", "image", "multiple", "pause", "phase"]);
    }
  });

  it("is large enough for mean fields and small enough for events", () => {
    expect(cloud.classes.reduce((sum, { count }) => sum + count, 0)).toBeGreaterThanOrEqual(1000);
    expect(cloud.rates.per).toBe("sender");
    const messages = cloud.rates.rate.reduce(
      (sum, rate, pair) => sum + rate * cloud.classes[cloud.rates.from[pair]].count,
      0,
    );
    expect(messages).toBe(16_900);
  });
});

it("built-in scenarios cannot be changed by those who use them", () => {
  expect(() => Object.assign(presets.paper.classes.SI, { count: 7 })).toThrow(TypeError);
});

describe("the starter", () => {
  it("loads, and shows every key", () => {
    const scenario = parseScenario(starter, "scenario.yaml");
    const shown = [...Object.keys(scenario), "storage"];
    expect(shown.sort()).toEqual(Object.keys(presets.cloud).sort());
    expect(starter).toContain("\n# storage: {");
    expect(prepare(scenario).hosts.count).toBe(5);
  });

  it("fits a screen of 120 columns and says something at every key", () => {
    for (const line of starter.split("\n")) expect(line.length).toBeLessThanOrEqual(120);
  });
});
