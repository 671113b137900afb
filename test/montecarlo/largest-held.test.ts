import { expect, it } from "vitest";
import type { Advance } from "../../src/montecarlo/fast-engine/engine-observer.js";
import type { MessageLogs } from "../../src/montecarlo/fast-engine/message-logs.js";
import { LargestHeld } from "../../src/montecarlo/observers/largest-held.js";

const advance = {} as Advance;

/** Line 1, reached by the first VM at 10 and covered at `coveredAt`, between logs of 7 and, when R8 has reclaimed, 4 messages. */
function atLine1(coveredAt: number): LargestHeld {
  const logs = { stableCount: 7, volatileCount: () => 5 };
  const held = new LargestHeld({ first: 0, last: 1 }, () => logs as unknown as MessageLogs);
  held.advanced(0, 1, 10, advance);
  held.lineCovering(1, coveredAt);
  logs.stableCount = 4;
  held.lineCovered(1, coveredAt);
  return held;
}

it("flushes that come before R8 reclaims are held beside what it reclaims", () => {
  expect(atLine1(10.5).stable).toBe(7);
});

it("flushes of the instant at which R8 reclaims are not", () => {
  expect(atLine1(10).stable).toBe(4);
});

it("where flushes drop what they write, memory is looked at before the first of them", () => {
  let count = 9;
  const logs = { volatileCount: () => count } as unknown as MessageLogs;
  const held = new LargestHeld({ first: 0, last: 1 }, () => logs);
  held.dropping(0, 1, 10);
  count = 12;
  held.dropping(1, 1, 10);
  expect(held.volatile).toBe(9);
});
