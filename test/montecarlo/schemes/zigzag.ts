import type { PlayedList } from "./event-list.js";

type Played = Pick<PlayedList, "latest" | "messages">;

/**
 * Which interval reaches which by a zigzag path, by brute force: from an interval to the next of its process, and from
 * the interval of each send to that of the receipt.
 */
export class Zigzag {
  private readonly base: number[] = [];
  private readonly nodes: number;
  private readonly reached: Uint8Array;

  constructor({ latest, messages }: Played) {
    let nodes = 0;
    for (const x of latest) {
      this.base.push(nodes);
      nodes += x + 1;
    }
    this.nodes = nodes;
    const edges: number[][] = Array.from({ length: nodes }, () => []);
    for (const [process, x] of latest.entries()) {
      for (let interval = 0; interval < x; interval++)
        edges[this.base[process] + interval].push(this.base[process] + interval + 1);
    }
    for (const { from, to, sentIn, receivedIn } of messages) {
      if (receivedIn >= 0) edges[this.base[from] + sentIn].push(this.base[to] + receivedIn);
    }
    this.reached = new Uint8Array(nodes * nodes);
    const open: number[] = [];
    for (let start = 0; start < nodes; start++) {
      const row = start * nodes;
      this.reached[row + start] = 1;
      open.push(start);
      for (let node = open.pop(); node !== undefined; node = open.pop()) {
        for (const next of edges[node]) {
          if (this.reached[row + next] === 1) continue;
          this.reached[row + next] = 1;
          open.push(next);
        }
      }
    }
  }

  /** Whether there is a zigzag path from interval `x` of `p` to interval `y` of `q`. */
  path(p: number, x: number, q: number, y: number): boolean {
    return this.reached[(this.base[p] + x) * this.nodes + this.base[q] + y] === 1;
  }
}

/** Checkpoints on a zigzag cycle: the interval after them reaches the one before them. */
export function uselessCheckpoints(played: Played, zigzag = new Zigzag(played)): [number, number][] {
  return each(played.latest).filter(([p, x]) => zigzag.path(p, x, p, x - 1));
}

/**
 * Checkpoints `C_{j,b}` to which zigzag paths lead from a later checkpoint of some `i` than the latest of which `C_{j,b}`
 * has heard.
 */
export function rdtViolations(played: PlayedList, zigzag = new Zigzag(played)): [number, number][] {
  return each(played.latest).filter(([j, b]) =>
    played.latest.some((last, i) => {
      const heard = played.causal(j, b, i);
      for (let a = heard + 1; a <= last; a++) if (zigzag.path(i, a, j, b - 1)) return true;
      return false;
    }),
  );
}

/** Whether no message is sent after the line and received before it; null where a process keeps its state. */
export function isConsistent({ latest, messages }: Played, line: readonly (number | null)[]): boolean {
  const place = (process: number) => line[process] ?? latest[process] + 1;
  return messages.every(
    ({ from, to, sentIn, receivedIn }) => receivedIn < 0 || sentIn < place(from) || receivedIn >= place(to),
  );
}

/**
 * The latest consistent line after a failure, by looking at all lines there are: what is largest in each place among the
 * consistent ones, which is one of them.
 */
export function latestLine(played: Played, failed: readonly number[]): number[] {
  const { latest } = played;
  const most = latest.map((x, process) => (failed.includes(process) ? x : x + 1));
  const best = latest.map(() => 0);
  const line = latest.map(() => 0);
  for (;;) {
    if (isConsistent(played, line)) for (const [p, x] of line.entries()) best[p] = Math.max(best[p], x);
    let place = 0;
    while (place < line.length && line[place] === most[place]) line[place++] = 0;
    if (place === line.length) return best;
    line[place]++;
  }
}

function each(latest: readonly number[]): [number, number][] {
  return latest.flatMap((x, process) =>
    Array.from({ length: x }, (_, before): [number, number] => [process, before + 1]),
  );
}
