import { flows } from "../../analytic/flows.js";
import { openStream, type StreamsByPurpose } from "../../montecarlo/random/random-stream.js";
import { recordedOnce } from "../../montecarlo/replication/recorded-source.js";
import { scriptSources } from "../../montecarlo/script/script-sources.js";
import type { RecordedMessages } from "../../montecarlo/sources/recorded-traffic.js";
import { drawnSources } from "../../montecarlo/sources/run-sources.js";
import { writesThrough } from "../../montecarlo/storage/stable-writes.js";
import { ScenarioError } from "../../scenario/model/scenario-error.js";
import type { SchemeKey } from "../../scenario/model/schemes.js";
import type { Script } from "../../scenario/model/script.js";
import type { System } from "../../scenario/model/system.js";
import type { Seconds } from "../../scenario/model/units.js";
import { type FailureToShow, recordRun } from "./record-run.js";
import type { RecordedRun } from "./recorded-run.js";

/** What is shown of a run, and of which scheme. */
export interface RecordingOptions {
  readonly scheme?: SchemeKey | undefined;
  readonly from?: Seconds | undefined;
  readonly until?: Seconds | undefined;
}

export interface TraceToShow {
  /** The file, as the title names it. */
  readonly source: string;
  readonly messages: RecordedMessages;
  /** Names of the trace's nodes, and of each the number of its VM. */
  readonly nodes: readonly string[];
  readonly vmOf: Int32Array;
}

export interface ScenarioRecordingOptions extends RecordingOptions {
  /** Default `vmqsc`. */
  readonly seed?: string | undefined;
  /** Names such as `web1`, or of a class for all of its VMs; default the first few of each class. */
  readonly vms?: readonly string[] | undefined;
  readonly failures?: readonly { readonly at: Seconds; readonly what: string }[];
  /** The messages of a trace in the place of drawn ones; its nodes name their VMs. */
  readonly trace?: TraceToShow | undefined;
}

const fewOfAClass = 2;
const usualIntervals = 4;
/** About so many messages are in the picture where nobody says from when to when. */
const usualMessages = 24;
const mostMessages = 2000;
/** Messages and checkpoints from the beginning of a run to the end of its picture: some ten minutes of them. */
const mostEvents = 1e9;
/** Checkpoints of a script, all of which are drawn. */
const mostCheckpoints = 1e4;

export function recordScript(script: Script, options: RecordingOptions): RecordedRun {
  const { name, vms, hosts, messages, baseInterval = 0, policies, failures } = script;
  const { scheme = "vmqsc", from = 0, until = script.until } = options;
  if (scheme === "vmqsc" && baseInterval === 0) {
    const sentence =
      "VM_QSC needs the base interval that all VMs count in, and the script gives checkpoints at given instants";
    throw new ScenarioError(sentence, "baseInterval");
  }
  if (baseInterval > 0) refuseFar(until, (vms.length * until) / baseInterval, mostCheckpoints);
  const shown = { scheme, baseInterval, policies, from, until, failures };
  return recordRun({
    ...scriptSources(script),
    ...shown,
    title: `${name}: a run of ${scheme}`,
    vmNames: vms.map((vm) => vm.name),
    vmNotes: vms.map(({ multiple }) => (baseInterval === 0 ? "" : className(multiple))),
    hostNames: hosts.map((host) => `host ${host}`),
    messageName: (id) => messages[id].name,
  });
}

/**
 * A window of a run of a scenario, as the engine's first replication of that seed begins; or of a trace, whose first message
 * is sent at 0. @throws {ScenarioError}
 */
