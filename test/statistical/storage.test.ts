import { describe, expect, it } from "vitest";
import { analyze } from "../../src/analytic/analyze.js";
import { drain } from "../../src/analytic/fair-sharing.js";
import { lawMean } from "../../src/analytic/numerics/distribution-laws.js";
import { prepare } from "../../src/scenario/checks/prepare.js";
import { existsIn, type MeasureKey, measures } from "../../src/scenario/model/measures.js";
import type { Scenario } from "../../src/scenario/model/scenario.js";
import { disagrees, expectEquivalence } from "../support/agreement.js";
import { expectTable } from "../support/document-table.js";
import { engineRun } from "../support/engine-run.js";

const base: Scenario = {
  baseInterval: "60 s",
  classes: {
    web: { count: 40, image: "1 GB", duration: "1 s", pause: "100 ms" },
    batch: { multiple: 3, count: 20, image: "4 GB", duration: "2 s" },
  },
  traffic: {
    rates: { web: { web: "0.4/s", batch: "0.2/s" }, batch: { web: "0.4/s", batch: "0.2/s" } },
    size: "100 kB",
  },
  hosts: { count: 5 },
  failures: { vm: { mtbf: "30 d" }, host: { mtbf: "90 d" } },
  storage: { write: "4 GB/s", read: "2 GB/s" },
};

const apart = { error: { uniform: ["0 s", "4 s"] } } as const;
const regimes: { readonly [name: string]: Partial<Scenario> } = {
  "one bandwidth, clocks that agree": {},
  "one bandwidth, clocks far apart": { clock: apart },
  "links of unlike hosts": {
    clock: apart,
    hosts: { placement: { h1: { web: 25, batch: 3 }, h2: { web: 10, batch: 10 }, h3: { web: 5, batch: 7 } } },
    storage: { write: "4 GB/s", read: "4 GB/s", hostLink: "1.2 GB/s" },
  },
  "durations as long as writes": {
    clock: apart,
    classes: {
      web: { count: 40, image: "1 GB", duration: { uniform: ["5 s", "15 s"] } },
      batch: { multiple: 3, count: 20, image: "4 GB", duration: { lognormal: { mean: "25 s", sd: "5 s" } } },
    },
  },
  "staging, clocks that agree": { storage: { write: "4 GB/s", staging: "2 GB/s" } },
  "staging slower than storage, clocks apart, phases": {
    clock: apart,
    classes: { ...base.classes, batch: { ...base.classes.batch!, phase: 1 } },
    storage: { write: "8 GB/s", hostLink: "1 GB/s", staging: "1.5 GB/s", read: "8 GB/s" },
  },
  "incremental images": {
    clock: apart,
    classes: {
      web: {
        count: 40,
        image: { full: "4 GB", dirty: "20 MB/s", workingSet: "1 GB" },
        pause: { fixed: "50 ms", perByte: "0.1 ns" },
      },
      batch: { multiple: 3, count: 20, image: { full: "8 GB", dirty: "10 MB/s" } },
    },
    storage: { write: "2 GB/s", read: "2 GB/s" },
  },
  "large flushes": {
    clock: apart,
    traffic: { ...base.traffic, rates: { web: { batch: "6/s" }, batch: { batch: "6/s" } }, size: "1 MB" },
  },
  "a clock for each host": { clock: { ...apart, scope: "host" }, hosts: { count: 30 } },
};

const watched: readonly MeasureKey[] = [
  ...measures.filter((measure) => !existsIn(measure, {})).map(({ key }) => key),
  ...(["lineLag", "stableLogMean", "volatileLogMean", "vmRecoveryTime", "hostRollback"] as const),
  ...(["hostRecoveryTime", "hostRecoveryLast", "waste"] as const),
];

const found: (readonly (string | number)[])[] = [];

describe.each(Object.entries(regimes))("storage that takes time: %s", (name, change) => {
  const system = prepare({ ...base, ...change });
  const figures = analyze(system);
  const estimates = engineRun(system, { seed: `storage: ${name}`, replications: 400, work: 20_000 });

  const compared = watched.filter((key) => figures[key] !== undefined);

  it.each(compared)("%s: engine and closed form", (key) => {
    expectEquivalence(estimates[key], figures[key]!.value, { within: 0.015 });
  });

  const apartOf = (key: MeasureKey) => {
    const { mean, low, high } = estimates[key]!;
    const { value } = figures[key]!;
    return value === 0
      ? { share: 0, within: 0 }
      : { share: Math.abs(mean / value - 1), within: (high - low) / 2 / value };
  };
  const farthest = compared.reduce((most, key) => (apartOf(key).share > apartOf(most).share ? key : most));
  const percent = (share: number) => `${(100 * share).toFixed(2)} %`;
  const { share, within } = apartOf(farthest);
  found.push([
    name,
    system.classes.reduce((sum, { count }) => sum + count, 0),
    compared.length,
    `\`${farthest}\`, ${percent(share)} ± ${percent(within)}`,
  ]);
});

