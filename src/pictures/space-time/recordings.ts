import { flows } from "../../analytic/flows.js";
import { openStream } from "../../montecarlo/random/random-stream.js";
import { scriptSources } from "../../montecarlo/script/script-sources.js";
import { drawnSources } from "../../montecarlo/sources/run-sources.js";
import { ScenarioError } from "../../scenario/model/scenario-error.js";
import type { SchemeKey } from "../../scenario/model/schemes.js";
import type { Script } from "../../scenario/model/script.js";
import type { System } from "../../scenario/model/system.js";
import type { Seconds } from "../../scenario/model/units.js";
import { type FailureToShow, recordRun } from "./record-run.js";
import type { RecordedRun } from "./recorded-run.js";

/** What is shown of a run, and of which scheme. */
export interface RecordingOptions {
  /** Default VM_QSC. */
  readonly scheme?: SchemeKey | undefined;
  readonly from?: Seconds | undefined;
  readonly until?: Seconds | undefined;
}

/** What is shown of a run of a scenario, which is drawn. */
export interface ScenarioRecordingOptions extends RecordingOptions {
  /** Default `vmqsc`. */
  readonly seed?: string | undefined;
  /** Names such as `web1`, or of a class for all of its VMs; default the first few of each class. */
  readonly vms?: readonly string[] | undefined;
  readonly failures?: readonly { readonly at: Seconds; readonly what: string }[];
}

const fewOfAClass = 2;
const usualIntervals = 4;
/** About so many messages are in the picture where nobody says from when to when. */
const usualMessages = 24;
const mostMessages = 2000;

/** A script, played to a scheme. */
export function recordScript(
  script: Script,
  { scheme = "vmqsc", from = 0, until = script.until }: RecordingOptions,
): RecordedRun {
  const { name, vms, hosts, messages, baseInterval = 0, policies, failures } = script;
  if (scheme === "vmqsc" && baseInterval === 0) {
    const sentence =
      "VM_QSC needs the base interval that all VMs count in, and the script gives checkpoints at given instants";
    throw new ScenarioError(sentence, "baseInterval");
  }
  return recordRun({
    ...scriptSources(script),
    title: `${name}: a run of ${scheme}`,
    scheme,
    baseInterval,
    policies,
    from,
    until,
    vmNames: vms.map((vm) => vm.name),
    vmNotes: vms.map(({ multiple }) => (baseInterval === 0 ? "" : className(multiple))),
    hostNames: hosts.map((host) => `host ${host}`),
    messageName: (id) => messages[id].name,
    failures,
  });
}

/**
 * A window of a run of a scenario, as the engine's first replication of that seed begins.
 *
 * @throws {ScenarioError} where a VM is not there, or the window has more messages than a picture can show
 */
export function recordScenario(system: System, options: ScenarioRecordingOptions): RecordedRun {
  const { scheme = "vmqsc", seed = "vmqsc", vms } = options;
  const { baseInterval, classes, policies, name, hosts } = system;
  const vmNames = classes.flatMap((one) =>
    Array.from({ length: one.count }, (_, n) => `${one.name}${n + 1}`),
  );
  const vmNotes = classes.flatMap(({ count, multiple }) =>
    Array.from({ length: count }, () => className(multiple)),
  );
  const sources = drawnSources(system, (purpose) => openStream(seed, 0, purpose));
  const failures = (options.failures ?? []).map((failure) => failureOf(failure, vmNames, hosts.names));
  const chosen = chosenVms(system, vmNames, vms);
  const { from, until } = windowOf(system, chosen, options, failures);
  const run = recordRun({
    ...sources,
    title: `${name}: ${scheme} from ${from} s to ${until} s`,
    scheme,
    baseInterval,
    policies,
    from,
    until,
    vmNames,
    vmNotes,
    hostNames: hosts.names,
    messageName: (id) => `m${id + 1}`,
    failures,
  });
  return only(run, chosen);
}

/**
 * From when to when a run is shown: as asked for; else around the failures and from the boundary before them; else the first
 * base intervals, or where they have more messages than can be told apart, some time around the first boundary.
 */
function windowOf(
  system: System,
  chosen: ReadonlySet<number>,
  { from, until }: Pick<RecordingOptions, "from" | "until">,
  failures: readonly FailureToShow[],
): { readonly from: Seconds; readonly until: Seconds } {
  const { baseInterval, classes } = system;
  let first = 0;
  const shares = classes.map(({ count }) => {
    const shown = Array.from({ length: count }, (_, n) => first + n).filter((vm) => chosen.has(vm)).length;
    first += count;
    return shown / count;
  });
  const { from: senders, to, flow } = flows(system);
  const perSecond = flow.reduce(
    (sum, each, pair) => sum + each * shares[senders[pair]] * shares[to[pair]],
    0,
  );
  const whole = usualIntervals * baseInterval;
  const length = Math.min(whole, Number((usualMessages / perSecond).toPrecision(1)));
  if (from === undefined && until === undefined && failures.length > 0) {
    const instants = failures.map(({ at }) => at);
    const boundary = Math.floor(Math.min(...instants) / baseInterval) * baseInterval;
    return {
      from: Math.max(0, rounded(boundary - length / 4)),
      until: rounded(Math.max(...instants) + length / 4),
    };
  }
  if (from === undefined && until === undefined && length < baseInterval)
    return { from: rounded(baseInterval - length / 4), until: rounded(baseInterval + (3 * length) / 4) };
  if (from === undefined && until !== undefined) return { from: Math.max(0, rounded(until - length)), until };
  return { from: from ?? 0, until: until ?? rounded((from ?? 0) + length) };
}

