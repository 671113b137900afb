import { describe, expect, it } from "vitest";
import type { HistoryEvent } from "../../src/montecarlo/observers/history.js";
import { figure2, figure3 } from "../../src/montecarlo/script/figures.js";
import { type PlayedScript, playScript } from "../../src/montecarlo/script/script.js";

/** The events of a played script, one line each, with the names of the figures. */
function story({ history, vmNames, messageNames }: PlayedScript): string[] {
  const named = (ids: readonly number[]) => ids.map((id) => messageNames[id]).join(" ") || "nothing";
  const tell = (event: HistoryEvent): string => {
    switch (event.kind) {
      case "send":
      case "deliver":
        return `${event.at} ${event.kind} ${messageNames[event.message]} at index ${event.index}`;
      case "checkpoint":
        return `${event.at} ${vmNames[event.vm]} checkpoint ${event.index}${event.early ? " early" : ""}`;
      case "flush":
        return `${event.at} ${vmNames[event.vm]} flush at ${event.index}: ${named(event.messages)}`;
      case "line":
        return `${event.at} line ${event.index}: ${event.checkpoints.map((k, vm) => `C${vm + 1},${k}`).join(" ")}`;
      case "reclaim": {
        const { volatile, stable, copies } = event;
        return `${event.at} reclaim at ${event.index}: volatile ${named(volatile)}; stable ${named(stable)}; copies ${named(copies)}`;
      }
    }
  };
  return history.events.map(tell);
}

describe("the paper's Fig. 2", () => {
  it("moves the line as §4.1 tells, and VM3 takes checkpoint 2 before it receives m", () => {
    expect(story(playScript(figure2))).toEqual([
      "10 VM1 flush at 1: nothing",
      "10 VM2 checkpoint 1",
      "10 VM3 checkpoint 1",
      "10 VM4 flush at 1: nothing",
      "11 line 1: C1,0 C2,1 C3,1 C4,0",
      "11 reclaim at 1: volatile nothing; stable nothing; copies nothing",
      "19.75 VM2 checkpoint 2",
      "20 VM1 checkpoint 2",
      "20 VM4 flush at 2: nothing",
      "20 send m at index 2",
      "20.25 VM3 checkpoint 2 early",
      "20.25 deliver m at index 2",
      "21.25 line 2: C1,2 C2,2 C3,2 C4,0",
      "21.25 reclaim at 2: volatile nothing; stable nothing; copies nothing",
      "30 VM1 flush at 3: nothing",
      "30 VM2 checkpoint 3",
      "30 VM3 checkpoint 3",
      "30 VM4 checkpoint 3",
      "31 line 3: C1,2 C2,3 C3,3 C4,3",
      "31 reclaim at 3: volatile m; stable nothing; copies m",
    ]);
  });

  it("keeps line 1 until the last of the checkpoints with index 2 is complete", () => {
    const { history } = playScript(figure2);
    const line2 = history.events.find((event) => event.kind === "line" && event.index === 2);
    const last = history.events.filter((event) => event.kind === "checkpoint" && event.index === 2);
    expect(line2?.at).toBe(
      Math.max(...last.map((event) => (event.kind === "checkpoint" ? event.completion : 0))),
    );
  });
});

describe("the paper's Fig. 3", () => {
  it("logs, flushes and reclaims m3 to m8 event by event", () => {
    expect(story(playScript(figure3))).toEqual([
      "3 send m3 at index 0",
      "4 deliver m3 at index 0",
      "5 send m4 at index 0",
      "7 deliver m4 at index 0",
      "10 VM1 flush at 1: m3",
      "10 VM2 checkpoint 1",
      "10 VM3 checkpoint 1",
      "10 VM4 flush at 1: nothing",
      "11 line 1: C1,0 C2,1 C3,1 C4,0",
      "11 reclaim at 1: volatile m4; stable nothing; copies m4",
      "12 send m5 at index 1",
      "13 deliver m5 at index 1",
      "14 send m6 at index 1",
      "15 deliver m6 at index 1",
      "19 send m7 at index 1",
      "20 VM1 checkpoint 2",
      "20 VM2 checkpoint 2",
      "20 VM3 checkpoint 2",
      "20 VM4 flush at 2: m6",
      "21 line 2: C1,2 C2,2 C3,2 C4,0",
      "21 reclaim at 2: volatile m3 m5; stable m3; copies nothing",
      "21 deliver m7 at index 2",
      "29.75 VM2 checkpoint 3",
      "30 VM1 flush at 3: m7",
      "30 VM4 checkpoint 3",
      "30 send m8 at index 3",
      "30.25 VM3 checkpoint 3 early",
      "30.25 deliver m8 at index 3",
      "31.25 line 3: C1,2 C2,3 C3,3 C4,3",
      "31.25 reclaim at 3: volatile m6; stable m6; copies nothing",
      "40 VM1 checkpoint 4",
      "40 VM2 checkpoint 4",
      "40 VM3 checkpoint 4",
      "40 VM4 flush at 4: nothing",
      "41 line 4: C1,4 C2,4 C3,4 C4,3",
      "41 reclaim at 4: volatile m7 m8; stable m7; copies m8",
    ]);
  });

  it("m4: the sender's and the receiver's host both hold it until line 1", () => {
    const { history, messageNames } = playScript({ ...figure3, until: 10 });
    const m4 = messageNames.indexOf("m4");
    expect([...history.copies[0]]).toEqual([m4]);
    expect(history.vms[2].volatile).toEqual([m4]);
  });

  it("m5 is never flushed", () => {
    const flushes = story(playScript(figure3)).filter((line) => line.includes("flush"));
    expect(flushes.filter((line) => line.includes("m5"))).toEqual([]);
    expect(flushes).toHaveLength(5);
  });
});
