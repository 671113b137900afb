import type { Span, SpanKind } from "./span.js";
import { readStamp, type Stamp } from "./time-stamp.js";

export type SpanFormat = "Jaeger" | "OTLP" | "Zipkin";

/** Takes a span, or `undefined` for an entry that is none. */
export type TakeSpan = (span: Span | undefined, format: SpanFormat) => void;

type Json = { readonly [key: string]: unknown };

/**
 * Hands on the spans of a JSON value as Jaeger's query API, an OTLP exporter or Zipkin's second version writes them.
 * Returns whether it is any of these.
 */
export function readSpans(value: unknown, take: TakeSpan): boolean {
  if (Array.isArray(value)) {
    const read = value.map((entry) => readSpans(entry, take));
    return read.every(Boolean);
  }
  if (!isJson(value)) return false;
  const resources = value.resourceSpans ?? value.batches;
  if (Array.isArray(resources)) {
    for (const resource of resources) readResource(resource, take);
    return true;
  }
  if (Array.isArray(value.spans) && isJson(value.processes)) {
    for (const span of value.spans) take(jaegerSpan(span, value.processes), "Jaeger");
    return true;
  }
  if (Array.isArray(value.data)) return readSpans(value.data, take);
  if ("traceId" in value && "id" in value) {
    take(zipkinSpan(value), "Zipkin");
    return true;
  }
  return false;
}

function jaegerSpan(span: unknown, processes: Json): Span | undefined {
  if (!isJson(span)) return undefined;
  const references = Array.isArray(span.references) ? span.references.filter(isJson) : [];
  const parent = references.find(({ refType }) => refType === "CHILD_OF") ?? references[0];
  const process = processes[String(span.processID)];
  return spanOf({
    trace: span.traceID,
    id: span.spanID,
    parent: parent?.spanID ?? span.parentSpanID,
    kind: attribute(span.tags, "span.kind"),
    service: isJson(process) ? process.serviceName : undefined,
    peer: attribute(span.tags, "peer.service"),
    start: stampOf(span.startTime, "us"),
    end: stampOf(Number(span.startTime) + Number(span.duration ?? 0), "us"),
  });
}

function readResource(resource: unknown, take: TakeSpan): void {
  const { resource: from, ...held } = isJson(resource) ? resource : {};
  const service = attribute(isJson(from) ? from.attributes : undefined, "service.name");
  const scopes = held.scopeSpans ?? held.instrumentationLibrarySpans;
  for (const scope of Array.isArray(scopes) ? scopes : []) {
    const spans = isJson(scope) && Array.isArray(scope.spans) ? scope.spans : [];
    for (const span of spans) take(otlpSpan(span, service), "OTLP");
  }
}

function otlpSpan(span: unknown, service: unknown): Span | undefined {
  if (!isJson(span)) return undefined;
  return spanOf({
    trace: span.traceId,
    id: span.spanId,
    parent: span.parentSpanId,
    kind: otlpKinds[Number(span.kind)] ?? String(span.kind ?? "").replace("SPAN_KIND_", ""),
    service,
    peer: attribute(span.attributes, "peer.service"),
    start: stampOf(span.startTimeUnixNano, "ns"),
    end: stampOf(span.endTimeUnixNano ?? span.startTimeUnixNano, "ns"),
  });
}

const otlpKinds = ["", "internal", "server", "client", "producer", "consumer"];

function zipkinSpan(span: Json): Span | undefined {
  const { localEndpoint: local, remoteEndpoint: remote } = span;
  return spanOf({
    trace: span.traceId,
    id: span.id,
    parent: span.parentId,
    kind: span.kind,
    service: isJson(local) ? local.serviceName : undefined,
    peer: isJson(remote) ? remote.serviceName : undefined,
    start: stampOf(span.timestamp, "us"),
    end: stampOf(Number(span.timestamp) + Number(span.duration ?? 0), "us"),
  });
}

/** A span from what a format calls its parts; absent where a part that is needed is missing. */
function spanOf(
  parts: {
    readonly [part in Exclude<keyof Span, "start" | "end">]: unknown;
  } & { readonly start: Stamp | undefined; readonly end: Stamp | undefined },
): Span | undefined {
  const { trace, id, service, start, end } = parts;
  const named = [trace, id, service].every((part) => typeof part === "string" && part !== "");
  if (!named || start === undefined || end === undefined) return undefined;
  return {
    trace: trace as string,
    id: id as string,
    parent: textOf(parts.parent),
    kind: kindOf(parts.kind),
    service: service as string,
    peer: textOf(parts.peer),
    start,
    end,
  };
}

function kindOf(kind: unknown): SpanKind {
  const small = String(kind ?? "").toLowerCase();
  return small === "client" || small === "server" || small === "producer" || small === "consumer"
    ? small
    : "internal";
}

/** The text of a reference; absent for an empty one, and for the zeros that stand for none. */
function textOf(value: unknown): string | undefined {
  return typeof value === "string" && !/^0*$/.test(value) ? value : undefined;
}

/** The value of an attribute in a list of them, as Jaeger and OTLP write it. */
function attribute(list: unknown, key: string): unknown {
  const found = Array.isArray(list) ? list.find((entry) => isJson(entry) && entry.key === key) : undefined;
  if (!isJson(found)) return undefined;
  return isJson(found.value) ? found.value.stringValue : found.value;
}

function stampOf(value: unknown, unit: "us" | "ns"): Stamp | undefined {
  if (typeof value !== "string" && typeof value !== "number") return undefined;
  // Beyond 2^53 a number has lost its last digits, which are below a microsecond.
  return readStamp(typeof value === "number" ? BigInt(Math.round(value || 0)).toString() : value, unit);
}

function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