export function recordScenario(system: System, options: ScenarioRecordingOptions): RecordedRun {
  const { scheme = "vmqsc", seed = "vmqsc", vms, trace } = options;
  const { baseInterval, classes, policies, name, hosts } = system;
  const vmNames = namesOf(system, trace);
  const streams: StreamsByPurpose = (purpose) => openStream(seed, 0, purpose);
  const source = trace && recordedOnce(system, trace.messages, streams);
  const failures = (options.failures ?? []).map((failure) => failureOf(failure, vmNames, hosts.names));
  const chosen = chosenVms(system, vmNames, vms);
  const perSecond = shownPerSecond(system, chosen, trace);
  const { from, until } = windowOf(perSecond, baseInterval, options, failures);
  const late = failures.find(({ at }) => at >= until);
  if (late) {
    const sentence = `a failure must come before the end of the window, which is ${until} s, got ${late.at} s`;
    throw new ScenarioError(sentence, "failures");
  }
  refuseTooMany(perSecond * (until - from), 10 * mostMessages);
  const sent = trace === undefined ? flows(system).total * until : 0;
  refuseFar(until, sent + (vmNames.length * until) / baseInterval);
  const shown = { scheme, baseInterval, policies, from, until, failures, vmNames };
  const run = recordRun({
    ...drawnSources(system, streams, { source }),
    ...shown,
    writesThrough: writesThrough(system),
    title: `${trace?.source ?? name}: ${scheme} from ${from} s to ${until} s`,
    vmNotes: classes.flatMap(({ count, multiple }) => Array<string>(count).fill(className(multiple))),
    hostNames: hosts.names,
    messageName: (id) => `m${id + 1}`,
    isShown: (message) => chosen.has(message.from) && chosen.has(message.to),
  });
  return only(run, chosen);
}

function refuseFar(until: Seconds, events: number, most = mostEvents): void {
  if (events <= most) return;
  const sentence = `until must be so early that a run gets there, got ${until} s, before which it has about ${events.toExponential(1)} messages and checkpoints, at most ${most.toExponential()}`;
  throw new ScenarioError(sentence, "until");
}

/** VMs by their class and number in it; where a node of a trace stands on one, by the node. */
function namesOf({ classes }: System, trace: TraceToShow | undefined): readonly string[] {
  const names = classes.flatMap((one) => Array.from({ length: one.count }, (_, n) => `${one.name}${n + 1}`));
  for (const [node, name] of (trace?.nodes ?? []).entries()) names[trace!.vmOf[node]] = name;
  return names;
}

/** Messages per second between the VMs that are shown: of a trace, else as the scenario's rates have them. */
function shownPerSecond(system: System, chosen: ReadonlySet<number>, trace?: TraceToShow) {
  if (trace) {
    const { sentAt, from, to } = trace.messages;
    const shown = sentAt.filter((_, m) => chosen.has(from[m]) && chosen.has(to[m])).length;
    return shown / (sentAt[sentAt.length - 1] || 1);
  }
  let first = 0;
  const shares = system.classes.map(({ count }) => {
    const shown = Array.from({ length: count }, (_, n) => first + n).filter((vm) => chosen.has(vm)).length;
    first += count;
    return shown / count;
  });
  const { from, to, flow } = flows(system);
  return flow.reduce((sum, each, pair) => sum + each * shares[from[pair]] * shares[to[pair]], 0);
}

/**
 * From when to when a run is shown: as asked for; else around the failures and from the boundary before them; else the first
 * base intervals, or where they have more messages than can be told apart, some time around the first boundary.
 */
function windowOf(
  perSecond: number,
  baseInterval: Seconds,
  { from, until, trace }: Pick<ScenarioRecordingOptions, "from" | "until" | "trace">,
  failures: readonly FailureToShow[],
): { readonly from: Seconds; readonly until: Seconds } {
  const last = trace?.messages.sentAt.at(-1) ?? Number.POSITIVE_INFINITY;
  if (from !== undefined && from > last) {
    const sentence = `from must be at most ${last} s, when the last message of ${trace?.source} is sent, got ${from} s`;
    throw new ScenarioError(sentence, "from");
  }
  // A little more than the last message, which would be outside at its own instant.
  const ended = rounded(last * (1 + 2 ** -6)) || baseInterval;
  const whole = Math.min(usualIntervals * baseInterval, ended);
  const length = Math.min(whole, Number((usualMessages / perSecond).toPrecision(1)));
  const instants = from === undefined && until === undefined ? failures.map(({ at }) => at) : [];
  const first = instants.length > 0 ? Math.floor(Math.min(...instants) / baseInterval) : 1;
  const fits = instants.length > 0 || length <= Math.min(baseInterval, last - baseInterval);
  const beforeBoundary = fits ? Math.max(0, first * baseInterval - length / 4) : 0;
  const start = from ?? (until === undefined ? beforeBoundary : Math.max(0, until - length));
  const end = until ?? (instants.length > 0 ? Math.max(...instants) + length / 4 : start + length);
  return { from: rounded(start), until: rounded(end) };
}

