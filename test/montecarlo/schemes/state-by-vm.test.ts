import { describe, expect, it } from "vitest";
import type { CheckpointRules } from "../../../src/montecarlo/schemes/checkpoint-rules.js";
import { type CheckpointingKey, rulesByKey } from "../../../src/montecarlo/schemes/make-scheme.js";
import type { ListedEvent } from "./event-list.js";
import { large, type RandomRun, randomRuns } from "./random-runs.js";
import { wrongRules } from "./wrong-rules.js";

/** Plays events to rules, and says of each what came of it. */
function outcomes(
  rules: CheckpointRules,
  states: readonly unknown[],
  events: readonly ListedEvent[],
  messages: Map<string, { from: number; to: number; carried: unknown }>,
): string[] {
  return events.map((event) => {
    switch (event.kind) {
      case "basic": {
        const state = states[event.process];
        const taken = rules.takesBasic?.(state, event.k) !== false;
        if (taken) rules.checkpoint(state, false);
        return `${taken}`;
      }
      case "send": {
        const { from, to, message } = event;
        const state = states[from];
        const carried = structuredClone(rules.carried(state));
        messages.set(message, { from, to, carried });
        rules.sent?.(state, to);
        if (rules.afterEverySend) rules.checkpoint(state, true);
        return JSON.stringify(carried) ?? "";
      }
      case "recv": {
        const { from, to, carried } = messages.get(event.message)!;
        const state = states[to];
        const forced = rules.forces(state, carried, from);
        if (forced) rules.checkpoint(state, true);
        rules.received(state, carried, from);
        return `${forced} ${rules.logs?.(state, carried)}`;
      }
      default:
        return "";
    }
  });
}

/** Whether the second half of a run is the same once more, after all VMs have gone back to its middle. */
function repeats(rules: CheckpointRules, { processes, events }: RandomRun): boolean {
  const messages = new Map<string, { from: number; to: number; carried: unknown }>();
  const middle = events.length >> 1;
  const states = Array.from({ length: processes }, (_, vm) => rules.initially(vm));
  outcomes(rules, states, events.slice(0, middle), messages);
  const saved = structuredClone(states);
  const first = outcomes(rules, states, events.slice(middle), messages);
  return outcomes(rules, saved, events.slice(middle), messages).join() === first.join();
}

const keys = Object.keys(rulesByKey) as CheckpointingKey[];

describe("a VM that goes back finds all that its rules knew", () => {
  const runs = [...randomRuns("back", 300, large)];

  it.each(keys)("%s", (key) => {
    expect(runs.every((run) => repeats(rulesByKey[key](run.processes), run))).toBe(true);
  });

  it("rules that keep something elsewhere are found out", () => {
    const { rules } = wrongRules["bqc that asks for the closing process only"];
    expect(runs.some((run) => !repeats(rules(run.processes), run))).toBe(true);
  });
});
