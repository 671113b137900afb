import { analyzeSome } from "../analytic/analyze.js";
import { stableLogRatio, stableLogShares } from "../analytic/stable-log-ratio.js";
import { storageMisfit } from "../analytic/storage-fit.js";
import { waste } from "../analytic/waste.js";
import { atItsPeriods } from "../scenario/model/checkpoint-bytes.js";
import type { MeasureKey } from "../scenario/model/measures.js";
import type { System } from "../scenario/model/system.js";
import { type BestBaseInterval, bestBaseInterval } from "./best-base-interval.js";
import { wastePrices } from "./best-multiples.js";
import { type BestPhases, bestPhasesThat, withPhases } from "./best-phases.js";
import { type Bottleneck, bottleneck, type DoubledResource, doubledResources } from "./bottleneck.js";
import { type Effects, effectsOf } from "./effect.js";
import { largestAdvised, MultiplesSearch } from "./multiples-search.js";
import { withMultiples } from "./system-cost.js";

/** What to change first, with what it would bring. */
export interface Advice {
  /** The classes that dominate the stable-log ratio, the largest part of it first. */
  readonly dominant: readonly DominantClass[];
  /** The multiple whose change lowers the waste most; absent where none does. */
  readonly multiple?: WasteByMultiple;
  /** Absent where nothing fails or nothing costs, so that no base interval is best, or where the best leaves the domain. */
  readonly baseInterval?: BestBaseInterval & Effects;
  /** Absent where the bursts are as flat as phases can make them, or the search would take too long. */
  readonly phases?: BestPhases & Effects;
  /** What holds the system up most, and what twice as much of each resource would bring; absent without storage. */
  readonly bottleneck?: Bottleneck | undefined;
  readonly doubled?: readonly DoubledResource[];
}

/** A class, and its part in the stable-log ratio. */
export interface DominantClass {
  readonly classIndex: number;
  /** `F_b w_b/(Λ η)`: which share of all that is logged it receives. */
  readonly part: number;
  /** What the ratio would be if the class were SI. */
  readonly ratioAsSi: number;
}

/** A multiple that wastes less than the present one. */
export interface WasteByMultiple extends Effects {
  readonly classIndex: number;
  readonly multiple: number;
  readonly best: number;
  /** Waste of the whole system, at the present multiple and at the best. */
  readonly waste: number;
  readonly leastWaste: number;
}

/** Classes beyond those that make up this much of the ratio do not dominate it. */
const dominantPart = 0.8;
/** A change that lowers what it names by less than this share of it is not worth a word. */
const worthwhile = 0.01;
/** Differences of figures below this, relative to them, are rounding. */
const rounding = 1e-9;
/** So many classes are tried with other multiples: those that promise most, and those whose checkpoints last longest. */
const triedByPromise = 5;
const triedByDuration = 3;

/** What is said of each change. */
const looked: readonly MeasureKey[] = [
  "waste",
  "stableLogRatio",
  "stableLogPeakBytes",
  "hostMemoryPeakBytes",
];

/**
 * What to change first: the classes that dominate the stable-log ratio, the multiple and the base interval that
 * would lower the waste, the phases that would flatten the bursts without a fuller stable log or a longer drain. Each
 * change is made by itself, and its figures stand beside the present ones.
 *
 * - Source: E2, E5, E6, E15, E16
 * - Limits: changes that gain less than 1 % are left out, and so are those that the storage has no room for; other
 *   multiples are tried for eight classes, up to 1000
 */
export function advice(system: System): Advice {
  const multiple = wasteByMultiple(system);
  const baseInterval = bestBaseInterval(system);
  const attainable = baseInterval.baseInterval > 0 && Number.isFinite(baseInterval.baseInterval);
  return {
    ...(system.storage && { bottleneck: bottleneck(system), doubled: doubledResources(system) }),
    dominant: dominantClasses(system),
    multiple,
    baseInterval: attainable && baseInterval.insideDomain ? shorterWaste(system, baseInterval) : undefined,
    phases: flatterBursts(system),
  };
}

/** Phases that flatten the bursts, and neither fill the stable log further nor keep storage busy for longer. */
function flatterBursts(system: System): (BestPhases & Effects) | undefined {
  const peakOf = (changed: System) => analyzeSome(changed, ["stableLogPeakBytes"]).stableLogPeakBytes!.value;
  const most = peakOf(system) * (1 + rounding);
  const found = bestPhasesThat(system, (phases) => peakOf(withPhases(system, phases)) <= most);
  if (!found || !(found.burst < found.burstBefore * (1 - worthwhile))) return undefined;
  const changed = withPhases(system, found.phases);
  if (storageMisfit(changed)) return undefined;
  const effects = effectsOf(system, changed, system.storage ? ["burstDrainTime", ...looked] : looked);
  const drain = effects.find(({ measure }) => measure === "burstDrainTime");
  return drain && drain.after > drain.before * (1 + rounding) ? undefined : { ...found, effects };
}

/** The best base interval, where the waste there, worked out for it, is worth the change. */
function shorterWaste(system: System, best: BestBaseInterval): (BestBaseInterval & Effects) | undefined {
  const changed = atItsPeriods({ ...system, baseInterval: best.baseInterval });
  if (storageMisfit(changed)) return undefined;
  const leastWaste = waste(changed).value;
  if (!(leastWaste < best.waste * (1 - worthwhile))) return undefined;
  return { ...best, leastWaste, effects: effectsOf(system, changed, looked) };
}

function dominantClasses(system: System): readonly DominantClass[] {
  const shares = stableLogShares(system);
  const ratio = shares.reduce((sum, { share, logged }) => sum + share * logged, 0);
  if (ratio === 0) return [];
  const multiples = system.classes.map(({ multiple }) => multiple);
  const parts = shares
    .map(({ share, logged }, classIndex) => ({ classIndex, part: (share * logged) / ratio }))
    .sort((a, b) => b.part - a.part);
  const dominant: DominantClass[] = [];
  let covered = 0;
  for (const { classIndex, part } of parts) {
    if (covered >= dominantPart) break;
    const ratioAsSi = stableLogRatio(withMultiples(system, multiples.with(classIndex, 1)));
    dominant.push({ classIndex, part, ratioAsSi });
    covered += part;
  }
  return dominant;
}

function wasteByMultiple(system: System): WasteByMultiple | undefined {
  const search = new MultiplesSearch(system, wastePrices, largestAdvised);
  const present: readonly number[] = system.classes.map(({ multiple }) => multiple);
  let [multiples, classIndex, cost] = [present, 0, search.costAt(present).value * (1 - worthwhile)];
  for (const tried of search.mostPromising(triedByPromise, triedByDuration)) {
    const improved = search.improved(present, tried);
    const own = search.costAt(improved).value;
    if (own < cost) [multiples, classIndex, cost] = [improved, tried, own];
  }
  if (multiples === present) return undefined;
  const changed = withMultiples(system, multiples);
  if (storageMisfit(changed)) return undefined;
  return {
    classIndex,
    multiple: present[classIndex],
    best: multiples[classIndex],
    waste: waste(system).value,
    leastWaste: waste(changed).value,
    effects: effectsOf(system, changed, looked),
  };
}
