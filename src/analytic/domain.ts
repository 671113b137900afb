import { type MeasureKey, measures } from "../scenario/measures.js";
import type { System, VmClass } from "../scenario/system.js";
import type { Seconds } from "../scenario/units.js";
import { advanceLaws } from "./clock-skew.js";
import type { DomainWarning } from "./figure.js";
import { lineLags } from "./line-lag.js";
import { latestCover } from "./line-peak.js";
import { lawAtom, lawCdf, lawSurvival } from "./numerics/distribution-laws.js";

/** What happens less often than this does not move a figure that anyone can see. */
const practicallyNever = 1e-3;
/** Below so many VMs (or hosts that share a clock) the mean field's error of order 1/N shows. */
const fewForMeanField = 20;

/**
 * Where a system leaves the domain in which the closed forms hold, and which measures that concerns.
 *
 *     P(|clock error| >= T0) > 0    ℓ_k >= T0    P(duration_c >= i_c T0) > 0    P(D >= T0) > 0    N small
 *
 * - Source: "Domain" of the protocol
 * - Limits: chances below one in a million count as none
 */
export function domainWarnings(system: System): readonly DomainWarning[] {
  return [
    clockErrors(system),
    lateLines(system),
    ...longDurations(system),
    longDelays(system),
    ...meanField(system),
  ].filter((warning) => warning !== undefined);
}

/** A matter of placement alone, whatever clocks and lines do. */
const placementOnly: MeasureKey = "crossHostRatio";

/** Measures whose closed form rests on one of these equations. */
function restingOn(...equations: readonly string[]): readonly MeasureKey[] {
  const resting = measures.filter(
    ({ key, equation }) => key !== placementOnly && equations.includes(equation),
  );
  return resting.map(({ key }) => key);
}

function clockErrors(system: System): DomainWarning | undefined {
  const { clock, baseInterval } = system;
  const chance = lawSurvival(clock.error, baseInterval) + lawCdf(clock.error, -baseInterval);
  if (chance <= practicallyNever) return undefined;
  return {
    measures: restingOn("E7", "E8", "E9", "E10", "E11", "E12", "E13", "E14", "E15"),
    reason: `clock errors reach the base interval of ${baseInterval} s with probability ${percent(chance)}`,
  };
}

function lateLines(system: System): DomainWarning | undefined {
  const { baseInterval } = system;
  // Lines in order: one that outlasts the next boundary holds up its successors as well.
  const chance = chanceOfLateLine(system);
  const late = lineLags(system).mean >= baseInterval || latestCover(system) >= baseInterval;
  if (!late && chance <= practicallyNever) return undefined;
  return {
    measures: restingOn("E7", "E8", "E9", "E11", "E12", "E14", "E15"),
    reason: `recovery lines are established a whole base interval of ${baseInterval} s late, with probability ${percent(chance)} each`,
  };
}

/** Chance that the line of one index is later than `T0`, at most: over the VMs due in the mean. */
function chanceOfLateLine(system: System): number {
  let expected = 0;
  advanceLaws(system).forEach((law, c) => {
    const one = system.classes[c]!;
    expected += (one.count / one.multiple) * chanceOfOutlasting(one, law.mean, system.baseInterval);
  });
  return Math.min(1, expected);
}

function chanceOfOutlasting({ duration }: VmClass, start: Seconds, limit: Seconds): number {
  const fixed = lawAtom(duration);
  if (fixed !== undefined) return start + fixed >= limit ? 1 : 0;
  return lawSurvival(duration, limit - start);
}

function longDurations(system: System): DomainWarning[] {
  return system.classes.flatMap((one) => {
    const period = one.multiple * system.baseInterval;
    const chance = chanceOfOutlasting(one, 0, period);
    if (chance <= practicallyNever) return [];
    return {
      measures: restingOn("E13", "E15"),
      reason: `checkpoints of class ${one.name} outlast its period of ${period} s with probability ${percent(chance)}`,
    };
  });
}

function longDelays(system: System): DomainWarning | undefined {
  const { baseInterval, delay, policies } = system;
  const chance = Math.max(
    lawSurvival(delay.within, baseInterval),
    system.hosts.count > 1 ? lawSurvival(delay.across, baseInterval) : 0,
  );
  if (chance <= practicallyNever) return undefined;
  const written: readonly MeasureKey[] = policies.inTransit === "stable" ? restingOn("E2", "E6", "E7") : [];
  return {
    measures: [...written, ...restingOn("E10", "E12")],
    reason: `messages are under way for a whole base interval of ${baseInterval} s with probability ${percent(chance)}`,
  };
}

function meanField(system: System): DomainWarning[] {
  const { clock, hosts, classes } = system;
  if (lawAtom(clock.error) !== undefined || advanceLaws(system).every(({ early }) => early === 0)) return [];
  const warnings: DomainWarning[] = [];
  const vms = classes.reduce((sum, { count }) => sum + count, 0);
  const clocks = clock.scope === "host" ? Math.min(hosts.count, vms) : vms;
  const concerned = restingOn("E10", "E12");
  if (clocks < fewForMeanField) {
    const what = clock.scope === "host" ? "hosts with a clock each" : "VMs";
    warnings.push({
      measures: concerned,
      reason: `early advances are worked out in the mean field, which errs by the order of 1/N, and there are ${clocks} ${what}`,
    });
  }
  // The mean over such systems is the mean field's all the same, so no figure is outside.
  if (clock.redraw === "once") {
    warnings.push({
      measures: [],
      reason: `clock errors drawn once stay with their ${clock.scope === "host" ? "hosts" : "VMs"}: the figures are means over such systems, and one system alone scatters about them`,
    });
  }
  return warnings;
}

function percent(chance: number): string {
  return `${Number((100 * chance).toPrecision(2))} %`;
}
