import type { History } from "../observers/history.js";
import type { RestoredVm } from "./restored-vm.js";

/** A line after a failure, message by message: what its states do not agree on. */
export interface Disagreement {
  /** In the state of the restored receiver, but not sent by the restored sender. */
  readonly orphans: readonly number[];
  /**
   * Sent by the restored sender, not in the state of the restored receiver, neither sent again nor in a stable log:
   * lost unless a log in the memory of a surviving host holds it, or the wire.
   */
  readonly hanging: readonly number[];
  /** Sent again by a sender that replays, though the receiver's state has it: to be recognised and dropped. */
  readonly repeated: number;
}

/** Compares what the restored VMs have sent with what they have received. */
export function disagreement(history: History, restored: readonly RestoredVm[]): Disagreement {
  const { messages, vms, inTransit } = history;
  const orphans: number[] = [];
  const hanging: number[] = [];
  let repeated = 0;
  const has = (id: number) => {
    const { to, deliveredPlace } = messages[id];
    return deliveredPlace >= 0 && deliveredPlace < restored[to].received;
  };
  const stable = new Map<number, ReadonlySet<number>>();
  const stableOf = (vm: number) => {
    const log = stable.get(vm) ?? new Set(vms[vm].stable);
    stable.set(vm, log);
    return log;
  };
  for (const [vm, { sent }] of vms.entries()) {
    for (let place = restored[vm].sent; place < sent.length; place++) {
      if (has(sent[place])) orphans.push(sent[place]);
    }
    for (let place = restored[vm].checkpoint.sent; place < restored[vm].sent; place++) {
      if (has(sent[place])) repeated++;
    }
  }
  const examine = (id: number) => {
    const { from, to, sentPlace } = messages[id];
    const sender = restored[from];
    const standing = sentPlace < sender.sent;
    const sentAgain = sentPlace >= sender.checkpoint.sent;
    if (standing && !sentAgain && !stableOf(to).has(id)) hanging.push(id);
  };
  for (const [vm, { received }] of vms.entries()) {
    for (let place = restored[vm].received; place < received.length; place++) examine(received[place]);
  }
  for (const id of inTransit) examine(id);
  return { orphans, hanging, repeated };
}

/**
 * Of the messages that hang, those that the failure of `host` loses.
 *
 * - Source: R5, R10: a copy at the sender's host and an entry at the receiver's are lost with their host. A message
 *   that is not delivered yet is on the wire between two hosts, or inside one
 */
export function lostWith(history: History, hanging: readonly number[], host: number): number[] {
  const { messages, vms, copies, population } = history;
  const { hostOf } = population;
  const volatile = new Map<number, ReadonlySet<number>>();
  const volatileOf = (vm: number) => {
    const log = volatile.get(vm) ?? new Set(vms[vm].volatile);
    volatile.set(vm, log);
    return log;
  };
  return hanging.filter((id) => {
    const { from, to, deliveredPlace } = messages[id];
    const [sending, receiving] = [hostOf[from], hostOf[to]];
    if (sending !== host && copies[sending].has(id)) return false;
    if (deliveredPlace < 0) return sending === host && receiving === host;
    return receiving === host || !volatileOf(to).has(id);
  });
}
