import { ScenarioError } from "../../scenario/model/scenario-error.js";
import type { SchemeKey } from "../../scenario/model/schemes.js";
import type { Script, ScriptFailure } from "../../scenario/model/script.js";
import type { Seconds } from "../../scenario/model/units.js";
import { type Agenda, EventStream } from "../events/event-stream.js";
import type { Message, Player } from "../events/player.js";
import { CheckpointingScheme } from "../schemes/checkpointing-scheme.js";
import { makeScheme } from "../schemes/make-scheme.js";
import type { Scheme } from "../schemes/scheme.js";
import type { SchemeCheckpoint } from "../schemes/scheme-counts.js";
import { uselessCheckpoints } from "../schemes/useless-checkpoints.js";
import { scriptSources } from "../script/script-sources.js";

/** A checkpoint of a script: its position counts what its VM had sent and received before it. */
export interface ScriptCheckpoint {
  readonly at: Seconds;
  readonly kind: "initial" | "basic" | "forced";
  readonly position: number;
}

/** What a failure of a script leads to. */
export interface ScriptRecovery {
  readonly at: Seconds;
  /** The VMs that fail. */
  readonly failed: readonly string[];
  /** The number of the checkpoint that each VM returns to, from 0; null where it keeps its state. */
  readonly line: { readonly [vm: string]: number | null };
  /** Messages that must be delivered again. */
  readonly deliverAgain: readonly string[];
}

/** What one scheme does with a script. */
export interface ScriptOutcome {
  readonly forced: readonly { readonly vm: string; readonly position: number; readonly message: string }[];
  readonly skipped: readonly { readonly vm: string; readonly position: number; readonly at: Seconds }[];
  /** The first of each VM is its state at the start. */
  readonly checkpoints: { readonly [vm: string]: readonly ScriptCheckpoint[] };
  /** Checkpoints that no recovery line can use, by their numbers. */
  readonly useless: readonly { readonly vm: string; readonly checkpoint: number }[];
  readonly failures: readonly ScriptRecovery[];
}

/** Schemes whose rounds or indices need the base interval that all VMs count in. */
const needBaseInterval: ReadonlySet<SchemeKey> = new Set([
  "vmqsc",
  "coordinated",
  "coordinated-blocking",
  "tamir-sequin",
  "bcs-reset",
]);

/** The schemes that a script is played to where nobody names any. */
export function defaultSchemesOf({ baseInterval }: Script): readonly SchemeKey[] {
  const usual = ["vmqsc", "coordinated", "uncoordinated", "bcs", "fdas", "bhmr", "hmnr"] as const;
  return usual.filter((key) => baseInterval !== undefined || !needBaseInterval.has(key));
}

/**
 * Plays a script to several schemes, each on the same events.
 *
 * @throws {ScenarioError} where a scheme needs a base interval and the script gives checkpoints instead
 */
export function compareScript(
  script: Script,
  keys: readonly SchemeKey[] = defaultSchemesOf(script),
): { readonly [Key in SchemeKey]?: ScriptOutcome } {
  const refused = keys.find((key) => script.baseInterval === undefined && needBaseInterval.has(key));
  if (refused !== undefined)
    throw new ScenarioError(
      `${refused} needs the base interval that all VMs count in, and the script gives checkpoints at given instants: leave it out, or give baseInterval and multiples`,
      "baseInterval",
    );
  return Object.fromEntries(keys.map((key) => [key, new ScriptRun(script, key).play()]));
}

class ScriptRun implements Player<undefined>, Agenda {
  private readonly scheme: Scheme;
  private readonly positions: Int32Array;
  private readonly sentAt: number[] = [];
  private readonly receivedAt: number[] = [];
  private readonly checkpoints: ScriptCheckpoint[][];
  private readonly forced: ScriptOutcome["forced"][number][] = [];
  private readonly skipped: ScriptOutcome["skipped"][number][] = [];
  private readonly failures: ScriptRecovery[] = [];
  private readonly stream: EventStream;

