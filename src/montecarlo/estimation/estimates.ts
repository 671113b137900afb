import { findComparisonMeasure } from "../../scenario/model/comparison-measures.js";
import { findMeasure, type Measure } from "../../scenario/model/measures.js";
import type { SlotKey, TotalSlot, TotalsLayout } from "../replication/totals.js";
import type { BeforeFlush, Estimate, Estimates, HostPeakPlace, PeakPlace } from "./estimate.js";
import { criticalValue, interval } from "./interval.js";
import type { RunningTotals, TotalsBlock } from "./running-totals.js";
import type { SimulationRun } from "./simulation.js";

/** How estimates are to be drawn from totals. */
export interface EstimateOptions {
  /** Of this scheme, where the layout has slots of several; default those that name none. */
  readonly scheme?: string | undefined;
  /** Of each interval by itself; default 0.99. */
  readonly confidence?: number;
  /** Only these measures; default all that the layout has. */
  readonly measures?: readonly SlotKey[] | undefined;
  /** For a peak or burst, the index to take it at; default the one with the largest mean. */
  readonly atIndex?: { readonly [Key in SlotKey]?: PeakPlace } | undefined;
}

/**
 * Estimates of all measures, as ratios of means over replications, each with its {@link interval}.
 *
 *     R = n̄ / d̄,   se(R) = sqrt( Σ_r (n_r − R d_r)² / (m (m − 1)) ) / |d̄|
 *
 * - Source: the linearised ratio estimator (delta method)
 * - Assumes: replications independent and alike; numerator and denominator close to jointly normal
 * - Limits: biased by O(1/m) of its own standard error squared over the mean. One replication tells nothing
 *   of the spread: the standard error is infinite, and the interval holds all that the measure can be. A measure
 *   whose denominators are all 0 is absent; a class or host like that, beside others that are not, stands as NaN
 *
 * @example
 * estimates(new RunningTotals(layout, totals), { confidence: 0.95 }).stableLogRatio
 */
export function estimates(totals: RunningTotals, options: EstimateOptions = {}): Estimates {
  const ruler = new Ruler(totals.union(), options.confidence ?? defaultConfidence);
  const found: { [Key in SlotKey]?: Estimate } = {};
  for (const [measure, group] of slotGroups(totals.layout, options.scheme)) {
    if (options.measures && !options.measures.includes(measure)) continue;
    const estimate = ruler.measure(group, options.atIndex?.[measure]);
    if (estimate) found[measure] = estimate;
  }
  return found;
}

/**
 * Estimates of one peak or burst at every index of the hyperperiod, in the layout's order; a measure that is
 * no peak gives one estimate, an absent one none.
 */
export function estimatesByIndex(
  totals: RunningTotals,
  measure: SlotKey,
  confidence: number = defaultConfidence,
): readonly Estimate[] {
  const slots = slotGroups(totals.layout).get(measure)?.whole ?? [];
  const ruler = new Ruler(totals.union(), confidence);
  return slots.map((slot) => ruler.slot(slot)).filter((estimate) => !Number.isNaN(estimate.mean));
}

/**
 * How many events all replications so far should have seen, had the measure a value of 1; `undefined` where it counts
 * no events, or the rules make its value certain.
 */
export function chancesSeen(
  totals: RunningTotals,
  measure: SlotKey,
  { atIndex, atHost, beforeFlush }: Pick<Estimate, "atIndex" | "atHost" | "beforeFlush"> = {},
): number | undefined {
  const slots = slotGroups(totals.layout).get(measure)?.whole ?? [];
  const slot = slots.find(
    (one) => one.atIndex === atIndex && one.host === atHost && one.beforeFlush === beforeFlush,
  );
  if (slot?.perEvent === undefined || slot.certain) return undefined;
  return (totals.union().moments[5 * slot.number + 1] * totals.count) / slot.perEvent;
}

