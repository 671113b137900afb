import type { Seconds } from "../../../scenario/model/units.js";
import { InvariantError } from "../../invariant-error.js";
import { compareReplay, type Replay } from "./replay.js";
import type { Checkpoint, LoggedMessage, VmQsc, VmState } from "./vm-qsc.js";

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
 * entries are.
 */
function merged(
  stable: readonly LoggedMessage[],
  volatile: readonly LoggedMessage[],
): readonly LoggedMessage[] {
  const both: LoggedMessage[] = [];
  let [s, v] = [0, 0];
  while (s < stable.length || v < volatile.length) {
    const stableFirst =
      v === volatile.length || (s < stable.length && stable[s].receivedPlace < volatile[v].receivedPlace);
    if (stableFirst) {
      both.push(stable[s++]);
    } else {
      if (stable[s] === volatile[v]) s++;
      both.push(volatile[v++]);
    }
  }
  return both;
}
