import { openStream, type RandomStream } from "../../../src/montecarlo/random/random-stream.js";
import type { ListedEvent } from "./event-list.js";

/** A random run: its number of processes and its events. */
export interface RandomRun {
  readonly processes: number;
  readonly events: readonly ListedEvent[];
}

/** How large runs are: bounds of the number of processes, and of steps. */
export interface RunSize {
  readonly processes: readonly [number, number];
  readonly steps: readonly [number, number];
}

export const small: RunSize = { processes: [2, 5], steps: [8, 33] };
export const large: RunSize = { processes: [4, 8], steps: [60, 159] };

/** Random runs: messages that overtake each other or arrive at once, basic checkpoints at random or by multiples. */
export function* randomRuns(seed: string, count: number, size: RunSize): Generator<RandomRun> {
  const random = openStream(seed, 0, "runs");
  for (let run = 0; run < count; run++) yield randomRun(random, size);
}

function randomRun(random: RandomStream, size: RunSize): RandomRun {
  const below = (limit: number) => Math.floor(random.double() * limit);
  const between = ([low, high]: readonly [number, number]) => low + below(high - low + 1);
  const processes = between(size.processes);
  const steps = between(size.steps);
  const atOnce = random.double() < 0.3;
  const multiples = random.double() < 0.3 ? Array.from({ length: processes }, () => 1 + below(4)) : undefined;
  const basicShare = 0.15 + 0.2 * random.double();
  const taken = new Int32Array(processes);
  const underWay: string[] = [];
  const events: ListedEvent[] = [];
  let t = 0;
  let sent = 0;
  let rung = 0;
  const basic = (process: number, k: number) => events.push({ kind: "basic", t: ++t, process, k });
  for (let step = 0; step < steps; step++) {
    const drawn = random.double();
    if (drawn < basicShare) {
      if (multiples === undefined) {
        const process = below(processes);
        basic(process, ++taken[process]);
        continue;
      }
      rung++;
      for (const [process, multiple] of multiples.entries()) if (rung % multiple === 0) basic(process, rung);
    } else if (underWay.length > 0 && drawn < basicShare + 0.4) {
      events.push({ kind: "recv", t: ++t, message: underWay.splice(below(underWay.length), 1)[0] });
    } else {
      const from = below(processes);
      const to = (from + 1 + below(processes - 1)) % processes;
      const message = `m${++sent}`;
      events.push({ kind: "send", t: ++t, message, from, to });
      if (atOnce) events.push({ kind: "recv", t: ++t, message });
      else underWay.push(message);
    }
  }
  return { processes, events };
}
