import seedrandom from "seedrandom";
import type { Experiment } from "../../src/montecarlo/replication/engine-task.js";
import type { TotalSlot } from "../../src/montecarlo/replication/totals.js";

/** A standard normal variable from a stream of that name (Box and Muller). */
export function normalStream(name: string): () => number {
  const random = seedrandom.alea(name);
  return () => Math.sqrt(-2 * Math.log1p(-random.double())) * Math.cos(2 * Math.PI * random.double());
}

/** A slot whose answer is known beforehand. */
export interface KnownSlot extends TotalSlot {
  readonly ratio: number;
  /** Standard deviation of the numerator over its mean, within one replication. */
  readonly spread: number;
  /** The same of the denominator; default 0. */
  readonly baseSpread?: number;
}

/** An experiment that stands in for the engine: normal numerators and denominators with known ratios. */
export function knownExperiment(
  seed: string,
  slots: readonly KnownSlot[],
  messages = 1000,
): Experiment & { ran: number[] } {
  const ran: number[] = [];
  return {
    ran,
    layout: { slots: slots.map(({ ratio, spread, baseSpread, ...slot }) => slot) },
    run(replication) {
      ran.push(replication);
      const normal = normalStream(`${seed}/${replication}`);
      const values = new Float64Array(2 * slots.length);
      slots.forEach(({ ratio, spread, baseSpread = 0 }, slot) => {
        const base = messages * (1 + baseSpread * normal());
        values[2 * slot] = ratio * base * (1 + spread * normal());
        values[2 * slot + 1] = base;
      });
      return { replication, messages, values };
    },
  };
}
