import { describe, expect, it } from "vitest";
import type {
  ExpectedTraffic,
  MessageBlock,
  MessageSource,
  SentMessage,
} from "../../src/montecarlo/sources/message-source.js";
import { ScriptedTraffic } from "../../src/montecarlo/sources/scripted-traffic.js";
import {
  type SystemShape,
  systemOf,
  threeClassesShape,
  threeClassesSkewedShape,
} from "../support/system-of.js";
import { assemble, poissonTraffic } from "./assembly.js";

const skewed = threeClassesSkewedShape;
const systems: readonly (readonly [string, SystemShape])[] = [
  ["clock error and durations", { ...skewed, delay: { kind: "constant", value: 0 } }],
  ["perfect clocks and checkpoints at once", threeClassesShape],
  [
    "clock errors as long as the base interval, both other policies",
    {
      ...skewed,
      delay: { kind: "constant", value: 0 },
      clock: { error: { kind: "normal", mean: 0, sd: 5 } },
      policies: { volatileLog: "drop", inTransit: "stable" },
    },
  ],
];

const length = 8;

/** A source that hands on what another gives, and keeps it. */
class Recording implements MessageSource {
  readonly messages: SentMessage[] = [];

  constructor(private readonly source: MessageSource) {}

  get expected(): ExpectedTraffic {
    return this.source.expected;
  }

  fill(block: MessageBlock): void {
    this.source.fill(block);
    for (let m = 0; m < block.count; m++) {
      const sentAt = block.sentAt[m];
      const deliveredAt = block.deliveredAt[m];
      const [from, to, bytes] = [block.from[m], block.to[m], block.bytes[m]];
      this.messages.push({ from, to, sentAt, deliveredAt, bytes });
    }
  }
}

describe("sources of messages", () => {
  it.each([...systems, ["delays", skewed] as const])(
    "are exchangeable: a script of a Poisson run gives its very tallies: %s",
    (_name, shape) => {
      const system = systemOf(shape);
      const recording = new Recording(poissonTraffic(system, "exchange"));
      const original = assemble(system, "exchange", length, recording);
      expect(recording.messages.length).toBeGreaterThan(50_000);
      const script = new ScriptedTraffic(recording.messages);
      expect(assemble(system, "exchange", length, script)).toEqual(original);
    },
  );
});
