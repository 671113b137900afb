/** What a replay from the logs makes of what a VM had received, message by message. */
export interface Replay {
  /** How far it comes: that many messages, from the first on, are the right ones in the right order. */
  readonly matched: number;
  /** Received then, not replayed. */
  readonly missing: readonly number[];
  /** Replayed again, or replayed though the checkpoint's state has it. */
  readonly twice: readonly number[];
  /** Replayed after a message that had been received later. */
  readonly outOfOrder: readonly number[];
}

const none: readonly number[] = [];

/**
 * Compares what is replayed with what the VM had received since its checkpoint, by message numbers.
 *
 * - Source: R9, R10; a VM is piecewise deterministic (§3.2), so it comes as far as the two agree and no further
 */
export function compareReplay(received: readonly number[], replayed: readonly number[]): Replay {
  let matched = 0;
  while (matched < replayed.length && replayed[matched] === received[matched]) matched++;
  if (matched === received.length && matched === replayed.length) {
    return { matched, missing: none, twice: none, outOfOrder: none };
  }
  const places = new Map(received.map((id, place) => [id, place]));
  const seen = new Set<number>();
  const twice: number[] = [];
  const outOfOrder: number[] = [];
  let furthest = -1;
  for (const id of replayed) {
    const place = places.get(id);
    if (place === undefined || seen.has(id)) {
      twice.push(id);
      continue;
    }
    seen.add(id);
    if (place < furthest) outOfOrder.push(id);
    else furthest = place;
  }
  return { matched, missing: received.filter((id) => !seen.has(id)), twice, outOfOrder };
}
