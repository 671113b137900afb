import type { Seconds } from "../../scenario/model/units.js";
import { InvariantError } from "../invariant-error.js";
import { type CheckpointRecord, type History, lastUpTo } from "../observers/history.js";
import { compareReplay, type Replay } from "./replay.js";

/**
 * A VM after a failure. Its state is the beginning of what it had received and sent, since from the same messages in
 * the same order it comes to the same state and sends the same messages (§3.2).
 */
export interface RestoredVm {
  readonly checkpoint: CheckpointRecord;
  readonly replay: Replay;
  /** It has received the messages at these places of its sequence: from 0 up to here. */
  readonly received: number;
  /** It has sent the messages at these places of its sequence: from 0 up to here. */
  readonly sent: number;
}

/** R9: VM `vm` alone fails at `at`. It restarts from its last complete checkpoint and replays what came since. */
export function restoredFromLogs(history: History, vm: number, at: Seconds): RestoredVm {
  const { received, checkpoints } = history.vms[vm];
  const complete = checkpoints.filter(({ completion }) => completion <= at);
  if (complete.length === 0) throw new InvariantError(`VM ${vm} has no complete checkpoint at ${at}`);
  const checkpoint = lastUpTo(complete, Number.POSITIVE_INFINITY);
  const logged = memoryLog(history, vm).filter(
    (id) => history.messages[id].deliveredIndex >= checkpoint.index,
  );
  const replay = compareReplay(received.slice(checkpoint.received), logged);
  return restored(history, vm, checkpoint, replay, Number.POSITIVE_INFINITY);
}

/**
 * R10: VM `vm` returns to the line. One with a checkpoint there stands on it; any other replays its stable log from
 * its older checkpoint up to the line.
 *
 * @param memory whether its host survives, and what that host's memory holds is as good as stable
 */
export function restoredOnLine(history: History, vm: number, at: Seconds, memory: boolean): RestoredVm {
  const { line, messages } = history;
  const { received, checkpoints, stable } = history.vms[vm];
  const checkpoint = lastUpTo(checkpoints, line);
  if (checkpoint.completion > at) {
    throw new InvariantError(
      `line ${line} stands on checkpoint ${checkpoint.index} of VM ${vm} before its end`,
    );
  }
  const logged = (memory ? merged(history, stable, history.vms[vm].volatile) : stable).filter((id) => {
    const { deliveredIndex } = messages[id];
    return deliveredIndex >= checkpoint.index && deliveredIndex < line;
  });
  let end = checkpoint.received;
  while (end < received.length && messages[received[end]].deliveredIndex < line) end++;
  const replay = compareReplay(received.slice(checkpoint.received, end), logged);
  return restored(history, vm, checkpoint, replay, line);
}

/** Where a replay leaves a VM that sends nothing at index `line` or above. */
function restored(
  history: History,
  vm: number,
  checkpoint: CheckpointRecord,
  replay: Replay,
  line: number,
): RestoredVm {
  const { sent } = history.vms[vm];
  const received = checkpoint.received + replay.matched;
  let end = checkpoint.sent;
  while (end < sent.length) {
    const { sentAfter, sentIndex } = history.messages[sent[end]];
    if (sentAfter > received || sentIndex >= line) break;
    end++;
  }
  return { checkpoint, replay, received, sent: end };
}

/** What the VM's hypervisor can replay while its host stands (policy `volatileLog`). */
function memoryLog(history: History, vm: number): readonly number[] {
  const { volatile, stable } = history.vms[vm];
  return history.policies.volatileLog === "keep" ? volatile : merged(history, stable, volatile);
}

/**
 * Two logs as one, in the order of receipt; an entry that stands in both is one entry. One log after the other would
 * not do: what was received at the last index before a checkpoint that is not complete yet is not flushed, and later
 * entries are.
 */
function merged(history: History, stable: readonly number[], volatile: readonly number[]): number[] {
  const place = (id: number) => history.messages[id].deliveredPlace;
  const both: number[] = [];
  let [s, v] = [0, 0];
  while (s < stable.length || v < volatile.length) {
    if (v === volatile.length || (s < stable.length && place(stable[s]) < place(volatile[v]))) {
      both.push(stable[s++]);
    } else {
      if (stable[s] === volatile[v]) s++;
      both.push(volatile[v++]);
    }
  }
  return both;
}
