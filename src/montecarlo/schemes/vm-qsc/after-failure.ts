import type { Seconds } from "../../../scenario/model/units.js";
import { InvariantError } from "../../invariant-error.js";
import type { VmQsc } from "./vm-qsc.js";
import { type Checkpoint, isInTransit, type LoggedMessage, type VmState } from "./vm-state.js";

/** What a replay from the logs makes of what a VM had received, message by message. */
export interface Replay<Entry> {
  /** How far it comes: that many messages, from the first on, are the right ones in the right order. */
  readonly matched: number;
  /** Received then, not replayed. */
  readonly missing: readonly Entry[];
  /** Replayed again, or replayed though the checkpoint's state has it. */
  readonly twice: readonly Entry[];
  /** Replayed after a message that had been received later. */
  readonly outOfOrder: readonly Entry[];
}

/**
 * Compares what is replayed with what the VM had received since its checkpoint. A VM is piecewise deterministic (§3.2), so
 * it comes as far as the two agree and no further.
 */
export function compareReplay<Entry>(received: readonly Entry[], replayed: readonly Entry[]): Replay<Entry> {
  let matched = 0;
  while (matched < replayed.length && replayed[matched] === received[matched]) matched++;
  if (matched === received.length && matched === replayed.length) {
    return { matched, missing: [], twice: [], outOfOrder: [] };
  }
  const places = new Map(received.map((entry, place) => [entry, place]));
  const seen = new Set<Entry>();
  const twice: Entry[] = [];
  const outOfOrder: Entry[] = [];
  let furthest = -1;
  for (const entry of replayed) {
    const place = places.get(entry);
    if (place === undefined || seen.has(entry)) {
      twice.push(entry);
      continue;
    }
    seen.add(entry);
    if (place < furthest) outOfOrder.push(entry);
    else furthest = place;
  }
  return { matched, missing: received.filter((entry) => !seen.has(entry)), twice, outOfOrder };
}

/**
 * A VM after a failure. Its state is the beginning of what it had received and sent, since from the same messages in
 * the same order it comes to the same state and sends the same messages (§3.2).
 */
export interface RestoredVm {
  readonly checkpoint: Checkpoint;
  readonly replay: Replay<LoggedMessage>;
  /** It has received the messages at these places of its sequence: from 0 up to here. */
  readonly received: number;
  /** It has sent the messages at these places of its sequence: from 0 up to here. */
  readonly sent: number;
}

/** R9: VM `vm` alone fails at `at`. It restarts from its last complete checkpoint and replays what came since. */
export function restoredFromLogs({ vms }: VmQsc, vm: number, at: Seconds): RestoredVm {
  const state = vms[vm];
  const { received, volatile, stable, checkpoints } = state;
  const checkpoint = checkpoints.filter(({ restorable }) => restorable <= at).at(-1);
  if (checkpoint === undefined) throw new InvariantError(`VM ${vm} has no complete checkpoint at ${at}`);
  const logged = merged(stable, volatile).filter(({ receivedIndex }) => receivedIndex >= checkpoint.index);
  return restored(state, checkpoint, compareReplay(received.slice(checkpoint.received), logged));
}

/**
 * R10: VM `vm` returns to the covered line. One with a checkpoint there stands on it; any other replays its stable log
 * from its older checkpoint up to the line.
 *
 * @param memory whether its host survives, and what that host's memory holds is as good as stable
 */
export function restoredOnLine(
  { vms, covered }: VmQsc,
  vm: number,
  at: Seconds,
  memory: boolean,
): RestoredVm {
  const state = vms[vm];
  const { received, volatile, stable } = state;
  // All that is older has been reclaimed.
  const [checkpoint] = state.checkpoints;
  if (checkpoint.completion > at) {
    throw new InvariantError(
      `line ${covered} stands on checkpoint ${checkpoint.index} of VM ${vm} before its end`,
    );
  }
  const before = ({ receivedIndex }: LoggedMessage) => receivedIndex < covered;
  const wanted = received.slice(checkpoint.received).filter(before);
  const logged = (memory ? merged(stable, volatile) : stable).filter(before);
  return restored(state, checkpoint, compareReplay(wanted, logged), covered);
}

