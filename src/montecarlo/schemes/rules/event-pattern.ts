import { checkpointRules } from "../checkpoint-rules.js";

/**
 * Checkpoints by what a VM has done since the last one, whatever messages say: nothing is piggybacked. A receipt forces
 * one where the VM has sent anything since, or received anything, as far as these count.
 *
 * - `uncoordinated`: never forced
 * - `cbr`, checkpoint before receive: forced where anything was sent or received since the last checkpoint
 * - `cas`, checkpoint after send: after every send
 * - `casbr`: both
 * - `mrs`, mark, receive, send: forced where anything was sent since the last checkpoint
 *
 * Source: Russell for `mrs`; Wang for the others.
 */
export function eventPattern({ bySend = false, byReceipt = false, afterEverySend = false }) {
  return checkpointRules({
    initially: () => ({ marked: false }),
    carried: () => undefined,
    sent(own) {
      own.marked ||= bySend;
    },
    forces: ({ marked }) => marked,
    received(own) {
      own.marked ||= byReceipt;
      return false;
    },
    checkpoint(own) {
      own.marked = false;
    },
    afterEverySend,
  });
}
