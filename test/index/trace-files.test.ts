import { describe, expect, it } from "vitest";
import { fitFile, fit as fitTrace, readTrace, replay, replayFile } from "../../src/node.js";

const shop = "examples/shop.csv";
const options = { multiples: "web-*=1,orders=2,*=4", baseInterval: "10 s" };

describe("traces that are read as they come", () => {
  it("give the same fit as in memory", async () => {
    expect(await fitFile(shop, options)).toEqual(fitTrace(readTrace(shop), options));
  });

  it("give the same replay as in memory", async () => {
    const { scenario } = await fitFile(shop, options);
    expect(await replayFile(shop, scenario)).toEqual(replay(readTrace(shop), scenario));
  });

  it("have their options checked", async () => {
    await expect(fitFile(shop, { multiple: "1" } as object)).rejects.toThrow(/multiple/);
    await expect(replayFile(shop, {} as never)).rejects.toThrow(/scenario/);
  });
});

describe("replay in a program", () => {
  it("puts measures beside Poisson traffic where they are asked for", () => {
    const trace = readTrace(shop);
    const { scenario } = fitTrace(trace, options);
    expect(replay(trace, scenario).measured).toBeUndefined();
    const { rows } = replay(trace, scenario, { measures: ["flushBurst"] }).measured!;
    expect(rows.map(({ measure }) => measure)).toEqual(["flushBurst"]);
  });
});
