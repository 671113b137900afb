import { describe, expect, it } from "vitest";
import { EventStream } from "../../src/montecarlo/events/event-stream.js";
import { makeVmQsc } from "../../src/montecarlo/schemes/vm-qsc/stored-vm-qsc.js";
import { VmQscScheme } from "../../src/montecarlo/schemes/vm-qsc/vm-qsc-scheme.js";
import type { LoggedMessage } from "../../src/montecarlo/schemes/vm-qsc/vm-state.js";
import { scriptSources } from "../../src/montecarlo/script/script-sources.js";
import { prepareScript } from "../../src/scenario/checks/prepare-script.js";
import type { Storage } from "../../src/scenario/model/system.js";

const unlimited = Number.POSITIVE_INFINITY;

interface Setting {
  readonly duration?: number;
  readonly image?: number;
  readonly flushed?: number;
  readonly storage?: Partial<Storage>;
  readonly until?: number;
}

/** A VM with checkpoints at each index, and one with flushes at odd ones of what it has received at index 0. */
function parts({ duration = 0, image = 4, flushed = 3, storage = {}, until = 19.5 }: Setting) {
  const script = prepareScript({
    baseInterval: 10,
    vms: { often: { host: "h0", duration }, seldom: { host: "h1", multiple: 2 } },
    messages: [{ name: "m", from: "often", to: "seldom", sentAt: 2, deliveredAt: 3, bytes: flushed }],
    until,
  });
  const limits = { write: 1, read: unlimited, hostLink: unlimited, ...storage };
  const { policies, baseInterval } = script;
  const sources = scriptSources(script);
  return {
    ...sources,
    policies,
    baseInterval: baseInterval!,
    writesThrough: { limits, image: [image, image] },
    until,
  };
}

/** When line 1 is established and covered, and the first VM's checkpoint there. */
function lineOne(setting: Setting) {
  const seen: number[] = [];
  const { until, ...rest } = parts(setting);
  const observer = {
    lineEstablished: (_k: number, at: number) => void seen.push(at),
    lineCovered: (_k: number, at: number) => void seen.push(at),
  };
  const rules = makeVmQsc({ ...rest, observer });
  new EventStream({ ...rest, players: [rules] }).runUntil(until);
  const { completion, restorable } = rules.vms[0].checkpoints.find(({ index }) => index === 1)!;
  return { seen, completion, restorable };
}

describe("the rules where writes take time (R11)", () => {
  it("complete a checkpoint when its image is written, beside a flush", () => {
    // 3 bytes of each by 16, and the last of the image by 17.
    expect(lineOne({})).toEqual({ seen: [17, 17], completion: 17, restorable: 17 });
  });

  it("complete it no earlier than its duration has passed", () => {
    expect(lineOne({ duration: 9 })).toMatchObject({ seen: [19, 19], completion: 19, restorable: 19 });
  });

  it("cover a line when all that was flushed for it is written", () => {
    // 4 bytes of each by 18, and the last of the flush by 19.
    expect(lineOne({ flushed: 5 })).toEqual({ seen: [18, 19], completion: 18, restorable: 18 });
  });

  it("have nothing to wait for where an image is empty", () => {
    expect(lineOne({ image: 0, duration: 1 })).toMatchObject({ seen: [11, 13], completion: 11 });
  });

  it("restore a checkpoint as soon as it is on its host's own disk, and its duration has passed", () => {
    // On the disk at 12. From then on it shares with a flush that has had 2 of its 5 bytes: 3 of each by 18.
    const storage = { staging: 2 };
    expect(lineOne({ flushed: 5, storage })).toEqual({ seen: [19, 19], completion: 19, restorable: 12 });
    expect(lineOne({ flushed: 5, storage, duration: 3 })).toMatchObject({ completion: 19, restorable: 13 });
  });
});

describe("VM_QSC beside other schemes, with storage", () => {
  function play(setting: Setting) {
    const { until, ...rest } = parts(setting);
    const scheme = new VmQscScheme({ ...rest, image: [4, 4], burstSpan: 0 });
    new EventStream({ ...rest, players: [scheme] }).runUntil(until);
    return scheme;
  }

  it("knows its newest line and since when it stands", () => {
    expect(play({ until: 10 }).newestLine).toEqual({ k: 0, since: 0 });
    expect(play({ flushed: 5 }).newestLine).toEqual({ k: 1, since: 19 });
  });

  it("tells whether the image of a VM that fails comes from its host's own disk", () => {
    const scheme = play({ flushed: 5, storage: { staging: 2 }, until: 18.5 });
    expect(scheme.recover([0], 18.5, "vm").fromOwnDisk).toBe(true);
    expect(scheme.recover([1], 18.5, "vm").fromOwnDisk).toBe(false);
    expect(play({ flushed: 5, storage: { staging: 2 } }).recover([0], 19.5, "vm").fromOwnDisk).toBe(false);
  });

  it("has a copy again, in its sender's host, of what is delivered again after a failure", () => {
    const script = prepareScript({
      baseInterval: 10,
      vms: { sender: { host: "h0" }, receiver: { host: "h1" }, bystander: { host: "h2" } },
      messages: [{ name: "m", from: "sender", to: "receiver", sentAt: 9, deliveredAt: 12 }],
      until: 13,
    });
    const { policies, baseInterval } = script;
    const sources = scriptSources(script);
    const scheme = new VmQscScheme({
      ...sources,
      policies,
      baseInterval: baseInterval!,
      image: [1, 1, 1],
      burstSpan: 0,
    });
    const sent: LoggedMessage[] = [];
    const player = Object.assign(Object.create(scheme), {
      send: (message: Parameters<VmQscScheme["send"]>[0]) => {
        sent.push(scheme.send(message));
        return sent[0];
      },
    });
    new EventStream({ ...sources, players: [player] }).runUntil(13);
    const lostWith = (host: number) => scheme.recover([host], 13, "host").unrecoverable;
    // It crosses line 1: the sender's host has a copy, the receiver's has it in memory.
    expect([0, 1, 2].map(lostWith)).toEqual([0, 0, 0]);
    scheme.rollBack(scheme.recover([1], 13, "host"), sent);
    // Delivered once more, it would be lost with its receiver's host, but for the copy.
    scheme.receive(sent[0].message, sent[0]);
    expect([0, 1, 2].map(lostWith)).toEqual([0, 0, 0]);
  });
});
