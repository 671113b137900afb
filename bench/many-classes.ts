import type { Scenario } from "../src/scenario/model/scenario.js";

const classCount = 1000;
const names = Array.from({ length: classCount }, (_, c) => `class${c}`);

/**
 * A thousand classes of a hundred VMs on a thousand hosts. Each class talks to itself and ten others, and everything
 * that costs the closed forms work is there: multiples whose common period is 27,720, phases, durations, delays,
 * clock errors, failures and prices.
 */
export const manyClasses: Scenario = {
  name: "a thousand classes",
  baseInterval: "60 s",
  classes: Object.fromEntries(
    names.map((name, c) => [
      name,
      {
        multiple: 1 + (c % 12),
        phase: c % (1 + (c % 12)),
        count: 100,
        image: `${1 + (c % 8)} GiB`,
        duration: { uniform: ["2 s", `${3 + (c % 20)} s`] },
        pause: "100 ms",
      },
    ]),
  ),
  traffic: {
    per: "receiver",
    rates: Object.fromEntries(
      names.map((name, from) => [
        name,
        Object.fromEntries(
          Array.from({ length: 11 }, (_, step) => [
            names[(from + step * step * 7) % classCount],
            `${1 + ((from + step) % 5)}/s`,
          ]),
        ),
      ]),
    ),
    delay: { within: { exponential: "2 ms" }, across: { lognormal: { mean: "6 ms", sd: "4 ms" } } },
  },
  clock: { error: { uniform: ["0 s", "20 ms"] } },
  hosts: { count: 1000 },
  failures: { vm: { mtbf: "90 d" }, host: { mtbf: "1 year" } },
  prices: { write: "0.002", hold: "0.0001", vmHour: "0.08" },
};
