/** What rules keep, with a place for every VM: a number, or something that can be cloned. */
export type StateByVm = Int32Array | Uint8Array | unknown[];

/** All that rules know of VM `vm`, for when it goes back to this moment. */
export function savedState(parts: readonly StateByVm[], vm: number): readonly unknown[] {
  return parts.map((part) => structuredClone(part[vm]));
}

/** VM `vm` knows what it knew when its state was saved. */
export function restoreState(parts: readonly StateByVm[], vm: number, saved: readonly unknown[]): void {
  for (const [place, part] of parts.entries()) (part as unknown[])[vm] = structuredClone(saved[place]);
}
