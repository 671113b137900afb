import type { SimulationOptions } from "../montecarlo/estimation/simulation.js";
import { quote } from "../scenario/checks/describe-value.js";
import { nearestName } from "../scenario/checks/nearest-name.js";
import { type ComparisonMeasureKey, comparisonMeasures } from "../scenario/model/comparison-measures.js";
import { measures as allMeasures, type MeasureKey } from "../scenario/model/measures.js";
import { schemes as allSchemes } from "../scenario/model/schemes.js";
import { givenOf, type Options, refuseAny } from "./options.js";
import { UsageError } from "./terminal.js";

const listed = "`vmqsc measures` lists all";

/** The measures that `--measures` names, if it is given. @throws {UsageError} naming the nearest to an unknown one */
export function wantedMeasures({ measures: text }: Options): readonly MeasureKey[] | undefined {
  return keysAmong(allMeasures, text, "--measures must name keys of the catalogue", listed);
}

export function comparedMeasures({ measures: text }: Options): readonly ComparisonMeasureKey[] | undefined {
  return keysAmong(comparisonMeasures, text, "--measures must name measures of a comparison", listed);
}

export function wantedSchemes(text: string | undefined, wanted = "--schemes must name schemes") {
  return keysAmong(allSchemes, text, wanted, "vmqsc compare --list has all");
}

function keysAmong<Key extends string>(
  catalogue: readonly { readonly key: Key }[],
  text: string | undefined,
  wanted: string,
  otherwise: string,
): readonly Key[] | undefined {
  if (text === undefined) return undefined;
  const known = catalogue.map(({ key }) => key);
  const keys = text.split(",").map((entry) => {
    const name = entry.trim();
    const key = known.find((one) => one === name);
    if (key !== undefined) return key;
    const nearest = nearestName(name, known, name.length / 2);
    const hint = nearest === undefined ? `; ${otherwise}` : `, the nearest is ${nearest}`;
    throw new UsageError(`${wanted}, got ${quote(name)}${hint}`);
  });
  return [...new Set(keys)];
}

export function simulationOptionsFrom(options: Options): SimulationOptions {
  refuseShares(options);
  return { ...options, measures: wantedMeasures(options) };
}

/** Refuses shares of a run whose length is not known beforehand. */
export function refuseShares(options: Options): void {
  if (options.shard === undefined) return;
  if (!options.json) throw new UsageError("--shard prints what vmqsc merge reads, so it goes with --json");
  const counted = givenOf(options, "messages", "replications").length > 0;
  if (!counted || givenOf(options, "precision", "maxTime").length > 0)
    throw new UsageError(
      "--shard needs a number of replications that is known beforehand: give --messages or --replications, and neither --precision nor --max-time",
    );
}

export function refuseWithoutSimulate(options: Options): void {
  const ofRuns = ["confidence", "precision", "messages", "replications", "maxTime", "workers"] as const;
  refuseAny(options, ["seed", "mode", ...ofRuns], "goes with --simulate");
}
