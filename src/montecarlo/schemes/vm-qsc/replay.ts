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
 * Compares what is replayed with what the VM had received since its checkpoint, message by message.
 *
 * - Source: R9, R10; a VM is piecewise deterministic (§3.2), so it comes as far as the two agree and no further
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