/** The measures that have no estimate, of those asked for, and why not; nothing where every one has. */
export function withoutEstimate(
  totals: RunningTotals,
  wanted?: readonly SlotKey[],
): Pick<SimulationRun, "withoutEstimate"> {
  const groups = slotGroups(totals.layout);
  const { count, moments } = totals.union();
  const reasons: { [Key in SlotKey]?: string } = {};
  for (const measure of wanted ?? groups.keys()) {
    const slots = groups.get(measure)?.whole;
    if (!slots) reasons[measure] = "this scenario has none that could be told apart by index";
    else if (count === 0) reasons[measure] = "no replication has ended";
    else if (slots.every(({ number }) => moments[5 * number + 1] === 0))
      reasons[measure] = `${basisOf(findMeasure(measure)!)} was seen`;
  }
  return Object.keys(reasons).length > 0 ? { withoutEstimate: reasons } : {};
}

function basisOf({ unit, family, key }: Measure): string {
  if (family === "ratio" || key === "crossHostRatio") return "no message";
  return unit === "1" ? "no checkpoint" : "nothing that it is a mean of";
}

/** Estimates of all slots of the layout, in its order. */
export function slotEstimates(totals: RunningTotals, confidence: number): readonly Estimate[] {
  const ruler = new Ruler(totals.union(), confidence);
  return totals.layout.slots.map((slot, number) => ruler.slot({ ...slot, number }));
}

/** Shares of lines at which peaks are at most the levels of the layout, in their order there. */
export function levelEstimates(
  totals: RunningTotals,
  confidence: number = defaultConfidence,
): readonly (Estimate & { readonly slot: TotalSlot })[] {
  const ruler = new Ruler(totals.union(), confidence);
  return totals.layout.slots.flatMap((slot, number) =>
    slot.atMost === undefined ? [] : [{ ...ruler.slot({ ...slot, number }), slot }],
  );
}

/** Of an interval, where nobody says otherwise. */
export const defaultConfidence = 0.99;

interface NumberedSlot extends TotalSlot {
  readonly number: number;
}

/** The slots of one measure: for the system, and by class and host in the scenario's order. */
interface SlotGroup {
  readonly whole: NumberedSlot[];
  readonly byClass: NumberedSlot[][];
  readonly byHost: NumberedSlot[][];
}

type SlotGroups = ReadonlyMap<SlotKey, SlotGroup>;

const groupsOfLayouts = new WeakMap<TotalsLayout, Map<string | undefined, SlotGroups>>();

function slotGroups(layout: TotalsLayout, scheme?: string): SlotGroups {
  const ofSchemes = groupsOfLayouts.get(layout) ?? new Map<string | undefined, SlotGroups>();
  groupsOfLayouts.set(layout, ofSchemes);
  const known = ofSchemes.get(scheme);
  if (known) return known;
  const groups = new Map<SlotKey, SlotGroup>();
  layout.slots.forEach((slot, number) => {
    if (slot.scheme !== scheme || slot.atMost !== undefined) return;
    const group = groups.get(slot.measure) ?? { whole: [], byClass: [], byHost: [] };
    groups.set(slot.measure, group);
    const numbered = { ...slot, number };
    const { classIndex, host } = slot;
    const addTo = (lists: NumberedSlot[][], place: number) => {
      lists[place] ??= [];
      lists[place].push(numbered);
    };
    if (classIndex !== undefined) addTo(group.byClass, classIndex);
    if (host !== undefined) addTo(group.byHost, host);
    // Of the fullest host: any of them may be it.
    const ofWhole = classIndex === undefined && host === undefined;
    if (ofWhole || findMeasure(slot.measure)?.largestHost) group.whole.push(numbered);
  });
  ofSchemes.set(scheme, groups);
  return groups;
}

/** Measures slots against one set of replications at one confidence. */
class Ruler {
  private readonly reach: number;

  constructor(
    private readonly totals: TotalsBlock,
    private readonly confidence: number,
  ) {
    this.reach = criticalValue(1 - confidence, totals.count - 1);
  }

  measure(group: SlotGroup, place: PeakPlace | undefined): Estimate | undefined {
    if (typeof place === "object" && "host" in place) return this.ofHost(group, place);
    const whole = this.pick(group.whole, place);
    if (!whole || Number.isNaN(whole.mean)) return undefined;
    if (whole.atHost !== undefined) return this.ofHost(group, { host: whole.atHost, indices: [] });
    // Parts are taken where the whole peaks, so that they add up to it.
    const part = (slots: NumberedSlot[] | undefined) =>
      this.pick(slots ?? [], placeOf(whole)) ?? this.absent();
    return {
      ...whole,
      ...(group.byClass.length > 0 && { byClass: Array.from(group.byClass, part) }),
      ...(group.byHost.length > 0 && { byHost: Array.from(group.byHost, part) }),
    };
  }

