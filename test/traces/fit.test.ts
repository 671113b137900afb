import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exactStableLogByteRatio, exactStableLogRatio } from "../../src/analytic/stable-log-ratio.js";
import { validate } from "../../src/index.js";
import { prepare } from "../../src/scenario/checks/prepare.js";
import { type FitOptions, fit as fitTrace } from "../../src/traces/fit.js";
import { parseTrace } from "../../src/traces/parse-trace.js";
import { readTrace } from "../../src/traces/read-trace.js";

const trainTicket = fileURLToPath(new URL("../../../shared/traces/trainticket.csv", import.meta.url));

const small = `t,src,dst,bytes
0,web-1,db,100
1,db,web-1,300
2,web-2,db,200
2.5,web-1,web-2,0
3,web-1,db,400
7,db,web-2,100
`;

function fitText(text: string, options?: FitOptions) {
  return fitTrace(parseTrace(text, "small.csv"), options);
}

const judgedMeasures = ["stableLogRatio", "messageRate", "stableLogRate", "checkpointRate"] as const;

/** The share of a trace's messages whose receivers flush them, as `numerator/denominator` in lowest terms. */
function flushedShare(receivedByMultiple: ReadonlyMap<number, number>): string {
  let numerator = 0n;
  let denominator = 1n;
  let all = 0n;
  for (const [multiple, received] of receivedByMultiple) {
    numerator = numerator * BigInt(multiple) + BigInt(received * (multiple - 1)) * denominator;
    denominator *= BigInt(multiple);
    all += BigInt(received);
  }
  denominator *= all;
  const common = greatestCommonDivisor(numerator, denominator);
  return `${numerator / common}/${denominator / common}`;
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : greatestCommonDivisor(b, a % b);
}

