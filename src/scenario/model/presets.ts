import { deepFreeze } from "./deep-freeze.js";
import type { Scenario } from "./scenario.js";

/** The paper's own case (§5): SI and MI_2, two VMs each; rates received per VM are 4, 2, 2 and 1 per second. */
const paper: Scenario = {
  name: "paper",
  classes: {
    SI: { multiple: 1, count: 2 },
    MI2: { multiple: 2, count: 2 },
  },
  traffic: {
    per: "receiver",
    rates: {
      SI: { SI: "4/s", MI2: "2/s" },
      MI2: { SI: "2/s", MI2: "1/s" },
    },
  },
};

/**
 * A service on twenty hosts, as one could build it: a web tier that talks much, a storage tier, a batch pool that talks
 * little; incremental checkpoints every 5 minutes and more, staged on the hosts' own disks, written to a storage of
 * 100 Gbit/s. docs/planning.md says what such clusters have. Large enough that mean-field formulas hold to well under
 * 1 %, small enough to be simulated event by event.
 */
const cloud: Scenario = {
  name: "cloud",
  baseInterval: "5 min",
  classes: {
    web: {
      multiple: 1,
      count: 500,
      image: { full: "4 GiB", dirty: "4 MB/s", workingSet: "512 MiB" },
      duration: { uniform: ["2 s", "6 s"] },
      pause: "50 ms",
      phase: 0,
    },
    storage: {
      multiple: 2,
      count: 300,
      image: { full: "8 GiB", dirty: "8 MB/s", workingSet: "1 GiB" },
      duration: { lognormal: { mean: "8 s", sd: "2 s" } },
      pause: "120 ms",
      phase: 0,
    },
    batch: {
      multiple: 4,
      count: 400,
      image: { full: "16 GiB", dirty: "10 MB/s", workingSet: "2 GiB" },
      duration: { uniform: ["10 s", "20 s"] },
      pause: "300 ms",
      phase: 1,
    },
  },
  traffic: {
    per: "sender",
    rates: {
      web: { web: "10/s", storage: "8/s", batch: "1/s" },
      storage: { web: "12/s", storage: "4/s", batch: "2/s" },
      batch: { web: "30/min", storage: "3/s", batch: "90/min" },
    },
    size: {
      web: { web: "2 kB", storage: "4 kB", batch: "1 kB" },
      storage: { web: "16 kB", storage: "32 kB", batch: "64 kB" },
      batch: { web: "1 kB", storage: "64 kB", batch: "8 kB" },
    },
    delay: { within: { exponential: "2 ms" }, across: { lognormal: { mean: "6 ms", sd: "4 ms" } } },
  },
  clock: { error: { uniform: ["0 s", "50 ms"] }, scope: "vm", redraw: "each-index" },
  hosts: { count: 20, placement: "spread" },
  failures: { vm: { mtbf: "90 d" }, host: { mtbf: "1 year" } },
  recovery: { restart: "20 s", bandwidth: "10 Gbit/s", replaySpeedup: 4 },
  policies: { volatileLog: "keep", inTransit: "volatile" },
  storage: { write: "100 Gbit/s", read: "200 Gbit/s", hostLink: "25 Gbit/s", staging: "2 GB/s" },
  prices: { write: 0, hold: "0.0001", vmHour: "0.08" },
};

/** Built-in scenarios by name. */
export const presets = deepFreeze({ paper, cloud }) satisfies { readonly [name: string]: Scenario };

export type PresetName = keyof typeof presets;
