import type { PlayedList } from "./event-list.js";

/**
 * Zigzag and causal paths of a run, by brute force over intervals: from an interval to the next of its process, and from
 * the interval of each send to that of the receipt. A causal path never goes back in time within a process.
 */
export class Zigzag {
  private readonly base: number[] = [];
  /** `reaches[a]` is the set of intervals that `a` reaches, itself included, as bits. */
  private readonly reaches: bigint[];

  constructor({ latest, messages }: Pick<PlayedList, "latest" | "messages">) {
    let nodes = 0;
    for (const x of latest) {
      this.base.push(nodes);
      nodes += x + 1;
    }
    const edges: number[][] = Array.from({ length: nodes }, () => []);
    for (const [process, x] of latest.entries())
      for (let interval = 0; interval < x; interval++)
        edges[this.node(process, interval)].push(this.node(process, interval + 1));
    for (const { from, to, sentIn, receivedIn } of messages)
      if (receivedIn >= 0) edges[this.node(from, sentIn)].push(this.node(to, receivedIn));
    this.reaches = edges.map((_, start) => {
      let seen = 1n << BigInt(start);
      const open = [start];
      for (let node = open.pop(); node !== undefined; node = open.pop()) {
        for (const next of edges[node]) {
          if ((seen >> BigInt(next)) & 1n) continue;
          seen |= 1n << BigInt(next);
          open.push(next);
        }
      }
      return seen;
    });
  }

  /** Whether there is a zigzag path from interval `x` of `p` to interval `y` of `q`. */
  path(p: number, x: number, q: number, y: number): boolean {
    return ((this.reaches[this.node(p, x)] >> BigInt(this.node(q, y))) & 1n) === 1n;
  }

  private node(process: number, interval: number): number {
    return this.base[process] + interval;
  }
}

/** Checkpoints on a zigzag cycle: the interval after them reaches the one before them. */
export function uselessCheckpoints(played: Pick<PlayedList, "latest" | "messages">): [number, number][] {
  const zigzag = new Zigzag(played);
  return each(played.latest).filter(([p, x]) => x > 0 && zigzag.path(p, x, p, x - 1));
}

/**
 * Checkpoints `C_{j,b}` that some `C_{i,a}` reaches by a zigzag path and not causally: what `j` has heard of `i` before
 * `C_{j,b}` is less than what zigzag paths lead from.
 */
export function rdtViolations(played: PlayedList): [number, number][] {
  const zigzag = new Zigzag(played);
  const causal = played.causal;
  return each(played.latest).filter(([j, b]) => {
    if (b === 0) return false;
    return played.latest.some((_, i) => {
      let a = played.latest[i];
      while (a >= 0 && !zigzag.path(i, a, j, b - 1)) a--;
      return a > causal(j, b, i);
    });
  });
}

function each(latest: readonly number[]): [number, number][] {
  return latest.flatMap((x, process) =>
    Array.from({ length: x + 1 }, (_, interval): [number, number] => [process, interval]),
  );
}
