import type { RestoredVm } from "./restored-vm.js";
import { isInTransit, type LoggedMessage, type VmQsc } from "./vm-qsc.js";

/** A line after a failure, message by message: what its states do not agree on. */
export interface Disagreement {
  /** In the state of the restored receiver, but not sent by the restored sender. */
  readonly orphans: readonly LoggedMessage[];
  /**
   * Sent by the restored sender, not in the state of the restored receiver, neither sent again nor in a stable log:
   * lost unless a log in the memory of a surviving host holds it, or the wire.
   */
  readonly hanging: readonly LoggedMessage[];
  /** Sent again by a sender that replays, though the receiver's state has it: to be recognised and dropped. */
  readonly repeated: number;
}

/** Compares what the restored VMs have sent with what they have received. */
export function disagreement({ vms, inTransit }: VmQsc, restored: readonly RestoredVm[]): Disagreement {
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