it("checkpoints without an image are checkpoints, too, and take their duration", () => {
  const system = prepare({
    ...base,
    classes: {
      web: { count: 1, image: "60 GB", duration: "1 s" },
      batch: { multiple: 2, count: 4, duration: "3 s" },
    },
    traffic: { rates: { batch: { web: "0.4/s" } } },
  });
  const { checkpointCompletion } = engineRun(system, { seed: "no images", replications: 4, work: 2000 });
  expect(checkpointCompletion!.mean).toBeCloseTo((15 + (4 / 2) * 3) / (1 + 4 / 2), 6);
  expect(analyze(system).checkpointCompletion!.value).toBeCloseTo(7, 12);
  expect(checkpointCompletion!.byClass![1].mean).toBeCloseTo(3, 6);
});

it("as the document shows", () => {
  expectTable("docs/validation.md", "storage", [
    ["regime", "VMs", "measures compared", "farthest"],
    ...found,
  ]);
});

describe("storage that takes time: wrong twins are rejected", () => {
  const run = (name: keyof typeof regimes) => {
    const system = prepare({ ...base, ...regimes[name] });
    const estimates = engineRun(system, { seed: `twins: ${name}`, replications: 40, work: 20_000 });
    return { system, estimates, figures: analyze(system) };
  };

  it("E20 as if links had no limit", () => {
    const { system, estimates } = run("links of unlike hosts");
    const free = prepare({ ...base, ...regimes["links of unlike hosts"], storage: { write: "4 GB/s" } });
    expect(disagrees(estimates.burstDrainTime, analyze(free).burstDrainTime!.value)).toBe(true);
    expect(disagrees(estimates.storageBusyShare, analyze(system).storageUtilization!.value)).toBe(true);
  });

  it("E20 as if all began together", () => {
    const { system, estimates } = run("one bandwidth, clocks far apart");
    const together = analyze({
      ...system,
      clock: { ...system.clock, error: { kind: "constant", value: 0 } },
    });
    expect(disagrees(estimates.checkpointCompletion, together.checkpointCompletion!.value)).toBe(true);
    expect(disagrees(estimates.burstDrainTime, together.burstDrainTime!.value)).toBe(true);
  });

  it("R6 as if a checkpoint were complete when written, or its duration came on top", () => {
    const { system, estimates, figures } = run("durations as long as writes");
    const classes = system.classes.map(
      (one) => ({ ...one, duration: { kind: "constant", value: 0 } }) as const,
    );
    const written = analyze({ ...system, classes }).checkpointCompletion!;
    expect(disagrees(estimates.checkpointCompletion, written.value)).toBe(true);
    const onTop = written.byClass!.map((time, c) => time + lawMean(system.classes[c].duration));
    const [web, batch] = onTop;
    expect(disagrees(estimates.checkpointCompletion, (40 * web + (20 / 3) * batch) / (40 + 20 / 3))).toBe(
      true,
    );
    expect(figures.checkpointCompletion).toBeDefined();
  });

  it("E21 as if each read alone", () => {
    const { system, estimates, figures } = run("one bandwidth, clocks that agree");
    const streams = system.classes.map(({ image }) => ({ host: 0, at: 0, bytes: image }));
    const alone = drain(streams, {
      shared: Number.POSITIVE_INFINITY,
      hostLink: Number.POSITIVE_INFINITY,
      each: 125e6,
    });
    expect(disagrees(estimates.hostRestoreTime, Math.max(...alone.ends))).toBe(true);
    expect(estimates.hostRestoreTime!.mean).toBe(figures.hostRestoreTime!.value);
  });

  it("E22 as if every checkpoint wrote the whole image", () => {
    const { system, estimates } = run("incremental images");
    const whole = system.classes.map((one) => ({ ...one, image: one.growth!.full }));
    const figures = analyze({ ...system, classes: whole, storage: { ...system.storage!, write: 1e12 } });
    expect(disagrees(estimates.checkpointByteRate, figures.checkpointByteRate.value)).toBe(true);
  });

  it("E23 as if nothing were transferred while images are staged", () => {
    const { estimates } = run("staging slower than storage, clocks apart, phases");
    expect(disagrees(estimates.stagingPeak, 8 * 1e9 + 4 * 4e9)).toBe(true);
  });
});
