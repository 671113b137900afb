import type { RandomStream } from "./random-stream.js";

/** From this variance on a count is drawn from the normal law: a share of it off by 0.1 % at most. */
const normalFrom = 10_000;

/**
 * Draws how many of `count` independent events happen that have a chance each.
 *
 * - Limits: exact by the gaps between events below a variance of 10,000, a rounded normal variable above
 */
export function drawBinomial(count: number, chance: number, stream: RandomStream): number {
  if (chance > 0.5) return count - drawBinomial(count, 1 - chance, stream);
  if (!(chance > 0)) return 0;
  const variance = count * chance * (1 - chance);
  if (variance >= normalFrom) {
    const radius = Math.sqrt(-2 * Math.log(stream.double()));
    const deviation = radius * Math.cos(2 * Math.PI * stream.double());
    return Math.min(count, Math.max(0, Math.round(count * chance + Math.sqrt(variance) * deviation)));
  }
  const scale = 1 / Math.log1p(-chance);
  let happened = -1;
  for (let place = 0; place <= count; happened++) place += 1 + Math.floor(Math.log(stream.double()) * scale);
  return happened;
}
