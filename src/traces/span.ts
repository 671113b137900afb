import type { Stamp } from "./time-stamp.js";

/** What a span says of its place in a call; `internal` where it says nothing. */
export type SpanKind = "client" | "server" | "producer" | "consumer" | "internal";

/** One piece of work of one service, as tracing tools record it. */
export interface Span {
  readonly trace: string;
  readonly id: string;
  readonly parent: string | undefined;
  readonly kind: SpanKind;
  readonly service: string;
  /** The service at the other end, where the span names it. */
  readonly peer: string | undefined;
  readonly start: Stamp;
  readonly end: Stamp;
}

/** A message that spans tell of. */
export interface SpanMessage {
  readonly at: Stamp;
  readonly from: string;
  readonly to: string;
}

/**
 * The messages between services that a set of spans tells of, in the order of their times.
 *
 * A span whose parent belongs to another service was called by it: a request at the span's start and a reply at its end.
 * A client's span of which the callee has recorded nothing counts by itself, if it names the callee. Producers and
 * consumers send one message and get no reply.
 *
 * - Limits: what happens within one service is no message; sizes are not recorded
 *
 * @returns besides how many spans name a parent that is not there (`orphans`), and how many were left out since they were
 * there already, as after an export that was tried again (`repeated`)
 */
export function spanMessages(recorded: readonly Span[]) {
  const byId = new Map<string, Span[]>();
  const spans = recorded.filter((span) => {
    const key = `${span.trace}/${span.id}`;
    const known = byId.get(key) ?? [];
    byId.set(key, known);
    if (known.some((other) => isSame(other, span))) return false;
    known.push(span);
    return true;
  });
  const messages: SpanMessage[] = [];
  const answered = new Set<Span>();
  let orphans = 0;
  const tell = (at: Stamp, from: string, to: string) => messages.push({ at, from, to });
  /** A request at the span's start, and a reply at its end. */
  const exchange = (span: Span, caller: string, callee: string) => {
    tell(span.start, caller, callee);
    tell(span.end, callee, caller);
  };
  for (const span of spans) {
    if (queued(span) && span.peer !== undefined) {
      if (span.kind === "producer") tell(span.start, span.service, span.peer);
      else tell(span.start, span.peer, span.service);
      continue;
    }
    const parent = parentOf(span, byId);
    if (parent === undefined) {
      if (span.parent !== undefined) orphans++;
      if (span.kind === "server" && span.peer !== undefined) exchange(span, span.peer, span.service);
      continue;
    }
    if (parent.service === span.service) continue;
    if (queued(span) || queued(parent)) tell(span.start, parent.service, span.service);
    else exchange(span, parent.service, span.service);
    answered.add(parent);
  }
  for (const span of spans) {
    if (span.kind !== "client" || span.peer === undefined || answered.has(span)) continue;
    exchange(span, span.service, span.peer);
  }
  return {
    messages: messages.filter(({ from, to }) => from !== to).sort(byTime),
    orphans,
    repeated: recorded.length - spans.length,
  };
}

/** Orders messages by their times. */
export function byTime({ at: a }: SpanMessage, { at: b }: SpanMessage): number {
  return a.seconds - b.seconds || a.fraction - b.fraction;
}

function isSame(a: Span, b: Span): boolean {
  const sameStart = a.start.seconds === b.start.seconds && a.start.fraction === b.start.fraction;
  return a.service === b.service && a.kind === b.kind && sameStart;
}

function queued({ kind }: Span): boolean {
  return kind === "producer" || kind === "consumer";
}

/** The span that called: with the same identity the client's side of it, else the parent that the span names. */
function parentOf(span: Span, byId: ReadonlyMap<string, readonly Span[]>): Span | undefined {
  if (span.kind === "server") {
    const shared = byId.get(`${span.trace}/${span.id}`)?.find(({ kind }) => kind === "client");
    if (shared !== undefined) return shared;
  }
  if (span.parent === undefined) return undefined;
  const named = byId.get(`${span.trace}/${span.parent}`);
  return named?.find(({ service }) => service === span.service) ?? named?.at(-1);
}
