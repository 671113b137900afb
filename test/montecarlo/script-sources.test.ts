import { describe, expect, it } from "vitest";
import { EventStream } from "../../src/montecarlo/events/event-stream.js";
import type { Player } from "../../src/montecarlo/events/player.js";
import { scriptSources } from "../../src/montecarlo/script/script-sources.js";
import { prepareScript } from "../../src/scenario/checks/prepare-script.js";
import { goldenLists, scriptOf } from "../support/golden-script.js";

describe("a script on the stream of events", () => {
  it.each(goldenLists())("tells a rule set the events of its list in their order: $name", (list) => {
    const script = prepareScript(scriptOf(list));
    const seen: unknown[] = [];
    const player: Player<string> = {
      timer: (process, k, t) => seen.push([t, process, k]),
      send: ({ id, from, to, sentAt }) => {
        const { name } = script.messages[id];
        seen.push([sentAt, "send", name, from, to]);
        return name;
      },
      // What was piggybacked at the send comes back with the receipt.
      receive: ({ deliveredAt }, name) => seen.push([deliveredAt, "recv", name]),
    };
    new EventStream({ ...scriptSources(script), players: [player] }).runUntil(script.until);
    expect(seen).toEqual(
      list.events.map(({ kind, t, process, k, message, from, to }) => {
        if (kind === "send") return [t, kind, message, from, to];
        return kind === "recv" ? [t, kind, message] : [t, process, k];
      }),
    );
  });
});
