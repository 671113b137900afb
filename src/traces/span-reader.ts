import { JsonUnits } from "./json-units.js";
import { OpenTraces, quietFor } from "./open-traces.js";
import type { Span, SpanMessage } from "./span.js";
import { readSpans, type SpanFormat } from "./span-formats.js";
import { badNodeName, counted, isNodeName, largeTime, type TraceIntake } from "./trace-intake.js";

/**
 * Reads a trace of spans by pieces as they come: Jaeger, OTLP or Zipkin, one JSON value or one a line.
 */
export class SpanReader {
  private readonly units: JsonUnits;
  private readonly traces: OpenTraces;
  private readonly nodes = new Map<string, number>();
  private format: SpanFormat | undefined;
  private messages = 0;

  constructor(private readonly intake: TraceIntake) {
    this.units = new JsonUnits(intake.file, (value, line) => this.take(value, line));
    this.traces = new OpenTraces((message) => this.handOn(message));
  }

  push(chunk: Uint8Array): void {
    this.units.push(chunk);
  }

  end(): void {
    const { intake, traces: found } = this;
    const cut = this.units.end();
    if (cut !== undefined) intake.note("left out the last value: it is cut", cut);
    found.end();
    const { spans, traces, orphans, repeated, closedEarly } = found;
    intake.note(
      `took the spans of ${this.format ?? "JSON"} (${spans} in ${counted(traces, "trace")}) for requests and replies between services`,
    );
    const early = closedEarly ? `, or more than ${quietFor} s before them` : "";
    if (orphans > 0) intake.note(`the parents of ${counted(orphans, "span")} are not in the file${early}`);
    if (repeated > 0) intake.note(`left out ${counted(repeated, "span")} recorded twice`);
  }

  private handOn({ at, from, to }: SpanMessage): void {
    const { intake } = this;
    if (this.messages++ === 0 && at.seconds >= largeTime) intake.origin = at.seconds;
    intake.take(at.seconds - intake.origin + at.fraction, this.node(from), this.node(to), 0, Number.NaN, 1);
  }

  private take(value: unknown, line: number): void {
    const known = readSpans(value, (span, format) => {
      this.format ??= format;
      if (span === undefined) {
        this.intake.refuse("span", "a span must have identity, service and times", line, 1);
      } else if (!isNodeName(span.service)) {
        this.intake.refuse("node", badNodeName(span.service), line, 1);
      } else if (isNegative(span)) {
        this.intake.refuse("span", "a span must not end before it starts", line, 1);
      } else this.traces.add(span);
    });
    if (known) return;
    const keys = typeof value === "object" && value !== null ? Object.keys(value).slice(0, 5) : [];
    const found =
      keys.length > 0 ? `an object with ${keys.map((key) => JSON.stringify(key)).join(", ")}` : "none";
    this.intake.refuse("span", `JSON must hold spans of Jaeger, OTLP or Zipkin, got ${found}`, line, 1);
  }

  private node(name: string): number {
    const known = this.nodes.get(name);
    if (known !== undefined) return known;
    const number = this.intake.addNode(name);
    this.nodes.set(name, number);
    return number;
  }
}

function isNegative({ start, end }: Span): boolean {
  return end.seconds < start.seconds || (end.seconds === start.seconds && end.fraction < start.fraction);
}
