import { describe, expect, it } from "vitest";
import { OpenTraces } from "../../src/traces/open-traces.js";
import { type Span, type SpanMessage, spanMessages } from "../../src/traces/span.js";

function span(trace: number, id: string, parent: string | undefined, service: string, at: number): Span {
  const start = { seconds: at, fraction: 0.25 };
  return {
    trace: `t${trace}`,
    id,
    parent,
    kind: "server",
    service,
    peer: undefined,
    start,
    end: { ...start, fraction: 0.75 },
  };
}

/** One trace a second, whose later half comes a minute after the first. */
function recorded(traces: number): Span[] {
  const halves = Array.from({ length: traces }, (_, t) => [
    span(t, "a", undefined, "shop", t),
    span(t, "b", "a", `stock${t % 3}`, t),
  ]);
  return Array.from({ length: traces + 60 }, (_, t) => [
    ...(halves[t]?.slice(1) ?? []),
    ...(halves[t - 60]?.slice(0, 1) ?? []),
  ]).flat();
}

function handedOn(spans: readonly Span[], fewest: number) {
  const messages: SpanMessage[] = [];
  const open = new OpenTraces((message) => messages.push(message), fewest);
  let most = 0;
  for (const [place, one] of spans.entries()) {
    open.add(one);
    most = Math.max(most, place + 1 - messages.length);
  }
  open.end();
  return { messages, open, most };
}

describe("traces of spans", () => {
  const spans = recorded(5000);
  const { messages: wanted } = spanMessages(spans);

  it("that have ended make room, and their messages come in the order of their times", () => {
    const { messages, open, most } = handedOn(spans, 100);
    expect(messages).toEqual(wanted);
    expect(open).toMatchObject({ spans: 10_000, traces: 5000, orphans: 0, repeated: 0, closedEarly: true });
    // Two spans a second, five minutes of them, and twice that until somebody looks.
    expect(most).toBeLessThan(5 * 600);
  });

  it("are kept whole where there are few", () => {
    const { messages, open, most } = handedOn(spans, 20_000);
    expect(messages).toEqual(wanted);
    expect(open.closedEarly).toBe(false);
    expect(most).toBe(spans.length);
  });

  it("have lost the parent of what comes too late, and say so", () => {
    const late = [...spans.filter(({ id, trace }) => id !== "b" || trace !== "t7"), spans[7]];
    expect(spans[7]).toMatchObject({ trace: "t7", id: "b" });
    expect(handedOn(late, 100).open.orphans).toBe(1);
    expect(handedOn(late, 20_000).open.orphans).toBe(0);
  });
});
