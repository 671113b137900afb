// Beyond this a name is compared by its beginning only: the work stays bounded for any input.
const longestCompared = 64;

/**
 * The known name that takes the fewest edits (insert, delete, replace, swap of neighbours; letter case counts half an edit) to
 * reach from `name`, the first of several: within so many edits or, where that is left open, so like it that it can be meant.
 */
export function nearestName(name: string, known: Iterable<string>, within?: number): string | undefined {
  let nearest: string | undefined;
  let fewest = Number.POSITIVE_INFINITY;
  for (const candidate of known) {
    const edits = editDistance(name, candidate);
    if (edits >= fewest) continue;
    if (within === undefined ? !canBeMeant(name, candidate, edits) : edits > within) continue;
    fewest = edits;
    nearest = candidate;
  }
  return nearest;
}

/** One edit in a short word, one for every three letters of a long one, or a word that is whole in the other. */
function canBeMeant(name: string, candidate: string, edits: number): boolean {
  const [a, b] = [name, candidate].map((text) => text.slice(0, longestCompared).toLowerCase());
  if (a === b) return true;
  // One edit makes any letter out of any other.
  if (name.length < 2) return false;
  if (edits <= Math.max(1, Math.floor(name.length / 3))) return true;
  return (a!.length > 3 && b!.includes(a!)) || (b!.length > 3 && a!.includes(b!));
}

/** Optimal string alignment distance, in edits. */
function editDistance(source: string, target: string): number {
  const a = source.slice(0, longestCompared);
  const b = target.slice(0, longestCompared);
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const x = a[row - 1];
      const y = b[column - 1];
      const replace = x === y ? 0 : x.toLowerCase() === y.toLowerCase() ? 0.5 : 1;
      let edits = Math.min(current[column - 1] + 1, previous[column] + 1, previous[column - 1] + replace);
      if (row > 1 && column > 1 && x === b[column - 2] && a[row - 2] === y) {
        edits = Math.min(edits, beforePrevious[column - 2] + 1);
      }
      current.push(edits);
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[b.length];
}