describe("fit", () => {
  it("makes one class of each multiple", () => {
    const { scenario, classes } = fitText(small, { multiples: "web-*=1,db=2" });
    expect(scenario.classes).toEqual({
      SI: { multiple: 1, count: 2, nodes: ["web-1", "web-2"] },
      MI2: { multiple: 2, count: 1, nodes: ["db"] },
    });
    expect(classes).toEqual([
      {
        name: "SI",
        multiple: 1,
        nodes: ["web-1", "web-2"],
        received: 3,
        sent: 4,
        receivedWithin: 1,
        dispersion: [],
      },
      { name: "MI2", multiple: 2, nodes: ["db"], received: 3, sent: 2, receivedWithin: 0, dispersion: [] },
    ]);
  });

  it("makes one class of each node", () => {
    const { scenario } = fitText(small, { multiples: "web-*=1,db=2", by: "node" });
    expect(scenario.classes).toEqual({
      "web-1": { multiple: 1, count: 1 },
      db: { multiple: 2, count: 1 },
      "web-2": { multiple: 1, count: 1 },
    });
  });

  it("makes one class of each pattern", () => {
    const { scenario } = fitText(small, { multiples: "web-*=1,*=2", by: "pattern" });
    expect(scenario.classes).toEqual({
      web: { multiple: 1, count: 2, nodes: ["web-1", "web-2"] },
      rest: { multiple: 2, count: 1, nodes: ["db"] },
    });
    expect(() => fitText(small, { by: "pattern" })).toThrow(
      'classes by pattern need multiples by name, such as "web-*=1,*=4"',
    );
  });

  it("takes images and prices into the scenario, and proposes by cost", () => {
    const { scenario, proposal } = fitText(small, {
      multiples: "1,2,8",
      image: "db=64 GiB,*=1 GiB",
      prices: { write: 0.01, hold: 1000 },
      baseInterval: 1,
    });
    expect(scenario.classes.MI8).toEqual({
      multiple: 8,
      count: 3,
      image: 22 * 2 ** 30,
      nodes: ["web-1", "db", "web-2"],
    });
    expect(scenario.prices).toEqual({ write: 0.01, hold: 1000 });
    expect(proposal).toMatchObject({ single: 8, loss: 0 });
  });

  it("gives nodes that are whole numbers a name that a class can have", () => {
    const { scenario } = fitTrace(parseTrace("t,src,dst\n0,1,node-1\n1,node-1,1\n2,__proto__,1\n", "n.csv"), {
      multiples: "*=2",
      by: "node",
    });
    expect(Object.keys(scenario.classes)).toEqual(["node-node-1", "node-1", "node-__proto__"]);
    expect(prepare(scenario).classes.length).toBe(3);
  });

  it("takes rates from counts over the span", () => {
    const { scenario, span } = fitText(small, { multiples: "web-*=1,db=2" });
    expect(span).toBe(7);
    expect(scenario.traffic.per).toBe("class");
    // 1/7 to 12 digits is 0.142857142857: one message in seven seconds.
    expect(scenario.traffic.rates).toEqual({
      SI: { SI: "0.142857142857/s", MI2: "0.428571428571/s" },
      MI2: { SI: "0.285714285714/s" },
    });
  });

  it("takes sizes from those recorded, and from their mean where a pair has none", () => {
    const { scenario, warnings } = fitText(small, { multiples: "web-*=1,db=2" });
    expect(scenario.traffic.size).toEqual({
      SI: { SI: 220, MI2: 700 / 3 },
      MI2: { SI: 200 },
    });
    expect(warnings).toEqual(["1 of 6 sizes were not recorded: they count as the mean of those that were"]);
  });

  it("leaves the size to its default where none was recorded, and says so", () => {
    const { scenario, warnings } = fitText("t,src,dst\n0,a,b\n1,b,a\n", { multiples: "*=2" });
    expect(scenario.traffic.size).toBeUndefined();
    expect(warnings).toEqual([
      "no sizes were recorded: figures in bytes stand on the default size of a message",
    ]);
  });

  it("proposes multiples where none are given", () => {
    const busy = Array.from({ length: 64 }, (_, m) => `${m},client,server`).join("\n");
    const { scenario, proposal } = fitText(`t,src,dst\n${busy}\n64,server,client`);
    expect(proposal).toBeDefined();
    expect(scenario.classes).toEqual({
      SI: { multiple: 1, count: 1, nodes: ["server"] },
      MI4: { multiple: 4, count: 1, nodes: ["client"] },
    });
  });

  it("keeps a node that only ever sent to itself", () => {
    const { scenario } = fitText("t,src,dst\n0,a,b\n1,c,c\n2,b,a\n", { multiples: "*=2" });
    expect(scenario.classes).toEqual({ MI2: { multiple: 2, count: 3, nodes: ["a", "b", "c"] } });
  });

  it("names the scenario after the trace", () => {
    const trace = parseTrace(small, "some/where/small.csv");
    expect(fitTrace(trace, { multiples: "*=1" }).scenario.name).toBe("small");
  });

  it("takes name and base interval", () => {
    const { scenario } = fitText(small, { multiples: "*=1", name: "shop", baseInterval: "30 s" });
    expect(scenario).toMatchObject({ name: "shop", baseInterval: "30 s" });
  });

  it.each([
    [{ baseInterval: "5 m" }, /^baseInterval /],
    [{ baseInterval: 0 }, /^baseInterval must be/],
    [{ name: "two\nlines" }, /^name must be/],
  ])("refuses %j, which no scenario takes", (options, message) => {
    expect(() => fitText(small, { multiples: "*=1", ...options })).toThrow(message);
  });

  it("takes any base interval, next to nothing for the trace too", () => {
    const rows = Array.from({ length: 30 }, (_, m) => `${100 * m},${m < 15 ? "a,b" : "b,a"}\n`);
    const text = `t,src,dst\n${rows.join("")}`;
    const { scenario } = fitText(text, { multiples: "*=1", baseInterval: "1 ns" });
    expect(scenario.baseInterval).toBe("1 ns");
  });

  it("refuses a trace that spans no time", () => {
    expect(() => fitText("t,src,dst\n5,a,b\n5,b,a\n")).toThrow(
      "small.csv must span between 1e-9 s and 1000000000000 s to have rates, got 0 s",
    );
  });
});

