import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type CheckpointingKey, rulesByKey } from "../../../src/montecarlo/schemes/make-scheme.js";
import { type ListedEvent, playList } from "./event-list.js";
import { rdtViolations, uselessCheckpoints } from "./zigzag.js";

interface GoldenScheme {
  readonly forced: readonly (readonly [number, number, string])[];
  readonly checkpoints: readonly (readonly { position: number; t: number; kind: string; index?: number }[])[];
  readonly skipped: number;
  readonly useless: readonly (readonly [number, number])[];
  readonly rdtViolations: readonly (readonly [number, number])[];
  readonly lines?: { readonly [k: string]: readonly (number | null)[] };
  readonly failures: readonly {
    readonly at: number;
    readonly failed: readonly number[];
    readonly line: readonly (number | null)[];
    readonly lost: readonly number[];
    readonly deliverAgain: readonly string[];
  }[];
  readonly logged: readonly string[];
}

const { lists } = JSON.parse(readFileSync(new URL("../../golden/schemes.json", import.meta.url), "utf8")) as {
  lists: readonly {
    name: string;
    n: number;
    events: readonly ListedEvent[];
    protocols: Record<string, GoldenScheme>;
  }[];
};

describe.each(lists)("$name", ({ n, events, protocols }) => {
  const keys = Object.keys(protocols).filter((key): key is CheckpointingKey => key in rulesByKey);

  it.each(keys)("%s does what it must", (key) => {
    const golden = protocols[key];
    const played = playList(rulesByKey[key](n), n, events);
    const { checkpoints, messages } = played;
    expect(
      checkpoints
        .filter(({ kind }) => kind === "forced")
        .map(({ vm, position, message }) => [vm, position, messages[message?.id ?? -1].name])
        .sort(byVmAndPosition),
    ).toEqual([...golden.forced].sort(byVmAndPosition));
    expect(checkpoints.filter(({ kind }) => kind === "skipped")).toHaveLength(golden.skipped);
    for (const [vm, wanted] of golden.checkpoints.entries()) {
      const taken = checkpoints.filter((each) => each.vm === vm && each.kind !== "skipped");
      expect(taken.map(({ position, at, kind }) => ({ position, t: at, kind }))).toEqual(
        wanted.slice(1).map(({ position, t, kind }) => ({ position, t, kind })),
      );
    }
    expect([...played.logged].sort()).toEqual([...golden.logged].sort());
    if (golden.lines) expect(Object.fromEntries(played.lines)).toEqual(golden.lines);
    expect(uselessCheckpoints(played)).toEqual(golden.useless);
    expect(rdtViolations(played)).toEqual(golden.rdtViolations);
  });

  it.each(keys)("%s recovers as it must", (key) => {
    for (const { at, failed, line, lost, deliverAgain } of protocols[key].failures) {
      const { scheme, messages, latest } = playList(rulesByKey[key](n), n, events, { until: at });
      const found = Array.from(scheme.history.lineAfter(failed), (x, vm) => (x > latest[vm] ? null : x));
      expect(found).toEqual(line);
      const recovery = scheme.recover(failed, at);
      // The file has times with at most nine digits after the point.
      expect(Array.from(recovery.backTo, (back) => Number((at - back).toFixed(9)))).toEqual(lost);
      expect(recovery.orphans).toBe(0);
      const inLine = (vm: number, interval: number) => interval < (found[vm] ?? latest[vm] + 1);
      const again = messages.filter(
        ({ from, sentIn, to, receivedIn }) =>
          receivedIn >= 0 && inLine(from, sentIn) && !inLine(to, receivedIn),
      );
      expect(again.map(({ name }) => name).sort()).toEqual([...deliverAgain].sort());
      expect(recovery.deliverAgain).toBe(deliverAgain.length);
    }
  });
});

function byVmAndPosition(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  return Number(a[0]) - Number(b[0]) || Number(a[1]) - Number(b[1]);
}
