import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CoveredLine } from "../../src/montecarlo/observers/covered-line.js";
import { ExpectedExposure } from "../../src/montecarlo/observers/expected-exposure.js";
import { isDue, populate } from "../../src/montecarlo/population.js";
import { delayLaw } from "../../src/montecarlo/random/delay-law.js";
import { openStream } from "../../src/montecarlo/random/random-stream.js";
import { pairIntensities } from "../../src/montecarlo/sources/poisson-traffic.js";
import type { Distribution } from "../../src/scenario/model/distribution.js";
import { systemOf, threeClassesSkewedShape } from "../support/system-of.js";

const baseInterval = 10;
const lines = 6;

const delays: readonly Distribution[] = [
  { kind: "exponential", mean: 0.7 },
  { kind: "constant", value: 1.5 },
  { kind: "uniform", low: 0.2, high: 3 },
  { kind: "lognormal", mean: 1, sd: 2 },
  // So long that checkpoints before the line still count.
  { kind: "exponential", mean: 8 },
];

function settingOf(delay: Distribution) {
  const system = systemOf({
    ...threeClassesSkewedShape,
    classes: [
      { multiple: 1, count: 4 },
      { multiple: 2, count: 5, phase: 1 },
      { multiple: 3, count: 6 },
    ],
    delay,
    hosts: { count: 2 },
    baseInterval,
  });
  return { system, population: populate(system), law: delayLaw(delay, openStream("exposure", 0, "flights")) };
}

/** Messages per second from one VM to another, by the classes of the two. */
function pairRate({ system, population }: ReturnType<typeof settingOf>, from: number, to: number): number {
  const { rates, classes } = system;
  const [a, b] = [population.classOf[from], population.classOf[to]];
  const pair = rates.from.findIndex((sender, place) => sender === a && rates.to[place] === b);
  if (pair < 0) return 0;
  const receivers = classes[b].count - (a === b ? 1 : 0);
  return pairIntensities(system)[pair] / (classes[a].count * receivers);
}

describe.each(delays)("exposure by its expectation, delays $kind", (delay) => {
  const setting = settingOf(delay);
  const { system, population, law } = setting;
  const { vmCount, hostOf, classOf } = population;
  const mean = law.cutMean(Number.MAX_VALUE);
  const surplus = (behind: number) => (behind <= 0 ? mean - behind : mean - law.cutMean(behind));
  const due = (vm: number, k: number) => isDue(population, classOf[vm], k);
  const times = (most: number, length: number) =>
    fc.array(fc.double({ min: 0, max: most, noNaN: true }), { minLength: length, maxLength: length });

  it("is that of every pair of VMs on a host, interval by interval, until the flush or the next line", () => {
    fc.assert(
      fc.property(times(9, vmCount * (lines + 1)), times(25, lines + 1), (late, waits) => {
        const advance = (vm: number, k: number) => k * baseInterval + late[k * vmCount + vm];
        const line = new CoveredLine(population);
        const observer = new ExpectedExposure(system, population, law, line);
        const covers = [0];
        const events: { at: number; happen: () => void }[] = [];
        for (let k = 1; k <= lines; k++) {
          const reached = Array.from({ length: vmCount }, (_, vm) => advance(vm, k));
          covers[k] = Math.max(covers[k - 1], Math.max(...reached) + waits[k]);
          for (const [vm, at] of reached.entries())
            events.push({
              at,
              happen: () => {
                observer.advanced(vm, k);
                line.reached(vm, k, at);
              },
            });
          events.push({
            at: covers[k],
            happen: () => {
              observer.lineCovered(k, covers[k]);
              line.cover(k);
            },
          });
        }
        for (const { happen } of events.toSorted((one, other) => one.at - other.at)) happen();

        let expected = 0;
        for (let k = 1; k < lines; k++) {
          for (let u = 0; u < vmCount; u++) {
            let last = k;
            while (last > 0 && !due(u, last)) last--;
            const checkpoint = last > 0 ? advance(u, last) : 0;
            for (let v = 0; v < vmCount; v++) {
              if (u === v || hostOf[u] !== hostOf[v]) continue;
              for (let d = k; advance(v, d) < covers[k + 1]; d++) {
                const beyond = d === lines;
                const left = beyond ? 0 : surplus(advance(v, d + 1) - checkpoint);
                const received = surplus(advance(v, d) - checkpoint) - left;
                const ends =
                  beyond || due(v, d + 1) ? covers[k + 1] : Math.min(covers[k + 1], advance(v, d + 1));
                // What comes after the next line's cover is exposed as long as this one's reign lasts.
                const after =
                  beyond || advance(v, d + 1) >= covers[k + 1] ? left * (covers[k + 1] - covers[k]) : 0;
                const rate = pairRate(setting, u, v);
                expected += rate * (received * Math.max(0, ends - covers[k]) + after);
                if (beyond) break;
              }
            }
          }
        }
        const { messageSeconds, seconds } = observer.sums({ first: 0, last: lines - 1 });
        expect(Math.abs(seconds - (covers[lines] - covers[1]))).toBeLessThan(1e-9);
        // The table is too high by some millionths of the mean delay.
        expect(Math.abs(messageSeconds - expected)).toBeLessThan(1e-4 * expected + 1e-9);
      }),
      { seed: 3, numRuns: 60 },
    );
  });
});
