const decoder = new TextDecoder("utf-8", { fatal: true });

/** Numbers of nodes by the bytes of their names, without making a text of each: a hash table with open addressing. */
export class NodeTable {
  private slots = new Int32Array(256).fill(-1);
  private pool = new Uint8Array(4096);
  private readonly starts: number[] = [0];
  private readonly hashes: number[] = [];

  /** The number of the node whose name stands in `bytes` from `start` to `end`; −1 for a new one. */
  find(bytes: Uint8Array, start: number, end: number): number {
    const { slots, hashes } = this;
    const hash = hashOf(bytes, start, end);
    const mask = slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const node = slots[slot];
      if (node === -1) return -1;
      if (hashes[node] === hash && this.holds(node, bytes, start, end)) return node;
    }
  }

  /** Adds a name that is not there yet, and returns it as text. @throws {TypeError} when it is not UTF-8 */
  add(bytes: Uint8Array, start: number, end: number): string {
    const name = decoder.decode(bytes.subarray(start, end));
    const node = this.hashes.length;
    const at = this.starts[node];
    while (at + end - start > this.pool.length) {
      const larger = new Uint8Array(2 * this.pool.length);
      larger.set(this.pool);
      this.pool = larger;
    }
    this.pool.set(bytes.subarray(start, end), at);
    this.starts.push(at + end - start);
    this.hashes.push(hashOf(bytes, start, end));
    if (2 * this.hashes.length > this.slots.length) this.grow();
    else this.place(node);
    return name;
  }

  private holds(node: number, bytes: Uint8Array, start: number, end: number): boolean {
    const { pool } = this;
    const at = this.starts[node];
    if (this.starts[node + 1] - at !== end - start) return false;
    for (let b = start; b < end; b++) if (pool[at + b - start] !== bytes[b]) return false;
    return true;
  }

  private grow(): void {
    this.slots = new Int32Array(2 * this.slots.length).fill(-1);
    for (let node = 0; node < this.hashes.length; node++) this.place(node);
  }

  private place(node: number): void {
    const mask = this.slots.length - 1;
    let slot = this.hashes[node] & mask;
    while (this.slots[slot] !== -1) slot = (slot + 1) & mask;
    this.slots[slot] = node;
  }
}

function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0;
  for (let b = start; b < end; b++) hash = (Math.imul(hash, 31) + bytes[b]) | 0;
  return hash ^ (hash >>> 15);
}