/** Where a replay leaves a VM that sends nothing at index `line` or above. */
function restored(
  { sent }: VmState,
  checkpoint: Checkpoint,
  replay: Replay<LoggedMessage>,
  line = Number.POSITIVE_INFINITY,
): RestoredVm {
  const received = checkpoint.received + replay.matched;
  const since = sent.slice(checkpoint.sent);
  const unsent = since.findIndex(({ sentAfter, sentIndex }) => sentAfter > received || sentIndex >= line);
  return { checkpoint, replay, received, sent: unsent < 0 ? sent.length : checkpoint.sent + unsent };
}

/**
 * Two logs as one, in the order of receipt; an entry that stands in both is one entry. One log after the other would
 * not do: what was received at the last index before a checkpoint that is not complete yet is not flushed, and later
 * entries are. What either log holds twice or out of order stays so, for the replay to show.
 */
function merged(
  stable: readonly LoggedMessage[],
  volatile: readonly LoggedMessage[],
): readonly LoggedMessage[] {
  const both: LoggedMessage[] = [];
  let s = 0;
  for (const entry of volatile) {
    while (s < stable.length && stable[s].receivedPlace < entry.receivedPlace) both.push(stable[s++]);
    if (stable[s] === entry) s++;
    both.push(entry);
  }
  return [...both, ...stable.slice(s)];
}

/**
 * What the states of restored VMs do not agree on, message by message.
 *
 * - `orphans`: in the state of the restored receiver, but not sent by the restored sender
 * - `hanging`: sent by the restored sender, not in the state of the restored receiver, neither sent again nor in a stable log:
 *   lost unless a log in the memory of a surviving host holds it, or the wire
 * - `repeated`: sent again by a sender that replays, though the receiver's state has it: to be recognised and dropped
 */
export function disagreement({ vms, inTransit }: VmQsc, restored: readonly RestoredVm[]) {
  const has = ({ message, receivedPlace }: LoggedMessage) => receivedPlace < restored[message.to].received;
  const stable = vms.map((state) => new Set(state.stable));
  const orphans: LoggedMessage[] = [];
  let repeated = 0;
  for (const [vm, { sent }] of vms.entries()) {
    const { checkpoint, sent: standing } = restored[vm];
    orphans.push(...sent.slice(standing).filter(has));
    repeated += sent.slice(checkpoint.sent, standing).filter(has).length;
  }
  const hangs = (logged: LoggedMessage) => {
    const { checkpoint, sent } = restored[logged.message.from];
    const standing = logged.sentPlace < sent;
    const sentAgain = logged.sentPlace >= checkpoint.sent;
    return standing && !sentAgain && !stable[logged.message.to].has(logged);
  };
  const lacking = vms.flatMap(({ received }, vm) => received.slice(restored[vm].received));
  return { orphans, hanging: [...lacking, ...inTransit].filter(hangs), repeated };
}

/**
 * Of the messages that hang, those that the failure of `host` loses.
 *
 * - Source: R5, R10: a copy at the sender's host and an entry at the receiver's are lost with their host. A message
 *   that is not delivered yet is on the wire between two hosts, or inside one
 */
export function lostWith(
  { vms, copies, setting }: VmQsc,
  hanging: readonly LoggedMessage[],
  host: number,
): readonly LoggedMessage[] {
  const { hostOf } = setting.population;
  return hanging.filter((logged) => {
    const { from, to } = logged.message;
    const [sending, receiving] = [hostOf[from], hostOf[to]];
    if (sending !== host && copies[sending].includes(logged)) return false;
    if (isInTransit(logged)) return sending === host && receiving === host;
    return receiving === host || !vms[to].volatile.includes(logged);
  });
}
