import { analyzeSome } from "../analytic/analyze.js";
import { domainWarnings } from "../analytic/domain.js";
import { lawAtom } from "../analytic/numerics/distribution-laws.js";
import { storageMisfit } from "../analytic/storage-fit.js";
import { parsePath } from "../scenario/checks/path.js";
import type { LoadedScenario } from "../scenario/checks/prepare.js";
import { withValueAtPath } from "../scenario/checks/set-path.js";
import { type MeasureKey, refuseAbsentMeasures, restingOn } from "../scenario/model/measures.js";
import { ScenarioError } from "../scenario/model/scenario-error.js";
import type { System } from "../scenario/model/system.js";
import { parseQuantity } from "../scenario/quantities/quantity.js";
import { numberAtPath, phaseOfMultiple } from "./number-at-path.js";
import { classOfShare, solveShare } from "./solve-share.js";
import { meets, type Target } from "./target.js";
import { type Attempt, searchBands } from "./target-bands.js";
import type { TargetSolution, Trial } from "./target-solution.js";
import {
  middleExtent,
  narrowExtent,
  realScale,
  type ScaleExtent,
  type ValueScale,
  wholeScale,
  wideExtent,
} from "./value-scale.js";

/** Pairs of classes with traffic, and classes at fifty pairs each, from where on new advances take a tenth of a second and more. */
const muchWork = 1000;

/**
 * Which values of one number of a scenario meet a target, with the value just inside and just outside as proof.
 *
 * The search looks through all values that there may be, whatever the present one is: each whole number up to 500,
 * and five values to a decade for the rest (fewer where VMs advance anew at each). A multiple that is not above the phase of
 * its class is tried with the phase modulo the multiple. `classes.NAME.share`, the share of all messages that a class
 * receives, needs no search.
 *
 * - Source: E1 to E15, and E4 for the stable-log ratio by a share
 * - Assumes: between neighbouring values no more than twice the slope that was seen around them
 * - Limits: whole numbers exactly, up to 1e9; others to seven digits, up to a factor of 1e9 from the present value
 *
 * @throws {ScenarioError} when the path is no number of the scenario
 */
export function solveTarget(scenario: LoadedScenario, target: Target, path: string): TargetSolution {
  const search = searchTarget(scenario, target, path);
  for (;;) {
    const { done, value } = search.next();
    if (done) return value;
  }
}

/** {@link solveTarget} step by step: yields the share of the work that is done. */
export function* searchTarget(
  scenario: LoadedScenario,
  target: Target,
  path: string,
): Generator<number, TargetSolution> {
  const name = classOfShare(path);
  if (name !== undefined) return solveShare(scenario, target, { path, name });
  const { value: present, dimension, unit } = numberAtPath(scenario, path);
  const { key } = target.measure;
  refuseAbsentMeasures([key], scenario.system);
  const attempt: Attempt = (value) => {
    try {
      const { changed, phase } = scenarioWith(scenario, path, value);
      const figure = analyzeSome(changed.system, [key])[key]!;
      return { value, figure: figure.value, meets: meets(target, figure), phase };
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error;
      return { value, meets: false, refused: error.sentence };
    }
  };
  /** With the reason why the closed form need not hold at a value that the scenario allows. */
  const withDomain = (trial: Trial): Trial => {
    if (trial.refused !== undefined) return trial;
    const warnings = domainWarnings(scenarioWith(scenario, path, trial.value).changed.system);
    const reasons = warnings.flatMap(({ measures, reason }) => (measures.includes(key) ? [reason] : []));
    return reasons.length > 0 ? { ...trial, outsideDomain: reasons.join("; ") } : trial;
  };
  const now = attempt(present);
  // What does not fit its storage now may do so at another value.
  if (now.refused !== undefined && !storageMisfit(scenario.system)) {
    throw new ScenarioError(now.refused, path);
  }
  const unitSize = unit === undefined ? 1 : parseQuantity(`1 ${unit}`, dimension).value;
  const scale = scaleFor(scenario.system, target, { path, present, unit: unitSize });
  const found = yield* searchBands(scale, attempt, now, target);
  const shown = found(withDomain);
  const { least, most, closest } = shown;
  const moved = [least?.inside, least?.outside, most?.inside, most?.outside, closest].some(
    (trial) => trial?.phase !== undefined,
  );
  const phase = moved ? phaseOfMultiple(scenario.scenario, path)?.phase : undefined;
  return { target, path, dimension, unit, phaseModuloMultiple: phase, ...shown };
}

function scaleFor(
  system: System,
  { measure }: Target,
  { path, present, unit }: { readonly path: string; readonly present: number; readonly unit: number },
): ValueScale {
  const keys = parsePath(path);
  const extent = extentFor(system, measure.key, keys);
  if (!isWhole(path)) return realScale(present, extent, { negative: keys[0] === "clock", unit });
  if (keys.at(-1) !== "phase") return wholeScale(present, extent);
  const { multiple } = system.classes.find(({ name }) => name === keys[1])!;
  return wholeScale(present, { ...extent, each: multiple, mostWhole: multiple });
}

/**
 * How far a search goes: less far where advances, or the lines of many classes, are worked out anew for each value, and
 * where the last VM of each line is.
 */
function extentFor(
  { classes, rates, clock }: System,
  measure: MeasureKey,
  keys: readonly string[],
): ScaleExtent {
  const restsOn = (key: MeasureKey) => restingOn(key).includes(measure);
  const needed = restsOn("earlyCheckpointRatio") && lawAtom(clock.error) === undefined;
  if (!needed || keys.some((key) => movesNothing.has(key))) return wideExtent;
  const work = rates.rate.length + 50 * classes.length;
  if (keys.some((key) => movesLines.has(key)) && work < 5 * muchWork) {
    return restsOn("hostRecoveryLast") ? middleExtent : wideExtent;
  }
  return work < muchWork ? middleExtent : narrowExtent;
}

const movesNothing = new Set(["baseInterval", "recovery", "failures", "prices", "size", "image", "pause"]);
const movesLines = new Set(["multiple", "phase", "duration", "storage"]);

/**
 * The scenario with another value at a path. That a phase stands in the way is no reason to rule out a multiple: the
 * stable-log ratio and most other figures do not depend on phases, and the remainder is as good a start as any.
 */
function scenarioWith(scenario: LoadedScenario, path: string, value: number) {
  const changed = withValueAtPath(scenario, path, value);
  const present = phaseOfMultiple(scenario.scenario, path);
  if (!present || value < 1 || present.phase < value) return { changed };
  const phase = present.phase % value;
  return { changed: withValueAtPath(changed, present.path, phase), phase };
}

/** Multiples, counts and phases are whole numbers, and so is how many VMs a host holds. */
function isWhole(path: string): boolean {
  const keys = parsePath(path);
  return /^(multiple|count|phase)$/.test(keys.at(-1)!) || keys[1] === "placement";
}
