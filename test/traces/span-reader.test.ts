import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { parseTrace } from "../../src/traces/parse-trace.js";
import { readTrace } from "../../src/traces/read-trace.js";
import type { Trace } from "../../src/traces/trace.js";

function messagesOf(trace: Trace): string[] {
  return Array.from(trace.times, (t, m) => `${t} ${trace.nodes[trace.from[m]]}>${trace.nodes[trace.to[m]]}`);
}

function read(value: unknown): Trace {
  return parseTrace(JSON.stringify(value), "spans.json");
}

const wanted = ["1 shop>stock", "1.25 stock>disk", "1.5 disk>stock", "2 stock>shop"];

function otlpSpan(id: string, parent: string, start: number, end: number, kind = 2) {
  const nanoseconds = (seconds: number) => `${seconds * 1000}000000`;
  return {
    traceId: "f0",
    spanId: id,
    parentSpanId: parent,
    kind,
    startTimeUnixNano: nanoseconds(start),
    endTimeUnixNano: nanoseconds(end),
  };
}

function otlp(service: string, ...spans: unknown[]) {
  const attributes = [{ key: "service.name", value: { stringValue: service } }];
  return { resourceSpans: [{ resource: { attributes }, scopeSpans: [{ spans }] }] };
}

describe("spans", () => {
  it("of OTLP, one value a line in any order", () => {
    const lines = [
      otlp("disk", otlpSpan("c", "b", 1.25, 1.5)),
      otlp("stock", otlpSpan("b", "a", 1, 2)),
      otlp("shop", otlpSpan("a", "", 0, 3)),
    ];
    const trace = parseTrace(lines.map((line) => JSON.stringify(line)).join("\n"), "spans.jsonl");
    expect(messagesOf(trace)).toEqual(wanted);
    expect(trace.warnings).toEqual([
      "took the spans of OTLP (3 in 1 trace) for requests and replies between services",
    ]);
  });

  it("of Jaeger", () => {
    const span = (id: string, parent: string | undefined, process: string, start: number, end: number) => ({
      traceID: "f0",
      spanID: id,
      references: parent === undefined ? [] : [{ refType: "CHILD_OF", traceID: "f0", spanID: parent }],
      startTime: start * 1e6,
      duration: (end - start) * 1e6,
      processID: process,
    });
    const processes = {
      p1: { serviceName: "shop" },
      p2: { serviceName: "stock" },
      p3: { serviceName: "disk" },
    };
    const spans = [
      span("a", undefined, "p1", 0, 3),
      span("b", "a", "p2", 1, 2),
      span("c", "b", "p3", 1.25, 1.5),
    ];
    expect(messagesOf(read({ data: [{ traceID: "f0", spans, processes }] }))).toEqual(wanted);
    expect(messagesOf(read({ traceID: "f0", spans, processes }))).toEqual(wanted);
  });

  it("of Zipkin: both sides of a call count once, and one side alone does", () => {
    const span = (
      id: string,
      kind: string,
      local: string,
      remote: string | undefined,
      start: number,
      end: number,
    ) => ({
      traceId: "f0",
      id,
      kind,
      timestamp: start * 1e6,
      duration: (end - start) * 1e6,
      localEndpoint: { serviceName: local },
      ...(remote && { remoteEndpoint: { serviceName: remote } }),
    });
    const spans = [
      span("b", "CLIENT", "shop", "stock", 0.75, 2.25),
      { ...span("b", "SERVER", "stock", undefined, 1, 2), shared: true },
      span("c", "CLIENT", "stock", "disk", 1.25, 1.5),
    ];
    expect(messagesOf(read(spans))).toEqual(wanted);
  });

  it("of producers and consumers are one message each", () => {
    const spans = [
      {
        traceId: "1",
        id: "1",
        kind: "PRODUCER",
        timestamp: 1e6,
        localEndpoint: { serviceName: "a" },
        remoteEndpoint: { serviceName: "kafka" },
      },
      {
        traceId: "1",
        id: "2",
        parentId: "1",
        kind: "CONSUMER",
        timestamp: 2e6,
        localEndpoint: { serviceName: "b" },
        remoteEndpoint: { serviceName: "kafka" },
      },
    ];
    expect(messagesOf(read(spans))).toEqual(["1 a>kafka", "2 kafka>b"]);
    const direct = spans.map(({ remoteEndpoint: _, ...span }) => span);
    expect(messagesOf(read(direct))).toEqual(["2 a>b"]);
  });

  it("that are there twice count once", () => {
    const call = otlp("stock", otlpSpan("b", "a", 1, 2), otlpSpan("b", "a", 1, 2));
    const trace = read([call, otlp("shop", otlpSpan("a", "", 0, 3))]);
    expect(messagesOf(trace)).toEqual(["1 shop>stock", "2 stock>shop"]);
    expect(trace.warnings[1]).toBe("left out 1 span recorded twice");
  });

  it("that are cut or no spans are left out and said", () => {
    const call = [otlp("shop", otlpSpan("a", "", 0, 3)), otlp("stock", otlpSpan("b", "a", 1, 2))];
    const lines = [...call, { resourceLogs: [] }, otlp("disk", otlpSpan("c", "b", 1.5, 1.25))];
    const text = lines.map((line) => JSON.stringify(line)).join("\n");
    const cut = `${text}\n${JSON.stringify(call[1]).slice(0, -9)}`;
    const trace = parseTrace(cut, "spans.jsonl", { onBad: "skip" });
    expect(messagesOf(trace)).toEqual(["1 shop>stock", "2 stock>shop"]);
    expect(trace.warnings).toEqual([
      "left out the last value: it is cut (first at spans.jsonl:5)",
      "took the spans of OTLP (2 in 1 trace) for requests and replies between services",
      "left out 2 rows without a proper span (first at spans.jsonl:3)",
    ]);
    expect(() => parseTrace(cut, "spans.jsonl")).toThrow(
      'got an object with "resourceLogs" (spans.jsonl:3:1)',
    );
    const ends = JSON.stringify(lines[3]);
    expect(() => parseTrace(ends, "spans.jsonl")).toThrow(
      "a span must not end before it starts (spans.jsonl:1:1)",
    );
  });

  it.each([
    ['{"a": 1}', 'JSON must hold spans of Jaeger, OTLP or Zipkin, got an object with "a" (spans.json:1:1)'],
    ['[{"traceId": "1"', "spans.json must be whole JSON, but ends within a value (spans.json:1:1)"],
    ["{bad}", /^spans\.json must be JSON: .* \(spans\.json:1:1\)$/],
    ['{"traceId": "1", "id": "2"}', "a span must have identity, service and times (spans.json:1:1)"],
    ["[]", "spans.json must hold at least one message between two nodes"],
  ])("refuses %s", (text, sentence) => {
    expect(() => parseTrace(text, "spans.json")).toThrow(sentence);
  });
});

const samples = fileURLToPath(new URL("../../../shared/traces/", import.meta.url));

describe.skipIf(!existsSync(samples))("samples of real files (skipped where they are absent)", () => {
  it.each([
    ["otlp/own-3-services.jsonl", 48, 3],
    ["otlp/otlp2jaeger-in.json", 2, 2],
    ["jaeger/otlp2jaeger-out.json", 2, 2],
    ["jaeger/ui_01.json", 2, 2],
    ["zipkin/yelp.json", 30, 9],
    ["zipkin/messaging-kafka.json", 16, 3],
    ["tshark/lo-http.csv", 52, 3],
    ["trainticket.csv", 4558, 28],
  ])("%s: %d messages among %d nodes", (name, messages, nodes) => {
    const trace = readTrace(`${samples}${name}`);
    expect([trace.times.length, trace.nodes.length]).toEqual([messages, nodes]);
  });

  it("the same spans of Jaeger and of OTLP are the same messages", () => {
    const [jaeger, otlp] = ["jaeger/otlp2jaeger-out.json", "otlp/otlp2jaeger-in.json"].map((name) =>
      messagesOf(readTrace(`${samples}${name}`)),
    );
    expect(jaeger).toEqual(otlp);
  });
});
