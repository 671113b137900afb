/** What a VM has learned of the interval that each VM is in; 0 where it has heard nothing. */
export interface KnownIntervals {
  readonly interval: Int32Array;
  /** Whether a checkpoint lies on some causal path from the start of VM `k`'s interval `interval[k]` to here. */
  readonly crossed: Uint8Array;
}

/** What each of so many VMs knows at the beginning. */
export function intervalsAtStart(vmCount: number): KnownIntervals[] {
  return Array.from({ length: vmCount }, (_, vm) => ({
    interval: new Int32Array(vmCount).fill(1, vm, vm + 1),
    crossed: new Uint8Array(vmCount),
  }));
}

export function copyOfIntervals({ interval, crossed }: KnownIntervals): KnownIntervals {
  return { interval: interval.slice(), crossed: crossed.slice() };
}

/** Whether a path to the message from the present interval of `vm`, its receiver, leads through a checkpoint. */
export function closesCycle(own: KnownIntervals, message: KnownIntervals, vm: number): boolean {
  return message.interval[vm] === own.interval[vm] && message.crossed[vm] === 1;
}

/** `vm` takes over what a message says of the others. Returns whether that changes anything. */
export function learnIntervals(own: KnownIntervals, message: KnownIntervals, vm: number): boolean {
  const { interval, crossed } = own;
  let changed = false;
  for (let k = 0; k < interval.length; k++) {
    if (k === vm) continue;
    if (message.interval[k] > interval[k]) {
      interval[k] = message.interval[k];
      crossed[k] = message.crossed[k];
      changed = true;
    } else if (message.interval[k] === interval[k] && message.crossed[k] > crossed[k]) {
      crossed[k] = 1;
      changed = true;
    }
  }
  return changed;
}

/** `vm` takes a checkpoint, which lies on all paths from the others. */
export function beginInterval({ interval, crossed }: KnownIntervals, vm: number): void {
  crossed.fill(1);
  crossed[vm] = 0;
  interval[vm]++;
}
