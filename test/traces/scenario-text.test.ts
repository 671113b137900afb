import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseScenario } from "../../src/scenario/reading/parse-scenario.js";
import { fit as fitTrace } from "../../src/traces/fit.js";
import { parseTrace } from "../../src/traces/parse-trace.js";
import { fittedScenarioText } from "../../src/traces/scenario-text.js";

const small = "t,src,dst,bytes\n0,web-1,db,100\n1,db,web-1,300\n2,web-2,db,200\n4,web-1,web-2,100\n";

function textOf(csv: string, multiples: string, by: "multiple" | "node" = "multiple"): string {
  return fittedScenarioText(fitTrace(parseTrace(csv, "small.csv"), { multiples, by }));
}

describe("the text of a fitted scenario", () => {
  it("says where it came from and what each class stands for", () => {
    expect(textOf(small, "web-*=1,db=2")).toBe(`# Fitted to small.csv: 4 messages among 3 nodes in 4 s.
# Rates are message counts over that span; their shares, and so the stable-log ratio, are exactly the trace's.
# Index of dispersion (Poisson traffic: 1): none, too few messages or time stamps too coarse.
# Nothing tells the trace from Poisson traffic of these rates.
name: small
baseInterval: 60 s
classes:
  SI:
    multiple: 1
    count: 2
    nodes: [ web-1, web-2 ]
  MI2:
    multiple: 2
    count: 1
    nodes: [ db ]
traffic:
  per: class
  rates:
    SI: { SI: 0.25/s, MI2: 0.5/s }
    MI2: { SI: 0.25/s }
  size:
    SI: { SI: 100, MI2: 150 }
    MI2: { SI: 300 }
`);
  });

  it("lists no node twice where the class is the node", () => {
    expect(textOf(small, "*=2", "node")).not.toContain("nodes:");
  });

  it("lists many nodes on several lines", () => {
    const chain = Array.from({ length: 150 }, (_, m) => `${m},node-${m},node-${m + 1}`).join("\n");
    const text = textOf(`t,src,dst\n${chain}\n`, "*=2");
    expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThan(115);
    expect(parseScenario(text, "fitted.yaml").classes.MI2.nodes?.length).toBe(151);
  });

  it("says that a proposal is one", () => {
    expect(textOf(small, "1,2")).toContain("# Multiples are a proposal by messages received");
  });

  it("reads back as the same scenario, whatever the names", () => {
    const name = fc.oneof(
      fc.constantFrom(
        "null",
        "true",
        "a: b",
        "- x",
        "#c",
        "it's",
        '"',
        "1",
        "0x1",
        "é",
        "a,b",
        "{x}",
        "*",
        "&a",
      ),
      fc
        .string({ unit: "grapheme-ascii", minLength: 1, maxLength: 8 })
        .filter((text) => text.trim() === text),
    );
    const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 2, maxLength: 5 }), (names) => {
        const rows = names.map(
          (from, m) => `${m},${quoted(from)},${quoted(names[(m + 1) % names.length])},7`,
        );
        const fitted = fitTrace(parseTrace(["t,src,dst,bytes", ...rows].join("\n"), "names.csv"), {
          multiples: "*=3",
          by: "node",
        });
        expect(parseScenario(fittedScenarioText(fitted), "fitted.yaml")).toEqual(fitted.scenario);
      }),
    );
  });
});
