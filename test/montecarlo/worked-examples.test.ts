import { describe, expect, it } from "vitest";
import type { LoggedMessage } from "../../src/montecarlo/schemes/vm-qsc/vm-state.js";
import { prepareScript } from "../../src/scenario/checks/prepare-script.js";
import { figures } from "../../src/scenario/model/figures.js";
import type { Script } from "../../src/scenario/model/script.js";
import { goldenLists, scriptOf } from "../support/golden-script.js";
import { playVmQsc } from "../support/play-vm-qsc.js";

const figure2 = prepareScript(figures.figure2);
const figure3 = prepareScript(figures.figure3);

/** What happens in a played script, one line each, with the names of the figures. */
function story(script: Script): string[] {
  const { vms, messages } = script;
  const lines: string[] = [];
  const newest = vms.map(() => [0]);
  const named = (list: readonly LoggedMessage[]) =>
    list.map(({ message }) => messages[message.id].name).join(" ") || "nothing";
  const early = (is: boolean) => (is ? " early" : "");
  playVmQsc(script, {
    sent: (logged) => {
      lines.push(`${logged.message.sentAt} send ${named([logged])} at index ${logged.sentIndex}`);
    },
    received: (logged) => {
      lines.push(`${logged.message.deliveredAt} deliver ${named([logged])} at index ${logged.receivedIndex}`);
    },
    checkpointTaken: (vm, { index, at }, isEarly) => {
      lines.push(`${at} ${vms[vm].name} checkpoint ${index}${early(isEarly)}`);
      newest[vm].push(index);
    },
    flushed: (vm, k, at, isEarly, written) => {
      lines.push(`${at} ${vms[vm].name} flush at ${k}${early(isEarly)}: ${named(written)}`);
    },
    lineEstablished: (k, at) => {
      const standing = newest.map((taken, vm) => `C${vm + 1},${taken.filter((index) => index <= k).at(-1)}`);
      lines.push(`${at} line ${k}: ${standing.join(" ")}`);
    },
    lineCovered: (k, at, { volatile, stable, copies }) => {
      const parts = `volatile ${named(volatile)}; stable ${named(stable)}; copies ${named(copies)}`;
      lines.push(`${at} reclaim at ${k}: ${parts}`);
    },
  });
  return lines;
}

function names({ messages }: Script, list: readonly LoggedMessage[]): string[] {
  return list.map(({ message }) => messages[message.id].name);
}

describe("the paper's Fig. 2", () => {
  it("moves the line as §4.1 tells, and VM3 takes checkpoint 2 before it receives m", () => {
    expect(story(figure2)).toEqual([
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
    const completions: number[] = [];
    const established: number[] = [];
    playVmQsc(figure2, {
      checkpointTaken: (_vm, { index, completion }) => index === 2 && completions.push(completion),
      lineEstablished: (k, at) => k === 2 && established.push(at),
    });
    expect(established).toEqual([Math.max(...completions)]);
  });
});

describe("the paper's Fig. 3", () => {
  it("logs, flushes and reclaims m3 to m8 event by event", () => {
    expect(story(figure3)).toEqual([
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
    const { copies, vms } = playVmQsc({ ...figure3, until: 10 });
    expect(names(figure3, copies[0])).toEqual(["m4"]);
    expect(names(figure3, vms[2].volatile)).toEqual(["m4"]);
  });

  it("m5 is never flushed", () => {
    const flushes = story(figure3).filter((line) => line.includes("flush"));
    expect(flushes.filter((line) => line.includes("m5"))).toEqual([]);
    expect(flushes).toHaveLength(5);
  });
});

describe("the third of the golden lists: timers with multiples, no delay, perfect clocks", () => {
  const golden = goldenLists()[2];
  const vmqsc = golden.protocols.vmqsc!;
  const script = prepareScript(scriptOf(golden));

  it("has VM_QSC's checkpoints where they must be", () => {
    const checkpoints = script.vms.map((): { at: number; position: number }[] => []);
    const position = script.vms.map(() => 0);
    playVmQsc(script, {
      sent: ({ message }) => {
        position[message.from]++;
      },
      received: ({ message }) => {
        position[message.to]++;
      },
      checkpointTaken: (vm, { at }) => checkpoints[vm].push({ at, position: position[vm] }),
    });
    const wanted = vmqsc.checkpoints.map((taken) =>
      taken.slice(1).map(({ t, position: place }) => ({ at: t, position: place })),
    );
    expect(checkpoints).toEqual(wanted);
  });

  it("flushes what it must", () => {
    const flushed: string[] = [];
    playVmQsc(script, {
      flushed: (_vm, _k, _at, _early, messages) => flushed.push(...names(script, messages)),
    });
    expect(flushed.toSorted()).toEqual(vmqsc.logged.toSorted());
  });

  it("has each line where it must be: after so many sends and receives of each VM", () => {
    const cuts: Record<string, number[]> = {};
    const passed = script.vms.map((): number[] => []);
    const position = script.vms.map(() => 0);
    playVmQsc(script, {
      sent: ({ message }) => {
        position[message.from]++;
      },
      received: ({ message }) => {
        position[message.to]++;
      },
      checkpointTaken: (vm, { index }) => {
        passed[vm][index] = position[vm];
      },
      flushed: (vm, k) => {
        passed[vm][k] = position[vm];
      },
      lineCovered: (k) => {
        cuts[k] = passed.map((places) => places[k]);
      },
    });
    expect(cuts).toEqual(vmqsc.cuts);
  });
});