describe("the stable-log ratio of a fitted scenario", () => {
  const nodes = fc.constantFrom("a", "b", "c", "d", "e");
  /** Times that ascend by gaps of one order of magnitude: no row is far from the others. */
  const message = fc.tuple(fc.integer({ min: 1, max: 9 }), nodes, nodes);

  it.each(["multiple", "node"] as const)("is exactly the trace's share, one class for each %s", (by) => {
    fc.assert(
      fc.property(fc.array(message, { minLength: 2, maxLength: 60 }), (gaps) => {
        let t = 0;
        const messages = gaps.map(([gap, from, to]) => {
          t += gap;
          return [t, from, to] as const;
        });
        const kept = messages.filter(([, from, to]) => from !== to);
        fc.pre(kept.length > 1);
        const rows = messages.map((row) => row.join(","));
        const present = new Set(messages.flatMap(([, from, to]) => [from, to]));
        const multiples = { a: 1, b: 2, c: 3, d: 7, e: 1 };
        const rules = [...present].map((node) => `${node}=${multiples[node as "a"]}`).join(",");
        const { scenario } = fitText(`t,src,dst\n${rows.join("\n")}`, { multiples: rules, by });
        const received = new Map<number, number>();
        for (const [, , to] of kept) {
          const multiple = multiples[to as "a"];
          received.set(multiple, (received.get(multiple) ?? 0) + 1);
        }
        expect(exactStableLogRatio(prepare(scenario))?.fraction).toBe(wholeOr(flushedShare(received)));
      }),
    );
  });

  function wholeOr(fraction: string): string {
    return fraction.endsWith("/1") ? fraction.slice(0, -2) : fraction;
  }
});

describe.skipIf(!existsSync(trainTicket))("the Train Ticket trace (skipped where its file is absent)", () => {
  const multiples = "ts-seat-service=1,ts-order-*=2,ts-*=4";

  it("is read whole", () => {
    const trace = readTrace(trainTicket);
    expect(trace.times.length).toBe(4558);
    expect(trace.nodes.length).toBe(28);
    expect(trace.warnings).toEqual([]);
  });

  it("is bursty: index of dispersion 38 at one second", () => {
    const { dispersion, poisson } = fitTrace(readTrace(trainTicket), { multiples }).burstiness;
    expect(Math.round(dispersion.find(({ window }) => window === 1)!.index)).toBe(38);
    expect(poisson).toBe(false);
  });

  it.each(["multiple", "node"] as const)(
    "gives a scenario with exactly its share, one class for each %s",
    (by) => {
      const { scenario, classes } = fitTrace(readTrace(trainTicket), { multiples, by });
      const received = new Map<number, number>();
      for (const one of classes) received.set(one.multiple, (received.get(one.multiple) ?? 0) + one.received);
      expect(exactStableLogRatio(prepare(scenario))?.fraction).toBe(flushedShare(received));
    },
  );
});

describe("the ratio by bytes of a fitted scenario", () => {
  it("is no fraction where a mean size is rounded, and one where it is not", () => {
    const rounded = "t,src,dst,bytes\n0,a,b,1\n1,a,b,1\n2,a,b,5\n3,b,a,4\n";
    expect(
      exactStableLogByteRatio(prepare(fitText(rounded, { multiples: "a=1,b=2" }).scenario)),
    ).toBeUndefined();
    const exact = rounded.replace("5", "4");
    expect(
      exactStableLogByteRatio(prepare(fitText(exact, { multiples: "a=1,b=2" }).scenario))?.fraction,
    ).toBe("3/10");
  });
});

describe("validation of a fitted scenario", () => {
  it("agrees, for a trace with nothing Poisson about it", () => {
    // Bursts of 20 messages every 10 s from a client, each answered at once by one of two servers.
    const rows = Array.from({ length: 400 }, (_, m) => {
      const t = Math.floor(m / 20) * 10 + (m % 20) / 1000;
      return `${t},client,server-${m % 2}\n${t + 0.0005},server-${m % 2},client`;
    });
    const { scenario, burstiness } = fitText(`t,src,dst\n${rows.join("\n")}`, { multiples: "client=1,*=3" });
    expect(burstiness.poisson).toBe(false);
    const { verdict, rows: judged } = validate(scenario, {
      seed: "a bursty trace",
      measures: [...judgedMeasures],
    });
    expect(verdict).toBe("agree");
    expect(judged.map(({ measure }) => measure)).toEqual(judgedMeasures);
  });
});
