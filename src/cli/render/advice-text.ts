import type { Advice } from "../../planning/advice.js";
import type { Effect } from "../../planning/effect.js";
import { findMeasure, type MeasureKey } from "../../scenario/model/measures.js";
import type { System } from "../../scenario/model/system.js";
import { measureText, shownUnit } from "./measure-text.js";
import { numberText, percentText } from "./number-text.js";
import type { Paint } from "./table.js";

/** More phases than these are not listed one by one. */
const listedPhases = 8;

/** Advice, and the system that it is for. */
interface AdviceFor {
  readonly system: System;
  readonly advice: Advice;
}

/** What to change first, for a person. */
export function adviceText(adviceFor: AdviceFor, style: Paint): string {
  const lines = adviceLines(adviceFor);
  if (lines.length === 0) return "Nothing stands out to be changed first.\n";
  return `${style.heading("What to change first")}\n${lines.map((line) => `  ${line}\n`).join("")}`;
}

/** What to change first, a sentence each. */
export function adviceLines({ system, advice }: AdviceFor): readonly string[] {
  return [
    ...dominantLines(system, advice),
    ...multipleLine(system, advice),
    ...baseIntervalLine(system, advice),
    ...phasesLine(system, advice),
    ...bottleneckLines(advice),
  ];
}

function bottleneckLines({ bottleneck, doubled = [] }: Advice): readonly string[] {
  if (!bottleneck) return [];
  const share = percentText(bottleneck.share);
  const told = {
    storage: `the bottleneck is storage: the largest burst is written for ${share} of a base interval`,
    memory: `the bottleneck is memory: logs need ${share} of what the VMs of a host have themselves`,
    pauses: `the bottleneck is pauses of checkpoints, ${share} of the waste`,
    exposure: `the bottleneck is exposure: work lost since the recovery line is ${share} of the waste`,
    recovery: `the bottleneck is recovery, ${share} of the waste`,
  };
  const lines = doubled.map(({ path, baseInterval, effects }) => {
    const changes = changesText(effects);
    if (baseInterval !== undefined) {
      const longer = `twice the memory for logs allows a base interval of ${measureText(baseInterval, "s")}`;
      return changes === ""
        ? `${longer}, which changes nothing by 0.1 % or more`
        : `${longer}, which takes ${changes}`;
    }
    return changes === ""
      ? `twice ${path} changes nothing by 0.1 % or more`
      : `twice ${path} takes ${changes}`;
  });
  return [told[bottleneck.what], ...lines];
}

function dominantLines({ classes }: System, { dominant }: Advice): readonly string[] {
  return dominant.slice(0, 3).map(({ classIndex, part, ratioAsSi }) => {
    const { name, multiple } = classes[classIndex];
    return (
      `${name} (multiple ${multiple}) receives ${percentText(part)} of what is logged to stable storage; ` +
      `as SI it would bring η to ${numberText(ratioAsSi, 4)}`
    );
  });
}

function multipleLine({ classes }: System, { multiple }: Advice): readonly string[] {
  if (!multiple) return [];
  const { name } = classes[multiple.classIndex];
  const { multiple: from, best, waste, leastWaste } = multiple;
  return [
    `a multiple of ${numberText(best, 15)} instead of ${numberText(from, 15)} for ${name} lowers the waste ` +
      `from ${percentText(waste)} to ${percentText(leastWaste)}${effectsText(multiple.effects, "waste")}`,
  ];
}

function baseIntervalLine(system: System, { baseInterval }: Advice): readonly string[] {
  if (!baseInterval) return [];
  return [
    `a base interval of ${measureText(baseInterval.baseInterval, "s", 3)} instead of ${measureText(system.baseInterval, "s")} ` +
      `lowers the waste from ${percentText(baseInterval.waste)} to ${percentText(baseInterval.leastWaste)}${effectsText(baseInterval.effects, "waste")}`,
  ];
}

function phasesLine({ classes }: System, { phases }: Advice): readonly string[] {
  if (!phases) return [];
  const moved = classes.filter(({ index, phase }) => phases.phases[index] !== phase);
  const listed = moved.slice(0, listedPhases).map(({ index, name }) => `${name} ${phases.phases[index]}`);
  const more = moved.length > listed.length ? ` and ${moved.length - listed.length} more` : "";
  return [
    `phases ${listed.join(", ")}${more} lower the largest burst of writes at a base boundary ` +
      `from ${measureText(phases.burstBefore, "B")} to ${measureText(phases.burst, "B")}` +
      `${phases.proven ? ", as far as phases can" : ""}${effectsText(phases.effects)}`,
  ];
}

/** What else a change does; what it leaves as it is goes without saying. */
function effectsText(effects: readonly Effect[], said?: MeasureKey): string {
  const told = changesText(effects, said);
  return told === "" ? "" : `,\n    which takes ${told}`;
}

function changesText(effects: readonly Effect[], said?: MeasureKey): string {
  const told = effects.flatMap(({ measure: key, before, after }) => {
    const moves = Math.abs(after - before) > negligible * Math.max(Math.abs(before), Math.abs(after));
    if (key === said || !moves) return [];
    const measure = findMeasure(key)!;
    const [old, changed] = [before, after].map((value) => measureText(value, shownUnit(measure), 4));
    return old === changed ? [] : `${measure.label} from ${old} to ${changed}`;
  });
  return told.join(", ");
}

/** Changes by less than this share are not worth a word, and may be those of an average over advances. */
const negligible = 1e-3;