  constructor(
    private readonly script: Script,
    key: SchemeKey,
  ) {
    const { vms, baseInterval = 0, policies } = script;
    const sources = scriptSources(script);
    this.positions = new Int32Array(vms.length);
    this.checkpoints = vms.map(() => [{ at: 0, kind: "initial", position: 0 }]);
    this.scheme = makeScheme(key, {
      ...sources,
      baseInterval,
      policies,
      image: vms.map(() => 0),
      pause: vms.map(() => 0),
      burstSpan: 0,
      controlDelays: () => () => 0,
      keepsAll: true,
      onCheckpoint: (checkpoint) => this.note(checkpoint),
    });
    // After the scheme, so that a position counts what was before an event.
    this.stream = new EventStream({ ...sources, players: [this.scheme, this], agenda: this });
  }

  play(): ScriptOutcome {
    this.stream.runUntil(this.script.until);
    const names = this.script.vms.map(({ name }) => name);
    const { scheme } = this;
    const useless = scheme instanceof CheckpointingScheme ? uselessCheckpoints(scheme.history).useless : [];
    return {
      forced: this.forced,
      skipped: this.skipped,
      checkpoints: Object.fromEntries(names.map((name, vm) => [name, this.checkpoints[vm]])),
      useless: useless.map(([vm, checkpoint]) => ({ vm: names[vm], checkpoint })),
      failures: this.failures,
    };
  }

  timer(): void {}

  send({ id, from }: Message): undefined {
    this.sentAt[id] = this.positions[from]++;
  }

  receive({ id, to }: Message): void {
    this.receivedAt[id] = this.positions[to]++;
  }

  get nextTime(): Seconds {
    return this.script.failures[this.failures.length]?.at ?? Number.POSITIVE_INFINITY;
  }

  happen(): void {
    const failure = this.script.failures[this.failures.length];
    const failed = this.failedBy(failure);
    const names = this.script.vms.map(({ name }) => name);
    const line = this.lineAfter(failed, failure);
    this.failures.push({
      at: failure.at,
      failed: failed.map((vm) => names[vm]),
      line: Object.fromEntries(names.map((name, vm) => [name, line.numbers[vm]])),
      deliverAgain: line.deliverAgain,
    });
  }

  private failedBy({ failed }: ScriptFailure): number[] {
    if ("vm" in failed) return [failed.vm];
    return this.script.vms.flatMap(({ host }, vm) => (host === failed.host ? [vm] : []));
  }

  private lineAfter(failed: readonly number[], { at, failed: what }: ScriptFailure) {
    const { scheme, checkpoints, script } = this;
    const { backTo, imageFrom } = scheme.recover(failed, at, "vm" in what ? "vm" : "host");
    const numbers: (number | null)[] =
      scheme instanceof CheckpointingScheme
        ? Array.from(scheme.history.lineAfter(failed), (x, vm) => (x < checkpoints[vm].length ? x : null))
        : Array.from(imageFrom, (from, vm) =>
            from === Number.POSITIVE_INFINITY
              ? null
              : checkpoints[vm].findLastIndex(({ at: taken }) => taken === from),
          );
    /** Whether a VM's state at the line has what it did at a position, or at an instant where it replays. */
    const has = (vm: number, position: number, instant: Seconds) => {
      const number = numbers[vm];
      if (number === null) return true;
      return scheme instanceof CheckpointingScheme
        ? position < checkpoints[vm][number].position
        : instant < backTo[vm];
    };
    const again = script.messages.filter(({ from, to, sentAt, deliveredAt }, id) => {
      if (this.receivedAt[id] === undefined || !has(from, this.sentAt[id], sentAt)) return false;
      const replayed = !(scheme instanceof CheckpointingScheme) && sentAt >= imageFrom[from];
      return !replayed && !has(to, this.receivedAt[id], deliveredAt);
    });
    return { numbers, deliverAgain: again.map(({ name }) => name) };
  }

  private note({ vm, kind, at, message }: SchemeCheckpoint): void {
    const { vms, messages } = this.script;
    const { name } = vms[vm];
    // The scheme hears of an event before it is counted here, and a send comes before what it forces.
    const position = this.positions[vm] + (message?.from === vm ? 1 : 0);
    if (kind === "skipped") this.skipped.push({ vm: name, position, at });
    else this.checkpoints[vm].push({ at, kind, position });
    if (message !== undefined) this.forced.push({ vm: name, position, message: messages[message.id].name });
  }
}
