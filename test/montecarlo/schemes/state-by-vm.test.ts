import { describe, expect, it } from "vitest";
import type { CheckpointRules } from "../../../src/montecarlo/schemes/checkpoint-rules.js";
import { restoreState, savedState } from "../../../src/montecarlo/schemes/rules/state-by-vm.js";
import { type CheckpointingKey, rulesByKey } from "../../../src/montecarlo/schemes/rules-by-key.js";
import type { ListedEvent } from "./event-list.js";
import { large, type RandomRun, randomRuns } from "./random-runs.js";

/** Plays events to rules, and says of each what came of it. */
function outcomes(
  rules: CheckpointRules,
  events: readonly ListedEvent[],
  messages: Map<string, { from: number; to: number; carried: unknown }>,
): string[] {
  return events.map((event) => {
    switch (event.kind) {
      case "basic": {
        const taken = rules.takesBasic?.(event.process, event.k) !== false;
        if (taken) rules.checkpoint(event.process, false);
        return `${taken} ${rules.index?.(event.process)}`;
      }
      case "send": {
        const { from, to, message } = event;
        messages.set(message, { from, to, carried: structuredClone(rules.carried(from)) });
        rules.sent(from, to);
        if (rules.afterEverySend) rules.checkpoint(from, true);
        return "";
      }
      case "recv": {
        const { from, to, carried } = messages.get(event.message)!;
        const forced = rules.forces(to, from, carried);
        if (forced) rules.checkpoint(to, true);
        rules.received(to, from, carried);
        return `${forced} ${rules.logs?.(to, carried)} ${rules.index?.(to)}`;
      }
      default:
        return "";
    }
  });
}

/** Whether the second half of a run is the same once more, after all VMs have gone back to its middle. */
function repeats(key: CheckpointingKey, { processes, events }: RandomRun, without?: number): boolean {
  const rules: CheckpointRules = rulesByKey[key](processes);
  const messages = new Map<string, { from: number; to: number; carried: unknown }>();
  const middle = events.length >> 1;
  outcomes(rules, events.slice(0, middle), messages);
  const parts = rules.stateByVm.filter((_, place) => place !== without);
  const saved = Array.from({ length: processes }, (_, vm) => savedState(parts, vm));
  const first = outcomes(rules, events.slice(middle), messages);
  for (const [vm, state] of saved.entries()) restoreState(parts, vm, state);
  return outcomes(rules, events.slice(middle), messages).join() === first.join();
}

/** Parts that a variant of the rules keeps and does not ask, by their places. */
const unasked: { readonly [Key in CheckpointingKey]?: readonly number[] } = {
  uncoordinated: [0],
  cas: [0],
  "fdi-strict": [1],
  bcs: [1],
  "bcs-reset": [1],
  "lazy-bcs": [1],
  "qsa-k": [1],
  fi: [4],
};

const keys = Object.keys(rulesByKey) as CheckpointingKey[];

describe("a VM that goes back finds all that its rules knew", () => {
  it.each(keys)("%s", (key) => {
    const runs = [...randomRuns("back", 300, large)];
    expect(runs.every((run) => repeats(key, run))).toBe(true);
    const parts = rulesByKey[key](2).stateByVm.length;
    const missed = Array.from({ length: parts }, (_, without) => without).filter((without) =>
      runs.every((run) => repeats(key, run, without)),
    );
    expect(missed).toEqual(unasked[key] ?? []);
  });
});
