/** Raises each number of a vector to that of another one where it is lower. Returns whether any was. */
export function raise(own: Int32Array, other: Int32Array): boolean {
  let changed = false;
  for (let place = 0; place < own.length; place++) {
    if (other[place] <= own[place]) continue;
    own[place] = other[place];
    changed = true;
  }
  return changed;
}