/** Without the digits that are rounding alone. */
function rounded(seconds: Seconds): Seconds {
  return Number(seconds.toPrecision(12));
}

function className(multiple: number): string {
  return multiple === 1 ? "SI" : `MI${multiple}`;
}

function failureOf(
  { at, what }: { readonly at: Seconds; readonly what: string },
  vmNames: readonly string[],
  hostNames: readonly string[],
): FailureToShow {
  const vm = vmNames.indexOf(what);
  if (vm >= 0) return { at, failed: { vm } };
  const host = hostNames.indexOf(what);
  if (host >= 0) return { at, failed: { host } };
  const sentence = `a failure must name a VM such as ${vmNames[0]} or a host such as ${hostNames[0]}, got ${what}`;
  throw new ScenarioError(sentence, "failures");
}

/** The numbers of the VMs that are shown. */
function chosenVms(
  { classes }: System,
  vmNames: readonly string[],
  wanted?: readonly string[],
): ReadonlySet<number> {
  const chosen = new Set<number>();
  let first = 0;
  for (const { name, count } of classes) {
    const shown = wanted === undefined ? Math.min(fewOfAClass, count) : wanted.includes(name) ? count : 0;
    for (let vm = first; vm < first + shown; vm++) chosen.add(vm);
    first += count;
  }
  for (const name of wanted ?? []) {
    if (classes.some((one) => one.name === name)) continue;
    const vm = vmNames.indexOf(name);
    if (vm < 0) {
      const sentence = `vms must name classes, or VMs such as ${vmNames[0]}, got ${name}`;
      throw new ScenarioError(sentence, "vms");
    }
    chosen.add(vm);
  }
  return chosen;
}

/** The run with some of its VMs alone, and the messages between them. */
function only(run: RecordedRun, chosen: ReadonlySet<number>): RecordedRun {
  const order = [...chosen].sort((a, b) => a - b);
  const place = new Map(order.map((vm, row) => [vm, row]));
  const pick = <T>(byVm: readonly T[]) => order.map((vm) => byVm[vm]);
  const ofChosen = <T extends { readonly vm: number }>(all: readonly T[]) =>
    all.filter(({ vm }) => chosen.has(vm)).map((one) => ({ ...one, vm: place.get(one.vm) as number }));
  const shown = run.messages
    .filter(({ from, to, sentAt, deliveredAt }) => {
      return chosen.has(from) && chosen.has(to) && sentAt < run.until && deliveredAt >= run.from;
    })
    .map((one) => ({ ...one, from: place.get(one.from) as number, to: place.get(one.to) as number }));
  if (shown.length > mostMessages) {
    const sentence = `the picture would have ${shown.length} messages, at most ${mostMessages} can be told apart: choose fewer VMs or a shorter window`;
    throw new ScenarioError(sentence, "vms");
  }
  // Among millions of messages those in the picture are counted by themselves, in the order in which they are sent.
  const names = new Map(
    [...shown].sort((a, b) => a.sentAt - b.sentAt).map(({ name }, place) => [name, `m${place + 1}`]),
  );
  const renamed = (all: readonly string[]) => all.flatMap((name) => names.get(name) ?? []);
  const inWindow = run.lines.filter(
    ({ establishedAt }) => establishedAt >= run.from && establishedAt < run.until,
  );
  return {
    ...run,
    vms: pick(run.vms),
    checkpoints: ofChosen(run.checkpoints),
    flushes: ofChosen(run.flushes).map((flush) => {
      const messages = renamed(flush.messages);
      return { ...flush, messages, unseen: flush.messages.length - messages.length };
    }),
    messages: shown.map((message) => ({ ...message, name: names.get(message.name) as string })),
    lines: inWindow.map((line) => ({
      ...line,
      checkpointAt: pick(line.checkpointAt),
      stateAt: pick(line.stateAt),
    })),
    failures: run.failures.map((failure) => ({
      ...failure,
      lost: lostOf(failure.lost, names),
      failedVms: failure.failedVms.filter((vm) => chosen.has(vm)).map((vm) => place.get(vm) as number),
      restored: pick(failure.restored),
    })),
  };
}

/** The messages lost by the names that they have in the picture, and how many others there are. */
function lostOf(lost: readonly string[], names: ReadonlyMap<string, string>): readonly string[] {
  const seen = lost.flatMap((name) => names.get(name) ?? []);
  const others = lost.filter((name) => /^m\d+$/.test(name) && !names.has(name)).length;
  // A scheme that counts its lost messages says so in a sentence of its own.
  const counted = lost.filter((name) => !/^m\d+$/.test(name));
  return [...seen, ...counted, ...(others > 0 ? [`${others} that are not shown`] : [])];
}