/** Without the digits that are rounding alone. */
function rounded(seconds: Seconds): Seconds {
  return Number(seconds.toPrecision(12));
}

function className(multiple: number): string {
  return multiple === 1 ? "SI" : `MI${multiple}`;
}

type NamedFailure = NonNullable<ScenarioRecordingOptions["failures"]>[number];

function failureOf({ at, what }: NamedFailure, vmNames: readonly string[], hostNames: readonly string[]) {
  const [vm, host] = [vmNames.indexOf(what), hostNames.indexOf(what)];
  if (vm >= 0) return { at, failed: { vm } };
  if (host >= 0) return { at, failed: { host } };
  const sentence = `a failure must name a VM such as ${vmNames[0]} or a host such as ${hostNames[0]}, got ${what}`;
  throw new ScenarioError(sentence, "failures");
}

function chosenVms({ classes }: System, vmNames: readonly string[], wanted?: readonly string[]) {
  const chosen = new Set<number>();
  let first = 0;
  for (const { name, count } of classes) {
    const shown = wanted === undefined ? Math.min(fewOfAClass, count) : wanted.includes(name) ? count : 0;
    for (let vm = first; vm < first + shown; vm++) chosen.add(vm);
    first += count;
  }
  for (const name of (wanted ?? []).filter((each) => classes.every((one) => one.name !== each))) {
    const vm = vmNames.indexOf(name);
    const sentence = `vms must name classes, or VMs such as ${vmNames[0]}, got ${name}`;
    if (vm < 0) throw new ScenarioError(sentence, "vms");
    chosen.add(vm);
  }
  return chosen;
}

function refuseTooMany(shown: number, most: number): void {
  if (shown <= most) return;
  const sentence = `the picture would have ${Number(shown.toPrecision(4))} messages, at most ${mostMessages} can be told apart: choose fewer VMs or a shorter window`;
  throw new ScenarioError(sentence, "vms");
}

/** The run with some of its VMs alone, and the messages between them. */
function only(run: RecordedRun, chosen: ReadonlySet<number>): RecordedRun {
  const order = [...chosen].sort((a, b) => a - b);
  const place = new Map(order.map((vm, row) => [vm, row]));
  const pick = <T>(byVm: readonly T[]) => order.map((vm) => byVm[vm]);
  const ofChosen = <T extends { readonly vm: number }>(all: readonly T[]) =>
    all.filter(({ vm }) => chosen.has(vm)).map((one) => ({ ...one, vm: place.get(one.vm)! }));
  refuseTooMany(run.messages.length, mostMessages);
  // Among millions of messages those in the picture are counted by themselves, in the order in which they are sent.
  const sent = [...run.messages].sort((a, b) => a.sentAt - b.sentAt);
  const names = new Map(sent.map(({ name }, number) => [name, `m${number + 1}`]));
  const renamed = (all: readonly string[]) => all.flatMap((name) => names.get(name) ?? []);
  return {
    ...run,
    vms: pick(run.vms),
    checkpoints: ofChosen(run.checkpoints),
    flushes: ofChosen(run.flushes).map((flush) => ({ ...flush, messages: renamed(flush.messages) })),
    messages: run.messages.map((message) => {
      const [from, to] = [place.get(message.from)!, place.get(message.to)!];
      return { ...message, from, to, name: names.get(message.name)! };
    }),
    lines: run.lines.map(({ checkpointAt, stateAt, ...line }) => {
      return { ...line, checkpointAt: pick(checkpointAt), stateAt: pick(stateAt) };
    }),
    failures: run.failures.map(({ lost, failedVms, restored, ...failure }) => {
      // A scheme that counts its lost messages says so in a sentence of its own.
      const counted = lost.filter((name) => !/^m\d+$/.test(name));
      const seen = renamed(lost);
      const others = lost.length - counted.length - seen.length;
      return {
        ...failure,
        lost: [...seen, ...counted, ...(others > 0 ? [`${others} that are not shown`] : [])],
        failedVms: failedVms.flatMap((vm) => place.get(vm) ?? []),
        restored: pick(restored),
      };
    }),
  };
}
