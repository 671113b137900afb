import type { Advice } from "../../planning/advice.js";
import type { CapacityPlan } from "../../planning/capacity-plan.js";
import type { Effect } from "../../planning/effect.js";
import { findMeasure, type MeasureKey } from "../../scenario/model/measures.js";
import type { System } from "../../scenario/model/system.js";
import { measureText, shownUnit } from "./measure-text.js";
import { numberText, percentText } from "./number-text.js";
import type { Paint } from "./table.js";

const listedPhases = 8;

/** Changes by less than this share are not worth a word, and may be those of an average over advances. */
const negligible = 1e-3;

type AdviceFor = Pick<CapacityPlan, "system" | "advice">;

export function adviceText(adviceFor: AdviceFor, style: Paint): string {
  const lines = adviceLines(adviceFor);
  if (lines.length === 0) return "Nothing stands out to be changed first.\n";
  return `${style.heading("What to change first")}\n${lines.map((line) => `  ${line}\n`).join("")}`;
}

export function adviceLines({ system, advice }: AdviceFor): readonly string[] {
  const { dominant, multiple, baseInterval, phases } = advice;
  const { classes } = system;
  const lines = dominant.slice(0, 3).map(({ classIndex, part, ratioAsSi }) => {
    const { name, multiple: now } = classes[classIndex];
    const logged = `receives ${percentText(part)} of what is logged to stable storage`;
    return `${name} (multiple ${now}) ${logged}; as SI it would bring η to ${numberText(ratioAsSi, 4)}`;
  });
  const lowers = ({ waste, leastWaste, effects }: NonNullable<Advice["multiple" | "baseInterval"]>) =>
    `lowers the waste from ${percentText(waste)} to ${percentText(leastWaste)}${effectsText(effects, "waste")}`;
  if (multiple) {
    const [best, now] = [multiple.best, multiple.multiple].map((value) => numberText(value, 15));
    const { name } = classes[multiple.classIndex];
    lines.push(`a multiple of ${best} instead of ${now} for ${name} ${lowers(multiple)}`);
  }
  if (baseInterval) {
    const best = measureText(baseInterval.baseInterval, "s", 3);
    const now = measureText(system.baseInterval, "s");
    lines.push(`a base interval of ${best} instead of ${now} ${lowers(baseInterval)}`);
  }
  if (phases) lines.push(phasesLine(system, phases));
  return [...lines, ...bottleneckLines(advice)];
}

function phasesLine({ classes }: System, found: NonNullable<Advice["phases"]>): string {
  const moved = classes.filter(({ index, phase }) => found.phases[index] !== phase);
  const listed = moved.slice(0, listedPhases).map(({ index, name }) => `${name} ${found.phases[index]}`);
  const more = moved.length > listed.length ? ` and ${moved.length - listed.length} more` : "";
  const [before, after] = [found.burstBefore, found.burst].map((burst) => measureText(burst, "B"));
  return (
    `phases ${listed.join(", ")}${more} lower the largest burst of writes at a base boundary from ${before} to ${after}` +
    `${found.proven ? ", as far as phases can" : ""}${effectsText(found.effects)}`
  );
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
    const what =
      baseInterval !== undefined
        ? `twice the memory for logs allows a base interval of ${measureText(baseInterval, "s")}, which`
        : `twice ${path}`;
    const changes = changesText(effects);
    return changes === "" ? `${what} changes nothing by 0.1 % or more` : `${what} takes ${changes}`;
  });
  return [told[bottleneck.what], ...lines];
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
