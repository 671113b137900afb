import { type MeasureKey, measures, restingOn } from "../scenario/model/measures.js";
import { countVms, type System, type VmClass } from "../scenario/model/system.js";
import { advanceLaws } from "./clock-skew.js";
import { digits, percent, practicallyNever, type Warn } from "./domain-warning.js";
import { effectiveSenders } from "./effective-senders.js";
import { lawAtom, lawMean, lawVariance } from "./numerics/distribution-laws.js";

/** Below so many senders in effect (VMs, or hosts that share a clock) the mean field's error of order 1/N shows. */
const fewForMeanField = 20;
/** The mean field errs in an early share by about that share over the senders in effect: half of a per cent, here. */
const visibleError = 5e-3;
/** Where fewer VMs (or hosts that share a clock) than these advance by their own clock, the first of them decide. */
const fewestOwnClocks = 50;
/** Clock errors of a standard deviation beyond this share of `T0` tie flushes to lines visibly. */
const widelyApart = 0.05;

/** Where advances vary: too few senders or clocks for the mean field, errors that stay, clocks of hosts. */
export function meanFieldDomain(system: System, warn: Warn): void {
  const { clock, baseInterval, classes, policies } = system;
  if (lawAtom(clock.error) !== undefined) return;
  if (!warnOfFewSenders(system, warn)) warnOfFewOwnClocks(system, warn);
  const ofHosts = clock.scope === "host";
  const stays = clock.redraw === "once";
  if (stays) {
    // The mean over such systems is the closed form's all the same, so no figure is outside.
    warn(
      [],
      `clock errors drawn once stay with their ${ofHosts ? "hosts" : "VMs"}: the figures are means over such systems, and one system alone scatters about them`,
    );
  }
  // One covariance of what crosses a line and its receiver's flush is counted, that of their two clocks alone.
  const apart = Math.sqrt(lawVariance(clock.error));
  const flushes = classes.some(({ multiple }) => multiple > 1) && policies.inTransit === "volatile";
  if (stays && !ofHosts && flushes && apart > widelyApart * baseInterval) {
    warn(
      ["unrecoverablePerHostFailure"],
      `clock errors drawn once have a standard deviation of ${digits(apart)} s, and who is always late flushes always late: what flushes save is worked out pair by pair of clocks, as if the line did not know them`,
    );
  }
  if (ofHosts && policies.inTransit === "stable") {
    warn(
      ["stableLogPeak", "stableLogPeakBytes", "unrecoverablePerHostFailure"],
      "VMs of a host share a clock, and what is under way between them when their line is covered is worked out as if each had its own",
    );
  }
}

function warnOfFewSenders(system: System, warn: Warn): boolean {
  const { clock, classes } = system;
  const laws = advanceLaws(system);
  const senders = effectiveSenders(system);
  const error = ({ index }: VmClass) => laws[index].early / senders[index];
  const concerned = classes.filter(
    (one) =>
      error(one) > visibleError ||
      (senders[one.index] < fewForMeanField && laws[one.index].early > practicallyNever),
  );
  if (concerned.length === 0) return false;
  const { index, name } = concerned.reduce((one, other) => (error(other) > error(one) ? other : one));
  const number = Number(senders[index].toPrecision(2));
  const clocks = `${number === 1 ? "one" : number} ${clock.scope === "host" ? "host" : "VM"}${number === 1 ? "" : "s"}`;
  warn(
    skewed(system, concerned, (one) => senders[one.index]),
    `early advances are worked out in the mean field, which takes senders for many, and messages from ${clocks} in effect bring forward ${percent(laws[index].early)} of the advances of class ${name}`,
  );
  return true;
}

/** Who sets off the early advances is a matter of the first few clocks, not of a mean, where few advance by their own. */
function warnOfFewOwnClocks(system: System, warn: Warn): void {
  const { clock, classes } = system;
  const laws = advanceLaws(system);
  const most = Math.max(...laws.map(({ early }) => early));
  const hosts = clock.scope === "host";
  const clocks = hosts ? system.hosts.count : countVms(system);
  const vms = classes.reduce((sum, { index, count }) => sum + count * (1 - laws[index].early), 0);
  const own = (vms * clocks) / countVms(system);
  if (own >= fewestOwnClocks || most / own <= visibleError) return;
  warn(
    skewed(system, classes, () => own),
    `early advances are worked out in the mean field, which lets fractions of a VM set them off, and of ${clocks} ${hosts ? "hosts" : "VMs"} ${Number(own.toPrecision(2))} advance by their own clock at an index`,
  );
}

/** Measures that early advances enter, where those of some classes are wrong by about their share over a number. */
function skewed(
  system: System,
  concerned: readonly VmClass[],
  number: (one: VmClass) => number,
): readonly MeasureKey[] {
  const { clock, baseInterval, policies } = system;
  const laws = advanceLaws(system);
  // A mean advance is the clocks' own, and right, but for what messages bring it forward by.
  const doubtful = concerned.some((one) => {
    const gain = lawMean(clock.error) - laws[one.index].mean;
    return gain / number(one) > practicallyNever * baseInterval;
  });
  const direct = measures.filter(({ family }) => family === "skew" || family === "exposure");
  const held = doubtful ? restingOn("advanceTime") : [];
  const written = doubtful && policies.inTransit === "stable" ? restingOn("stableLogRatio") : [];
  return [...new Set([...written, ...direct.map(({ key }) => key), ...held])];
}