  /** The named host at its index, and every other host at its own. */
  private ofHost({ byHost }: SlotGroup, { host, indices }: HostPeakPlace): Estimate | undefined {
    const parts = byHost.map((slots, one) => this.pick(slots, indices[one]) ?? this.absent());
    const whole = parts[host];
    return whole === undefined || Number.isNaN(whole.mean) ? undefined : { ...whole, byHost: parts };
  }

  /**
   * The slot at the wanted index, or the one with the largest mean. The largest of several noisy means is
   * too large on average: by nothing where one index stands out by many standard errors, and by less than
   * `sqrt(2 ln L)` standard errors where all `L` are equal. An index fixed beforehand has no such bias, which
   * is why validation names the closed form's.
   */
  private pick(
    slots: readonly NumberedSlot[],
    place: number | BeforeFlush | undefined,
  ): Estimate | undefined {
    let largest: Estimate | undefined;
    for (const slot of slots) {
      if (place !== undefined && slot.atIndex !== undefined && !isAt(slot, place)) continue;
      const estimate = this.slot(slot);
      if (!largest || Number.isNaN(largest.mean) || estimate.mean > largest.mean) largest = estimate;
    }
    return largest;
  }

  slot(slot: NumberedSlot): Estimate {
    const { count, moments } = this.totals;
    const at = 5 * slot.number;
    const denominator = moments[at + 1];
    if (count === 0 || denominator === 0) return this.absent();
    const mean = moments[at] / denominator;
    const standardError = Math.sqrt(residualSquares(moments, at, mean) / (count * (count - 1)) || 0);
    const known = count > 1 ? standardError / Math.abs(denominator) : Number.POSITIVE_INFINITY;
    const { reach, confidence } = this;
    const all = { numerator: moments[at] * count, denominator: denominator * count };
    const spread = { mean, standardError: known, reach, ...all };
    const [low, high] = interval(slot, limitsOf(slot), spread, 1 - confidence);
    return {
      ...{ mean, standardError: known, low, high, confidence, replications: count },
      ...(slot.atIndex !== undefined && { atIndex: slot.atIndex }),
      ...(slot.beforeFlush && { beforeFlush: slot.beforeFlush }),
      ...(slot.atIndex !== undefined && slot.host !== undefined && { atHost: slot.host }),
    };
  }

  private absent(): Estimate {
    const { confidence, totals } = this;
    const nothing = { mean: Number.NaN, standardError: Number.NaN, low: Number.NaN, high: Number.NaN };
    return { ...nothing, confidence, replications: totals.count };
  }
}

/** What a slot's estimates cannot be beyond. */
function limitsOf({ atMost, scheme, measure }: TotalSlot): Pick<Measure, "share" | "signed"> {
  if (atMost !== undefined) return { share: true };
  return (scheme === undefined ? findMeasure(measure) : findComparisonMeasure(measure)) ?? {};
}

/** Where a peak, or the estimate of one, was taken. */
function placeOf({ atIndex, beforeFlush }: Estimate): number | BeforeFlush | undefined {
  return beforeFlush ? { beforeFlush: atIndex as number } : atIndex;
}

function isAt({ atIndex, beforeFlush }: TotalSlot, place: number | BeforeFlush): boolean {
  return (
    atIndex === (typeof place === "number" ? place : place.beforeFlush) &&
    (typeof place === "object") === (beforeFlush === true)
  );
}

/**
 * `Σ (n_r − R d_r)²` from the sums of squares and products about the means. Where numerator and denominator
 * move in exact proportion the three terms cancel and leave rounding of either sign: that counts as none.
 */
function residualSquares(moments: Float64Array, at: number, ratio: number): number {
  const squares = moments[at + 2] + ratio * ratio * moments[at + 4];
  const residual = squares - 2 * ratio * moments[at + 3];
  return residual > 1e-13 * squares ? residual : 0;
}
