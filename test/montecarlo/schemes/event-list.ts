import type { Message } from "../../../src/montecarlo/events/player.js";
import { populationFrom } from "../../../src/montecarlo/population.js";
import type { CheckpointRules } from "../../../src/montecarlo/schemes/checkpoint-rules.js";
import { CheckpointingScheme } from "../../../src/montecarlo/schemes/checkpointing-scheme.js";
import type { SchemeCheckpoint } from "../../../src/montecarlo/schemes/scheme-counts.js";

/** One event of a list. */
export type ListedEvent =
  | { readonly kind: "basic" | "tick"; readonly t: number; readonly process: number; readonly k: number }
  | {
      readonly kind: "send";
      readonly t: number;
      readonly message: string;
      readonly from: number;
      readonly to: number;
    }
  | { readonly kind: "recv"; readonly t: number; readonly message: string };

/** A message of a list, with the intervals in which it was sent and received; -1 while it is in transit. */
export interface PlayedMessage {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly sentIn: number;
  receivedIn: number;
}

/** What a rule set has done on a list of events. */
export interface PlayedList {
  readonly scheme: CheckpointingScheme;
  /** Each with how many messages its process had sent and received before it. */
  readonly checkpoints: (SchemeCheckpoint & { readonly position: number })[];
  readonly messages: readonly PlayedMessage[];
  /** For each index the checkpoint in force when each process first reached it. */
  readonly lines: ReadonlyMap<number, (number | null)[]>;
  readonly logged: readonly string[];
  /** Latest checkpoint of each process. */
  readonly latest: readonly number[];
  /** The latest interval of process `i` that checkpoint `b` of process `j` knows of by messages; -1 for none. */
  readonly causal: (j: number, b: number, i: number) => number;
}

/** Plays a list of events, up to `until`, to the rules of one scheme. */
export function playList(
  rules: CheckpointRules,
  processes: number,
  events: readonly ListedEvent[],
  {
    until = Number.POSITIVE_INFINITY,
    after,
  }: { until?: number; after?: (at: number, scheme: CheckpointingScheme) => void } = {},
): PlayedList {
  const checkpoints: PlayedList["checkpoints"] = [];
  const positions = new Int32Array(processes);
  // Every listed basic checkpoint is due: one class, multiple 1.
  const population = populationFrom(
    [{ multiple: 1, phase: 0, count: processes }],
    1,
    new Int32Array(processes),
  );
  const scheme = new CheckpointingScheme(rules, {
    population,
    image: [1],
    burstSpan: 0,
    piggybackBytes: 0,
    onCheckpoint: (checkpoint) => {
      const { vm, at, kind, message } = checkpoint;
      checkpoints.push({ vm, at, kind, message, position: positions[vm] + (message?.from === vm ? 1 : 0) });
      if (kind === "skipped") return;
      known[vm][vm] = latest[vm] - 1;
      atCheckpoint[vm].push(known[vm].slice());
    },
  });
  const { latest } = scheme.history;
  const known = Array.from({ length: processes }, () => new Int32Array(processes).fill(-1));
  const atCheckpoint: Int32Array[][] = Array.from({ length: processes }, () => [new Int32Array(processes)]);
  const carriedKnowledge = new Map<string, Int32Array>();
  const lines = new Map<number, (number | null)[]>();
  const highest = new Int32Array(processes);
  const note = (process: number) => {
    const index = indexOf(scheme.states[process]);
    for (let k = highest[process] + 1; k <= index; k++) {
      if (!lines.has(k)) lines.set(k, new Array<number | null>(processes).fill(null));
      (lines.get(k) as (number | null)[])[process] = latest[process];
    }
    highest[process] = Math.max(highest[process], index);
  };
  const underWay = new Map<
    string,
    { message: Message; piggyback: ReturnType<typeof scheme.send>; played: PlayedMessage }
  >();
  const messages: PlayedMessage[] = [];
  const logged: string[] = [];
  for (const event of events) {
    if (event.t >= until) break;
    if (event.kind === "basic") {
      scheme.timer(event.process, event.k, event.t);
      note(event.process);
    } else if (event.kind === "send") {
      const { from, to, t } = event;
      const played = { name: event.message, from, to, sentIn: latest[from], receivedIn: -1 };
      const message = { id: messages.length, from, to, sentAt: t, deliveredAt: t, bytes: 1 };
      messages.push(played);
      carriedKnowledge.set(event.message, known[from].with(from, latest[from]));
      underWay.set(event.message, { message, piggyback: scheme.send(message), played });
      positions[from]++;
      note(from);
    } else if (event.kind === "recv") {
      const { message, piggyback, played } = underWay.get(event.message) as NonNullable<
        ReturnType<typeof underWay.get>
      >;
      const before = scheme.counts.logged;
      const carried = carriedKnowledge.get(event.message) as Int32Array;
      scheme.receive({ ...message, deliveredAt: event.t }, piggyback);
      played.receivedIn = latest[message.to];
      positions[message.to]++;
      const mine = known[message.to];
      for (let i = 0; i < processes; i++) mine[i] = Math.max(mine[i], carried[i]);
      if (scheme.counts.logged > before) logged.push(event.message);
      note(message.to);
    }
    after?.(event.t, scheme);
  }
  const causal = (j: number, b: number, i: number) => atCheckpoint[j][b][i];
  return { scheme, checkpoints, messages, lines, logged, latest: [...latest], causal };
}

/** The index of a VM, where its rules keep one, or a clock of its own. */
function indexOf(state: unknown): number {
  const { index, clock, vm } = state as { index?: number; clock?: Int32Array; vm: number };
  return index ?? clock?.[vm] ?? 0;
}
