import { expect, it, vi } from "vitest";
import { memoPerSystem } from "../../src/scenario/model/memo-per-system.js";
import type { System } from "../../src/scenario/model/system.js";
import { systemOf } from "../support/system-of.js";

const at = (baseInterval: number, rate = 1) =>
  systemOf({ classes: [{ count: 2 }], rates: [[rate]], baseInterval });

it("works out its answer once for each system", () => {
  const workOut = vi.fn((system: System) => system.baseInterval);
  const answer = memoPerSystem(workOut);
  const system = at(60);
  expect([answer(system), answer(system), answer(at(60))]).toEqual([60, 60, 60]);
  expect(workOut).toHaveBeenCalledTimes(2);
});

it("shares its answer among systems that are alike in the parts that count, and in no others", () => {
  const workOut = vi.fn(() => ({}));
  const answer = memoPerSystem<object>(workOut, ({ rates, clock }) => [rates, clock]);
  const first = answer(at(60));
  expect(answer(at(30))).toBe(first);
  expect(answer(at(60, 2))).not.toBe(first);
  const late = { ...at(60), clock: { ...at(60).clock, error: { kind: "constant", value: 1 } } } as const;
  expect(answer(late)).not.toBe(first);
  expect(answer(at(90))).toBe(first);
});
