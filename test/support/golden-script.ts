import { readFileSync } from "node:fs";
import type { ScriptInput } from "../../src/scenario/model/script.js";

interface GoldenEvent {
  readonly kind: "basic" | "tick" | "send" | "recv";
  readonly t: number;
  readonly process?: number;
  readonly k?: number;
  readonly message?: string;
  readonly from?: number;
  readonly to?: number;
}

/** A list of events that schemes are held to, and what each of them must do on it. */
export interface GoldenList {
  readonly name: string;
  readonly n: number;
  readonly hosts: readonly number[];
  readonly multiples?: readonly number[];
  readonly baseInterval?: number;
  readonly events: readonly GoldenEvent[];
  readonly protocols: {
    readonly vmqsc?: {
      readonly checkpoints: readonly (readonly { readonly t: number; readonly position: number }[])[];
      readonly logged: readonly string[];
      readonly cuts: { readonly [k: string]: readonly number[] };
    };
  };
}

export function goldenLists(): readonly GoldenList[] {
  const file = readFileSync(new URL("../golden/schemes.json", import.meta.url), "utf8");
  return (JSON.parse(file) as { readonly lists: readonly GoldenList[] }).lists;
}

/** The list as a script, its processes called A, B, C and so on. */
export function scriptOf({ n, hosts, multiples, baseInterval, events }: GoldenList): ScriptInput {
  const names = Array.from({ length: n }, (_, process) => String.fromCharCode(65 + process));
  const deliveredAt = new Map(
    events.filter(({ kind }) => kind === "recv").map(({ message, t }) => [message, t]),
  );
  const instants = (process: number) =>
    events.filter((event) => event.kind === "basic" && event.process === process).map(({ t }) => t);
  return {
    ...(baseInterval === undefined
      ? { checkpoints: Object.fromEntries(names.map((name, process) => [name, instants(process)])) }
      : { baseInterval }),
    vms: Object.fromEntries(
      names.map((name, process) => [
        name,
        { host: `h${hosts[process]}`, multiple: multiples?.[process] ?? 1 },
      ]),
    ),
    messages: events
      .filter(({ kind }) => kind === "send")
      .map(({ message, from, to, t }) => ({
        name: message!,
        from: names[from!],
        to: names[to!],
        sentAt: t,
        deliveredAt: deliveredAt.get(message)!,
      })),
    until: events.at(-1)!.t + 0.5,
  };
}
